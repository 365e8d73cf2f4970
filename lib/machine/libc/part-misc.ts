// The small headers of daemons and tools: <dirent.h>, <err.h>, <error.h>, <libgen.h>, <syslog.h> ...
//
// Source: err(3), error(3); glibc 2.36's prototypes, and what it prints.
// Departs: there is no log: syslog writes to stderr with LOG_PERROR and nowhere without.

import type { LibraryPart } from './parts.ts';

const numbered = (prefix: string, text: string) =>
  text
    .split(' ')
    .map((word) => `#define ${prefix}${word.replace(':', ' ')}`)
    .join('\n');

/** Rows of a table of names: `{"mail", LOG_MAIL},`. */
const names = (words: string) =>
  words
    .split(' ')
    .map((word) => `    {"${word}", LOG_${word.toUpperCase()}},`)
    .join('\n');

const MISC = String.raw`#define _GNU_SOURCE
#include <bits/libc.h>
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

struct __dirstream {
    int fd;
    long at, end, place;
    char bytes[4096];
};

static DIR *stream_of(int fd) {
    DIR *d = fd < 0 ? NULL : calloc(1, sizeof *d);
    if (d) d->fd = fd;
    return d;
}

DIR *fdopendir(int fd) {
    struct stat about;
    if (fstat(fd, &about) < 0) return NULL;
    if (S_ISDIR(about.st_mode)) return stream_of(fd);
    errno = ENOTDIR;
    return NULL;
}

DIR *opendir(const char *name) {
    return stream_of(open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

ssize_t getdents64(int fd, void *buffer, size_t length) {
    return __ret(__syscall(SYS_getdents64, fd, buffer, length));
}

struct dirent *readdir(DIR *dirp) {
    if (dirp->at >= dirp->end) {
        dirp->end = __ret(__syscall(SYS_getdents64, dirp->fd, dirp->bytes, sizeof dirp->bytes));
        dirp->at = 0;
        if (dirp->end <= 0) return NULL;
    }
    struct dirent *entry = (struct dirent *) (dirp->bytes + dirp->at);
    dirp->at += entry->d_reclen;
    dirp->place = entry->d_off;
    return entry;
}

long telldir(DIR *dirp) {
    return dirp->place;
}

void seekdir(DIR *dirp, long pos) {
    lseek(dirp->fd, pos, SEEK_SET);
    dirp->at = dirp->end = 0;
    dirp->place = pos;
}

void rewinddir(DIR *dirp) {
    seekdir(dirp, 0);
}

int dirfd(DIR *dirp) {
    return dirp->fd;
}

int closedir(DIR *dirp) {
    int fd = dirp->fd;
    free(dirp);
    return close(fd);
}

int alphasort(const struct dirent **e1, const struct dirent **e2) {
    return strcmp((*e1)->d_name, (*e2)->d_name);
}

int versionsort(const struct dirent **e1, const struct dirent **e2) {
    return strverscmp((*e1)->d_name, (*e2)->d_name);
}

int readdir_r(DIR *dirp, struct dirent *entry, struct dirent **result) {
    int before = errno;
    errno = 0;
    struct dirent *next = readdir(dirp);
    int error = errno;
    errno = before;
    if (next) memcpy(entry, next, next->d_reclen < sizeof *entry ? next->d_reclen : sizeof *entry);
    *result = next ? entry : NULL;
    return next ? 0 : error;
}

int scandir(const char *dir, struct dirent ***namelist, int (*selector)(const struct dirent *),
            int (*cmp)(const struct dirent **, const struct dirent **)) {
    return scandirat(AT_FDCWD, dir, namelist, selector, cmp);
}

int scandirat(int dfd, const char *dir, struct dirent ***namelist, int (*selector)(const struct dirent *),
              int (*cmp)(const struct dirent **, const struct dirent **)) {
    DIR *d = stream_of(openat(dfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!d) return -1;
    struct dirent **list = NULL, *e;
    int n = 0;
    while ((e = readdir(d))) {
        if (selector && !selector(e)) continue;
        list = realloc(list, (n + 1) * sizeof *list);
        list[n] = malloc(e->d_reclen);
        memcpy(list[n++], e, e->d_reclen);
    }
    closedir(d);
    if (cmp && n) qsort(list, n, sizeof *list, (int (*)(const void *, const void *)) cmp);
    *namelist = list;
    return n;
}

int __narrow(FILE *f, int can);

static void complain(int error, const char *format, va_list ap) {
    int can = __narrow(stderr, 0);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    if (format) vfprintf(stderr, format, ap);
    if (error >= 0) fprintf(stderr, "%s%s", format ? ": " : "", strerror(error));
    fputc('\n', stderr);
    __narrow(stderr, can);
}

void vwarn(const char *format, va_list ap) {
    complain(errno, format, ap);
}

void vwarnx(const char *format, va_list ap) {
    complain(-1, format, ap);
}

void warn(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    complain(errno, format, ap);
    va_end(ap);
}

void warnx(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    complain(-1, format, ap);
    va_end(ap);
}

void verr(int status, const char *format, va_list ap) {
    complain(errno, format, ap);
    exit(status);
}

void verrx(int status, const char *format, va_list ap) {
    complain(-1, format, ap);
    exit(status);
}

void err(int status, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    complain(errno, format, ap);
    exit(status);
}

void errx(int status, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    complain(-1, format, ap);
    exit(status);
}

char *__xpg_basename(char *path) {
    if (!path || !*path) return ".";
    char *end = path + strlen(path);
    while (end > path + 1 && end[-1] == '/') *--end = '\0';
    char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

char *dirname(char *path) {
    char *slash = path ? strrchr(path, '/') : NULL;
    if (slash && slash != path && !slash[1]) {
        while (slash > path && slash[-1] == '/') slash--;
        if (slash > path) {
            *slash = '\0';
            slash = strrchr(path, '/');
        }
    }
    if (!slash) return ".";
    while (slash > path && slash[-1] == '/') slash--;
    /* Exactly two at the beginning are a root of their own. */
    if (slash == path) slash += path[1] == '/' && path[2] != '/' ? 2 : 1;
    *slash = '\0';
    return path;
}

/* What goes to the log is nowhere to be seen but with LOG_PERROR. */
static const char *log_name;
static int log_options;

void openlog(const char *ident, int option, int facility) {
    (void) facility;
    log_name = ident;
    log_options = option;
}

void vsyslog(int priority, const char *format, va_list ap) {
    (void) priority;
    if (!(log_options & LOG_PERROR)) return;
    char *text;
    int pid = log_options & LOG_PID ? getpid() : 0;
    if (vasprintf(&text, format, ap) < 0) return;
    /* In one piece: processes that write at the same time do not mix. */
    size_t n = strlen(text);
    const char *name = log_name ? log_name : program_invocation_short_name, *end = n && text[n - 1] == '\n' ? "" : "\n";
    if (pid) dprintf(STDERR_FILENO, "%s[%d]: %s%s", name, pid, text, end);
    else dprintf(STDERR_FILENO, "%s: %s%s", name, text, end);
    free(text);
}

void syslog(int priority, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    vsyslog(priority, format, ap);
    va_end(ap);
}

void closelog(void) {
    log_name = NULL;
    log_options = 0;
}

int setlogmask(int mask) {
    return mask;
}
`;

