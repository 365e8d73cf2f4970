// execve(2): what a process keeps when another program takes it over, and what is refused.
//
// The program runs itself: its first word says in which part.
#include <sys/stat.h>
#include <spawn.h>
#include <pthread.h>

extern char **environ;
static const char *self = "/proc/self/exe";

static void noop(int number) { (void) number; }

static int status_of(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// What the new program finds.
static int look(void) {
    struct sigaction action;
    sigset_t set;
    sigaction(SIGUSR1, NULL, &action);
    SHOW(action.sa_handler == SIG_DFL);
    SHOW(action.sa_flags & SA_RESTART);
    sigaction(SIGUSR2, NULL, &action);
    SHOW(action.sa_handler == SIG_IGN);
    sigprocmask(SIG_BLOCK, NULL, &set);
    SHOW(sigismember(&set, SIGTERM));
    sigpending(&set);
    SHOW(sigismember(&set, SIGTERM));
    SHOW(fcntl(3, F_GETFD));
    SHOW(fcntl(4, F_GETFD));
    SHOW(fcntl(5, F_GETFD));
    SHOW(umask(0));
    printf("LEFT=%s\n", getenv("LEFT") ? getenv("LEFT") : "(none)");
    char buffer[8] = "";
    SHOW(read(3, buffer, 4));
    printf("%s\n", buffer);
    SHOW(getppid() == atoi(getenv("PARENT")));
    return 7;
}

static void *sleeper(void *arg) {
    (void) arg;
    pause();
    return NULL;
}

static void *executor(void *arg) {
    execl(self, arg, "same", NULL);
    return NULL;
}

static void made_by_fork(void) {
    char parent[32];
    int ends[2];
    pipe(ends);
    write(ends[1], "abcd", 4);
    snprintf(parent, sizeof parent, "PARENT=%d", getpid());
    pid_t child = fork();
    if (child == 0) {
        signal(SIGUSR1, noop);
        signal(SIGUSR2, SIG_IGN);
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigprocmask(SIG_BLOCK, &set, NULL);
        raise(SIGTERM);
        umask(027);
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        dup2(ends[0], 5);
        char *words[] = {"look", "look", NULL}, *variables[] = {"LEFT=over", parent, NULL};
        execve(self, words, variables);
        _exit(1);
    }
    printf("status %d\n", status_of(child));
    close(ends[0]);
    close(ends[1]);
}

static void made_by_vfork(void) {
    static int shared;
    pid_t child = vfork();
    if (child == 0) {
        shared = 5;
        execl("/nowhere", "nowhere", NULL);
        shared += errno;
        _exit(3);
    }
    // The maker slept until the child had ended, and the memory was its own.
    printf("shared %d\n", shared);
    printf("status %d\n", status_of(child));
    child = vfork();
    if (child == 0) {
        execl(self, "quick", "quick", NULL);
        _exit(1);
    }
    printf("status %d\n", status_of(child));
}

static void from_a_thread(void) {
    char pid[32];
    pid_t child = fork();
    if (child == 0) {
        pthread_t thread;
        snprintf(pid, sizeof pid, "%d", getpid());
        pthread_create(&thread, NULL, sleeper, NULL);
        pthread_create(&thread, NULL, executor, pid);
        pthread_join(thread, NULL);
        _exit(1);
    }
    printf("status %d\n", status_of(child));
}

static void refused(void) {
    char *words[] = {"x", NULL}, *none[] = {NULL};
    SHOW(execve("/nowhere/at/all", words, none));
    SHOW(execve("", words, none));
    SHOW(execve("/tmp", words, none));
    SHOW(execve("/etc/hosts/x", words, none));
    SHOW(execve(NULL, words, none));
    SHOW(execve("/bin/cat", (char **) 8, none));
    SHOW(execve("/bin/cat", words, (char **) 8));
    char *bad[] = {(char *) 8, NULL};
    SHOW(execve("/bin/cat", bad, none));
    char *large = malloc(200000);
    memset(large, 'a', 199999);
    large[199999] = '\0';
    char *huge[] = {"x", large, NULL};
    SHOW(execve("/bin/cat", huge, none));
    SHOW(execve("/nowhere", huge, none));
    large[131071] = '\0';
    char **many = calloc(41, sizeof *many);
    for (int i = 0; i < 40; i++) many[i] = large;
    SHOW(execve("/bin/cat", many, none));
    char name[64];
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0755);
    write(fd, "no program\n", 11);
    SHOW(execve(name, words, none));
    close(fd);
    SHOW(execve(name, words, none));
    truncate(name, 0);
    SHOW(execve(name, words, none));
    chmod(name, 0644);
    SHOW(execve(name, words, none));
    unlink(name);
    SHOW(execv("/bin/cat/", words));
    SHOW(execvp("no-such-program", words));
}

