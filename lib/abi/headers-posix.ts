// The headers of processes, files, signals and waiting: <unistd.h>, <fcntl.h>, <poll.h> ...
//
// Source: glibc 2.36 prototypes on x86-64; test/unit/abi compiles each with gcc.
// Departs: what is declared can be called; the kernel says ENOSYS where it has no such call.

import type { HeaderSpec } from './headers.ts';
import {
  EPOLL_EVENT,
  FLOCK,
  IOVEC,
  ITIMERVAL,
  POLLFD,
  RLIMIT,
  RUSAGE,
  STAT,
  TIMEVAL,
  UTSNAME,
} from './structs.ts';

const INT_OF: Record<number, string> = { 16: 'short', 32: 'int', 64: 'long' };

export const POSIX_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'sys/types.h',
    includes: ['stddef.h', 'bits/time_t.h', 'endian.h', 'sys/select.h', 'bits/pthreadtypes.h'],
    text: `typedef long ssize_t;
typedef long off_t, loff_t;
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
typedef void *timer_t;
typedef unsigned long fsblkcnt_t;
typedef unsigned long fsfilcnt_t;
typedef long off64_t;
typedef long loff_t;
typedef unsigned long ino64_t;
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
typedef unsigned int uint;
typedef unsigned short ushort;
typedef unsigned long ulong;
typedef char *caddr_t;
typedef long quad_t;
typedef unsigned long u_quad_t;
typedef int key_t;`,
  },
  {
    name: 'unistd.h',
    includes: ['sys/types.h'],
    groups: ['access', 'seek'],
    constants: [
      ...['STDIN_FILENO', 'STDOUT_FILENO', 'STDERR_FILENO', '_SC_ARG_MAX', '_SC_CHILD_MAX'],
      ...['_SC_CLK_TCK', '_SC_NGROUPS_MAX', '_SC_OPEN_MAX', '_SC_STREAM_MAX', '_SC_VERSION'],
      ...['_SC_PAGESIZE', '_SC_LINE_MAX', '_SC_IOV_MAX', '_SC_THREADS', '_SC_GETGR_R_SIZE_MAX'],
      ...['_SC_GETPW_R_SIZE_MAX', '_SC_LOGIN_NAME_MAX', '_SC_NPROCESSORS_CONF'],
      ...['_SC_NPROCESSORS_ONLN', '_SC_PHYS_PAGES', '_SC_AVPHYS_PAGES', '_SC_HOST_NAME_MAX'],
    ],
    text: `typedef unsigned int socklen_t;
typedef unsigned int useconds_t;
typedef long intptr_t;
#define _POSIX_VERSION 200809L
#define _POSIX_THREADS 200809L
#define _POSIX_TIMERS 200809L
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _PC_NAME_MAX 3
#define _PC_PATH_MAX 4
#define _PC_PIPE_BUF 5
#define F_ULOCK 0
#define F_LOCK 1
#define F_TLOCK 2
#define F_TEST 3
#define L_SET SEEK_SET
#define L_INCR SEEK_CUR
#define L_XTND SEEK_END
int access(const char *name, int type);
int faccessat(int fd, const char *file, int type, int flag);
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
extern char *optarg;
extern int optind, opterr, optopt;
int pause(void);
int chown(const char *file, uid_t owner, gid_t group);
int fchown(int fd, uid_t owner, gid_t group);
int chdir(const char *path);
int fchdir(int fd);
char *getcwd(char *buf, size_t size);
int dup(int fd);
int dup2(int fd, int fd2);
#ifdef _GNU_SOURCE
int pipe2(int pipedes[2], int flags);
int dup3(int fd, int fd2, int flags);
pid_t gettid(void);
int execvpe(const char *file, char *const argv[], char *const envp[]);
char *get_current_dir_name(void);
extern char **environ;
#endif
int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
int execvp(const char *file, char *const argv[]);
int execl(const char *path, const char *arg, ...);
int execle(const char *path, const char *arg, ...);
int execlp(const char *file, const char *arg, ...);
_Noreturn void _exit(int status);
int nice(int inc);
long sysconf(int name);
long pathconf(const char *path, int name);
long fpathconf(int fd, int name);
pid_t getpid(void);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
int setpgid(pid_t pid, pid_t pgid);
int setpgrp(void);
pid_t setsid(void);
pid_t getsid(pid_t pid);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int getgroups(int size, gid_t list[]);
int setuid(uid_t uid);
int seteuid(uid_t uid);
int setgid(gid_t gid);
int setegid(gid_t gid);
pid_t fork(void);
pid_t vfork(void);
char *ttyname(int fd);
int ttyname_r(int fd, char *buf, size_t buflen);
int isatty(int fd);
int link(const char *from, const char *to);
int symlink(const char *from, const char *to);
ssize_t readlink(const char *path, char *buf, size_t len);
int unlink(const char *name);
int unlinkat(int fd, const char *name, int flag);
int rmdir(const char *path);
int truncate(const char *file, off_t length);
int ftruncate(int fd, off_t length);
int fsync(int fd);
int fdatasync(int fd);
void sync(void);
int lockf(int fd, int cmd, off_t len);
int gethostname(char *name, size_t len);
int getdomainname(char *name, size_t len);
char *getlogin(void);
long gethostid(void);
int getentropy(void *buffer, size_t length);
int daemon(int nochdir, int noclose);
void swab(const void *from, void *to, ssize_t n);
long syscall(long sysno, ...);
int getpagesize(void);
int getdtablesize(void);
int getopt(int argc, char *const *argv, const char *shortopts);
int lchown(const char *file, uid_t owner, gid_t group);
int fchownat(int fd, const char *file, uid_t owner, gid_t group, int flag);
int linkat(int fromfd, const char *from, int tofd, const char *to, int flags);
int symlinkat(const char *from, int tofd, const char *to);
ssize_t readlinkat(int fd, const char *path, char *buf, size_t len);
int setreuid(uid_t ruid, uid_t euid);
int setregid(gid_t rgid, gid_t egid);
pid_t tcgetpgrp(int fd);
int tcsetpgrp(int fd, pid_t pgrp_id);
int getlogin_r(char *name, size_t name_len);
int sethostname(const char *name, size_t len);
unsigned int ualarm(unsigned int value, unsigned int interval);
int fexecve(int fd, char *const argv[], char *const envp[]);
size_t confstr(int name, char *buf, size_t len);
int chroot(const char *path);
char *crypt(const char *key, const char *setting);
void *sbrk(intptr_t delta);
void closefrom(int lowfd);
#include <bits/confname.h>
#if defined _GNU_SOURCE || defined _LARGEFILE64_SOURCE
#include <bits/unistd-gnu.h>
#endif`,
  },
  {
    name: 'fcntl.h',
    includes: ['sys/types.h'],
    groups: ['open', 'fcntl', 'fd', 'at', 'seek', 'mode'],
    constants: ['O_ACCMODE', 'O_NDELAY', 'S_IFMT', 'S_IRWXU', 'S_IRWXG', 'S_IRWXO', 'AT_EACCESS'],
    structs: [FLOCK],
    text: `#ifdef _GNU_SOURCE
#define SPLICE_F_MOVE 1
#define SPLICE_F_NONBLOCK 2
#define SPLICE_F_MORE 4
#define SPLICE_F_GIFT 8
#define O_LARGEFILE 0
#include <bits/fcntl-gnu.h>
ssize_t splice(int fdin, off_t *offin, int fdout, off_t *offout, size_t len, unsigned int flags);
#endif
int fcntl(int fd, int cmd, ...);
int open(const char *file, int oflag, ...);
int openat(int fd, const char *file, int oflag, ...);
int creat(const char *file, mode_t mode);
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
int posix_fallocate(int fd, off_t offset, off_t len);
int posix_fadvise(int fd, off_t offset, off_t len, int advise);
#define POSIX_FADV_NORMAL 0
#define POSIX_FADV_RANDOM 1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED 3
#define POSIX_FADV_DONTNEED 4
#define POSIX_FADV_NOREUSE 5`,
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
#define S_TYPEISMQ(st) ((st)->st_mode - (st)->st_mode)
#define S_TYPEISSEM(st) ((st)->st_mode - (st)->st_mode)
#define S_TYPEISSHM(st) ((st)->st_mode - (st)->st_mode)
int stat(const char *file, struct stat *buf);
int fstat(int fd, struct stat *buf);
int fstatat(int fd, const char *file, struct stat *buf, int flag);
int lstat(const char *file, struct stat *buf);
int mkdir(const char *path, mode_t mode);
int mkdirat(int fd, const char *path, mode_t mode);
int mkfifo(const char *path, mode_t mode);
int mknod(const char *path, mode_t mode, dev_t dev);
int chmod(const char *file, mode_t mode);
int fchmod(int fd, mode_t mode);
int utimensat(int fd, const char *path, const struct timespec times[2], int flags);
int futimens(int fd, const struct timespec times[2]);
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define ACCESSPERMS 0777
#define ALLPERMS 07777
#define DEFFILEMODE 0666
#define UTIME_NOW ((1l << 30) - 1l)
#define UTIME_OMIT ((1l << 30) - 2l)
#define S_IREAD S_IRUSR
#define S_IWRITE S_IWUSR
#define S_IEXEC S_IXUSR
mode_t umask(mode_t mask);
int fchmodat(int fd, const char *file, mode_t mode, int flag);
int mknodat(int fd, const char *path, mode_t mode, dev_t dev);
int mkfifoat(int fd, const char *path, mode_t mode);
#if defined _GNU_SOURCE || defined _LARGEFILE64_SOURCE
#include <bits/stat-gnu.h>
#endif`,
  },
  {
    name: 'sys/time.h',
    includes: ['sys/types.h', 'sys/select.h'],
    before: `#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2
struct timezone {
    int tz_minuteswest;
    int tz_dsttime;
};`,
    structs: [ITIMERVAL],
    text: `int gettimeofday(struct timeval *tv, void *tz);
int getitimer(int which, struct itimerval *value);
int setitimer(int which, const struct itimerval *new, struct itimerval *old);
int utimes(const char *file, const struct timeval tvp[2]);
int lutimes(const char *file, const struct timeval tvp[2]);
int futimes(int fd, const struct timeval tvp[2]);
int settimeofday(const struct timeval *tv, const struct timezone *tz);
int adjtime(const struct timeval *delta, struct timeval *olddelta);
#define timerisset(tvp) ((tvp)->tv_sec || (tvp)->tv_usec)
#define timercmp(a, b, CMP) \\
    ((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec CMP(b)->tv_usec : (a)->tv_sec CMP(b)->tv_sec)
#define timeradd(a, b, result)                           \\
    do {                                                 \\
        (result)->tv_sec = (a)->tv_sec + (b)->tv_sec;    \\
        (result)->tv_usec = (a)->tv_usec + (b)->tv_usec; \\
        if ((result)->tv_usec >= 1000000) {              \\
            ++(result)->tv_sec;                          \\
            (result)->tv_usec -= 1000000;                \\
        }                                                \\
    } while (0)
#ifdef _GNU_SOURCE
#define TIMEVAL_TO_TIMESPEC(tv, ts) ((ts)->tv_sec = (tv)->tv_sec, (void) ((ts)->tv_nsec = (tv)->tv_usec * 1000))
#define TIMESPEC_TO_TIMEVAL(tv, ts) ((tv)->tv_sec = (ts)->tv_sec, (void) ((tv)->tv_usec = (ts)->tv_nsec / 1000))
#endif
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
    includes: ['sys/types.h', 'bits/timeval.h', 'bits/sigset_t.h'],
    constants: ['FD_SETSIZE'],
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
  { name: 'bits/timeval.h', includes: ['bits/time_t.h'], structs: [TIMEVAL], text: '' },
  {
    name: 'bits/sigset_t.h',
    text: `typedef struct {
    unsigned long __val[16];
} sigset_t;`,
  },
  {
    name: 'sys/wait.h',
    includes: ['sys/types.h', 'signal.h', 'bits/waitstatus.h'],
    text: `typedef enum { P_ALL, P_PID, P_PGID, P_PIDFD } idtype_t;
typedef unsigned int id_t;
int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options);
#define WCOREFLAG 0x80
#define WCOREDUMP(status) ((status) & WCOREFLAG)
#define W_EXITCODE(ret, sig) ((ret) << 8 | (sig))
#define W_STOPCODE(sig) ((sig) << 8 | 0x7f)
#define __WNOTHREAD 0x20000000
#define __WALL 0x40000000
#define __WCLONE 0x80000000
#define WAIT_ANY (-1)
#define WAIT_MYPGRP 0
pid_t wait(int *stat_loc);
pid_t waitpid(pid_t pid, int *stat_loc, int options);
struct rusage;
pid_t wait3(int *stat_loc, int options, struct rusage *usage);
pid_t wait4(pid_t pid, int *stat_loc, int options, struct rusage *usage);`,
  },
  {
    name: 'sys/resource.h',
    includes: ['sys/types.h', 'bits/timeval.h'],
    groups: ['rlimit'],
    before: 'typedef unsigned long rlim_t;',
    structs: [RLIMIT, RUSAGE],
    text: `#define RLIM_INFINITY ((rlim_t) -1)