const ERROR = String.raw`#define _GNU_SOURCE
#include <errno.h>
#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

int __narrow(FILE *f, int can);

static void say(int can, int status, int errnum, const char *format, va_list ap) {
    vfprintf(stderr, format, ap);
    error_message_count++;
    if (errnum) fprintf(stderr, ": %s", strerror(errnum));
    fputc('\n', stderr);
    __narrow(stderr, can);
    if (status) exit(status);
}

static int name(const char *behind) {
    fflush(stdout);
    int can = __narrow(stderr, 0);
    if (error_print_progname) error_print_progname();
    else fprintf(stderr, "%s:%s", program_invocation_name, behind);
    return can;
}

void error(int status, int errnum, const char *format, ...) {
    va_list ap;
    int can = name(" ");
    va_start(ap, format);
    say(can, status, errnum, format, ap);
    va_end(ap);
}

void error_at_line(int status, int errnum, const char *filename, unsigned int linenum, const char *format, ...) {
    static const char *old_name;
    static unsigned int old_line;
    va_list ap;
    if (error_one_per_line) {
        if (old_line == linenum && (filename == old_name || (old_name && filename && strcmp(old_name, filename) == 0))) return;
        old_name = filename;
        old_line = linenum;
    }
    int can = name("");
    if (filename) fprintf(stderr, "%s:%u: ", filename, linenum);
    else fputc(' ', stderr);
    va_start(ap, format);
    say(can, status, errnum, format, ap);
    va_end(ap);
}
`;

