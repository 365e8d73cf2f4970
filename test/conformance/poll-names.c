// poll(2) by all its names (POLLRDNORM, POLLWRBAND and their like), on every kind and in every state.
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

static void probe(void) {
    inet();
    local(SOCK_STREAM);
    local(SOCK_DGRAM);
    local(SOCK_SEQPACKET);
    others();
}