int getrlimit(int resource, struct rlimit *rlimits);
int setrlimit(int resource, const struct rlimit *rlimits);
#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1
int getrusage(int who, struct rusage *usage);
#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2
#define PRIO_MIN (-20)
#define PRIO_MAX 20
#define RLIMIT_OFILE RLIMIT_NOFILE
#define RLIMIT_LOCKS 10
#define RLIMIT_SIGPENDING 11
#define RLIMIT_MSGQUEUE 12
#define RLIMIT_NICE 13
#define RLIMIT_RTPRIO 14
#define RLIMIT_RTTIME 15
#define RLIM_NLIMITS 16
#define RLIM_SAVED_CUR RLIM_INFINITY
#define RLIM_SAVED_MAX RLIM_INFINITY
int getpriority(int which, id_t who);
int setpriority(int which, id_t who, int prio);
#ifdef _GNU_SOURCE
int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit);
#endif`,
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
                const sigset_t *ss);
struct timespec;
int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents, const struct timespec *timeout,
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
ssize_t writev(int fd, const struct iovec *iovec, int count);
ssize_t preadv(int fd, const struct iovec *iovec, int count, off_t offset);
ssize_t pwritev(int fd, const struct iovec *iovec, int count, off_t offset);
#ifdef _GNU_SOURCE
ssize_t preadv2(int fd, const struct iovec *iovec, int count, off_t offset, int flags);
ssize_t pwritev2(int fd, const struct iovec *iovec, int count, off_t offset, int flags);
ssize_t process_vm_readv(pid_t pid, const struct iovec *lvec, unsigned long liovcnt,
                         const struct iovec *rvec, unsigned long riovcnt, unsigned long flags);
