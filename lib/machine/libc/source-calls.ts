// System calls as C functions: each puts its arguments where the kernel looks and comes back with
// the result, or with -1 and errno.
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
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t read(int fd, void *buf, size_t nbytes) {
    return __ret(__syscall(SYS_read, fd, buf, nbytes));
}

ssize_t write(int fd, const void *buf, size_t n) {
    return __ret(__syscall(SYS_write, fd, buf, n));
}

ssize_t pread(int fd, void *buf, size_t nbytes, off_t offset) {
    return __ret(__syscall(SYS_pread64, fd, buf, nbytes, offset));
}

ssize_t pwrite(int fd, const void *buf, size_t n, off_t offset) {
    return __ret(__syscall(SYS_pwrite64, fd, buf, n, offset));
}

ssize_t readv(int fd, const struct iovec *iovec, int count) {
    return __ret(__syscall(SYS_readv, fd, iovec, count));
}

ssize_t writev(int fd, const struct iovec *iovec, int count) {
    return __ret(__syscall(SYS_writev, fd, iovec, count));
}

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

int close(int fd) {
    return __ret(__syscall(SYS_close, fd));
}

off_t lseek(int fd, off_t offset, int whence) {
    return __ret(__syscall(SYS_lseek, fd, offset, whence));
}

int fstatat(int fd, const char *file, struct stat *buf, int flag) {
    return __ret(__syscall(SYS_newfstatat, fd, file, buf, flag));
}

int stat(const char *file, struct stat *buf) {
    return fstatat(AT_FDCWD, file, buf, 0);
}

int fstat(int fd, struct stat *buf) {
    return fstatat(fd, "", buf, AT_EMPTY_PATH);
}

int access(const char *name, int type) {
    return __ret(__syscall(SYS_access, name, type));
}

int unlink(const char *name) {
    return __ret(__syscall(SYS_unlink, name));
}

mode_t umask(mode_t mask) {
    return __ret(__syscall(SYS_umask, mask));
}

int chdir(const char *path) {
    return __ret(__syscall(SYS_chdir, path));
}

char *getcwd(char *buf, size_t size) {
    char *path = buf ? buf : malloc(size ? size : PATH_MAX);
    if (__ret(__syscall(SYS_getcwd, path, size ? size : PATH_MAX)) >= 0) return path;
    if (!buf) free(path);
    return NULL;
}

int pipe(int pipedes[2]) {
    return __ret(__syscall(SYS_pipe, pipedes));
}

int pipe2(int pipedes[2], int flags) {
    return __ret(__syscall(SYS_pipe2, pipedes, flags));
}

int dup(int fd) {
    return __ret(__syscall(SYS_dup, fd));
}

int dup2(int fd, int fd2) {
    return __ret(__syscall(SYS_dup2, fd, fd2));
}

int dup3(int fd, int fd2, int flags) {
    return __ret(__syscall(SYS_dup3, fd, fd2, flags));
}

int fcntl(int fd, int cmd, ...) {
    if (cmd == F_GETFD || cmd == F_GETFL) return __ret(__syscall(SYS_fcntl, fd, cmd));
    va_list ap;
    va_start(ap, cmd);
    int arg = va_arg(ap, int);
    va_end(ap);
    return __ret(__syscall(SYS_fcntl, fd, cmd, arg));
}

int ioctl(int fd, unsigned long request, ...) {
    va_list ap;
    va_start(ap, request);
    void *arg = va_arg(ap, void *);
    va_end(ap);
    return __ret(__syscall(SYS_ioctl, fd, request, arg));
}

/* A terminal is what knows its settings. */
int isatty(int fd) {
    char settings[64];
    return __ret(__syscall(SYS_ioctl, fd, TCGETS, settings)) == 0;
}

ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count) {
    return __ret(__syscall(SYS_sendfile, out_fd, in_fd, offset, count));
}

ssize_t splice(int fdin, off_t *offin, int fdout, off_t *offout, size_t len,
               unsigned int flags) {
    return __ret(__syscall(SYS_splice, fdin, offin, fdout, offout, len, flags));
}

int eventfd(unsigned int count, int flags) {
    return __ret(__syscall(SYS_eventfd2, count, flags));
}

