// Numbers that are no signals', and the two that the C library keeps: EINVAL from whoever is asked about them.
// Source: what glibc 2.36 answers; the last lines are the output, the same of gcc's program.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>

static void handler(int sig) {
    (void) sig;
}

static const char *told(int result) {
    return result >= 0 ? "yes" : errno == EINVAL ? "EINVAL" : "?";
}

int main(void) {
    static const int numbers[] = {-1, 0, 1, 9, 31, 32, 33, 34, 64, 65, 128, 1000000};
    sigset_t set;
    sigemptyset(&set);
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int n = numbers[i];
        printf("%d: signal %s", n, told(signal(n, handler) == SIG_ERR ? -1 : 0));
        printf(", add %s", told(sigaddset(&set, n)));
        printf(", has %d", sigismember(&set, n));
        printf(", delete %s", told(sigdelset(&set, n)));
        printf(", hold %s\n", told(sighold(n)));
    }
    return 0;
}
// → -1: signal EINVAL, add EINVAL, has -1, delete EINVAL, hold EINVAL
// → 0: signal EINVAL, add EINVAL, has -1, delete EINVAL, hold EINVAL
// → 1: signal yes, add yes, has 1, delete yes, hold yes
// → 9: signal EINVAL, add yes, has 1, delete yes, hold yes
// → 31: signal yes, add yes, has 1, delete yes, hold yes
// → 32: signal EINVAL, add EINVAL, has 0, delete EINVAL, hold EINVAL
// → 33: signal EINVAL, add EINVAL, has 0, delete EINVAL, hold EINVAL
// → 34: signal yes, add yes, has 1, delete yes, hold yes
// → 64: signal yes, add yes, has 1, delete yes, hold yes
// → 65: signal EINVAL, add EINVAL, has -1, delete EINVAL, hold EINVAL
// → 128: signal EINVAL, add EINVAL, has -1, delete EINVAL, hold EINVAL
// → 1000000: signal EINVAL, add EINVAL, has -1, delete EINVAL, hold EINVAL