ssize_t process_vm_writev(pid_t pid, const struct iovec *lvec, unsigned long liovcnt,
                          const struct iovec *rvec, unsigned long riovcnt, unsigned long flags);
#endif
#define UIO_MAXIOV 1024`,
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
  {
    name: 'endian.h',
    includes: ['byteswap.h'],
    text: `#define LITTLE_ENDIAN 1234
#define BIG_ENDIAN 4321
#define PDP_ENDIAN 3412
#define BYTE_ORDER LITTLE_ENDIAN
#define __LITTLE_ENDIAN 1234
#define __BIG_ENDIAN 4321
#define __BYTE_ORDER __LITTLE_ENDIAN
${[16, 32, 64]
  .flatMap((bits) => [
    `#define htobe${bits}(x) bswap_${bits}(x)`,
    `#define be${bits}toh(x) bswap_${bits}(x)`,
    `#define htole${bits}(x) ((unsigned ${INT_OF[bits]}) (x))`,
    `#define le${bits}toh(x) ((unsigned ${INT_OF[bits]}) (x))`,
  ])
  .join('\n')}`,
  },
  {
    name: 'byteswap.h',
    text: `static inline unsigned short bswap_16(unsigned short x) {
    return (unsigned short) (x << 8 | x >> 8);
}
static inline unsigned int bswap_32(unsigned int x) {
    return x << 24 | (x & 0xff00) << 8 | (x >> 8 & 0xff00) | x >> 24;
}
static inline unsigned long bswap_64(unsigned long x) {
    return (unsigned long) bswap_32((unsigned int) x) << 32 | bswap_32((unsigned int) (x >> 32));
}`,
  },
  {
    name: 'getopt.h',
    text: `extern char *optarg;
