// A pipe is a row of pages: when a write goes on in the last one, what is full, and what splice(2) takes.
#include <sys/sendfile.h>

static char big[200000];
static int ends[2];

static void filled(const char *what) {
    int in = -1, out = -1;
    ioctl(ends[0], FIONREAD, &in);
    ioctl(ends[1], FIONREAD, &out);
    printf("%s: %d %d\n", what, in, out);
    show_poll("  to read", ends[0]);
    show_poll("  to write", ends[1]);
}

static void writes(void) {
    pipe2(ends, O_NONBLOCK);
    SHOW(write(ends[1], big, 65000));
    SHOW(write(ends[1], big, 4096));
    SHOW(write(ends[1], big, 600));
    SHOW(write(ends[1], big, 5000));
    filled("all pages are begun");
    SHOW(write(ends[1], big, 536));
    SHOW(write(ends[1], big, 1));
    filled("full");
    SHOW(read(ends[0], big, 4095));
    SHOW(write(ends[1], big, 1));
    SHOW(read(ends[0], big, 1));
    filled("a page is free");
    SHOW(write(ends[1], big, 10000));
    SHOW(read(ends[0], big, sizeof big));
    SHOW(write(ends[1], big, sizeof big));
    SHOW(read(ends[0], big, sizeof big));
    for (int i = 0; i < 20; i++) write(ends[1], big, 3000);
    filled("3000 bytes a page");
    SHOW(read(ends[0], big, sizeof big));
    for (int i = 0; i < 1000; i++) write(ends[1], big, 100);
    filled("4000 bytes a page");
    SHOW(read(ends[0], big, 3999));
    SHOW(write(ends[1], big, 100));
    SHOW(read(ends[0], big, 1));
    SHOW(write(ends[1], big, 100));
    SHOW(read(ends[0], big, sizeof big));
}

static void sizes(void) {
    SHOW(fcntl(ends[1], F_SETPIPE_SZ, 8192));
    SHOW(write(ends[1], big, 5000));
    SHOW(fcntl(ends[1], F_SETPIPE_SZ, 4096));
    SHOW(write(ends[1], big, 4000));
    SHOW(fcntl(ends[1], F_SETPIPE_SZ, 16384));
    SHOW(write(ends[1], big, 10000));
    SHOW(read(ends[0], big, sizeof big));
    SHOW(fcntl(ends[1], F_SETPIPE_SZ, 4096));
    SHOW(write(ends[1], big, 1));
    SHOW(read(ends[0], big, 1));
    // Its one page goes on as long as it lies there.
    SHOW(write(ends[1], big, 4096));
    SHOW(read(ends[0], big, 4095));
    SHOW(write(ends[1], big, 1));
}

static void packets(void) {
    SHOW(pipe2(ends, O_DIRECT | O_NONBLOCK));
    SHOW(write(ends[1], "abc", 3));
    SHOW(write(ends[1], "defg", 4));
    SHOW(write(ends[1], big, 5000));
    filled("packets");
    SHOW(read(ends[0], big, 2));
    SHOW(read(ends[0], big, 100));
    SHOW(read(ends[0], big, sizeof big));
    SHOW(read(ends[0], big, sizeof big));
    SHOW(read(ends[0], big, 1));
    SHOW(pipe2(ends, O_RDWR));
    SHOW(pipe2(ends, O_APPEND));
}

/* An edge of room is told when a full pipe has a page again, not for each byte that is read. */
static void edges(void) {
    struct epoll_event event = {EPOLLOUT | EPOLLET};
    int epoll = epoll_create1(0);
    pipe2(ends, O_NONBLOCK);
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[1], &event);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    write(ends[1], big, 100);
    read(ends[0], big, 50);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    read(ends[0], big, 50);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    write(ends[1], big, sizeof big);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    read(ends[0], big, 4095);
    SHOW(epoll_wait(epoll, &event, 1, 0));
    read(ends[0], big, 1);
    SHOW(epoll_wait(epoll, &event, 1, 0));
}

static void moved(void) {
    int file = open("/tmp/probe-pages", O_CREAT | O_TRUNC | O_RDWR, 0600), other[2];
    int end = open("/tmp/probe-pages", O_WRONLY | O_APPEND), directory = open("/tmp", O_RDONLY);
    int server = listener(0, 5), c = client(0), s = accept(server, NULL, NULL);
    loff_t at = 0;
    off_t from = 0;
    write(file, "hello world", 11);
    pipe2(ends, O_NONBLOCK), pipe2(other, O_NONBLOCK);
    nonblocking(s);
    SHOW(sendfile(ends[1], s, NULL, 5));
    write(c, "from afar", 9);
    pause_ms(5);
    SHOW(sendfile(ends[1], s, NULL, 4));
    SHOW(sendfile(ends[1], s, &from, 4));
    SHOW(sendfile(ends[1], ends[0], NULL, 4));
    SHOW(sendfile(ends[1], directory, NULL, 4));
    SHOW(sendfile(end, file, &from, 4));
    SHOW(splice(s, &at, ends[1], NULL, 4, 0));
    SHOW(splice(s, NULL, ends[1], NULL, 100, 0));
    SHOW(splice(file, &at, ends[1], NULL, 5, 0));
    printf("%d\n", (int)at);
    SHOW(splice(file, NULL, ends[1], &at, 5, 0));
    at = 50;
    SHOW(splice(ends[0], NULL, file, &at, 4, 0));
    printf("%d\n", (int)at);
    SHOW(splice(ends[0], NULL, end, NULL, 4, 0));
    SHOW(splice(directory, NULL, ends[1], NULL, 4, 0));
    SHOW(splice(99, NULL, ends[1], NULL, 0, 0));
    SHOW(splice(99, NULL, ends[1], NULL, 1, 0));
    SHOW(splice(ends[0], NULL, other[1], NULL, 100, 0));
    SHOW(read(other[0], big, 100));
    printf("%.10s\n", big);
    SHOW(pread(file, big, 100, 50));
    printf("%.4s\n", big);
    unlink("/tmp/probe-pages");
}

static void probe(void) {
    writes();
    sizes();
    packets();
    edges();
    moved();
}
