// epoll: times, masks, who of several is woken, and which of the details of timerfd(2) it shows.
#include <sys/eventfd.h>
#include <sys/timerfd.h>

static struct epoll_event events[8];

static int add(int epoll, int fd, unsigned flags) {
    struct epoll_event event = {flags, {.fd = fd}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static long ms_since(struct timespec *from) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - from->tv_sec) * 1000 + (now.tv_nsec - from->tv_nsec) / 1000000;
}

static void handled(int signo) {}

static void times(void) {
    int epoll = epoll_create1(EPOLL_CLOEXEC), count = eventfd(0, EFD_NONBLOCK);
    add(epoll, count, EPOLLIN);
    struct timespec from, some = {0, 20000000}, none = {0, 0}, bad = {0, 1000000000};
    clock_gettime(CLOCK_MONOTONIC, &from);
    SHOW(epoll_pwait2(epoll, events, 8, &some, NULL));
    printf("waited %d\n", ms_since(&from) >= 19 && ms_since(&from) < 200);
    SHOW(epoll_pwait2(epoll, events, 8, &none, NULL));
    SHOW(epoll_pwait2(epoll, events, 8, &bad, NULL));
    SHOW(epoll_pwait2(epoll, events, 8, (void *)8, NULL));
    SHOW(epoll_pwait2(epoll, events, 0, &none, NULL));
    SHOW(epoll_pwait2(99, events, 8, &none, NULL));
    SHOW(epoll_pwait2(count, events, 8, &none, NULL));
    sigset_t block, empty;
    sigemptyset(&empty);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    signal(SIGUSR1, handled);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGUSR1);
    SHOW(epoll_pwait2(epoll, events, 8, &some, NULL));
    SHOW(epoll_pwait2(epoll, events, 8, NULL, &empty));
    raise(SIGUSR1);
    SHOW(epoll_pwait(epoll, events, 8, -1, &empty));
    eventfd_write(count, 1);
    SHOW(epoll_pwait2(epoll, events, 8, NULL, NULL));
    SHOW(epoll_wait(epoll, events, -1, 0));
    SHOW(epoll_wait(epoll, (void *)8, 1, 0));
}

/* How many of four children that share a listener are woken by one connection. */
static void herd(const char *what, unsigned flags, int shared) {
    int server = listener(shared, 50), report[2], total = 0;
    nonblocking(server);
    pipe(report);
    for (int i = 0; i < 4; i++) {
        if (fork()) continue;
        int epoll = epoll_create1(0);
        add(epoll, server, EPOLLIN | flags);
        int n = epoll_wait(epoll, events, 8, 200);
        pause_ms(20);
        char answer = n > 0 ? 'w' : '-';
        write(report[1], &answer, 1);
        _exit(0);
    }
    pause_ms(60);
    int a = client(shared);
    for (int i = 0; i < 4; i++) {
        char answer;
        read(report[0], &answer, 1);
        total += answer == 'w';
        wait(NULL);
    }
    printf("%s: %d woken\n", what, total);
    close(a);
    close(server);
    close(report[0]);
    close(report[1]);
}

static void exclusive(void) {
    int epoll = epoll_create1(0), fd = eventfd(0, 0), other = epoll_create1(0);
    struct epoll_event event = {EPOLLIN | EPOLLEXCLUSIVE, {.fd = fd}};
    SHOW(add(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT));
    SHOW(add(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE | EPOLLRDHUP));
    SHOW(add(epoll, other, EPOLLIN | EPOLLEXCLUSIVE));
    SHOW(add(epoll, fd, EPOLLIN | EPOLLEXCLUSIVE | EPOLLET));
    SHOW(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event));
    event.events = EPOLLIN;
    SHOW(epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event));
    SHOW(epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL));
    fflush(stdout);
    herd("all", 0, 0);
    herd("exclusive", EPOLLEXCLUSIVE, 1);
    herd("exclusive and edge", EPOLLEXCLUSIVE | EPOLLET, 2);
}

static void left(const char *what, int fd) {
    struct itimerspec now;
    show(what, timerfd_gettime(fd, &now));
    printf("  %d %d, every %d\n", now.it_value.tv_sec > 0 || now.it_value.tv_nsec > 0,
           now.it_value.tv_sec > 5, (int)(now.it_interval.tv_nsec / 1000000));
}

