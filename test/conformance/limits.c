// What is left of an alarm, and limits: kept, read back, inherited.
#include <sys/resource.h>

static void show_limit(const char *text, int resource) {
    struct rlimit limit = {0, 0};
    show(text, getrlimit(resource, &limit));
    printf("  %ld of %ld\n", (long)limit.rlim_cur, (long)limit.rlim_max);
    fflush(stdout);
}

static int limit_to(int resource, long soft, long hard) {
    struct rlimit limit = {soft, hard};
    return setrlimit(resource, &limit);
}

static void probe(void) {
    SHOW(alarm(0));
    SHOW(alarm(10));
    SHOW(alarm(5));
    pause_ms(600);
    SHOW(alarm(3));
    SHOW(alarm(0));
    SHOW(alarm(0));

    SHOW(limit_to(RLIMIT_CORE, 0, 0));
    show_limit("core", RLIMIT_CORE);
    SHOW(limit_to(RLIMIT_FSIZE, 5000, 9000));
    show_limit("fsize", RLIMIT_FSIZE);
    SHOW(limit_to(RLIMIT_FSIZE, 9001, 9000));
    SHOW(limit_to(RLIMIT_FSIZE, RLIM_INFINITY, 9000));
    SHOW(limit_to(RLIMIT_FSIZE, 5000, 9000));
    SHOW(limit_to(RLIMIT_NOFILE, 50, 100));
    show_limit("nofile", RLIMIT_NOFILE);
    SHOW(dup2(1, 50));
    SHOW(dup2(1, 49));
    SHOW(limit_to(RLIMIT_NOFILE, 50, 2000000000));
    SHOW(limit_to(99, 1, 1));
    pid_t child = fork();
    if (child == 0) {
        show_limit("nofile of the child", RLIMIT_NOFILE);
        show_limit("fsize of the child", RLIMIT_FSIZE);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}