extern int optind, opterr, optopt;
#define no_argument 0
#define required_argument 1
#define optional_argument 2
struct option {
    const char *name;
    int has_arg;
    int *flag;
    int val;
};
int getopt(int argc, char *const *argv, const char *shortopts);
int getopt_long(int argc, char *const *argv, const char *shortopts, const struct option *longopts,
                int *longind);
int getopt_long_only(int argc, char *const *argv, const char *shortopts,
                     const struct option *longopts, int *longind);`,
  },
  {
    name: 'sys/utsname.h',
    structs: [UTSNAME],
    text: 'int uname(struct utsname *name);',
  },
  {
    name: 'sys/file.h',
    includes: ['fcntl.h'],
    text: `#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8
int flock(int fd, int operation);`,
  },
  {
    name: 'sys/times.h',
    includes: ['sys/types.h'],
    text: `struct tms {
    clock_t tms_utime;
    clock_t tms_stime;
    clock_t tms_cutime;
    clock_t tms_cstime;
};
clock_t times(struct tms *buffer);`,
  },
  {
    name: 'sys/param.h',
    includes: ['limits.h', 'signal.h', 'endian.h', 'sys/types.h'],
    text: `#define setbit(a, i) ((a)[(i) / 8] |= 1 << ((i) % 8))
