// A bad pointer beside another mistake: which of the two is told, and what is lost with it.
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#define BAD ((void *)8)

static char big[100000];

static void streams(void) {
    int server = listener(0, 5), c = client(0), s = accept(server, NULL, NULL);
    SHOW(write(tcp(), BAD, 1));
    SHOW(read(tcp(), BAD, 1));
    SHOW(write(server, BAD, 1));
    SHOW(write(c, BAD, 1));
    shutdown(s, SHUT_WR);
    SHOW(write(s, BAD, 1));
    pause_ms(5);
    SHOW(read(c, BAD, 1));
    close(s);
    write(c, "x", 1);
    pause_ms(5);
    SHOW(write(c, BAD, 1));
    c = client(0);
    nonblocking(c);
    SHOW(read(c, BAD, 1));
    while (write(c, big, sizeof big) > 0);
    SHOW(write(c, BAD, 1));
    SHOW(connect(0, BAD, 16));
    SHOW(connect(99, BAD, 16));
    SHOW(bind(0, BAD, 16));
}

static void datagrams(void) {
    struct sockaddr_in here = at(5);
    struct sockaddr *name = (struct sockaddr *)&here;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    SHOW(write(fd, BAD, 1));
    // It has a port by now.
    SHOW(bind_to(fd, 5));
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    SHOW(bind_to(fd, 5));
    SHOW(sendto(fd, BAD, 1, 0, name, sizeof here));
    SHOW(sendto(fd, "x", 1, 0, BAD, sizeof here));
    SHOW(sendto(fd, BAD, 70000, 0, name, sizeof here));
    SHOW(sendto(fd, "x", 1, 0, name, sizeof here));
    SHOW(recv(fd, BAD, 1, MSG_PEEK));
    SHOW(recv(fd, BAD, 1, 0));
    SHOW(recv(fd, big, 1, 0));
    shutdown(fd, SHUT_WR);
    SHOW(sendto(fd, BAD, 1, 0, name, sizeof here));
}

static void local(int type) {
    int pair[2];
    socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, pair);
    SHOW(write(socket(AF_UNIX, type, 0), BAD, 1));
    SHOW(read(socket(AF_UNIX, type | SOCK_NONBLOCK, 0), BAD, 1));
    SHOW(write(pair[0], BAD, 1));
    SHOW(read(pair[0], BAD, 1));
    SHOW(write(pair[0], BAD, 1000000));
    while (write(pair[0], big, 1000) > 0);
    SHOW(write(pair[0], BAD, 1));
    shutdown(pair[0], SHUT_WR);
    SHOW(write(pair[0], BAD, 1));
    close(pair[1]);
    SHOW(write(pair[0], BAD, 1));
    SHOW(read(pair[0], BAD, 1));
}

static void pipes(void) {
    int ends[2];
    pipe2(ends, O_NONBLOCK);
    SHOW(write(ends[1], BAD, 1));
    SHOW(read(ends[0], BAD, 1));
    SHOW(write(ends[0], BAD, 1));
    while (write(ends[1], big, 4096) > 0);
    SHOW(write(ends[1], BAD, 1));
    SHOW(read(ends[0], BAD, 1));
    close(ends[0]);
    SHOW(write(ends[1], BAD, 1));
}

/* What had no place is gone. */
static void events(void) {
    struct itimerspec soon = {{0, 0}, {0, 1}};
    struct signalfd_siginfo info;
    sigset_t set;
    uint64_t n = 5;
    int counter = eventfd(0, EFD_NONBLOCK), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    SHOW(read(counter, BAD, 8));
    SHOW(write(counter, BAD, 4));
    SHOW(write(counter, BAD, 8));
    write(counter, &n, 8);
    SHOW(read(counter, BAD, 8));
    SHOW(read(counter, &n, 8));
    timerfd_settime(timer, 0, &soon, NULL);
    pause_ms(5);
    SHOW(read(timer, BAD, 8));
    SHOW(read(timer, &n, 8));
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_NONBLOCK);
    raise(SIGUSR1);
    SHOW(read(signals, BAD, sizeof info));
    SHOW(read(signals, &info, sizeof info));
    int notifier = inotify_init1(IN_NONBLOCK);
    inotify_add_watch(notifier, "/tmp", IN_CREATE);
    close(open("/tmp/probe-bad", O_CREAT | O_RDWR, 0600));
    SHOW(read(notifier, BAD, 100));
    SHOW(read(notifier, big, 100));
}

static void files(void) {
    struct iovec half[2] = {{"ab", 2}, {BAD, 4}}, other[2] = {{BAD, 4}, {"ab", 2}};
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR), fd = open("/tmp/probe-bad", O_RDWR);
    SHOW(write(null, BAD, 5));
    SHOW(read(null, BAD, 5));
    SHOW(write(zero, BAD, 5));
    SHOW(read(zero, BAD, 5));
    SHOW(read(fd, BAD, 5));
    SHOW(write(fd, BAD, 5));
    SHOW(writev(fd, half, 2));
    SHOW(writev(fd, other, 2));
    SHOW(lseek(fd, 0, SEEK_CUR));
    SHOW(pread(fd, BAD, 5, 0));
    SHOW(pread(fd, BAD, 5, 10));
    SHOW(write(open("/tmp/probe-bad", O_RDONLY), BAD, 5));
    unlink("/tmp/probe-bad");
}

static void probe(void) {
    streams();
    datagrams();
    local(SOCK_STREAM);
    local(SOCK_DGRAM);
    local(SOCK_SEQPACKET);
    pipes();
    events();
    files();
}
