#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
// The time of a call is a CPU's time too: a program that only reads has used some.
static char zeros[1 << 20];

static long us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static long used(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
}

int main(void) {
    int fd = open("/dev/zero", O_RDONLY);
    long process = us(CLOCK_PROCESS_CPUTIME_ID), thread = us(CLOCK_THREAD_CPUTIME_ID);
    long before = used(), bytes = 0;
    for (int i = 0; i < 100; i++) bytes += read(fd, zeros, sizeof zeros);
    printf("%ld MB\n", bytes >> 20);
    printf("process: %d\n", us(CLOCK_PROCESS_CPUTIME_ID) - process >= 1000);
    printf("thread: %d\n", us(CLOCK_THREAD_CPUTIME_ID) - thread >= 1000);
    printf("rusage: %d\n", used() - before >= 1000);
    process = us(CLOCK_PROCESS_CPUTIME_ID);
    usleep(20000);
    printf("asleep: %d\n", us(CLOCK_PROCESS_CPUTIME_ID) - process >= 15000);
    return 0;
}
// → 100 MB
// → process: 1
// → thread: 1
// → rusage: 1
// → asleep: 0
