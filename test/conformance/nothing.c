// Reads and writes of no bytes: which descriptors answer 0, and which are asked all the same.
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

static void ask(const char *what, int in, int out) {
    struct iovec none[2] = {{NULL, 0}, {NULL, 0}};
    struct msghdr message = {0};
    char byte = 0;
    printf("%s\n", what);
    nonblocking(in), nonblocking(out);
    SHOW(read(in, &byte, 0));
    SHOW(read(in, NULL, 0));
    SHOW(readv(in, none, 0));
    SHOW(readv(in, none, 2));
    SHOW(pread(in, &byte, 0, 0));
    SHOW(recv(in, &byte, 0, 0));
    SHOW(recv(in, NULL, 0, MSG_PEEK));
    SHOW(recvmsg(in, &message, 0));
    SHOW(write(out, &byte, 0));
    SHOW(write(out, NULL, 0));
    SHOW(writev(out, none, 0));
    SHOW(writev(out, none, 2));
    SHOW(pwrite(out, &byte, 0, 0));
    SHOW(send(out, &byte, 0, 0));
    SHOW(sendmsg(out, &message, 0));
}

/* Tells how many datagrams without a byte have come. */
static int empty_ones(int fd) {
    char byte;
    int count = 0;
    while (count < 20 && recv(fd, &byte, 1, MSG_DONTWAIT) == 0) count++;
    return count;
}

static void connections(void) {
    struct linger at_once = {1, 0};
    int server = listener(0, 5), c = client(0), s = accept(server, NULL, NULL);
    ask("a connection", c, s);
    write(s, "x", 1);
    pause_ms(5);
    ask("with data", c, s);
    shutdown(s, SHUT_WR);
    pause_ms(5);
    ask("half closed", c, s);
    c = client(0), s = accept(server, NULL, NULL);
    setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(s);
    pause_ms(5);
    ask("reset", c, c);
    ask("fresh", tcp(), tcp());
    ask("a listener", server, server);
}

static void messages(void) {
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0), pair[2];
    bind_to(in, 5);
    ask("udp without a peer", in, out);
    connect_to(out, 5);
    ask("udp", in, out);
    SHOW(empty_ones(in));
    for (int i = 0; i < 3; i++) {
        socketpair(AF_UNIX, types[i], 0, pair);
        ask("unix", pair[0], pair[1]);
        if (types[i] != SOCK_STREAM) SHOW(empty_ones(pair[0]));
        ask("unix without a peer", socket(AF_UNIX, types[i], 0), socket(AF_UNIX, types[i], 0));
        close(pair[1]);
        ask("unix after its peer", pair[0], pair[0]);
    }
}

static void others(void) {
    int ends[2], file = open("/tmp/probe-nothing", O_CREAT | O_RDWR, 0600);
    sigset_t none;
    sigemptyset(&none);
    pipe(ends);
    ask("a pipe", ends[0], ends[1]);
    ask("its wrong ends", ends[1], ends[0]);
    close(ends[1]);
    ask("its end", ends[0], ends[0]);
    ask("eventfd", eventfd(0, 0), eventfd(1, 0));
    int timer = timerfd_create(CLOCK_MONOTONIC, 0), signals = signalfd(-1, &none, 0), notifier = inotify_init();
    ask("timerfd", timer, timer);
    ask("signalfd", signals, signals);
    ask("inotify", notifier, notifier);
    int epoll = epoll_create1(0), self = syscall(SYS_pidfd_open, getpid(), 0);
    ask("epoll", epoll, epoll);
    ask("pidfd", self, self);
    ask("a file", file, file);
    ask("a file the wrong way", open("/tmp/probe-nothing", O_WRONLY), open("/tmp/probe-nothing", O_RDONLY));
    unlink("/tmp/probe-nothing");
    int directory = open("/tmp", O_RDONLY), full = open("/dev/full", O_RDWR), zero = open("/dev/zero", O_RDWR);
    ask("a directory", directory, directory);
    ask("/dev/full", full, full);
    ask("/dev/zero", zero, zero);
    ask("no descriptor", 999, 999);
}

static void probe(void) {
    connections();
    messages();
    others();
}