export const MISC_PART: LibraryPart = {
  headers: [
    {
      name: 'dirent.h',
      includes: ['sys/types.h', 'limits.h'],
      text: `struct dirent {
    ino_t d_ino;
    off_t d_off;
    unsigned short int d_reclen;
    unsigned char d_type;
    char d_name[256];
};
typedef struct __dirstream DIR;
${numbered('DT_', 'UNKNOWN:0 FIFO:1 CHR:2 DIR:4 BLK:6 REG:8 LNK:10 SOCK:12')}
DIR *opendir(const char *name);
DIR *fdopendir(int fd);
int closedir(DIR *dirp);
struct dirent *readdir(DIR *dirp);
void rewinddir(DIR *dirp);
void seekdir(DIR *dirp, long pos);
long telldir(DIR *dirp);
int dirfd(DIR *dirp);
int scandir(const char *dir, struct dirent ***namelist, int (*selector)(const struct dirent *),
            int (*cmp)(const struct dirent **, const struct dirent **));
int alphasort(const struct dirent **e1, const struct dirent **e2);
int readdir_r(DIR *dirp, struct dirent *entry, struct dirent **result);
#define MAXNAMLEN 255
#define DT_WHT 14
#define IFTODT(mode) (((mode) & 0170000) >> 12)
#define DTTOIF(type) ((type) << 12)
#define d_fileno d_ino
#ifdef _GNU_SOURCE
int versionsort(const struct dirent **e1, const struct dirent **e2);
int scandirat(int dfd, const char *dir, struct dirent ***namelist, int (*selector)(const struct dirent *),
              int (*cmp)(const struct dirent **, const struct dirent **));
ssize_t getdents64(int fd, void *buffer, size_t length);
#define dirent64 dirent
#define readdir64 readdir
#define readdir64_r readdir_r
#define scandir64 scandir
#define scandirat64 scandirat
#define alphasort64 alphasort
#define versionsort64 versionsort
#endif`,
    },
    {
      name: 'err.h',
      includes: ['stdarg.h'],
      text: `void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *format, va_list ap);
void warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vwarnx(const char *format, va_list ap);
_Noreturn void err(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void errx(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void verr(int status, const char *format, va_list ap);
_Noreturn void verrx(int status, const char *format, va_list ap);`,
    },
    {
      name: 'libgen.h',
      text: `char *dirname(char *path);
char *__xpg_basename(char *path);
#define basename __xpg_basename`,
    },
    {
      name: 'sysexits.h',
      text: numbered(
        'EX_',
        'OK:0 _BASE:64 USAGE:64 DATAERR:65 NOINPUT:66 NOUSER:67 NOHOST:68 UNAVAILABLE:69 SOFTWARE:70 OSERR:71 OSFILE:72 CANTCREAT:73 IOERR:74 TEMPFAIL:75 PROTOCOL:76 NOPERM:77 CONFIG:78',
      ),
    },
    {
      name: 'syslog.h',
      includes: ['stdarg.h'],
      text: `${numbered('LOG_', 'EMERG:0 ALERT:1 CRIT:2 ERR:3 WARNING:4 NOTICE:5 INFO:6 DEBUG:7')}
${numbered('LOG_', 'KERN:(0<<3) USER:(1<<3) MAIL:(2<<3) DAEMON:(3<<3) AUTH:(4<<3) SYSLOG:(5<<3) LPR:(6<<3) NEWS:(7<<3) CRON:(9<<3) LOCAL0:(16<<3) LOCAL1:(17<<3) LOCAL7:(23<<3)')}
${numbered('LOG_', 'PID:1 CONS:2 ODELAY:4 NDELAY:8 NOWAIT:16 PERROR:32')}
#define LOG_MASK(pri) (1 << (pri))
#define LOG_UPTO(pri) ((1 << ((pri) + 1)) - 1)
#define LOG_PRIMASK 7
#define LOG_PRI(p) ((p) & LOG_PRIMASK)
#define LOG_FACMASK 0x03f8
#define LOG_FAC(p) (((p) & LOG_FACMASK) >> 3)
#define LOG_NFACILITIES 24
#define _PATH_LOG "/dev/log"
#define LOG_MAKEPRI(fac, pri) ((fac) | (pri))
${numbered('LOG_', 'UUCP:(8<<3) AUTHPRIV:(10<<3) FTP:(11<<3) LOCAL2:(18<<3) LOCAL3:(19<<3) LOCAL4:(20<<3) LOCAL5:(21<<3) LOCAL6:(22<<3)')}
#ifdef SYSLOG_NAMES
#include <bits/syslog-names.h>
#endif
void openlog(const char *ident, int option, int facility);
void syslog(int priority, const char *format, ...);
void vsyslog(int priority, const char *format, va_list ap);
void closelog(void);
int setlogmask(int mask);`,
    },
    {
      name: 'error.h',
      text: `extern unsigned int error_message_count;
extern int error_one_per_line;
extern void (*error_print_progname)(void);
void error(int status, int errnum, const char *format, ...) __attribute__((format(printf, 3, 4)));
void error_at_line(int status, int errnum, const char *filename, unsigned int linenum, const char *format, ...)
    __attribute__((format(printf, 5, 6)));`,
    },
    { name: 'sys/syslog.h', includes: ['syslog.h'], text: '' },
    {
      name: 'bits/syslog-names.h',
      text: `typedef struct _code { char *c_name; int c_val; } CODE;
static CODE prioritynames[] __attribute__((unused)) = {
${names('alert crit debug emerg err info notice warning')}
    {"error", LOG_ERR}, {"panic", LOG_EMERG}, {"warn", LOG_WARNING}, {"none", 16}, {(char *) 0, -1}};
static CODE facilitynames[] __attribute__((unused)) = {
${names('auth authpriv cron daemon ftp kern lpr mail news syslog user uucp local0 local1 local2 local3 local4 local5 local6 local7')}
    {"security", LOG_AUTH}, {"mark", 24 << 3}, {(char *) 0, -1}};`,
    },
  ],
  sources: [
    { name: 'libc/misc.c', text: MISC },
    { name: 'libc/error.c', text: ERROR },
  ],
};