int eventfd_read(int fd, eventfd_t *value) {
    return read(fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value) {
    return write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

ssize_t getrandom(void *buffer, size_t length, unsigned int flags) {
    return __ret(__syscall(SYS_getrandom, buffer, length, flags));
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

int socket(int domain, int type, int protocol) {
    return __ret(__syscall(SYS_socket, domain, type, protocol));
}

int socketpair(int domain, int type, int protocol, int fds[2]) {
    return __ret(__syscall(SYS_socketpair, domain, type, protocol, fds));
}

int bind(int fd, const struct sockaddr *addr, socklen_t len) {
    return __ret(__syscall(SYS_bind, fd, addr, len));
}

int listen(int fd, int n) {
    return __ret(__syscall(SYS_listen, fd, n));
}

int accept(int fd, struct sockaddr *addr, socklen_t *addr_len) {
    return __ret(__syscall(SYS_accept, fd, addr, addr_len));
}

int accept4(int fd, struct sockaddr *addr, socklen_t *addr_len, int flags) {
    return __ret(__syscall(SYS_accept4, fd, addr, addr_len, flags));
}

int connect(int fd, const struct sockaddr *addr, socklen_t len) {
    return __ret(__syscall(SYS_connect, fd, addr, len));
}

int shutdown(int fd, int how) {
    return __ret(__syscall(SYS_shutdown, fd, how));
}

int getsockname(int fd, struct sockaddr *addr, socklen_t *len) {
    return __ret(__syscall(SYS_getsockname, fd, addr, len));
}

int getpeername(int fd, struct sockaddr *addr, socklen_t *len) {
    return __ret(__syscall(SYS_getpeername, fd, addr, len));
}

int getsockopt(int fd, int level, int optname, void *optval, socklen_t *optlen) {
    return __ret(__syscall(SYS_getsockopt, fd, level, optname, optval, optlen));
}

int setsockopt(int fd, int level, int optname, const void *optval, socklen_t optlen) {
    return __ret(__syscall(SYS_setsockopt, fd, level, optname, optval, optlen));
}

ssize_t sendto(int fd, const void *buf, size_t n, int flags, const struct sockaddr *addr,
               socklen_t addr_len) {
    return __ret(__syscall(SYS_sendto, fd, buf, n, flags, addr, addr_len));
}

ssize_t send(int fd, const void *buf, size_t n, int flags) {
    return sendto(fd, buf, n, flags, NULL, 0);
}

ssize_t recvfrom(int fd, void *buf, size_t n, int flags, struct sockaddr *addr,
                 socklen_t *addr_len) {
    return __ret(__syscall(SYS_recvfrom, fd, buf, n, flags, addr, addr_len));
}

ssize_t recv(int fd, void *buf, size_t n, int flags) {
    return recvfrom(fd, buf, n, flags, NULL, NULL);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    return __ret(__syscall(SYS_sendmsg, fd, message, flags));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    return __ret(__syscall(SYS_recvmsg, fd, message, flags));
}

int poll(struct pollfd *fds, nfds_t nfds, int timeout) {
    return __ret(__syscall(SYS_poll, fds, nfds, timeout));
}

int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *ss) {
    return __ret(__syscall(SYS_ppoll, fds, nfds, timeout, ss, 8));
}

int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout) {
    return __ret(__syscall(SYS_select, nfds, readfds, writefds, exceptfds, timeout));
}

int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
            const struct timespec *timeout, const sigset_t *sigmask) {
    unsigned long mask[2] = {(unsigned long) sigmask, 8};
    return __ret(
        __syscall(SYS_pselect6, nfds, readfds, writefds, exceptfds, timeout, mask));
}

int epoll_create(int size) {
    return __ret(__syscall(SYS_epoll_create, size));
}

int epoll_create1(int flags) {
    return __ret(__syscall(SYS_epoll_create1, flags));
}

int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event) {
    return __ret(__syscall(SYS_epoll_ctl, epfd, op, fd, event));
}

