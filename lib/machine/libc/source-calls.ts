// System calls as C functions, where there is more to them than the call: see wrappers.ts.
//
// Source: glibc 2.36; where it uses another call than the function's name says, so does this:
// open is openat, fork is clone, send is sendto.

import { KERNEL_SIGACTION, structText } from '../../abi/structs.ts';
import type { SourceFile } from '../../cc/compile.ts';

const FILES = `
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

int openat(int fd, const char *file, int oflag, ...) {
    va_list ap;
    va_start(ap, oflag);
    mode_t mode = oflag & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return __ret(__syscall(SYS_openat, fd, file, oflag, mode));
}

int open(const char *file, int oflag, ...) {
    va_list ap;
    va_start(ap, oflag);
    mode_t mode = oflag & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    return __ret(__syscall(SYS_openat, AT_FDCWD, file, oflag, mode));
}

int creat(const char *file, mode_t mode) {
    return open(file, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int stat(const char *file, struct stat *buf) {
    return fstatat(AT_FDCWD, file, buf, 0);
}

int lstat(const char *file, struct stat *buf) {
    return fstatat(AT_FDCWD, file, buf, AT_SYMLINK_NOFOLLOW);
}

int fstat(int fd, struct stat *buf) {
    return fstatat(fd, "", buf, AT_EMPTY_PATH);
}

int faccessat(int fd, const char *file, int type, int flag) {
    /* Effective and real user are the same. */
    if (flag & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) {
        errno = EINVAL;
        return -1;
    }
    return __ret(__syscall(SYS_faccessat, fd, file, type));
}

int mkfifo(const char *path, mode_t mode) {
    return mknod(path, mode | S_IFIFO, 0);
}

int futimens(int fd, const struct timespec times[2]) {
    return __ret(__syscall(SYS_utimensat, fd, 0, times, 0));
}

int utimes(const char *file, const struct timeval tvp[2]) {
    struct timespec t[2];
    for (int i = 0; tvp && i < 2; i++)
        t[i] = (struct timespec) {tvp[i].tv_sec, tvp[i].tv_usec * 1000};
    return utimensat(AT_FDCWD, file, tvp ? t : NULL, 0);
}

void sync(void) {
    __syscall(SYS_sync);
}

int lockf(int fd, int cmd, off_t len) {
    struct flock lock = {.l_type = cmd == F_ULOCK ? F_UNLCK : F_WRLCK, .l_whence = SEEK_CUR, .l_len = len};
    return fcntl(fd, cmd == F_LOCK ? F_SETLKW : F_SETLK, &lock);
}

int posix_fallocate(int fd, off_t offset, off_t len) {
    return -__syscall(SYS_fallocate, fd, 0, offset, len);
}

char *getcwd(char *buf, size_t size) {
    char *path = buf ? buf : malloc(size ? size : PATH_MAX);
    if (__ret(__syscall(SYS_getcwd, path, size ? size : PATH_MAX)) >= 0) return path;
    if (!buf) free(path);
    return NULL;
}

char *get_current_dir_name(void) {
    return getcwd(NULL, 0);
}

/* What a command makes of its argument the kernel knows, and which commands take none. */
int fcntl(int fd, int cmd, ...) {
    if (cmd == F_GETOWN) {
        int owner[2];
        int result = __ret(__syscall(SYS_fcntl, fd, F_GETOWN_EX, owner));
        return result < 0 ? result : owner[0] == 2 ? -owner[1] : owner[1];
    }
    va_list ap;
    long a[6] = {0};
    va_start(ap, cmd);
    __take(ap, a);
    va_end(ap);
    return __ret(__syscall(SYS_fcntl, fd, cmd, a[0]));
}

int ioctl(int fd, unsigned long request, ...) {
    va_list ap;
    long a[6] = {0};
    va_start(ap, request);
    __take(ap, a);
    va_end(ap);
    return __ret(__syscall(SYS_ioctl, fd, request, a[0]));
}

/* A terminal is what knows its settings. */
int isatty(int fd) {
    char settings[64];
    return __ret(__syscall(SYS_ioctl, fd, TCGETS, settings)) == 0;
}

int ttyname_r(int fd, char *buf, size_t buflen) {
    if (!isatty(fd)) return errno;
    char link[32] = "/proc/self/fd/";
    int n = 14;
    if (fd >= 10) link[n++] = '0' + fd / 10 % 10;
    link[n] = '0' + fd % 10;
    ssize_t length = readlink(link, buf, buflen - 1);
    if (length < 0) return errno;
    buf[length] = 0;
    return 0;
}

char *ttyname(int fd) {
    static char name[32];
    return ttyname_r(fd, name, sizeof name) == 0 ? name : NULL;
}

int eventfd_read(int fd, eventfd_t *value) {
    return read(fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value) {
    return write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

int getentropy(void *buffer, size_t length) {
    if (length > 256) {
        errno = EIO;
        return -1;
    }
    return getrandom(buffer, length, 0) < 0 ? -1 : 0;
}
`;

