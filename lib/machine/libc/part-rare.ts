// What ordinary headers have beside what everybody uses: the rarer functions of <unistd.h>, <stdlib.h>,
// <stdio.h>, <fcntl.h>; those of <string.h> and <signal.h> are in source-rare.ts.
//
// Source: glibc 2.36; POSIX.1-2017.
// Departs: no pseudo-terminals, so posix_openpt fails with ENOENT; getpass asks on standard input.

import type { LibraryPart } from './parts.ts';
import { RARE_SOURCES } from './source-rare.ts';

const UNISTD = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

int euidaccess(const char *name, int type) {
    return access(name, type);
}

int eaccess(const char *name, int type) {
    return access(name, type);
}

int fexecve(int fd, char *const argv[], char *const envp[]) {
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return execve(path, argv, envp);
}

int group_member(gid_t gid) {
    gid_t list[64];
    int n = getgroups(64, list);
    if (getegid() == gid) return 1;
    while (n > 0) if (list[--n] == gid) return 1;
    return 0;
}

size_t confstr(int name, char *buf, size_t len) {
    const char *value = name == _CS_PATH ? "/bin:/usr/bin" : name == _CS_GNU_LIBC_VERSION ? "glibc 2.36"
                      : name == _CS_GNU_LIBPTHREAD_VERSION ? "NPTL 2.36" : NULL;
    if (!value) {
        errno = EINVAL;
        return 0;
    }
    size_t n = strlen(value) + 1;
    if (buf && len > 0) {
        memcpy(buf, value, n < len ? n : len);
        if (n > len) buf[len - 1] = '\0';
    }
    return n;
}

pid_t tcgetpgrp(int fd) {
    return isatty(fd) ? getpgrp() : -1;
}

int tcsetpgrp(int fd, pid_t pgrp_id) {
    (void) pgrp_id;
    return isatty(fd) ? 0 : -1;
}

void closefrom(int lowfd) {
    close_range(lowfd < 0 ? 0 : lowfd, ~0U, 0);
}

/* A heap of its own for whoever wants to move its end. */
void *sbrk(intptr_t delta) {
    static char *start, *end;
    const size_t most = 1 << 20;
    if (!start) {
        start = end = mmap(NULL, most, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) start = NULL;
    }
    if (!start || end + delta > start + most || end + delta < start) {
        errno = ENOMEM;
        return (void *) -1;
    }
    end += delta;
    return end - delta;
}

char *getpass(const char *prompt) {
    static char word[128];
    fputs(prompt, stderr);
    if (!fgets(word, sizeof word, stdin)) return NULL;
    word[strcspn(word, "\n")] = '\0';
    return word;
}

int mkfifoat(int fd, const char *path, mode_t mode) {
    return mknodat(fd, path, mode | S_IFIFO, 0);
}

int fchmodat(int fd, const char *file, mode_t mode, int flag) {
    if (flag & ~AT_SYMLINK_NOFOLLOW) {
        errno = EINVAL;
        return -1;
    }
    if (flag) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return __ret(__syscall(SYS_fchmodat, fd, file, mode));
}

mode_t getumask(void) {
    mode_t mask = umask(0);
    umask(mask);
    return mask;
}

int posix_fadvise(int fd, off_t offset, off_t len, int advise) {
    return -__syscall(SYS_fadvise64, fd, offset, len, advise);
}

int renameat2(int oldfd, const char *old, int newfd, const char *new, unsigned int flags) {
    return __ret(__syscall(SYS_renameat2, oldfd, old, newfd, new, flags));
}

/* What is written is on the disk at once, as RWF_DSYNC and RWF_SYNC ask, and nobody polls as for RWF_HIPRI; other
   flags ask for what this machine has not. Without a place it is readv. */
ssize_t preadv2(int fd, const struct iovec *iovec, int count, off_t offset, int flags) {
    if (flags & ~7) errno = EOPNOTSUPP;
    return flags & ~7 ? -1 : offset == -1 ? readv(fd, iovec, count) : preadv(fd, iovec, count, offset);
}

ssize_t pwritev2(int fd, const struct iovec *iovec, int count, off_t offset, int flags) {
    if (flags & ~7) errno = EOPNOTSUPP;
    return flags & ~7 ? -1 : offset == -1 ? writev(fd, iovec, count) : pwritev(fd, iovec, count, offset);
}

