// Timers that begin in the past: all the times that have gone by are told at once.
#include <stdint.h>
#include <sys/timerfd.h>

static void probe(void) {
    struct timespec now;
    uint64_t times = 0;
    siginfo_t info;
    sigset_t set;
    timer_t timer;
    clock_gettime(CLOCK_REALTIME, &now);
    struct itimerspec late = {{1000, 0}, {now.tv_sec - 10500, 0}}, ancient = {{0, 1000}, {1, 0}}, left;

    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &late, NULL));
    pause_ms(2);
    show_poll("late", fd);
    SHOW(read(fd, &times, sizeof times));
    SHOW(times);
    SHOW(read(fd, &times, sizeof times));
    SHOW(timerfd_gettime(fd, &left));
    SHOW(left.it_value.tv_sec < 500);
    late.it_interval.tv_sec = 0;
    SHOW(timerfd_settime(fd, TFD_TIMER_ABSTIME, &late, NULL));
    pause_ms(2);
    SHOW(read(fd, &times, sizeof times));
    SHOW(times);

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct timespec soon = {0, 5000000};
    late.it_interval.tv_sec = 1000;
    SHOW(timer_create(CLOCK_REALTIME, &event, &timer));
    SHOW(timer_settime(timer, TIMER_ABSTIME, &late, NULL));
    SHOW(sigtimedwait(&set, &info, &soon));
    SHOW(info.si_overrun);
    SHOW(timer_getoverrun(timer));
    SHOW(timer_gettime(timer, &left));
    SHOW(left.it_value.tv_sec < 500);
    // More times than a number can tell.
    SHOW(timer_settime(timer, TIMER_ABSTIME, &ancient, NULL));
    pause_ms(5);
    SHOW(sigtimedwait(&set, &info, &soon));
    SHOW(info.si_overrun);
    SHOW(timer_delete(timer));
}
