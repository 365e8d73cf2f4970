// A handler of what an instruction causes: it may leave by a jump, mend what was wrong, or end the program; where the
// signal is blocked, it kills.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf again;
static volatile sig_atomic_t code, calls;
static char *volatile where;
static char *page;

static void on_fault(int sig, siginfo_t *info, void *context) {
    (void) context;
    code = info->si_code;
    where = sig == SIGSEGV ? info->si_addr : NULL;
    calls++;
    siglongjmp(again, sig);
}

/* What could not be written can be written now: the instruction is tried again. */
static void on_page(int sig, siginfo_t *info, void *context) {
    (void) sig, (void) context;
    code = info->si_code;
    calls++;
    if (info->si_addr == page + 5) mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static void once(int sig) {
    (void) sig;
    static const char text[] = "caught, and that is the end\n";
    if (write(1, text, sizeof text - 1) < 0) _exit(1);
    _exit(7);
}

static int divide(int a, int b) {
    return a / b;
}

static void child(const char *what, void (*handler)(int), int blocked) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGFPE);
        if (blocked) sigprocmask(SIG_BLOCK, &set, NULL);
        signal(SIGFPE, handler);
        divide(1, 0);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) printf("%s: signal %d\n", what, WTERMSIG(status));
    else printf("%s: status %d\n", what, WEXITSTATUS(status));
}

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGFPE, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    for (int i = 0; i < 3; i++) {
        int sig = sigsetjmp(again, 1);
        if (sig == 0) printf("%d\n", divide(10, i - 1));
        else printf("signal %d, code %d, call %d\n", sig, code, calls);
    }
    int *volatile nothing = NULL;
    int sig = sigsetjmp(again, 1);
    if (sig == 0) *nothing = 1;
    printf("signal %d at %d, code %d, call %d\n", sig, (int) (long) where, code, calls);

    page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    action.sa_sigaction = on_page;
    sigaction(SIGSEGV, &action, NULL);
    page[5] = 'x';
    printf("%c, code %d, call %d\n", page[5], code, calls);

    child("handler", once, 0);
    child("blocked", once, 1);
    child("default", SIG_DFL, 0);
    child("ignored", SIG_IGN, 0);
    return 0;
}