/* Nobody reaches into another process here. */
ssize_t process_vm_readv(pid_t pid, const struct iovec *lvec, unsigned long liovcnt,
                         const struct iovec *rvec, unsigned long riovcnt, unsigned long flags) {
    return __ret(__syscall(SYS_process_vm_readv, pid, lvec, liovcnt, rvec, riovcnt, flags));
}

ssize_t process_vm_writev(pid_t pid, const struct iovec *lvec, unsigned long liovcnt,
                          const struct iovec *rvec, unsigned long riovcnt, unsigned long flags) {
    return __ret(__syscall(SYS_process_vm_writev, pid, lvec, liovcnt, rvec, riovcnt, flags));
}

int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents, const struct timespec *timeout,
                 const sigset_t *ss) {
    return __ret(__syscall(SYS_epoll_pwait2, epfd, events, maxevents, timeout, ss, 8));
}

int fcloseall(void) {
    return fflush(NULL);
}

char *ctermid(char *s) {
    static char own[L_ctermid];
    return strcpy(s ? s : own, "/dev/tty");
}

int isfdtype(int fd, int fdtype) {
    struct stat about;
    return fstat(fd, &about) < 0 ? -1 : (int) (about.st_mode & S_IFMT) == fdtype;
}

int renameat(int oldfd, const char *old, int newfd, const char *new) {
    return __ret(__syscall(SYS_renameat, oldfd, old, newfd, new));
}

int linkat(int fromfd, const char *from, int tofd, const char *to, int flags) {
    return __ret(__syscall(SYS_linkat, fromfd, from, tofd, to, flags));
}
`;

/** Words as binary files have them. */
const WORDS = `#include <stdio.h>

int getw(FILE *stream) {
    int word;
    return fread(&word, sizeof word, 1, stream) == 1 ? word : EOF;
}

