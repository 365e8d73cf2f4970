// <spawn.h>, system, popen: other programs, started in one call.
//
// One idea: a child of vfork has its maker's memory until it runs another program, so that it can say
// there what went wrong.
//
// Source: glibc 2.36 system.c, iopopen.c, spawni.c; POSIX.1-2008.
// Departs: posix_spawn is vfork, where glibc's is clone3 with a stack of its own, and asks about every
// signal one by one.

import type { LibraryPart } from './parts.ts';

const SPAWN = String.raw`
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int __execvpe_file(const char *file, char *const argv[], char *const envp[]);

/* One thing for the child to do: open (fd, path, flags, mode), close, dup2 (fd, to), chdir. */
struct __spawn_action { int what, fd, to, flags; mode_t mode; char *path; };
enum { OPEN, CLOSE, DUP, FOLDER, FOLDER_FD };

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *acts) {
    memset(acts, 0, sizeof *acts);
    return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *acts) {
    for (int i = 0; i < acts->__used; i++) free(acts->__actions[i].path);
    free(acts->__actions);
    return 0;
}

static int add(posix_spawn_file_actions_t *acts, struct __spawn_action action, const char *path) {
    if (action.fd < 0 || (action.what == DUP && action.to < 0)) return EBADF;
    if (path && !(action.path = strdup(path))) return ENOMEM;
    void *larger = realloc(acts->__actions, (acts->__used + 1) * sizeof action);
    if (!larger) return ENOMEM;
    acts->__actions = larger;
    acts->__actions[acts->__used++] = action;
    return 0;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *acts, int fd, const char *path,
                                     int oflag, mode_t mode) {
    return add(acts, (struct __spawn_action) {OPEN, fd, 0, oflag, mode, NULL}, path);
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *acts, int fd) {
    return add(acts, (struct __spawn_action) {CLOSE, fd, 0, 0, 0, NULL}, NULL);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *acts, int fd, int newfd) {
    return add(acts, (struct __spawn_action) {DUP, fd, newfd, 0, 0, NULL}, NULL);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *acts, const char *path) {
    return add(acts, (struct __spawn_action) {FOLDER, 0, 0, 0, 0, NULL}, path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *acts, int fd) {
    return add(acts, (struct __spawn_action) {FOLDER_FD, fd, 0, 0, 0, NULL}, NULL);
}

int posix_spawnattr_init(posix_spawnattr_t *attr) {
    memset(attr, 0, sizeof *attr);
    return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attr) {
    (void) attr;
    return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags) {
    if (flags & ~0xff) return EINVAL;
    attr->__flags = flags;
    return 0;
}

int posix_spawnattr_getflags(const posix_spawnattr_t *attr, short *flags) {
    *flags = attr->__flags;
    return 0;
}

int posix_spawnattr_setpgroup(posix_spawnattr_t *attr, pid_t pgroup) {
    attr->__pgroup = pgroup;
    return 0;
}

int posix_spawnattr_getpgroup(const posix_spawnattr_t *attr, pid_t *pgroup) {
    *pgroup = attr->__pgroup;
    return 0;
}

int posix_spawnattr_getsigmask(const posix_spawnattr_t *attr, sigset_t *mask) {
    *mask = attr->__mask;
    return 0;
}

int posix_spawnattr_getsigdefault(const posix_spawnattr_t *attr, sigset_t *set) {
    *set = attr->__default;
    return 0;
}

int posix_spawnattr_setsigmask(posix_spawnattr_t *attr, const sigset_t *mask) {
    attr->__mask = *mask;
    return 0;
}

int posix_spawnattr_setsigdefault(posix_spawnattr_t *attr, const sigset_t *set) {
    attr->__default = *set;
    return 0;
}

int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attr, int policy) {
    if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR) return EINVAL;
    attr->__policy = policy;
    return 0;
}

int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *attr, int *policy) {
    *policy = attr->__policy;
    return 0;
}

int posix_spawnattr_setschedparam(posix_spawnattr_t *attr, const struct sched_param *param) {
    attr->__param = *param;
    return 0;
}

int posix_spawnattr_getschedparam(const posix_spawnattr_t *attr, struct sched_param *param) {
    *param = attr->__param;
    return 0;
}

static int act(const struct __spawn_action *a) {
    int fd;
    switch (a->what) {
    case CLOSE:
        close(a->fd);
        return 0;
    case DUP:
        if (a->fd != a->to) return dup2(a->fd, a->to) < 0 ? -1 : 0;
        return fcntl(a->fd, F_SETFD, fcntl(a->fd, F_GETFD) & ~FD_CLOEXEC);
    case FOLDER:
        return chdir(a->path);
    case FOLDER_FD:
        return fchdir(a->fd);
    }
    close(a->fd);
    fd = open(a->path, a->flags, a->mode);
    if (fd < 0 || fd == a->fd) return fd < 0 ? -1 : 0;
    if (dup2(fd, a->fd) < 0) return -1;
    return close(fd);
}

static int prepare(const posix_spawn_file_actions_t *acts, const posix_spawnattr_t *attr) {
    short flags = attr ? attr->__flags : 0;
    for (int sig = 1; flags & POSIX_SPAWN_SETSIGDEF && sig < NSIG; sig++)
        if (sigismember(&attr->__default, sig)) signal(sig, SIG_DFL);
    if (flags & POSIX_SPAWN_SETSCHEDULER) {
        if (sched_setscheduler(0, attr->__policy, &attr->__param) < 0) return -1;
    } else if (flags & POSIX_SPAWN_SETSCHEDPARAM && sched_setparam(0, &attr->__param) < 0) return -1;
    if (flags & POSIX_SPAWN_SETSID && setsid() < 0) return -1;
    if (flags & POSIX_SPAWN_SETPGROUP && setpgid(0, attr->__pgroup) < 0) return -1;
    if (flags & POSIX_SPAWN_RESETIDS && (seteuid(getuid()) < 0 || setegid(getgid()) < 0)) return -1;
    for (int i = 0; acts && i < acts->__used; i++)
        if (act(&acts->__actions[i]) < 0) return -1;
    return flags & POSIX_SPAWN_SETSIGMASK ? sigprocmask(SIG_SETMASK, &attr->__mask, NULL) : 0;
}

static int spawn(pid_t *pid, const char *file, const posix_spawn_file_actions_t *acts,
                 const posix_spawnattr_t *attr, char *const argv[], char *const envp[],
                 int (*execute)(const char *, char *const[], char *const[])) {
    volatile int error = 0, *told = &error;  /* in memory, not in a register: the child has its own */
    pid_t child = vfork();
    if (child < 0) return errno;
    if (child == 0) {
        if (prepare(acts, attr) == 0) execute(file, argv, envp);
        *told = errno;
        _exit(127);
    }
    if (error) waitpid(child, NULL, 0);
    else if (pid) *pid = child;
    return error;
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *acts,
                const posix_spawnattr_t *attr, char *const argv[], char *const envp[]) {
    return spawn(pid, path, acts, attr, argv, envp, execve);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *acts,
                 const posix_spawnattr_t *attr, char *const argv[], char *const envp[]) {
    return spawn(pid, file, acts, attr, argv, envp, __execvpe_file);
}
`;

