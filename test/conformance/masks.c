// Calls that lend a mask of signals, or take a signal as an answer; and dup3(2).
#include <sys/signalfd.h>

static volatile int caught;

static void on_signal(int number) { caught = number; }

static sigset_t set_of(int a, int b) {
    sigset_t set;
    sigemptyset(&set);
    if (a) sigaddset(&set, a);
    if (b) sigaddset(&set, b);
    return set;
}

static void told(const char *what, int result) {
    int error = errno;
    printf("%s = %d%s%s, caught %d\n", what, result, result < 0 ? " " : "", result < 0 ? errno_text(error) : "", caught);
    fflush(stdout);
    caught = 0;
}

static void waits(int ready) {
    sigset_t none = set_of(0, 0), usr1 = set_of(SIGUSR1, 0), both = set_of(SIGUSR1, SIGUSR2), now;
    struct timespec soon = {0, 20000000}, at_once = {0, 0};
    struct pollfd one = {ready, POLLIN, 0};
    struct epoll_event event = {EPOLLIN, {.fd = ready}};
    int epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, ready, &event);
    sigprocmask(SIG_BLOCK, &both, NULL);
    raise(SIGUSR1);
    told("ppoll lets it in", ppoll(&one, 1, &soon, &none));
    told("ppoll again", ppoll(&one, 1, &soon, &none));
    raise(SIGUSR1);
    told("ppoll keeps it out", ppoll(&one, 1, &soon, &usr1));
    told("ppoll without a mask", ppoll(&one, 1, &soon, NULL));
    told("ppoll at once", ppoll(&one, 1, &at_once, &none));
    fd_set reads;
    FD_ZERO(&reads);
    FD_SET(ready, &reads);
    raise(SIGUSR2);
    told("pselect lets it in", pselect(ready + 1, &reads, NULL, NULL, &soon, &usr1));
    told("pselect again", pselect(ready + 1, &reads, NULL, NULL, &soon, &usr1));
    raise(SIGUSR1);
    struct epoll_event out;
    told("epoll_pwait lets it in", epoll_pwait(epoll, &out, 1, 20, &none));
    told("epoll_pwait again", epoll_pwait(epoll, &out, 1, 20, &none));
    told("epoll_pwait no events", epoll_pwait(epoll, &out, 0, 20, &none));
    raise(SIGUSR1);
    told("sigsuspend", sigsuspend(&none));
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("blocked still: %d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
    // Ready and a signal at once: the descriptor wins, the signal is delivered after.
    int pipes[2];
    pipe(pipes);
    write(pipes[1], "x", 1);
    one.fd = pipes[0];
    raise(SIGUSR1);
    told("ppoll ready", ppoll(&one, 1, &soon, &none));
    told("ppoll bad size", syscall(271, &one, 1, &soon, &none, 4));
    told("ppoll bad time", ppoll(&one, 1, &(struct timespec){0, 1000000000}, NULL));
    told("ppoll negative", ppoll(&one, 1, &(struct timespec){-1, 0}, NULL));
    told("pselect negative", pselect(-1, &reads, NULL, NULL, &soon, NULL));
}

static void answers(void) {
    sigset_t both = set_of(SIGUSR1, SIGRTMIN + 1);
    siginfo_t info;
    struct timespec soon = {0, 10000000};
    sigprocmask(SIG_BLOCK, &both, NULL);
    told("sigtimedwait nothing", sigtimedwait(&both, &info, &soon));
    raise(SIGUSR1);
    int got = sigtimedwait(&both, &info, &soon);
    printf("sigtimedwait %d code %d own %d\n", got == SIGUSR1, info.si_code, info.si_pid == getpid());
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGRTMIN + 1);
    kill(getpid(), SIGRTMIN + 1);
    int counts[2] = {0, 0};
    while ((got = sigtimedwait(&both, &info, &(struct timespec){0, 0})) > 0) counts[got != SIGUSR1]++;
    printf("USR1 %d RT %d\n", counts[0], counts[1]);
    int number = 0;
    kill(getpid(), SIGUSR1);
    SHOW(sigwait(&both, &number));
    SHOW(number == SIGUSR1);
    sigset_t pending;
    kill(getpid(), SIGUSR1);
    sigpending(&pending);
    SHOW(sigismember(&pending, SIGUSR1));
    SHOW(sigismember(&pending, SIGUSR2));
}

static void duplicates(void) {
    int fd = tcp();
    SHOW(dup3(fd, 50, O_CLOEXEC));
    SHOW(fcntl(50, F_GETFD));
    SHOW(dup3(fd, 50, 0));
    SHOW(fcntl(50, F_GETFD));
    SHOW(dup3(fd, fd, 0));
    SHOW(dup3(fd, 51, O_NONBLOCK));
    SHOW(dup3(99, 51, 0));
    SHOW(dup3(fd, -1, 0));
    SHOW(dup3(fd, 1 << 20, 0));
    SHOW(fcntl(fd, F_DUPFD_CLOEXEC, 60));
    SHOW(fcntl(60, F_GETFD));
    SHOW(fcntl(fd, F_DUPFD, 60));
    SHOW(fcntl(fd, F_DUPFD, -1));
}

static void probe(void) {
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    int pipes[2];
    pipe(pipes);
    waits(pipes[0]);
    answers();
    duplicates();
}