const NETWORK = `
#define _GNU_SOURCE
#include <bits/libc.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

ssize_t send(int fd, const void *buf, size_t n, int flags) {
    return sendto(fd, buf, n, flags, NULL, 0);
}

ssize_t recv(int fd, void *buf, size_t n, int flags) {
    return recvfrom(fd, buf, n, flags, NULL, NULL);
}

int sockatmark(int fd) {
    int flag;
    return __ret(__syscall(SYS_ioctl, fd, 0x8905, &flag)) < 0 ? -1 : flag;
}

/* The control message behind this one, if there is room for one. */
struct cmsghdr *__cmsg_nxthdr(struct msghdr *message, struct cmsghdr *cmsg) {
    if (cmsg->cmsg_len < sizeof *cmsg) return NULL;
    struct cmsghdr *next = (struct cmsghdr *) ((char *) cmsg + CMSG_ALIGN(cmsg->cmsg_len));
    char *end = (char *) message->msg_control + message->msg_controllen;
    return (char *) (next + 1) > end ? NULL : next;
}

int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *ss) {
    struct timespec left;
    if (timeout) left = *timeout;
    return __ret(__syscall(SYS_ppoll, fds, nfds, timeout ? &left : NULL, ss, 8));
}

int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct timeval *timeout) {
    struct timespec left;
    if (timeout) {
        left.tv_sec = timeout->tv_sec + timeout->tv_usec / 1000000;
        left.tv_nsec = timeout->tv_usec % 1000000 * 1000;
    }
    int ready = __ret(__syscall(SYS_pselect6, nfds, readfds, writefds, exceptfds,
                                timeout ? &left : NULL, NULL));
    if (timeout) {
        timeout->tv_sec = left.tv_sec;
        timeout->tv_usec = left.tv_nsec / 1000;
    }
    return ready;
}

int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
            const struct timespec *timeout, const sigset_t *sigmask) {
    unsigned long mask[2] = {(unsigned long) sigmask, 8};
    struct timespec left;
    if (timeout) left = *timeout;
    return __ret(__syscall(SYS_pselect6, nfds, readfds, writefds, exceptfds,
                           timeout ? &left : NULL, mask));
}

int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
                const sigset_t *ss) {
    return __ret(__syscall(SYS_epoll_pwait, epfd, events, maxevents, timeout, ss, 8));
}
`;

