// A handler does not end sigwait: it waits on. _longjmp goes back as longjmp does.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t heard;

static void hear(int sig) {
    heard = sig;
}

int main(void) {
    sigset_t set;
    int sig = 0;
    signal(SIGUSR1, hear);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (fork() == 0) {
        usleep(50000);
        kill(getppid(), SIGUSR1);
        usleep(50000);
        kill(getppid(), SIGUSR2);
        _exit(0);
    }
    int result = sigwait(&set, &sig);
    printf("%d %d %d\n", result, sig == SIGUSR2, heard == SIGUSR1);
    wait(NULL);
    jmp_buf place;
    int came = _setjmp(place);
    printf("came %d\n", came);
    if (came < 2) _longjmp(place, came + 1);
}
// → 0 1 1
// → came 0
// → came 1
// → came 2