const SHELL = String.raw`
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>
FILE *__new_stream(int fd, int flags);

int system(const char *command) {
    if (!command) return 1;
    struct sigaction ignore = {0}, old_int, old_quit;
    sigset_t block, before;
    ignore.sa_handler = SIG_IGN;
    sigemptyset(&block);
    sigaddset(&block, SIGCHLD);
    sigaction(SIGINT, &ignore, &old_int);
    sigaction(SIGQUIT, &ignore, &old_quit);
    sigprocmask(SIG_BLOCK, &block, &before);
    posix_spawnattr_t attr;
    posix_spawnattr_init(&attr);
    sigset_t defaults;
    sigemptyset(&defaults);
    if (old_int.sa_handler != SIG_IGN) sigaddset(&defaults, SIGINT);
    if (old_quit.sa_handler != SIG_IGN) sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setsigmask(&attr, &before);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    char *words[] = {"sh", "-c", (char *) command, NULL};
    pid_t pid;
    int status = 127 << 8, error = posix_spawn(&pid, "/bin/sh", NULL, &attr, words, environ);
    if (error == 0)
        while (waitpid(pid, &status, 0) < 0)
            if (errno != EINTR) {
                status = -1;
                break;
            }
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGQUIT, &old_quit, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (error) errno = error;
    return status;
}

/* Streams that lead to a command, and its process. */
static struct pipe_stream { FILE *stream; pid_t pid; struct pipe_stream *next; } *streams;

FILE *popen(const char *command, const char *modes) {
    int write_end = *modes == 'w', ends[2];
    if ((*modes != 'r' && !write_end) || (modes[1] && strcmp(modes + 1, "e") != 0)) {
        errno = EINVAL;
        return NULL;
    }
    if (pipe2(ends, O_CLOEXEC) < 0) return NULL;
    int mine = ends[write_end], its = ends[!write_end];
    posix_spawn_file_actions_t acts;
    posix_spawn_file_actions_init(&acts);
    posix_spawn_file_actions_adddup2(&acts, its, !write_end);
    /* What other calls have opened is not for this child; one in the place of its end is gone already. */
    for (struct pipe_stream *s = streams; s; s = s->next)
        if (fileno(s->stream) != !write_end) posix_spawn_file_actions_addclose(&acts, fileno(s->stream));
    char *words[] = {"sh", "-c", (char *) command, NULL};
    struct pipe_stream *entry = malloc(sizeof *entry);
    int error = posix_spawn(&entry->pid, "/bin/sh", &acts, NULL, words, environ);
    posix_spawn_file_actions_destroy(&acts);
    close(its);
    if (error == 0) entry->stream = __new_stream(mine, write_end ? O_WRONLY : O_RDONLY);
    if (error || !entry->stream) {
        free(entry);
        close(mine);
        errno = error ? error : ENOMEM;
        return NULL;
    }
    if (!modes[1]) fcntl(mine, F_SETFD, 0);
    fwide(entry->stream, -1);
    entry->next = streams;
    streams = entry;
    return entry->stream;
}

int pclose(FILE *stream) {
    struct pipe_stream **at = &streams;
    while (*at && (*at)->stream != stream) at = &(*at)->next;
    if (!*at) {
        errno = ECHILD;
        return -1;
    }
    struct pipe_stream *entry = *at;
    pid_t pid = entry->pid;
    *at = entry->next;
    free(entry);
    fclose(stream);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}
`;