static void timers(void) {
    uint64_t ticks;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct itimerspec set = {{0, 10000000}, {0, 5000000}}, old;
    left("new", fd);
    SHOW(read(fd, &ticks, 8));
    SHOW(timerfd_settime(fd, 0, &set, NULL));
    left("set", fd);
    pause_ms(50);
    show_poll("ready", fd);
    SHOW(read(fd, &ticks, 4));
    SHOW(read(fd, &ticks, 8));
    printf("ticks %d\n", ticks >= 4 && ticks <= 6);
    SHOW(read(fd, &ticks, 8));
    SHOW(timerfd_settime(fd, 0, &(struct itimerspec){0}, &old));
    printf("old %d\n", old.it_interval.tv_nsec == 10000000);
    left("disarmed", fd);
    clock_gettime(CLOCK_MONOTONIC, &set.it_value);
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &set, NULL));
    SHOW(read(fd, &ticks, 8));
    set = (struct itimerspec){{0, 0}, {10, 0}};
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME | 4, &set, NULL));
    SHOW(timerfd_settime(fd, TFD_TIMER_CANCEL_ON_SET, &set, NULL));
    left("one shot", fd);
    set.it_value.tv_nsec = 1000000000;
    SHOW(timerfd_settime(fd, 0, &set, NULL));
    set.it_value.tv_nsec = -1;
    SHOW(timerfd_settime(fd, 0, &set, NULL));
    SHOW(timerfd_settime(fd, 0, (void *)8, NULL));
    SHOW(timerfd_settime(99, 0, &(struct itimerspec){0}, NULL));
    SHOW(timerfd_settime(0, 0, &(struct itimerspec){0}, NULL));
    SHOW(timerfd_gettime(0, &old));
    SHOW(timerfd_gettime(fd, (void *)8));
    SHOW(timerfd_create(99, 0));
    SHOW(timerfd_create(CLOCK_REALTIME, 1));
    SHOW(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
    SHOW(write(fd, &ticks, 8));
    SHOW(lseek(fd, 0, SEEK_SET));
    SHOW(fcntl(fd, F_GETFL));
    SHOW(fcntl(fd, F_GETFD));
    int one = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK);
    for (int i = 0; i < 4; i++) SHOW(read(one, &ticks, 8));
    ticks = ~0ULL;
    SHOW(write(one, &ticks, 8));
    ticks = ~0ULL - 1;
    SHOW(write(one, &ticks, 8));
    SHOW(write(one, &ticks, 8));
    show_poll("full", one);
    SHOW(eventfd(0, 8));
}

/* Three that wait for one epoll: who is woken by the first event, the second and the third. */
static void shared(void) {
    int epoll = epoll_create1(0), count = eventfd(0, 0), report[2];
    char order[4] = "";
    add(epoll, count, EPOLLIN | EPOLLET);
    pipe(report);
    for (int i = 0; i < 3; i++) {
        if (fork()) continue;
        pause_ms(20 * i);
        char who = '1' + i;
        epoll_wait(epoll, events, 8, 2000);
        write(report[1], &who, 1);
        _exit(0);
    }
    pause_ms(100);
    for (int i = 0; i < 3; i++) {
        eventfd_write(count, 1);
        read(report[0], order + i, 1);
        pause_ms(10);
    }
    while (wait(NULL) > 0) continue;
    printf("woken: %s\n", order);
}

/* Who hears of a byte: which of the epolls, and by which of their descriptors. */
static void heard(const char *what, const int *epolls, int from, int to) {
    char byte;
    write(from, "x", 1);
    pause_ms(10);
    printf("%s:", what);
    for (int i = 0; i < 3; i++) {
        int n = epoll_wait(epolls[i], events, 8, 0);
        printf(" %d", n);
        for (int at = 0; at < n; at++) printf("%s", events[at].data.fd == to ? " itself" : " copy");
    }
    printf("\n");
    read(to, &byte, 1);
}

/* Several epolls over one connection, of which some stop: the others still hear of it. */
static void several(void) {
    int server = listener(3, 5), epolls[3], fd = socket(AF_INET, SOCK_STREAM, 0);
    for (int i = 0; i < 3; i++) epolls[i] = epoll_create1(0);
    add(epolls[1], fd, EPOLLIN | EPOLLET);
    struct sockaddr_in to;
    socklen_t length = sizeof to;
    getsockname(server, (struct sockaddr *)&to, &length);
    SHOW(connect(fd, (struct sockaddr *)&to, length));
    int other = accept(server, NULL, NULL), copy = dup(fd);
    SHOW(epoll_wait(epolls[1], events, 8, 0));
    heard("one", epolls, other, fd);
    add(epolls[0], fd, EPOLLIN | EPOLLET);
    add(epolls[1], copy, EPOLLIN | EPOLLET);
    add(epolls[2], copy, EPOLLIN | EPOLLET);
    heard("three", epolls, other, fd);
    SHOW(epoll_ctl(epolls[0], EPOLL_CTL_DEL, fd, NULL));
    heard("less the first", epolls, other, fd);
    SHOW(close(fd));
    heard("closed, but for a copy", epolls, other, copy);
    SHOW(close(epolls[1]));
    heard("less the second", epolls, other, copy);
    SHOW(epoll_ctl(epolls[2], EPOLL_CTL_DEL, copy, NULL));
    heard("none", epolls, other, copy);
    close(copy);
    close(other);
    close(server);
}

static void probe(void) {
    times();
    exclusive();
    fflush(stdout);
    shared();
    several();
    timers();
}
