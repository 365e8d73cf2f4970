// timer_create(3): a timer's own number, and how many times it fired while its signal waited.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static timer_t timer;
static volatile int calls, threads;
static void rest(int ms) {
    struct timespec time = {0, ms * 1000000};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}
static void handler(int sig, siginfo_t *info, void *context) {
    (void) context;
    int overrun = info->si_overrun;
    if (calls++ > 0) return;
    printf("signal %d, missed %d\n", sig == SIGUSR1, overrun >= 8);
    printf("now %d", timer_getoverrun(timer) == overrun);
    rest(25);
    printf(", later %d\n", timer_getoverrun(timer) == overrun);
}
static void in_thread(union sigval value) {
    threads += value.sival_int;
}
int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec every = {{0, 10000000}, {0, 10000000}}, once = {{0, 0}, {0, 1000000}};
    sigset_t set;
    sigaction(SIGUSR1, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    printf("%d %d\n", timer_create(CLOCK_MONOTONIC, &event, &timer), (int) (long) timer);
    timer_settime(timer, 0, &every, NULL);
    rest(105);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    printf("%d %d\n", timer_delete(timer), timer_delete(timer));
    event.sigev_notify = SIGEV_THREAD;
    event.sigev_notify_function = in_thread;
    event.sigev_value.sival_int = 5;
    for (int i = 0; i < 2; i++) {
        timer_create(CLOCK_REALTIME, &event, &timer);
        timer_settime(timer, 0, &once, NULL);
        rest(50);
        printf("threads: %d, deleted %d\n", threads, timer_delete(timer));
    }
    return 0;
}
// → 0 0
// → signal 1, missed 1
// → now 1, later 1
// → -1 0
// → threads: 5, deleted 0
// → threads: 10, deleted 0
