// fork, wait, pipes and signals: who shares what, and how an end is told.
#include <sys/syscall.h>
static volatile sig_atomic_t seen;

static void note(int number) { seen = number; }

/* A child whose end is told by another signal than SIGCHLD, or by none. */
static pid_t told_by(int signo) {
    pid_t child = syscall(SYS_clone, signo, 0, 0, 0, 0);
    if (child == 0) _exit(3);
    return child;
}

static void exit_signals(void) {
    int status = 0;
    signal(SIGUSR1, note);
    signal(SIGCHLD, note);
    seen = 0;
    pid_t child = told_by(SIGUSR1);
    pause_ms(30);
    printf("told by %d\n", (int)seen);
    SHOW(waitpid(child, &status, WNOHANG));
    SHOW(waitpid(child, &status, WNOHANG | __WCLONE) == child);
    SHOW(WEXITSTATUS(status));
    seen = 0;
    child = told_by(0);
    pause_ms(30);
    printf("told by %d\n", (int)seen);
    SHOW(waitpid(-1, &status, WNOHANG));
    SHOW(waitpid(-1, &status, __WALL) == child);
    child = told_by(SIGCHLD);
    pause_ms(30);
    printf("told by %d\n", (int)seen);
    SHOW(waitpid(child, &status, __WCLONE));
    SHOW(waitpid(child, &status, 0) == child);
    // Only a child of the ordinary kind is collected by nobody's hand.
    signal(SIGCHLD, SIG_IGN);
    child = told_by(SIGUSR1);
    pause_ms(30);
    SHOW(waitpid(child, &status, __WCLONE | __WNOTHREAD) == child);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGUSR1, SIG_DFL);
}

static void probe(void) {
    exit_signals();
    char buffer[64] = "";
    int ends[2], status = 0;
    SHOW(pipe(ends));
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write(ends[1], "from the child", 14);
        _exit(7);
    }
    close(ends[1]);
    SHOW(read(ends[0], buffer, sizeof buffer));
    SHOW(read(ends[0], buffer, sizeof buffer));
    SHOW(waitpid(child, &status, 0) == child);
    SHOW(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    SHOW(waitpid(child, &status, 0));
    SHOW(wait(&status));
    close(ends[0]);

    SHOW(pipe(ends));
    SHOW(close(ends[0]));
    SHOW(write(ends[1], "x", 1));
    child = fork();
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        write(ends[1], "x", 1);
        _exit(0);
    }
    waitpid(child, &status, 0);
    SHOW(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
    close(ends[1]);

    SHOW(pipe2(ends, O_NONBLOCK));
    SHOW(read(ends[0], buffer, 1));
    long filled = 0;
    for (int n; (n = write(ends[1], buffer, sizeof buffer)) > 0;) filled += n;
    SHOW(filled);
    SHOW(write(ends[1], buffer, 1));
    SHOW(read(ends[1], buffer, 1));
    SHOW(write(ends[0], buffer, 1));
    close(ends[0]);
    close(ends[1]);

    // Both processes have the listener; whoever accepts has the connection.
    int server = listener(0, 5);
    child = fork();
    if (child == 0) {
        int c = accept(server, NULL, NULL);
        write(c, "child", 5);
        _exit(0);
    }
    close(server);
    int c = client(0);
    SHOW(read(c, buffer, sizeof buffer));
    SHOW(read(c, buffer, sizeof buffer));
    waitpid(child, &status, 0);
    close(c);

    // An unhandled signal ends, a handled one interrupts, an ignored one does nothing.
    SHOW(pipe(ends));
    child = fork();
    if (child == 0) {
        read(ends[0], buffer, 1);
        _exit(0);
    }
    SHOW(kill(child, 0));
    SHOW(waitpid(child, &status, WNOHANG));
    SHOW(kill(child, SIGTERM));
    waitpid(child, &status, 0);
    SHOW(WTERMSIG(status) == SIGTERM);
    SHOW(kill(child, 0));
    SHOW(kill(getpid(), 99));

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    SHOW(sigaction(SIGUSR1, &action, NULL));
    SHOW(sigaction(SIGKILL, &action, NULL));
    pid_t parent = getpid();
    child = fork();
    if (child == 0) {
        pause_ms(20);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    SHOW(read(ends[0], buffer, 1));
    SHOW(seen == SIGUSR1);
    waitpid(child, &status, 0);
    signal(SIGCHLD, SIG_IGN);
    child = fork();
    if (child == 0) _exit(3);
    SHOW(waitpid(child, &status, 0));
}
