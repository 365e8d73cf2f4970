// posix_spawn(3): what an attribute may be, what a child begins with, and which mistake its maker hears of.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *words[] = {"sh", "-c", "exit 3", NULL};

static void run(const char *what, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr) {
    pid_t pid = -1;
    int status = -1, error = posix_spawn(&pid, "/bin/sh", actions, attr, words, environ);
    if (!error) waitpid(pid, &status, 0);
    printf("%s: %s, status %x\n", what, strerror(error), status);
}

int main(void) {
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t actions;
    struct sched_param none = {0}, high = {.sched_priority = 5}, told;
    short flags;
    int policy;
    posix_spawnattr_init(&attr);
    printf("%zu bytes\n", sizeof attr);
    for (int flag = 1; flag <= 0x400; flag *= 2) printf("%x: %d\n", flag, posix_spawnattr_setflags(&attr, flag));
    posix_spawnattr_getflags(&attr, &flags);
    printf("%x\n", flags);
    for (int i = -1; i < 8; i++) printf("policy %d: %d\n", i, posix_spawnattr_setschedpolicy(&attr, i));
    posix_spawnattr_getschedpolicy(&attr, &policy);
    posix_spawnattr_setschedparam(&attr, &high);
    posix_spawnattr_getschedparam(&attr, &told);
    printf("%d, %d\n", policy, told.sched_priority);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSCHEDPARAM);
    run("a priority that the policy has not", NULL, &attr);
    posix_spawnattr_setschedpolicy(&attr, SCHED_OTHER);
    posix_spawnattr_setschedparam(&attr, &none);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP);
    run("a policy", NULL, &attr);
    posix_spawn_file_actions_init(&actions);
    printf("%d %d\n", posix_spawn_file_actions_addclose(&actions, -1), posix_spawn_file_actions_adddup2(&actions, 1, -1));
    posix_spawn_file_actions_addopen(&actions, 5, "/no/such/folder", O_RDONLY, 0);
    run("an open that fails", &actions, NULL);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    run("nothing besides", NULL, NULL);
    return 0;
}
