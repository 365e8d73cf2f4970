// The headers of processes, files, signals and waiting: <unistd.h>, <fcntl.h>, <poll.h> ...
//
// Source: glibc 2.36 prototypes on x86-64; test/unit/abi compiles each with gcc.
// Departs: only what this machine's kernel answers; no threads, no file locks, no real users.

import type { HeaderSpec } from './headers.ts';
import {
  EPOLL_EVENT,
  IOVEC,
  POLLFD,
  RLIMIT,
  SIGACTION,
  STAT,
  TIMEVAL,
  WINSIZE,
} from './structs.ts';

export const POSIX_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'sys/types.h',
    includes: ['stddef.h', 'bits/time_t.h'],
    text: `typedef long ssize_t;
typedef long off_t;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int id_t;
typedef unsigned int mode_t;
typedef unsigned long dev_t;
typedef unsigned long ino_t;
typedef unsigned long nlink_t;
typedef long blksize_t;
typedef long blkcnt_t;
typedef int clockid_t;
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long int64_t;
typedef unsigned char u_int8_t;
typedef unsigned short u_int16_t;
typedef unsigned int u_int32_t;
typedef unsigned long u_int64_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned int uint;`,
  },
  {
    name: 'unistd.h',
    includes: ['sys/types.h'],
    groups: ['access', 'seek'],
    constants: ['STDIN_FILENO', 'STDOUT_FILENO', 'STDERR_FILENO'],
    text: `typedef unsigned int socklen_t;
typedef unsigned int useconds_t;
typedef long intptr_t;
#define _SC_PAGESIZE 30
#define _SC_NPROCESSORS_ONLN 84
#define _SC_OPEN_MAX 4
extern char *optarg;
extern int optind;
extern int opterr;
extern int optopt;
int access(const char *name, int type);
off_t lseek(int fd, off_t offset, int whence);
int close(int fd);
ssize_t read(int fd, void *buf, size_t nbytes);
ssize_t write(int fd, const void *buf, size_t n);
ssize_t pread(int fd, void *buf, size_t nbytes, off_t offset);
ssize_t pwrite(int fd, const void *buf, size_t n, off_t offset);
int pipe(int pipedes[2]);
unsigned int alarm(unsigned int seconds);
unsigned int sleep(unsigned int seconds);
int usleep(useconds_t useconds);
int pause(void);
int chdir(const char *path);
char *getcwd(char *buf, size_t size);
int dup(int fd);
int dup2(int fd, int fd2);
#ifdef _GNU_SOURCE
int pipe2(int pipedes[2], int flags);
int dup3(int fd, int fd2, int flags);
pid_t gettid(void);
extern char **environ;
#endif
int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
_Noreturn void _exit(int status);
long sysconf(int name);
pid_t getpid(void);
pid_t getppid(void);
pid_t setsid(void);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
pid_t fork(void);
pid_t vfork(void);
int isatty(int fd);
int unlink(const char *name);
int gethostname(char *name, size_t len);
int getopt(int argc, char *const *argv, const char *shortopts);
int getpagesize(void);`,
  },
  {
    name: 'fcntl.h',
    includes: ['sys/types.h'],
    groups: ['open', 'fcntl', 'fd', 'at', 'seek', 'mode'],
    constants: ['O_ACCMODE', 'O_NDELAY'],
    text: `#ifdef _GNU_SOURCE
#define SPLICE_F_MOVE 1
#define SPLICE_F_NONBLOCK 2
#define SPLICE_F_MORE 4
ssize_t splice(int fdin, off_t *offin, int fdout, off_t *offout, size_t len, unsigned int flags);
#endif
int fcntl(int fd, int cmd, ...);
int open(const char *file, int oflag, ...);
int openat(int fd, const char *file, int oflag, ...);
int creat(const char *file, mode_t mode);`,
  },
  {
    name: 'sys/stat.h',
    includes: ['sys/types.h'],
    groups: ['mode'],
    constants: ['S_IFMT', 'S_IRWXU', 'S_IRWXG', 'S_IRWXO'],
    structs: [STAT],
    text: `#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)
int stat(const char *file, struct stat *buf);
int fstat(int fd, struct stat *buf);
int fstatat(int fd, const char *file, struct stat *buf, int flag);
mode_t umask(mode_t mask);`,
  },
  {
    name: 'sys/time.h',
    includes: ['sys/types.h', 'sys/select.h'],
    text: `int gettimeofday(struct timeval *tv, void *tz);
#define timerclear(tvp) ((tvp)->tv_sec = (tvp)->tv_usec = 0)
#define timersub(a, b, result)                           \\
    do {                                                 \\
        (result)->tv_sec = (a)->tv_sec - (b)->tv_sec;    \\
        (result)->tv_usec = (a)->tv_usec - (b)->tv_usec; \\
        if ((result)->tv_usec < 0) {                     \\
            --(result)->tv_sec;                          \\
            (result)->tv_usec += 1000000;                \\
        }                                                \\
    } while (0)`,
  },
  {
    name: 'sys/select.h',
    includes: ['sys/types.h', 'bits/sigset_t.h'],
    constants: ['FD_SETSIZE'],
    structs: [TIMEVAL],
    text: `typedef long fd_mask;
#define NFDBITS 64
typedef struct {
    fd_mask __fds_bits[FD_SETSIZE / NFDBITS];
} fd_set;
#define __FD_WORD(fd) ((fd) / NFDBITS)
#define __FD_BIT(fd) ((fd_mask) (1UL << ((fd) % NFDBITS)))
#define FD_SET(fd, set) ((void) ((set)->__fds_bits[__FD_WORD(fd)] |= __FD_BIT(fd)))
#define FD_CLR(fd, set) ((void) ((set)->__fds_bits[__FD_WORD(fd)] &= ~__FD_BIT(fd)))
#define FD_ISSET(fd, set) (((set)->__fds_bits[__FD_WORD(fd)] & __FD_BIT(fd)) != 0)
#define FD_ZERO(set)                                              \\
    do {                                                          \\
        for (unsigned int __i = 0; __i < FD_SETSIZE / NFDBITS; __i++) \\
            (set)->__fds_bits[__i] = 0;                           \\
    } while (0)
int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
           struct timeval *timeout);
int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds,
            const struct timespec *timeout, const sigset_t *sigmask);`,
  },
  {
    name: 'bits/sigset_t.h',
    text: `typedef struct {
    unsigned long __val[16];
} sigset_t;`,
  },
  {
    name: 'signal.h',
    includes: ['sys/types.h', 'bits/sigset_t.h'],
    groups: ['signal', 'sa', 'sigmask'],
    before: `typedef void (*__sighandler_t)(int);
typedef __sighandler_t sighandler_t;
typedef void (*__restorer_t)(void);
typedef int sig_atomic_t;`,
    structs: [SIGACTION],
    text: `#define SIG_DFL ((__sighandler_t) 0)
#define SIG_IGN ((__sighandler_t) 1)
#define SIG_ERR ((__sighandler_t) -1)
#define SIGPOLL SIGIO
#define SIGIOT SIGABRT
#define NSIG 65
__sighandler_t signal(int sig, __sighandler_t handler);
int sigaction(int sig, const struct sigaction *act, struct sigaction *oact);
int sigprocmask(int how, const sigset_t *set, sigset_t *oset);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signo);
int sigdelset(sigset_t *set, int signo);
int sigismember(const sigset_t *set, int signo);
int kill(pid_t pid, int sig);
int raise(int sig);`,
  },
  {
    name: 'sys/wait.h',
    includes: ['sys/types.h', 'signal.h'],
    groups: ['wait'],
    text: `#define WEXITSTATUS(status) (((status) & 0xff00) >> 8)
#define WTERMSIG(status) ((status) & 0x7f)
#define WSTOPSIG(status) WEXITSTATUS(status)
#define WIFEXITED(status) (WTERMSIG(status) == 0)
#define WIFSIGNALED(status) (((signed char) (((status) & 0x7f) + 1) >> 1) > 0)
#define WIFSTOPPED(status) (((status) & 0xff) == 0x7f)
#define WCOREDUMP(status) ((status) & 0x80)
pid_t wait(int *stat_loc);
pid_t waitpid(pid_t pid, int *stat_loc, int options);`,
  },
  {
    name: 'sys/resource.h',
    includes: ['sys/types.h'],
    groups: ['rlimit'],
    before: 'typedef unsigned long rlim_t;',
    structs: [RLIMIT],
    text: `#define RLIM_INFINITY ((rlim_t) -1)
int getrlimit(int resource, struct rlimit *rlimits);
int setrlimit(int resource, const struct rlimit *rlimits);
#ifdef _GNU_SOURCE
int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit);
#endif`,
  },
  {
    name: 'sys/ioctl.h',
    groups: ['ioctl'],
    constants: ['TIOCOUTQ'],
    structs: [WINSIZE],
    text: 'int ioctl(int fd, unsigned long request, ...);',
  },
  {
    name: 'linux/sockios.h',
    includes: ['sys/ioctl.h'],
    constants: ['SIOCINQ'],
    text: '',
  },
  {
    name: 'poll.h',
    includes: ['sys/types.h', 'bits/sigset_t.h'],
    groups: ['poll'],
    before: 'typedef unsigned long nfds_t;',
    structs: [POLLFD],
    text: `int poll(struct pollfd *fds, nfds_t nfds, int timeout);
#ifdef _GNU_SOURCE
int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *ss);
#endif`,
  },
  { name: 'sys/poll.h', includes: ['poll.h'], text: '' },
  {
    name: 'sys/epoll.h',
    includes: ['stdint.h', 'sys/types.h', 'bits/sigset_t.h'],
    groups: ['epoll', 'epollctl', 'epollcreate'],
    before: `typedef union epoll_data {
    void *ptr;
    int fd;
    uint32_t u32;
    uint64_t u64;
} epoll_data_t;`,
    structs: [EPOLL_EVENT],
    text: `int epoll_create(int size);
int epoll_create1(int flags);
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);
int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout);
int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
                const sigset_t *ss);`,
  },
  {
    name: 'sys/eventfd.h',
    includes: ['stdint.h'],
    groups: ['eventfd'],
    text: `typedef uint64_t eventfd_t;
int eventfd(unsigned int count, int flags);
int eventfd_read(int fd, eventfd_t *value);
int eventfd_write(int fd, eventfd_t value);`,
  },
  {
    name: 'bits/iovec.h',
    includes: ['stddef.h'],
    structs: [IOVEC],
    text: '',
  },
  {
    name: 'sys/uio.h',
    includes: ['sys/types.h', 'bits/iovec.h'],
    text: `ssize_t readv(int fd, const struct iovec *iovec, int count);
ssize_t writev(int fd, const struct iovec *iovec, int count);`,
  },
  {
    name: 'sys/sendfile.h',
    includes: ['sys/types.h'],
    text: 'ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);',
  },
  {
    name: 'sys/random.h',
    includes: ['sys/types.h'],
    groups: ['grnd'],
    text: 'ssize_t getrandom(void *buffer, size_t length, unsigned int flags);',
  },
  { name: 'sched.h', includes: ['sys/types.h'], text: 'int sched_yield(void);' },
];