int putw(int w, FILE *stream) {
    return fwrite(&w, sizeof w, 1, stream) < 1 ? EOF : 0;
}
`;

const STDLIB = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

unsigned int arc4random(void) {
    unsigned int word;
    getrandom(&word, sizeof word, 0);
    return word;
}

void arc4random_buf(void *buf, size_t size) {
    for (size_t done = 0; done < size; done += 256)
        getrandom((char *) buf + done, size - done < 256 ? size - done : 256, 0);
}

/* Words below the bound that would come too often are thrown away. */
unsigned int arc4random_uniform(unsigned int bound) {
    if (bound < 2) return 0;
    unsigned int least = -bound % bound, word;
    do word = arc4random();
    while (word < least);
    return word % bound;
}

static const char digits64[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

char *l64a(long n) {
    static char text[7];
    unsigned int value = n;
    int i = 0;
    for (; value; value >>= 6) text[i++] = digits64[value & 63];
    text[i] = '\0';
    return text;
}

long a64l(const char *s) {
    unsigned int value = 0;
    const char *at;
    for (int i = 0; i < 6 && s[i] && (at = strchr(digits64, s[i])); i++) value |= (unsigned int) (at - digits64) << 6 * i;
    return (long) value;
}

static char *fill(char *template, int suffix, int flags) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    int n = strlen(template) - suffix - 6;
    if (n < 0 || suffix < 0 || memcmp(template + n, "XXXXXX", 6) != 0) {
        errno = EINVAL;
        return NULL;
    }
    (void) flags;
    for (int i = 0; i < 6; i++) template[n + i] = letters[arc4random_uniform(62)];
    return template;
}

int mkostemps(char *template, int suffixlen, int flags) {
    for (int tries = 0; tries < 100; tries++) {
        if (!fill(template, suffixlen, flags)) return -1;
        int fd = open(template, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
        if (fd >= 0 || errno != EEXIST) return fd;
        memcpy(template + strlen(template) - suffixlen - 6, "XXXXXX", 6);
    }
    return -1;
}

int mkstemps(char *template, int suffixlen) {
    return mkostemps(template, suffixlen, 0);
}

char *mktemp(char *template) {
    for (int tries = 0; tries < 100; tries++) {
        if (!fill(template, 0, 0)) break;
        if (access(template, F_OK) < 0 && errno == ENOENT) return template;
        memcpy(template + strlen(template) - 6, "XXXXXX", 6);
    }
    *template = '\0';
    return template;
}

char *tmpnam(char *s) {
    static char own[L_tmpnam];
    char name[] = "/tmp/fileXXXXXX";
    if (!*mktemp(name)) return NULL;
    return strcpy(s ? s : own, name);
}

char *tempnam(const char *dir, const char *pfx) {
    const char *first = getenv("TMPDIR");
    char *name;
    if (!first || access(first, W_OK) < 0) first = dir && access(dir, W_OK) == 0 ? dir : P_tmpdir;
    if (asprintf(&name, "%s/%.5sXXXXXX", first, pfx ? pfx : "file") < 0) return NULL;
    return mktemp(name);
}

char *canonicalize_file_name(const char *name) {
    return realpath(name, NULL);
}

int rpmatch(const char *response) {
    return *response == 'y' || *response == 'Y' ? 1 : *response == 'n' || *response == 'N' ? 0 : -1;
}

long long strtoq(const char *s, char **end, int base) {
    return strtoll(s, end, base);
}

unsigned long long strtouq(const char *s, char **end, int base) {
    return strtoull(s, end, base);
}

/* Linear congruences of 48 bits, each function with a state of the caller's: lcong48 is for all. */
extern uint64_t __times48, __plus48;
static uint64_t step48(unsigned short x[3]) {
    uint64_t state = x[0] | (uint64_t) x[1] << 16 | (uint64_t) x[2] << 32;
    state = (state * __times48 + __plus48) & 0xffffffffffffUL;
    x[0] = state;
    x[1] = state >> 16;
    x[2] = state >> 32;
    return state;
}

double erand48(unsigned short xsubi[3]) {
    return step48(xsubi) / 281474976710656.0;
}

long nrand48(unsigned short xsubi[3]) {
    return step48(xsubi) >> 17;
}

long jrand48(unsigned short xsubi[3]) {
    return (int32_t) (step48(xsubi) >> 16);
}

int srand48_r(long seedval, struct drand48_data *buffer) {
    buffer->__x[0] = 0x330e;
    buffer->__x[1] = seedval;
    buffer->__x[2] = seedval >> 16;
    return 0;
}

int drand48_r(struct drand48_data *buffer, double *result) {
    *result = erand48(buffer->__x);
    return 0;
}

int lrand48_r(struct drand48_data *buffer, long *result) {
    *result = nrand48(buffer->__x);
    return 0;
}

int mrand48_r(struct drand48_data *buffer, long *result) {
    *result = jrand48(buffer->__x);
    return 0;
}

/* Decimal digits without a point, which *decpt says: from printf's own conversions. */
static char *digits(char *text, double value, int n, int *decpt, int *sign, int fixed) {
    char all[400];
    *sign = value < 0;
    if (n < 0) n = 0;
    if (n > 300) n = 300;
    if (fixed) snprintf(all, sizeof all, "%.*f", n > 17 ? 17 : n, value < 0 ? -value : value);
    else snprintf(all, sizeof all, "%.*e", n > 0 ? (n > 17 ? 17 : n) - 1 : 0, value < 0 ? -value : value);
    char *point = strchr(all, '.'), *exponent = strchr(all, 'e');
    int before = point ? point - all : exponent ? exponent - all : (int) strlen(all), out = 0;
    *decpt = exponent ? atoi(exponent + 1) + 1 : before;
    if (exponent) *exponent = '\0';
    for (char *p = all; *p; p++) if (*p != '.') text[out++] = *p;
    text[out] = '\0';
    if (!exponent) {
        int zeros = strspn(text, "0");
        if (zeros >= *decpt && *decpt == 1 && value != 0) {
            memmove(text, text + zeros, out - zeros + 1);
            *decpt -= zeros;
        }
    }
    if (value == 0) *decpt = fixed ? 0 : 1;
    if (!fixed && n == 0) text[0] = '\0';
    return text;
}

char *ecvt(double value, int ndigit, int *decpt, int *sign) {
    static char text[400];
    return digits(text, value, ndigit, decpt, sign, 0);
}

char *fcvt(double value, int ndigit, int *decpt, int *sign) {
    static char text[400];
    return digits(text, value, ndigit, decpt, sign, 1);
}

char *gcvt(double value, int ndigit, char *buf) {
    sprintf(buf, "%.*g", ndigit > 17 ? 17 : ndigit, value);
    return buf;
}

int posix_openpt(int flags) {
    return open("/dev/ptmx", flags);
}

int getpt(void) {
    return posix_openpt(O_RDWR);
}

static int no_terminal(int fd) {
    errno = fcntl(fd, F_GETFD) < 0 ? EBADF : ENOTTY;
    return -1;
}

int grantpt(int fd) {
    return no_terminal(fd);
}

int unlockpt(int fd) {
    return no_terminal(fd);
}

char *ptsname(int fd) {
    no_terminal(fd);
    return NULL;
}

int ptsname_r(int fd, char *buf, size_t buflen) {
    (void) buf;
    (void) buflen;
    no_terminal(fd);
    return errno;
}
`;