int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout) {
    return __ret(__syscall(SYS_epoll_wait, epfd, events, maxevents, timeout));
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
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_CHILD_SETTID 0x1000000
#define SA_RESTORER 0x4000000

${structText(KERNEL_SIGACTION)}
pid_t fork(void) {
    return __ret(__syscall(SYS_clone, CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | SIGCHLD, 0, 0, 0, 0));
}

pid_t vfork(void) {
    return __ret(__syscall(SYS_vfork));
}

int execve(const char *path, char *const argv[], char *const envp[]) {
    return __ret(__syscall(SYS_execve, path, argv, envp));
}

int execv(const char *path, char *const argv[]) {
    return execve(path, argv, environ);
}

int execvp(const char *file, char *const argv[]) {
    if (strchr(file, '/')) return execv(file, argv);
    char *path = getenv("PATH");
    char *folders = strdup(path ? path : "/bin:/usr/bin");
    char *save;
    for (char *f = strtok_r(folders, ":", &save); f; f = strtok_r(NULL, ":", &save)) {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "%s/%s", f, file);
        execv(name, argv);
    }
    free(folders);
    return -1;
}

pid_t waitpid(pid_t pid, int *stat_loc, int options) {
    return __ret(__syscall(SYS_wait4, pid, stat_loc, options, 0));
}

pid_t wait(int *stat_loc) {
    return waitpid(-1, stat_loc, 0);
}

pid_t getpid(void) {
    return __syscall(SYS_getpid);
}

pid_t getppid(void) {
    return __syscall(SYS_getppid);
}

pid_t gettid(void) {
    return __syscall(SYS_gettid);
}

pid_t setsid(void) {
    return __ret(__syscall(SYS_setsid));
}

uid_t getuid(void) {
    return __syscall(SYS_getuid);
}

uid_t geteuid(void) {
    return __syscall(SYS_geteuid);
}

gid_t getgid(void) {
    return __syscall(SYS_getgid);
}

gid_t getegid(void) {
    return __syscall(SYS_getegid);
}

int sched_yield(void) {
    return __ret(__syscall(SYS_sched_yield));
}

int kill(pid_t pid, int sig) {
    return __ret(__syscall(SYS_kill, pid, sig));
}

int raise(int sig) {
    return kill(getpid(), sig);
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
    int result = __ret(__syscall(SYS_rt_sigaction, sig, act ? &new : 0, oact ? &old : 0, 8));
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
    sigaddset(&new.sa_mask, sig);
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

int sigaddset(sigset_t *set, int signo) {
    set->__val[0] |= 1UL << (signo - 1);
    return 0;
}

int sigdelset(sigset_t *set, int signo) {
    set->__val[0] &= ~(1UL << (signo - 1));
    return 0;
}

int sigismember(const sigset_t *set, int signo) {
    return (set->__val[0] >> (signo - 1)) & 1;
}

unsigned int alarm(unsigned int seconds) {
    return __ret(__syscall(SYS_alarm, seconds));
}

int pause(void) {
    return __ret(__syscall(SYS_pause));
}

int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit) {
    return __ret(__syscall(SYS_prlimit64, pid, resource, new_limit, old_limit));
}

int getrlimit(int resource, struct rlimit *rlimits) {
    return prlimit(0, resource, NULL, rlimits);
}

int setrlimit(int resource, const struct rlimit *rlimits) {
    return prlimit(0, resource, rlimits, NULL);
}

int getpagesize(void) {
    return 4096;
}

long sysconf(int name) {
    struct rlimit files;
    switch (name) {
    case _SC_PAGESIZE: return getpagesize();
    case _SC_NPROCESSORS_ONLN: return 1;
    case _SC_OPEN_MAX: return getrlimit(RLIMIT_NOFILE, &files) == 0 ? (long) files.rlim_cur : -1;
    }
    errno = EINVAL;
    return -1;
}

int gethostname(char *name, size_t len) {
    char uname[6][65];
    if (__ret(__syscall(SYS_uname, uname)) < 0) return -1;
    strncpy(name, uname[1], len);
    return 0;
}
`;

export const CALL_SOURCES: readonly SourceFile[] = [
  { name: 'libc/files.c', text: FILES },
  { name: 'libc/network.c', text: NETWORK },
  { name: 'libc/processes.c', text: PROCESSES },
];
