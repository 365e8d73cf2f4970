// Back out of calls and out of a signal handler, whose mask siglongjmp restores.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static jmp_buf back;
static sigjmp_buf from_signal;

static int deep(int n) {
    if (n == 0) longjmp(back, 42);
    return deep(n - 1) + 1;
}

static void on_signal(int sig) {
    siglongjmp(from_signal, sig);
}

int main(void) {
    int value = 0;
    volatile int tries = 0;
    value = setjmp(back);
    tries++;
    printf("setjmp %d tries %d\n", value, tries);
    if (value == 0) deep(20);
    signal(SIGUSR1, on_signal);
    if ((value = sigsetjmp(from_signal, 1)) == 0) raise(SIGUSR1);
    printf("signal %d\n", value);
    if ((value = sigsetjmp(from_signal, 1)) == 0) raise(SIGUSR1);
    printf("and again %d\n", value);
    return 0;
}