const STDLIB_MORE = `unsigned int arc4random(void);
void arc4random_buf(void *buf, size_t size);
unsigned int arc4random_uniform(unsigned int bound);
char *l64a(long n);
long a64l(const char *s);
char *mktemp(char *template);
int mkstemps(char *template, int suffixlen);
double erand48(unsigned short xsubi[3]);
long nrand48(unsigned short xsubi[3]);
long jrand48(unsigned short xsubi[3]);
unsigned short *seed48(unsigned short seed16v[3]);
void lcong48(unsigned short param[7]);
struct drand48_data { unsigned short __x[3], __old_x[3], __c, __init; unsigned long long __a; };
int srand48_r(long seedval, struct drand48_data *buffer);
int drand48_r(struct drand48_data *buffer, double *result);
int lrand48_r(struct drand48_data *buffer, long *result);
int mrand48_r(struct drand48_data *buffer, long *result);
char *ecvt(double value, int ndigit, int *decpt, int *sign);
char *fcvt(double value, int ndigit, int *decpt, int *sign);
char *gcvt(double value, int ndigit, char *buf);
int getloadavg(double loadavg[], int nelem);
void *valloc(size_t size);
int posix_openpt(int flags);
int grantpt(int fd);
int unlockpt(int fd);
char *ptsname(int fd);
struct random_data { int *fptr, *rptr, *state; int rand_type, rand_deg, rand_sep, *end_ptr; };
char *initstate(unsigned int seed, char *statebuf, size_t statelen);
char *setstate(char *statebuf);
int random_r(struct random_data *buf, int *result);
int srandom_r(unsigned int seed, struct random_data *buf);
int initstate_r(unsigned int seed, char *statebuf, size_t statelen, struct random_data *buf);
int setstate_r(char *statebuf, struct random_data *buf);`;

/** Nobody here locks a stream for each byte, so that the names mean the same. */
const UNLOCKED = [
  'getc(stream)',
  'getchar()',
  'putc(c, stream)',
  'putchar(c)',
  'fgets(s, n, stream)',
  'fputs(s, stream)',
  'fread(ptr, size, n, stream)',
  'fwrite(ptr, size, n, stream)',
  'feof(stream)',
  'ferror(stream)',
  'fgetc(stream)',
  'fputc(c, stream)',
  'fflush(stream)',
  'clearerr(stream)',
  'fileno(stream)',
].map((call) => `#define ${call.replace('(', '_unlocked(')} ${call}`);

export const RARE_PART: LibraryPart = {
  headers: [
    { name: 'bits/stdlib-more.h', includes: ['stddef.h', 'bits/waitstatus.h'], text: STDLIB_MORE },
    {
      name: 'bits/stdio-more.h',
      text: `int renameat(int oldfd, const char *old, int newfd, const char *new);
int getw(FILE *stream);
int putw(int w, FILE *stream);
char *ctermid(char *s);
${UNLOCKED.join('\n')}`,
    },
    {
      name: 'sys/pidfd.h',
      includes: ['fcntl.h', 'signal.h', 'sys/types.h'],
      text: `#define PIDFD_NONBLOCK O_NONBLOCK
int pidfd_open(pid_t pid, unsigned int flags);
int pidfd_getfd(int pidfd, int targetfd, unsigned int flags);
int pidfd_send_signal(int pidfd, int sig, siginfo_t *info, unsigned int flags);`,
    },
  ],
  sources: [
    { name: 'libc/rare-unistd.c', text: UNISTD },
    { name: 'libc/rare-stdlib.c', text: STDLIB },
    { name: 'libc/words-of-streams.c', text: WORDS },
    ...RARE_SOURCES,
  ],
  wrappers: {
    'bits/unistd-gnu.h': `close_range copy_file_range execveat getresuid getresgid setresuid setresgid syncfs
      setdomainname`,
    'unistd.h': 'lchown fchownat symlinkat readlinkat setreuid setregid sethostname chroot',
    'bits/fcntl-gnu.h': `fallocate readahead tee sync_file_range vmsplice name_to_handle_at
      open_by_handle_at`,
    'bits/stat-gnu.h': 'statx',
    'sys/stat.h': 'mknodat',
    'sys/pidfd.h': 'pidfd_open pidfd_getfd pidfd_send_signal',
  },
};