// A file that begins with #! is read by the program that it names.
static void script(void) {
    char name[64], other[64];
    snprintf(name, sizeof name, "/tmp/probe-%d", base_port);
    snprintf(other, sizeof other, "/tmp/probe-%d", base_port + 1);
    int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0755);
    write(fd, "#! /bin/echo  one two \n", 23);
    close(fd);
    pid_t child = fork();
    if (child == 0) {
        dup2(open(other, O_CREAT | O_WRONLY | O_TRUNC, 0600), 1);
        execl(name, "zero", "three", NULL);
        _exit(1);
    }
    printf("status %d\n", status_of(child));
    char text[200] = "";
    fd = open(other, O_RDONLY);
    read(fd, text, sizeof text - 1);
    close(fd);
    char *file = strstr(text, name);
    printf("%d [%.*s][%s]", file != NULL, (int) (file - text), text, file + strlen(name));
    fd = open(name, O_WRONLY | O_TRUNC);
    write(fd, "#!/nowhere\n", 11);
    close(fd);
    SHOW(execl(name, name, NULL));
    fd = open(name, O_WRONLY | O_TRUNC);
    dprintf(fd, "#!%s\n", name);
    close(fd);
    SHOW(execl(name, name, NULL));
    unlink(name);
    unlink(other);
}

static void spawned(void) {
    pid_t child;
    char *words[] = {"cat", NULL}, text[64] = "";
    posix_spawn_file_actions_t actions;
    int in[2], out[2];
    pipe(in);
    pipe(out);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    for (int i = 0; i < 2; i++) {
        posix_spawn_file_actions_addclose(&actions, in[i]);
        posix_spawn_file_actions_addclose(&actions, out[i]);
    }
    SHOW(posix_spawn(&child, "/bin/cat", &actions, NULL, words, environ));
    write(in[1], "through cat\n", 12);
    close(in[1]);
    SHOW(read(out[0], text, sizeof text));
    printf("%sstatus %d\n", text, status_of(child));
    SHOW(posix_spawn(&child, "/nowhere", NULL, NULL, words, environ));
    SHOW(posix_spawnp(&child, "no-such-program", NULL, NULL, words, environ));
    SHOW(waitpid(-1, NULL, 0));
    posix_spawn_file_actions_destroy(&actions);
}

static void with_a_shell(void) {
    char line[100] = "";
    SHOW(system(NULL) != 0);
    SHOW(WEXITSTATUS(system("exit 3")));
    SHOW(WEXITSTATUS(system("false || exit 4; exit 5")));
    SHOW(WEXITSTATUS(system("true && no-such-program 2>/dev/null")));
    SHOW(WTERMSIG(system("exec sh -c 'exit 9'")));
    FILE *stream = popen("printf=1; echo \"a  $printf\" b | cat; echo 'it''s' $?", "r");
    while (fgets(line, sizeof line, stream)) printf("read %s", line);
    SHOW(pclose(stream));
    char command[100];
    snprintf(command, sizeof command, "cat >/tmp/probe-%d; exit 6", base_port);
    stream = popen(command, "w");
    fprintf(stream, "to the command\n");
    SHOW(WEXITSTATUS(pclose(stream)));
    snprintf(command, sizeof command, "/tmp/probe-%d", base_port);
    stream = fopen(command, "r");
    printf("%s", fgets(line, sizeof line, stream));
    fclose(stream);
    unlink(command);
    SHOW(popen("x", "z") == NULL);
}

static void probe(void) {
    made_by_fork();
    made_by_vfork();
    from_a_thread();
    refused();
    script();
    spawned();
    with_a_shell();
}

// What the program is when it has been called by itself.
static int part(int argc, char **argv) {
    if (argc < 2) return -1;
    if (strcmp(argv[1], "look") == 0) return look();
    if (strcmp(argv[1], "quick") == 0) return 11;
    if (strcmp(argv[1], "same") == 0) return getpid() == atoi(argv[0]) ? 12 : 13;
    return -1;
}

static int (*as_another)(int argc, char **argv) = part;
