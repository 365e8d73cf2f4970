// The number of a descriptor that a call takes before it sleeps: what other threads and a child get meanwhile.
#include <pthread.h>
#include <sys/stat.h>
#include <sys/un.h>

static int listening, first;
static volatile int started, results[2];
static const char *fifo = "/tmp/reserved-numbers";

static void *accepts(void *which) {
    started++;
    int got = accept(listening, NULL, NULL);
    results[(long)which] = got < 0 ? -errno : got;
    return NULL;
}

static void *opens(void *which) {
    started++;
    int got = open(fifo, O_RDONLY);
    results[(long)which] = got < 0 ? -errno : got;
    return NULL;
}

static pthread_t sleeps(void *(*call)(void *), long which) {
    pthread_t thread;
    int before = started;
    pthread_create(&thread, NULL, call, (void *)which);
    while (started == before) pause_ms(1);
    pause_ms(20);
    return thread;
}

/* Numbers are told as they stand to the lowest that is free. */
static void got(const char *what, int fd) {
    if (fd >= 0) printf("%s: +%d\n", what, fd - first);
    else printf("%s: %s\n", what, errno_text(-fd));
    fflush(stdout);
}

static int lowest(void) {
    int fd = dup(0);
    close(fd);
    return fd;
}

static int opened(void) {
    int fd = open("/dev/null", O_RDWR);
    return fd < 0 ? -errno : fd;
}

static void meanwhile(void) {
    pthread_t thread = sleeps(accepts, 0);
    int other = opened();
    got("another thread opens", other);
    SHOW(dup2(0, first));
    SHOW(dup3(0, first, O_CLOEXEC));
    SHOW(close(first));
    SHOW(fcntl(first, F_GETFD));
    got("dup", dup(0));
    got("F_DUPFD", fcntl(0, F_DUPFD, first));
    SHOW(close_range(first, first + 9, 0));
    got("all above closed", opened());
    fflush(stdout);
    if (!fork()) {
        got("a child opens", opened());
        exit(0);
    }
    wait(NULL);
    struct rlimit before, few;
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    few.rlim_cur = first + 2;
    setrlimit(RLIMIT_NOFILE, &few);
    got("at the limit", opened());
    setrlimit(RLIMIT_NOFILE, &before);
    int peer = client(0);
    got("the peer", peer);
    pthread_join(thread, NULL);
    got("accepted", results[0]);
    close_range(first, first + 9, 0);
    got("all closed", lowest());
}

static void two(void) {
    pthread_t a = sleeps(accepts, 0), b = sleeps(accepts, 1);
    got("beside two", lowest());
    client(0);
    pthread_join(a, NULL);
    got("the first", results[0]);
    client(0);
    pthread_join(b, NULL);
    got("the second", results[1]);
    close_range(first, first + 9, 0);
}

static void handled(int signo) {}

static void in_vain(void) {
    struct timeval soon = {0, 60000}, never = {0, 0};
    setsockopt(listening, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    pthread_t thread = sleeps(accepts, 0);
    got("while it waits", lowest());
    pthread_join(thread, NULL);
    got("its time is up", results[0]);
    got("after that", lowest());
    setsockopt(listening, SOL_SOCKET, SO_RCVTIMEO, &never, sizeof never);
    struct sigaction action = {.sa_handler = handled};
    sigaction(SIGUSR1, &action, NULL);
    thread = sleeps(accepts, 0);
    got("while it waits", lowest());
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    got("a signal", results[0]);
    got("after that", lowest());
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, NULL);
    thread = sleeps(accepts, 0);
    pthread_kill(thread, SIGUSR1);
    pause_ms(20);
    got("it waits again", lowest());
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    got("it is cancelled", lowest());
}

static void others(void) {
    mkfifo(fifo, 0600);
    pthread_t thread = sleeps(opens, 0);
    int writer = open(fifo, O_WRONLY);
    got("who writes", writer);
    pthread_join(thread, NULL);
    got("who reads", results[0]);
    unlink(fifo);
    close_range(first, first + 9, 0);
    struct sockaddr_un name = {AF_UNIX, "\0reserved"};
    listening = socket(AF_UNIX, SOCK_STREAM, 0);
    first++;
    bind(listening, (struct sockaddr *)&name, sizeof name);
    listen(listening, 1);
    thread = sleeps(accepts, 0);
    int peer = socket(AF_UNIX, SOCK_STREAM, 0);
    got("the peer", peer);
    connect(peer, (struct sockaddr *)&name, sizeof name);
    pthread_join(thread, NULL);
    got("accepted", results[0]);
}

static void probe(void) {
    listening = listener(0, 9);
    first = lowest();
    meanwhile();
    two();
    in_vain();
    others();
}
