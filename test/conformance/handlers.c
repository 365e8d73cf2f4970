// Signal handlers: alternate stacks, flags of sigaction(2), queued values, who is sent what.
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <pthread.h>

static volatile int depth, deepest, count;
static char other[65536];

static void say(const char *what, siginfo_t *info) {
    printf("%s: signo %d code %d value %d %s\n", what, info->si_signo, info->si_code,
           info->si_value.sival_int, info->si_pid == getpid() ? "own" : "kernel");
    fflush(stdout);
}

static void with_info(int signo, siginfo_t *info, void *context) { say("handler", info); }

static void plain(int signo) {
    printf("plain\n");
    count++;
}

static void nested(int signo) {
    depth++;
    if (depth > deepest) deepest = depth;
    if (count++ < 3) raise(signo);
    depth--;
}

static void on(int signo, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(signo, &action, NULL);
}

static void stacks(void) {
    stack_t stack = {other, 0, sizeof other}, old;
    SHOW(sigaltstack(NULL, &old));
    printf("flags %x size %lu\n", old.ss_flags, (unsigned long)old.ss_size);
    SHOW(sigaltstack(&stack, NULL));
    SHOW(sigaltstack(NULL, &old));
    printf("flags %x size %lu %d\n", old.ss_flags, (unsigned long)old.ss_size,
           old.ss_sp == (void *)other);
    on(SIGUSR1, plain, 0);
    raise(SIGUSR1);
    on(SIGUSR1, plain, SA_ONSTACK);
    raise(SIGUSR1);
    stack.ss_size = 100;
    SHOW(sigaltstack(&stack, NULL));
    stack.ss_flags = 7;
    SHOW(sigaltstack(&stack, NULL));
    stack.ss_flags = SS_DISABLE;
    SHOW(sigaltstack(&stack, NULL));
    raise(SIGUSR1);
}

static void flags(void) {
    on(SIGUSR2, nested, 0);
    raise(SIGUSR2);
    printf("deepest %d count %d\n", deepest, count);
    deepest = count = 0;
    on(SIGUSR2, nested, SA_NODEFER);
    raise(SIGUSR2);
    printf("deepest %d count %d\n", deepest, count);
    on(SIGUSR2, plain, SA_RESETHAND | SA_RESTART);
    struct sigaction now;
    sigaction(SIGUSR2, NULL, &now);
    printf("before %d flags %x\n", now.sa_handler != SIG_DFL, now.sa_flags & ~0x04000000);
    raise(SIGUSR2);
    sigaction(SIGUSR2, NULL, &now);
    printf("after %d\n", now.sa_handler != SIG_DFL);
    SHOW(sigaction(SIGKILL, &now, NULL));
    SHOW(sigaction(SIGSTOP, NULL, &now));
    SHOW(sigaction(65, NULL, &now));
    SHOW(sigaction(0, NULL, &now));
}

static void queued(void) {
    struct sigaction action = {.sa_sigaction = with_info, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN + 1, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 1);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 1; i <= 2; i++) {
        SHOW(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = i}));
        SHOW(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 10 + i}));
    }
    SHOW(syscall(SYS_tgkill, getpid(), getpid(), SIGRTMIN + 1));
    sigset_t waiting;
    sigpending(&waiting);
    printf("%d %d\n", sigismember(&waiting, SIGUSR1), sigismember(&waiting, SIGUSR2));
    sigprocmask(SIG_SETMASK, &old, NULL);
    SHOW(kill(getpid(), SIGUSR1));
    SHOW(sigqueue(getpid(), 99, (union sigval){0}));
    SHOW(sigqueue(999999, 0, (union sigval){0}));
    SHOW(syscall(SYS_tgkill, getpid(), 999999, SIGUSR1));
    SHOW(syscall(SYS_tgkill, 1, getpid(), SIGUSR1));
    SHOW(syscall(SYS_tgkill, -1, getpid(), SIGUSR1));
    SHOW(syscall(SYS_tkill, getpid(), SIGUSR1));
    SHOW(kill(999999, 0));
    SHOW(kill(getpid(), 65));
}

