// eventfd, timerfd, signalfd, epoll of epolls and EPOLLEXCLUSIVE: results and errors.
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static void counters(void) {
    uint64_t n = 0;
    SHOW(eventfd(0, 7));
    int e = eventfd(5, EFD_NONBLOCK | EFD_CLOEXEC);
    SHOW(fcntl(e, F_GETFL) & O_NONBLOCK);
    SHOW(fcntl(e, F_GETFD));
    show_poll("five", e);
    n = 3;
    SHOW(write(e, &n, 8));
    SHOW(read(e, &n, 4));
    SHOW(read(e, &n, 8));
    SHOW(n);
    SHOW(read(e, &n, 8));
    show_poll("none", e);
    SHOW(write(e, &n, 7));
    n = ~0ull;
    SHOW(write(e, &n, 8));
    n = ~0ull - 1;
    SHOW(write(e, &n, 8));
    show_poll("full", e);
    n = 1;
    SHOW(write(e, &n, 8));
    SHOW(lseek(e, 0, SEEK_SET));
    close(e);
    uint64_t room[13];
    e = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    SHOW(read(e, room, sizeof room));
    SHOW(room[0]);
    SHOW(read(e, &n, 8));
    SHOW(read(e, &n, 8));
    close(e);
    e = eventfd(0, 0);
    if (fork() == 0) {
        pause_ms(5);
        n = 7;
        write(e, &n, 8);
        _exit(0);
    }
    SHOW(read(e, &n, 8));
    SHOW(n);
    wait(NULL);
    close(e);
}

static void timers(void) {
    uint64_t n = 0;
    struct itimerspec set = {{0, 0}, {0, 0}}, old;
    SHOW(timerfd_create(99, 0));
    SHOW(timerfd_create(CLOCK_MONOTONIC, 1));
    int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    show_poll("unset", t);
    SHOW(read(t, &n, 8));
    SHOW(timerfd_settime(t, 8, &set, NULL));
    set.it_value.tv_nsec = 1000000000;
    SHOW(timerfd_settime(t, 0, &set, NULL));
    set.it_value.tv_nsec = 20000000;
    set.it_interval.tv_nsec = 20000000;
    SHOW(timerfd_settime(t, 0, &set, &old));
    SHOW(old.it_value.tv_nsec);
    SHOW(read(t, &n, 8));
    pause_ms(70);
    show_poll("due", t);
    SHOW(timerfd_gettime(t, &old));
    SHOW(old.it_interval.tv_nsec);
    SHOW(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 20000000);
    SHOW(read(t, &n, 8));
    SHOW(n == 3 || n == 4);  // a busy machine comes back late
    SHOW(read(t, &n, 8));
    SHOW(write(t, &n, 8));
    memset(&set, 0, sizeof set);
    SHOW(timerfd_settime(t, 0, &set, NULL));
    pause_ms(30);
    SHOW(read(t, &n, 8));
    SHOW(timerfd_gettime(0, &old));
    set.it_value.tv_nsec = 1;
    SHOW(timerfd_settime(t, TFD_TIMER_ABSTIME, &set, NULL));
    pause_ms(2);
    SHOW(read(t, &n, 8));
    SHOW(n);
    close(t);
    t = timerfd_create(CLOCK_REALTIME, 0);
    set.it_value.tv_nsec = 5000000;
    SHOW(timerfd_settime(t, 0, &set, NULL));
    SHOW(read(t, &n, 8));
    close(t);
}

static void signals(void) {
    sigset_t set, none;
    struct signalfd_siginfo info[2];
    sigemptyset(&set);
    sigemptyset(&none);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    SHOW(sigprocmask(SIG_BLOCK, &set, NULL));
    SHOW(signalfd(-1, &set, 1));
    SHOW(signalfd(0, &set, 0));
    SHOW(signalfd(77, &set, 0));
    int s = signalfd(-1, &set, SFD_NONBLOCK);
    SHOW(read(s, info, sizeof info));
    SHOW(read(s, info, 100));
    SHOW(kill(getpid(), SIGUSR2));
    SHOW(kill(getpid(), SIGUSR1));
    show_poll("two", s);
    SHOW(read(s, info, sizeof info));
    SHOW(info[0].ssi_signo);
    SHOW(info[0].ssi_pid == getpid());
    SHOW(info[1].ssi_signo);
    SHOW(read(s, info, sizeof info));
    SHOW(signalfd(s, &none, 0) == s);
    SHOW(kill(getpid(), SIGUSR1));
    SHOW(read(s, info, sizeof info));
    int got = 0;
    SHOW(sigwait(&set, &got));
    SHOW(got);
    siginfo_t why;
    struct timespec soon = {0, 1000000};
    SHOW(sigtimedwait(&set, &why, &soon));
    SHOW(kill(getpid(), SIGUSR2));
    SHOW(sigtimedwait(&set, &why, &soon));
    SHOW(why.si_code);
    SHOW(sigpending(&none));
    SHOW(sigismember(&none, SIGUSR2));
    close(s);
}

static void epolls(void) {
    struct epoll_event event = {EPOLLIN}, found;
    int e[7], counter = eventfd(0, 0);
    uint64_t one = 1;
    for (int i = 0; i < 7; i++) e[i] = epoll_create1(0);
    SHOW(epoll_ctl(e[0], EPOLL_CTL_ADD, counter, &event));
    SHOW(epoll_ctl(e[1], EPOLL_CTL_ADD, e[0], &event));
    SHOW(epoll_ctl(e[0], EPOLL_CTL_ADD, e[1], &event));
    SHOW(epoll_ctl(e[0], EPOLL_CTL_ADD, e[0], &event));
    for (int i = 2; i < 7; i++) SHOW(epoll_ctl(e[i], EPOLL_CTL_ADD, e[i - 1], &event));
    SHOW(epoll_wait(e[3], &found, 1, 0));
    SHOW(write(counter, &one, 8));
    SHOW(epoll_wait(e[3], &found, 1, 0));
    SHOW(epoll_wait(e[1], &found, 1, 0));
    show_poll("outer", e[4]);
    SHOW(read(counter, &one, 8));
    SHOW(epoll_wait(e[3], &found, 1, 0));
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    SHOW(epoll_ctl(e[0], EPOLL_CTL_MOD, counter, &event));
    SHOW(epoll_ctl(e[6], EPOLL_CTL_ADD, e[0], &event));
    SHOW(epoll_ctl(e[6], EPOLL_CTL_ADD, counter, &event));
    event.events = EPOLLIN;
    SHOW(epoll_ctl(e[6], EPOLL_CTL_MOD, counter, &event));
    SHOW(epoll_ctl(e[6], EPOLL_CTL_DEL, counter, &event));
    event.events = EPOLLIN | EPOLLONESHOT | EPOLLEXCLUSIVE;
    SHOW(epoll_ctl(e[6], EPOLL_CTL_ADD, counter, &event));
    SHOW(read(e[0], &one, 8));
    for (int i = 0; i < 7; i++) close(e[i]);
    close(counter);
}

static void probe(void) {
    counters();
    timers();
    signals();
    epolls();
}