#define clrbit(a, i) ((a)[(i) / 8] &= ~(1 << ((i) % 8)))
#define isset(a, i) ((a)[(i) / 8] & (1 << ((i) % 8)))
#define isclr(a, i) (((a)[(i) / 8] & (1 << ((i) % 8))) == 0)
#define powerof2(x) ((((x) - 1) & (x)) == 0)
#define NBBY 8
#define DEV_BSIZE 512
#define MAXSYMLINKS 20
#define MAXPATHLEN PATH_MAX
#define MAXHOSTNAMELEN 64
#define NOFILE 256
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define howmany(x, y) (((x) + ((y) - 1)) / (y))
#define roundup(x, y) ((((x) + ((y) - 1)) / (y)) * (y))`,
  },
  {
    name: 'setjmp.h',
    text: `typedef struct {
    unsigned long __context[4];
    unsigned long __saved, __mask;
} jmp_buf[1], sigjmp_buf[1];
int setjmp(jmp_buf env);
int _setjmp(jmp_buf env);
_Noreturn void longjmp(jmp_buf env, int val);
_Noreturn void _longjmp(jmp_buf env, int val);
_Noreturn void siglongjmp(sigjmp_buf env, int val);
int __sigsetjmp(sigjmp_buf env, int savemask);
#define sigsetjmp(env, savemask) (__sigsetjmp(env, savemask), _setjmp(env))`,
  },
];