static void read_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 2);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    struct signalfd_siginfo infos[4];
    SHOW(read(fd, infos, sizeof infos));
    SHOW(read(fd, infos, 100));
    show_poll("none", fd);
    raise(SIGUSR2);
    sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 5});
    sigqueue(getpid(), SIGRTMIN + 2, (union sigval){.sival_int = 6});
    show_poll("three", fd);
    int n = read(fd, infos, sizeof infos);
    SHOW(n);
    for (int i = 0; i < n / (int)sizeof infos[0]; i++) {
        printf("  signo %d code %d int %d own %d\n", infos[i].ssi_signo, infos[i].ssi_code,
               infos[i].ssi_int, infos[i].ssi_pid == getpid());
    }
    SHOW(write(fd, infos, 128));
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    SHOW(signalfd(fd, &set, 0) == fd);
    raise(SIGUSR2);
    show_poll("another set", fd);
    SHOW(signalfd(0, &set, 0));
    SHOW(signalfd(99, &set, 0));
    SHOW(signalfd(-1, &set, 1));
    // A child reads its own signals by it, and not its maker's.
    sigaddset(&set, SIGUSR2);
    signalfd(fd, &set, 0);
    show_poll("the maker", fd);
    fflush(stdout);
    if (fork() == 0) {
        show_poll("the child", fd);
        SHOW(read(fd, infos, 128));
        raise(SIGUSR2);
        SHOW(read(fd, infos, 128));
        _exit(0);
    }
    wait(NULL);
    SHOW(read(fd, infos, 128));
}

static void *thread(void *fd) {
    struct signalfd_siginfo info;
    pthread_kill(pthread_self(), SIGUSR2);
    show("to the thread", read(*(int *)fd, &info, 128));
    return NULL;
}

static void threads(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    int fd = signalfd(-1, &set, SFD_NONBLOCK);
    pthread_t id;
    pthread_create(&id, NULL, thread, &fd);
    pthread_join(id, NULL);
    struct signalfd_siginfo info;
    SHOW(read(fd, &info, 128));
}

static void interrupted(void) {
    int p[2];
    char byte;
    pipe(p);
    on(SIGALRM, SIG_IGN, 0);
    on(SIGALRM, nested, 0);
    depth = 5;
    struct itimerval soon = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    SHOW(read(p[0], &byte, 1));
    on(SIGALRM, nested, SA_RESTART);
    setitimer(ITIMER_REAL, &soon, NULL);
    if (fork() == 0) {
        pause_ms(60);
        write(p[1], "x", 1);
        _exit(0);
    }
    SHOW(read(p[0], &byte, 1));
    wait(NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    struct pollfd one = {p[0], POLLIN, 0};
    SHOW(poll(&one, 1, 1000));
    setitimer(ITIMER_REAL, &soon, NULL);
    struct timespec long_time = {1, 0}, left;
    SHOW(nanosleep(&long_time, &left));
    printf("left %d\n", left.tv_sec == 0 && left.tv_nsec > 900000000L);
    setitimer(ITIMER_REAL, &soon, NULL);
    SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, NULL) == EINTR);
}

static const char *first_place;
static int places;

static void again(int signo) {
    char here;
    if (!first_place) first_place = &here;
    places += &here != first_place;
    // Blocked while it runs, so that it begins when this one has returned.
    if (++count < 5000) raise(signo);
}

static void one_after_the_other(void) {
    count = 0;
    on(SIGUSR1, again, 0);
    raise(SIGUSR1);
    printf("%d handlers, %d of them elsewhere on the stack\n", count, places);
    first_place = NULL;
    count = places = 0;
    on(SIGUSR2, again, SA_SIGINFO);
    sigset_t both, old;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    sigprocmask(SIG_BLOCK, &both, &old);
    raise(SIGUSR1);
    raise(SIGUSR2);
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("%d handlers of two signals, from two places: %d\n", count, places > 0);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGUSR2, SIG_DFL);
    count = 0;
}

static void probe(void) {
    stacks();
    one_after_the_other();
    flags();
    queued();
    read_signals();
    threads();
    interrupted();
}