const HEADER = `#define POSIX_SPAWN_RESETIDS 1
#define POSIX_SPAWN_SETPGROUP 2
#define POSIX_SPAWN_SETSIGDEF 4
#define POSIX_SPAWN_SETSIGMASK 8
#define POSIX_SPAWN_SETSCHEDPARAM 16
#define POSIX_SPAWN_SETSCHEDULER 32
#define POSIX_SPAWN_USEVFORK 64
#define POSIX_SPAWN_SETSID 128
typedef struct {
    short __flags;
    pid_t __pgroup;
    sigset_t __default, __mask;
    struct sched_param __param;
    int __policy;
    int __spare[16];
} posix_spawnattr_t;
typedef struct { int __used; struct __spawn_action *__actions; } posix_spawn_file_actions_t;
int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *file_actions,
    const posix_spawnattr_t *attrp, char *const argv[], char *const envp[]);
int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *file_actions,
    const posix_spawnattr_t *attrp, char *const argv[], char *const envp[]);
int posix_spawnattr_init(posix_spawnattr_t *attr);
int posix_spawnattr_destroy(posix_spawnattr_t *attr);
int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags);
int posix_spawnattr_getflags(const posix_spawnattr_t *attr, short *flags);
int posix_spawnattr_setpgroup(posix_spawnattr_t *attr, pid_t pgroup);
int posix_spawnattr_setsigmask(posix_spawnattr_t *attr, const sigset_t *sigmask);
int posix_spawnattr_setsigdefault(posix_spawnattr_t *attr, const sigset_t *sigdefault);
int posix_spawnattr_getpgroup(const posix_spawnattr_t *attr, pid_t *pgroup);
int posix_spawnattr_getsigmask(const posix_spawnattr_t *attr, sigset_t *sigmask);
int posix_spawnattr_getsigdefault(const posix_spawnattr_t *attr, sigset_t *sigdefault);
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attr, int schedpolicy);
int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *attr, int *schedpolicy);
int posix_spawnattr_setschedparam(posix_spawnattr_t *attr, const struct sched_param *schedparam);
int posix_spawnattr_getschedparam(const posix_spawnattr_t *attr, struct sched_param *schedparam);
int posix_spawn_file_actions_init(posix_spawn_file_actions_t *file_actions);
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *file_actions);
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *file_actions, int fd,
    const char *path, int oflag, mode_t mode);
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *file_actions, int fd);
int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *file_actions, int fd, int newfd);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd);`;

export const COMMANDS_PART: LibraryPart = {
  headers: [
    { name: 'spawn.h', includes: ['sched.h', 'sys/types.h', 'bits/sigset_t.h'], text: HEADER },
  ],
  sources: [
    { name: 'libc/spawn.c', text: SPAWN },
    { name: 'libc/commands.c', text: SHELL },
  ],
};
