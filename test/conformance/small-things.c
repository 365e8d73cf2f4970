// What descriptors answer beside their reads and writes: places, flags, requests of ioctl(2), one-shot items that
// ask for nothing, and an attempt to connect that shutdown(2) has ended.
#include <sys/timerfd.h>

static void watched(int ep) {
    char path[40], text[300];
    sprintf(path, "/proc/self/fdinfo/%d", ep);
    int fd = open(path, O_RDONLY);
    long length = read(fd, text, sizeof text - 1);
    close(fd);
    text[length < 0 ? 0 : length] = 0;
    char *events = strstr(text, "events:");
    printf("    %.20s\n", events ? events : "none");
}

static void told(int ep) {
    struct epoll_event events[4];
    int n = epoll_wait(ep, events, 4, 0);
    printf("    %d:", n);
    for (int i = 0; i < n; i++) printf(" %d/%x", events[i].data.u32, events[i].events);
    printf("\n");
}

/* Each end of a pipe has events of its own; a write that finds no room is one to the other end all the same. */
static void ends(void) {
    static char big[70000];
    int p[2], ep = epoll_create1(0);
    struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLET, {.u32 = 1}};
    pipe2(p, O_NONBLOCK);
    epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &event);
    watched(ep);
    event.data.u32 = 2;
    epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &event);
    told(ep);
    static const int lengths[] = {1, 1, 70000, 10, 10};
    for (int i = 0; i < 5; i++) {
        SHOW(write(p[1], big, lengths[i]));
        told(ep);
    }
    for (int i = 0; i < 3; i++) {
        SHOW(read(p[0], big, i ? 70000 : 5000));
        told(ep);
    }
}

static void probe(void) {
    ends();
    int file = open("/tmp/small-things", O_RDWR | O_CREAT | O_TRUNC, 0600), p[2], n = -77, ep = epoll_create1(0);
    unlink("/tmp/small-things");
    pipe(p);
    int fds[] = {file, p[0], tcp(), ep, timerfd_create(CLOCK_MONOTONIC, 0)};
    for (int i = 0; i < 5; i++) {
        SHOW(lseek(fds[i], 0, 5));
        SHOW(lseek(fds[i], 0, -1));
        SHOW(lseek(fds[i], -1, SEEK_CUR));
        SHOW(ioctl(fds[i], SIOCATMARK, &n));
        SHOW(ioctl(fds[i], 0x1234, &n));
        SHOW(fcntl(fds[i], F_SETFL, O_NONBLOCK | O_NOATIME));
        printf("%x\n", fcntl(fds[i], F_GETFL) & (O_NONBLOCK | O_NOATIME));
        SHOW(fcntl(fds[i], F_SETFL, 0));
    }
    SHOW(lseek(file, 100, SEEK_SET));
    SHOW(ioctl(file, FIONREAD, &n));
    SHOW(n);

    struct epoll_event event = {EPOLLONESHOT}, told;
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &event));
    watched(ep);
    show_poll("quiet", ep);
    close(p[1]);
    show_poll("hung up", ep);
    SHOW(epoll_wait(ep, &told, 1, 0));
    SHOW(told.events);
    watched(ep);
    SHOW(epoll_wait(ep, &told, 1, 0));
    SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &event));
    SHOW(epoll_wait(ep, &told, 1, 0));

    // A look at an epoll takes out of its row what is over.
    int a[2], b[2], other = epoll_create1(0);
    pipe(a);
    pipe(b);
    event = (struct epoll_event){EPOLLIN, {.u32 = 1}};
    epoll_ctl(other, EPOLL_CTL_ADD, a[0], &event);
    event.data.u32 = 2;
    epoll_ctl(other, EPOLL_CTL_ADD, b[0], &event);
    write(a[1], "x", 1);
    read(a[0], &n, 1);
    show_poll("over", other);
    write(b[1], "x", 1);
    write(a[1], "x", 1);
    SHOW(epoll_wait(other, &told, 1, 0));
    SHOW(told.data.u32);

    int c = tcp(), l = listener(1, 5), d = tcp(), e = tcp();
    nonblocking(c);
    nonblocking(d);
    SHOW(connect_to(c, 40));
    pause_ms(5);
    SHOW(shutdown(c, 1));
    SHOW(connect_to(c, 40));
    SHOW(connect_to(c, 40));
    SHOW(listen(c, 1));
    SHOW(connect_to(d, 1));
    pause_ms(5);
    SHOW(shutdown(d, 1));
    SHOW(connect_to(d, 1));
    struct sockaddr none = {AF_UNSPEC};
    SHOW(connect(c, &none, sizeof none));
    SHOW(connect_to(c, 1));
    close(l);
    close(e);
}
