// What a program asks the preprocessor about compiler, library and system.
#include <stdio.h>
#include <unistd.h>

#if !__GNUC_PREREQ(4, 3) || __GNUC_PREREQ(13, 0) || !__GLIBC_PREREQ(2, 17) || __GLIBC_PREREQ(3, 0)
#error "wrong versions"
#endif
#if _POSIX_TIMERS <= 0 || _POSIX_MONOTONIC_CLOCK < 0 || _POSIX_CLOCK_SELECTION <= 0 || _POSIX_BARRIERS <= 0
#error "missing options"
#endif

int main(void) {
    printf("%ld %ld %ld\n", (long) _POSIX_SEMAPHORES, (long) _POSIX_JOB_CONTROL, (long) _XOPEN_VERSION);
}
// → 200809 1 700
