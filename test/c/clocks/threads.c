// Clocks of processor time: each thread has its own, and together they are the process's.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
static volatile int done, leave;
static volatile double sum;
static long ns(clockid_t clock) {
    struct timespec now;
    return clock_gettime(clock, &now) < 0 ? -errno : now.tv_sec * 1000000000L + now.tv_nsec;
}
static void *computes(void *arg) {
    for (int i = 1; i < 10000000; i++) sum += 1.0 / i;
    *(long *) arg = ns(CLOCK_THREAD_CPUTIME_ID);
    done = 1;
    while (!leave) usleep(1000);
    return NULL;
}
int main(void) {
    pthread_t thread;
    clockid_t own, other, process;
    long inside = 0;
    struct rusage used;
    pthread_create(&thread, NULL, computes, &inside);
    while (!done) usleep(1000);
    pthread_getcpuclockid(pthread_self(), &own);
    pthread_getcpuclockid(thread, &other);
    clock_getcpuclockid(getpid(), &process);
    long mine = ns(own), its = ns(other), all = ns(process);
    printf("it computed: %d, and knows it: %d\n", its > mine, inside > its / 2);
    printf("its own id and the common one: %d\n", ns(CLOCK_THREAD_CPUTIME_ID) >= mine);
    printf("together: %d\n", all >= mine + its - 1000000 && ns(CLOCK_PROCESS_CPUTIME_ID) >= all);
    getrusage(RUSAGE_THREAD, &used);
    printf("getrusage of the one that slept: %d\n", (used.ru_utime.tv_sec * 1000000000L + used.ru_utime.tv_usec * 1000) < its);
    leave = 1;
    pthread_join(thread, NULL);
    usleep(1000);
    printf("of one that is gone: %s\n", strerror(-ns(other)));
    long tai = ns(CLOCK_TAI) - ns(CLOCK_REALTIME);
    printf("atomic time: %d\n", tai <= 0 && tai > -10000000);
    return 0;
}
// → it computed: 1, and knows it: 1
// → its own id and the common one: 1
// → together: 1
// → getrusage of the one that slept: 1
// → of one that is gone: Invalid argument
// → atomic time: 1
