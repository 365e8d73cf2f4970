// A signal's handler in the middle of every call that waits: EINTR, what was moved so far, or on with it.
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <linux/futex.h>

static volatile int hits, *helped;
static int flags, ends[2], near, far, server, udp;
static char bytes[70000];

static void count(int number) { hits++; }

static void write_pipe(void) { write(ends[1], "x", 1); }
static void read_pipe(void) { read(ends[0], bytes, sizeof bytes); }
static void write_far(void) { write(far, "x", 1); }
static void connect_again(void) { client(0); }
static void nothing(void) {}
static void send_udp(void) {
    struct sockaddr_in to = at(5);
    sendto(socket(AF_INET, SOCK_DGRAM, 0), "u", 1, 0, (struct sockaddr *)&to, sizeof to);
}

/* The handler runs after 20 ms, and a child lets the call end after 400; that is noted in pages of both. */
static pid_t prepare(void (*help)(void)) {
    struct sigaction action = {.sa_handler = count, .sa_flags = flags};
    struct itimerval soon = {{0, 0}, {0, 20000}};
    *helped = 0;
    pid_t child = fork();
    if (child == 0) {
        pause_ms(400);
        *helped = 1;
        help();
        pause_ms(5000);
        _exit(0);
    }
    hits = 0;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    return child;
}

static void told(const char *call, long result, int error, pid_t child) {
    printf("%s: %ld %s, %s, %d\n", call, result, result < 0 ? errno_text(error) : "",
           *helped ? "later" : "at once", hits);
    fflush(stdout);
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0);
}

#define TRY(call, help) do {                                  \
    pid_t child = prepare(help);                              \
    long result = (call);                                     \
    told(#call, result, errno, child);                        \
} while (0)

static void limit(int fd, int option, int ms) {
    struct timeval time = {0, ms * 1000};
    setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
}

/* The pipe is empty again, whoever has read before. */
static void drain(void) {
    int before = fcntl(ends[0], F_GETFL);
    fcntl(ends[0], F_SETFL, before | O_NONBLOCK);
    while (read(ends[0], bytes, sizeof bytes) > 0);
    fcntl(ends[0], F_SETFL, before);
}

static void sockets(void) {
    struct iovec piece = {bytes, 1};
    struct mmsghdr message = {{.msg_iov = &piece, .msg_iovlen = 1}};
    far = client(0), near = accept(server, NULL, NULL);
    TRY(recv(near, bytes, 1, 0), write_far);
    write(far, "a", 1);
    TRY(recv(near, bytes, 2, MSG_WAITALL), nothing);
    limit(near, SO_RCVTIMEO, 800);
    TRY(recv(near, bytes, 1, 0), nothing);
    TRY(accept(server, NULL, NULL) > 0, connect_again);
    limit(server, SO_RCVTIMEO, 800);
    TRY(accept(server, NULL, NULL), connect_again);
    limit(server, SO_RCVTIMEO, 0);
    nonblocking(server);
    while (accept(server, NULL, NULL) > 0);
    fcntl(server, F_SETFL, 0);
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    bind_to(udp, 5);
    TRY(recv(udp, bytes, 1, 0), send_udp);
    TRY(recvmmsg(udp, &message, 1, 0, NULL), send_udp);
    close(udp);
}

static void waits(void) {
    struct pollfd one = {ends[0], POLLIN};
    struct epoll_event event = {EPOLLIN};
    struct timeval limit = {0, 800000};
    struct timespec time = {0, 800000000}, left = {0, 0};
    struct itimerspec alarm = {{0, 0}, {0, 800000000}};
    int epoll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, 0), word = 0;
    fd_set set;
    TRY(poll(&one, 1, 800), write_pipe);
    drain();
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    TRY(select(ends[0] + 1, &set, NULL, NULL, &limit), write_pipe);
    drain();
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
    TRY(epoll_wait(epoll, &event, 1, 800), write_pipe);
    drain();
    TRY(nanosleep(&time, &left), nothing);
    printf("%d\n", left.tv_nsec > 0);
    TRY(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &left), nothing);
    timerfd_settime(timer, 0, &alarm, NULL);
    TRY(read(timer, bytes, 8), nothing);
    TRY(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &time, NULL, 0), nothing);
    TRY(syscall(SYS_futex, &word, FUTEX_WAIT, 1, NULL, NULL, 0), nothing);
}

/* Those that would wait for ever when they go on. */
static void endless(void) {
    sigset_t set;
    siginfo_t info;
    int word = 0, pair[2];
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    TRY(pause(), nothing);
    TRY(read(eventfd(0, 0), bytes, 8), nothing);
    TRY(sigwaitinfo(&set, &info), nothing);
    TRY(read(signalfd(-1, &set, 0), bytes, 128), nothing);
    TRY(read(inotify_init(), bytes, 100), nothing);
    TRY(syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0), nothing);
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    TRY(read(pair[0], bytes, 1), nothing);
    mkfifo("/tmp/probe-restarts", 0600);
    TRY(open("/tmp/probe-restarts", O_RDONLY), nothing);
    unlink("/tmp/probe-restarts");
}

static void probe(void) {
    server = listener(0, 9);
    helped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (flags = 0; flags == 0 || flags == SA_RESTART; flags += SA_RESTART) {
        printf("SA_RESTART %d\n", flags != 0);
        pipe(ends);
        TRY(read(ends[0], bytes, 1), write_pipe);
        while (fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 && write(ends[1], bytes, 4096) > 0);
        fcntl(ends[1], F_SETFL, 0);
        TRY(write(ends[1], bytes, 4096), read_pipe);
        drain();
        // What was taken of a long write is told, and is not taken again.
        TRY(write(ends[1], bytes, sizeof bytes), nothing);
        drain();
        sockets();
        waits();
        if (flags == 0) endless();
    }
}