const PROCESSES = `
#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_CHILD_SETTID 0x1000000
#define SA_RESTORER 0x4000000

${structText(KERNEL_SIGACTION)}
static int __child_tid;
void (*__fork_hook)(int when);
pid_t fork(void) {
    if (__fork_hook) __fork_hook(0);
    pid_t pid = __ret(__syscall(SYS_clone, CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | SIGCHLD, 0, 0, &__child_tid, 0));
    if (__fork_hook) __fork_hook(pid == 0 ? 2 : 1);
    return pid;
}

int execv(const char *path, char *const argv[]) {
    return execve(path, argv, environ);
}

/* What the kernel cannot begin is taken for a script of the shell. */
static int begin(const char *path, char *const argv[], char *const envp[]) {
    execve(path, argv, envp);
    if (errno != ENOEXEC) return -1;
    int n = 1;
    while (argv[0] && argv[n]) n++;
    char *words[n + 2];
    words[0] = "/bin/sh";
    words[1] = (char *) path;
    words[n + 1] = NULL;
    for (int i = 1; i < n; i++) words[i + 1] = argv[i];
    return execve(words[0], words, envp);
}

typedef int (*run_fn)(const char *path, char *const argv[], char *const envp[]);

static int search(const char *file, char *const argv[], char *const envp[], run_fn run) {
    char *path = getenv("PATH");
    int refused = 0;
    if (strchr(file, '/')) return run(file, argv, envp);
    if (!*file || strlen(file) > PATH_MAX) {
        errno = *file ? ENAMETOOLONG : ENOENT;
        return -1;
    }
    for (const char *f = path ? path : "/bin:/usr/bin", *end; f; f = *end ? end + 1 : NULL) {
        char name[2 * PATH_MAX + 2];
        end = strchrnul(f, ':');
        /* A folder's name that is too long is none, and errno stays what it was. */
        if (end - f >= PATH_MAX) continue;
        /* An empty one is the folder where the program stands. */
        sprintf(name, "%.*s%s%s", (int) (end - f), f, end > f ? "/" : "", file);
        run(name, argv, envp);
        switch (errno) {
        case EACCES:
            refused = 1;
        case ENOENT: case ENOTDIR: case ENODEV: case ESTALE: case ETIMEDOUT:
            continue;
        }
        return -1;
    }
    if (refused) errno = EACCES;
    return -1;
}

int execvpe(const char *file, char *const argv[], char *const envp[]) {
    return search(file, argv, envp, begin);
}

/* For posix_spawnp, which leaves scripts to who asks for a shell. */
int __execvpe_file(const char *file, char *const argv[], char *const envp[]) {
    return search(file, argv, envp, execve);
}

int execvp(const char *file, char *const argv[]) {
    return execvpe(file, argv, environ);
}

/* The words of execl(), NULL among them; what follows them is the environment of execle(). */
#define GATHER(arg, words, ap)                                        \\
    int count = 1;                                                    \\
    va_list ap;                                                       \\
    va_start(ap, arg);                                                \\
    for (const char *word = arg; word; count++) word = va_arg(ap, char *); \\
    va_end(ap);                                                       \\
    char *words[count];                                               \\
    words[0] = (char *) arg;                                          \\
    va_start(ap, arg);                                                \\
    for (int i = 1; i < count; i++) words[i] = va_arg(ap, char *)

int execl(const char *path, const char *arg, ...) {
    GATHER(arg, words, ap);
    va_end(ap);
    return execve(path, words, environ);
}

int execlp(const char *file, const char *arg, ...) {
    GATHER(arg, words, ap);
    va_end(ap);
    return execvpe(file, words, environ);
}

int execle(const char *path, const char *arg, ...) {
    GATHER(arg, words, ap);
    char **envp = va_arg(ap, char **);
    va_end(ap);
    return execve(path, words, envp);
}

pid_t waitpid(pid_t pid, int *stat_loc, int options) {
    return wait4(pid, stat_loc, options, NULL);
}

pid_t wait3(int *stat_loc, int options, struct rusage *usage) {
    return wait4(-1, stat_loc, options, usage);
}

pid_t wait(int *stat_loc) {
    return waitpid(-1, stat_loc, 0);
}

int raise(int sig) {
    pid_t tid = gettid();
    return __ret(__syscall(SYS_tgkill, getpid(), tid, sig));
}

static void restore(void) {
    __syscall(SYS_rt_sigreturn);
}

int sigaction(int sig, const struct sigaction *act, struct sigaction *oact) {
    struct kernel_sigaction new = {0}, old = {0};
    if (act) {
        new.handler = act->sa_handler;
        new.flags = act->sa_flags | SA_RESTORER;
        new.restorer = restore;
        new.mask = act->sa_mask.__val[0];
    }
    int result = __ret(__syscall(SYS_rt_sigaction, sig >> 1 == 16 ? 0 : sig, act ? &new : 0, oact ? &old : 0, 8));
    if (result == 0 && oact) {
        memset(oact, 0, sizeof *oact);
        oact->sa_handler = old.handler;
        oact->sa_flags = old.flags & ~SA_RESTORER;
        oact->sa_mask.__val[0] = old.mask;
    }
    return result;
}

/* The handler stays, and a call that it interrupts goes on afterwards. */
__sighandler_t signal(int sig, __sighandler_t handler) {
    struct sigaction new, old;
    memset(&new, 0, sizeof new);
    new.sa_handler = handler;
    new.sa_flags = SA_RESTART;
    new.sa_mask.__val[0] = 1UL << ((sig - 1) & 63);
    return sigaction(sig, &new, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *oset) {
    return __ret(__syscall(SYS_rt_sigprocmask, how, set, oset, 8));
}

int sigemptyset(sigset_t *set) {
    memset(set, 0, sizeof *set);
    return 0;
}

int sigfillset(sigset_t *set) {
    memset(set, 0xff, sizeof *set);
    return 0;
}

/* Whether a number is no signal's, or that of one of the two that the library keeps to itself. */
static int is_none(int signo) {
    if (signo > 0 && signo < 65 && signo >> 1 != 16) return 0;
    errno = EINVAL;
    return 1;
}

int sigaddset(sigset_t *set, int signo) {
    if (is_none(signo)) return -1;
    set->__val[0] |= 1UL << (signo - 1);
    return 0;
}

int sigdelset(sigset_t *set, int signo) {
    if (is_none(signo)) return -1;
    set->__val[0] &= ~(1UL << (signo - 1));
    return 0;
}

int sigismember(const sigset_t *set, int signo) {
    return signo >> 1 != 16 && is_none(signo) ? -1 : (int) (set->__val[0] >> (signo - 1)) & 1;
}

int getrlimit(int resource, struct rlimit *rlimits) {
    return prlimit(0, resource, NULL, rlimits);
}

int setrlimit(int resource, const struct rlimit *rlimits) {
    return prlimit(0, resource, rlimits, NULL);
}

int killpg(pid_t pgrp, int sig) {
    return kill(-pgrp, sig);
}

int sigsuspend(const sigset_t *set) {
    return __ret(__syscall(SYS_rt_sigsuspend, set, 8));
}

int sigpending(sigset_t *set) {
    return __ret(__syscall(SYS_rt_sigpending, set, 8));
}

int sigwait(const sigset_t *set, int *sig) {
    long result;
    do result = __syscall(SYS_rt_sigtimedwait, set, 0, 0, 8);
    while (result == -EINTR);
    if (result < 0) return -result;
    *sig = result;
    return 0;
}

int siginterrupt(int sig, int interrupt) {
    struct sigaction action;
    if (sigaction(sig, NULL, &action) < 0) return -1;
    if (interrupt) action.sa_flags &= ~SA_RESTART;
    else action.sa_flags |= SA_RESTART;
    return sigaction(sig, &action, NULL);
}

int sigisemptyset(const sigset_t *set) {
    return set->__val[0] == 0;
}

/* The mask beside the place; the place itself is kept by _setjmp in the program's own function. */
int __sigsetjmp(sigjmp_buf env, int savemask) {
    env->__saved = savemask != 0;
    if (savemask) sigprocmask(SIG_BLOCK, NULL, (sigset_t *) &env->__mask);
    return 0;
}

void siglongjmp(sigjmp_buf env, int val) {
    if (env->__saved) sigprocmask(SIG_SETMASK, (sigset_t *) &env->__mask, NULL);
    longjmp(env, val);
}

void _longjmp(jmp_buf env, int val) {
    longjmp(env, val);
}

int __narrow(FILE *f, int can);

void psignal(int sig, const char *s) {
    int can = __narrow(stderr, 0);
    fprintf(stderr, "%s%s%s\\n", s && *s ? s : "", s && *s ? ": " : "", strsignal(sig));
    __narrow(stderr, can);
}

int setpgrp(void) {
    return setpgid(0, 0);
}

int seteuid(uid_t uid) {
    return __ret(__syscall(SYS_setresuid, -1, uid, -1));
}

int setegid(gid_t gid) {
    return __ret(__syscall(SYS_setresgid, -1, gid, -1));
}

/* The kernel counts from 1 (40 at best) so that an answer is never negative. */
int getpriority(int which, id_t who) {
    long result = __ret(__syscall(SYS_getpriority, which, who));
    return result < 0 ? -1 : 20 - (int) result;
}

int setpriority(int which, id_t who, int prio) {
    return __ret(__syscall(SYS_setpriority, which, who, prio));
}

int nice(int inc) {
    int prio = getpriority(PRIO_PROCESS, 0) + inc;
    return setpriority(PRIO_PROCESS, 0, prio) < 0 ? -1 : getpriority(PRIO_PROCESS, 0);
}

long syscall(long sysno, ...) {
    va_list ap;
    long a[6] = {0};
    va_start(ap, sysno);
    __take(ap, a);
    va_end(ap);
    return __ret(__syscall(sysno, a[0], a[1], a[2], a[3], a[4], a[5]));
}

int gethostname(char *name, size_t len) {
    struct utsname host;
    if (uname(&host) < 0) return -1;
    strncpy(name, host.nodename, len);
    if (strlen(host.nodename) < len) return 0;
    errno = ENAMETOOLONG;
    return -1;
}

int getdomainname(char *name, size_t len) {
    strncpy(name, "(none)", len);
    return 0;
}

/* Made of the host's address in /etc/hosts, as glibc does; here only of its name. */
long gethostid(void) {
    char name[64];
    gethostname(name, sizeof name);
    unsigned id = 0x7f0101;
    for (char *c = name; *c; c++) id = id * 31 + *c;
    return (int) id;
}

int daemon(int nochdir, int noclose) {
    pid_t pid = fork();
    if (pid < 0) return -1;
    if (pid > 0) _exit(0);
    setsid();
    if (!nochdir) chdir("/");
    int null = noclose ? -1 : open("/dev/null", O_RDWR);
    for (int fd = 0; null >= 0 && fd < 3; fd++) dup2(null, fd);
    if (null > 2) close(null);
    return 0;
}
`;

export const CALL_SOURCES: readonly SourceFile[] = [
  { name: 'libc/files.c', text: FILES },
  { name: 'libc/network.c', text: NETWORK },
  { name: 'libc/processes.c', text: PROCESSES },
];
