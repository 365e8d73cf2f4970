// poll(2) by all its names (POLLRDNORM, POLLWRBAND and their like), on every kind and in every state, and who
// sleeps for one of them alone.
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

static void ready(const char *what, int fd) {
    struct pollfd one = {fd, 0x3fff, 0};
    int count = poll(&one, 1, 0);
    printf("%s: %d %x\n", what, count, one.revents);
    fflush(stdout);
}

static void each_way(const char *what, int fd) {
    printf("%s\n", what);
    ready("  first", fd);
    SHOW(shutdown(fd, SHUT_RD));
    ready("  no reading", fd);
    SHOW(shutdown(fd, SHUT_WR));
    ready("  no writing", fd);
    SHOW(shutdown(fd, SHUT_RDWR));
    SHOW(shutdown(fd, 3));
}

static void inet(void) {
    char byte;
    int server = listener(0, 5), fd = tcp();
    each_way("fresh", tcp());
    bind_to(fd, 1);
    each_way("bound", fd);
    SHOW(listen(fd, 3));
    SHOW(shutdown(fd, SHUT_WR));
    SHOW(connect_to(tcp(), 1));
    ready("a client waits", fd);
    SHOW(shutdown(fd, SHUT_RD));
    ready("it listens no more", fd);
    SHOW(connect_to(tcp(), 1));
    SHOW(accept(fd, NULL, NULL));
    SHOW(listen(fd, 3));
    SHOW(connect_to(tcp(), 1));
    SHOW(accept(fd, NULL, NULL) > 0);
    int a = client(0), b = accept(server, NULL, NULL);
    ready("connected", a);
    SHOW(shutdown(a, SHUT_RD));
    ready("without reading", a);
    write(b, "hi", 2);
    pause_ms(5);
    SHOW(read(a, &byte, 1));
    SHOW(read(a, &byte, 1));
    SHOW(read(a, &byte, 1));
    shutdown(b, SHUT_WR);
    pause_ms(5);
    ready("both ends", a);
    ready("its peer", b);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    each_way("datagrams", fd);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    connect_to(fd, 9);
    each_way("datagrams with a peer", fd);
    SHOW(recv(fd, &byte, 1, MSG_DONTWAIT));
    SHOW(recv(fd, &byte, 1, 0));
}

static void local(int type) {
    char byte;
    int pair[2];
    each_way("alone", socket(AF_UNIX, type, 0));
    socketpair(AF_UNIX, type, 0, pair);
    ready("a pair", pair[0]);
    write(pair[0], "abc", 3);
    SHOW(shutdown(pair[1], SHUT_RD));
    ready("its peer does not read", pair[0]);
    ready("it does not read", pair[1]);
    SHOW(recv(pair[1], &byte, 1, 0));
    SHOW(recv(pair[1], &byte, 1, MSG_DONTWAIT));
    SHOW(shutdown(pair[1], SHUT_WR));
    ready("its peer does neither", pair[0]);
    SHOW(recv(pair[0], &byte, 1, MSG_DONTWAIT));
    close(pair[1]);
    ready("its peer is gone", pair[0]);
    SHOW(write(pair[0], "x", 1));
    SHOW(write(pair[0], "x", 1));
}

static void others(void) {
    struct itimerspec soon = {{0, 0}, {0, 1}};
    uint64_t n = 0xfffffffffffffffe;
    int ends[2], counter = eventfd(0, 0), timer = timerfd_create(CLOCK_MONOTONIC, 0), notifier = inotify_init();
    sigset_t set;
    ready("eventfd", counter);
    write(counter, &n, 8);
    ready("a full one", counter);
    timerfd_settime(timer, 0, &soon, NULL);
    pause_ms(2);
    ready("timerfd", timer);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    ready("signalfd", signalfd(-1, &set, 0));
    inotify_add_watch(notifier, "/tmp", IN_CREATE);
    close(open("/tmp/probe-names", O_CREAT | O_RDWR, 0600));
    ready("inotify", notifier);
    ready("a file", open("/tmp/probe-names", O_RDWR));
    unlink("/tmp/probe-names");
    ready("a directory", open("/tmp", O_RDONLY));
    ready("/dev/null", open("/dev/null", O_RDWR));
    ready("epoll", epoll_create1(0));
    ready("pidfd", syscall(SYS_pidfd_open, getpid(), 0));
    pipe(ends);
    ready("to read", ends[0]);
    ready("to write", ends[1]);
    write(ends[1], "x", 1);
    close(ends[1]);
    ready("the last byte", ends[0]);
}

/* Waits for one name alone, with poll(2) and with an epoll, until a child has acted. */
static void sleeps(const char *what, int fd, int name, void (*act)(int), int other) {
    for (int with_epoll = 0; with_epoll < 2; with_epoll++) {
        struct pollfd one = {fd, name, 0};
        struct epoll_event event = {name};
        int epoll = epoll_create1(0), child, count;
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        if (!(child = fork())) {
            pause_ms(20);
            act(other);
            exit(0);
        }
        if (with_epoll) {
            event.events = 0;
            count = epoll_wait(epoll, &event, 1, 1000);
            printf("%s, epoll for %x: %d %x\n", what, name, count, event.events);
        } else {
            count = poll(&one, 1, 1000);
            printf("%s, poll for %x: %d %x\n", what, name, count, one.revents);
        }
        fflush(stdout);
        waitpid(child, NULL, 0);
        close(epoll);
    }
}

static void connects(int offset) { client(offset); }
static void writes(int fd) { write(fd, "x", 1); }
static void counts(int fd) { eventfd_write(fd, 1); }

static void reads_all(int fd) {
    static char bytes[65536];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) pause_ms(1);
}

static void reads_pipe(int fd) {
    static char bytes[65536];
    read(fd, bytes, sizeof bytes);
}

static void fill(int fd) {
    static char bytes[65536];
    nonblocking(fd);
    while (write(fd, bytes, sizeof bytes) > 0) pause_ms(1);
    while (write(fd, bytes, 1) > 0) continue;
}

static void sleepers(void) {
    int pair[2], server = listener(3, 5);
    sleeps("a listener", server, POLLRDNORM, connects, 3);
    int a = client(3), b;
    while ((b = accept(server, NULL, NULL)) >= 0) {
        struct sockaddr_in from, own;
        socklen_t length = sizeof from;
        getpeername(b, (struct sockaddr *)&from, &length);
        getsockname(a, (struct sockaddr *)&own, &length);
        if (from.sin_port == own.sin_port) break;
        close(b);
    }
    sleeps("TCP", a, POLLRDNORM, writes, b);
    fill(a);
    sleeps("full TCP", a, POLLWRNORM, reads_all, b);
    int udp = socket(AF_INET, SOCK_DGRAM, 0), sender = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(udp, 4);
    connect_to(sender, 4);
    sleeps("UDP", udp, POLLRDNORM, writes, sender);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    sleeps("local", pair[0], POLLRDNORM, writes, pair[1]);
    fill(pair[0]);
    sleeps("full local", pair[0], POLLWRBAND, reads_all, pair[1]);
    pipe(pair);
    sleeps("a pipe", pair[0], POLLRDNORM, writes, pair[1]);
    fill(pair[1]);
    nonblocking(pair[0]);
    sleeps("a full pipe", pair[1], POLLWRNORM, reads_pipe, pair[0]);
    int counter = eventfd(0, 0);
    sleeps("an eventfd", counter, POLLRDNORM, counts, counter);
}

static void probe(void) {
    inet();
    sleepers();
    local(SOCK_STREAM);
    local(SOCK_DGRAM);
    local(SOCK_SEQPACKET);
    others();
}
