// The C headers of the larger half of the standard library: <stdio.h>, <stdlib.h>, <time.h>.
//
// Source: glibc 2.36 prototypes on x86-64; ISO C17; test/unit/abi compiles each with gcc.

import type { HeaderSpec } from './headers.ts';
import { NULL_AND_SIZE } from './headers-iso.ts';
import { TIMESPEC } from './structs.ts';

export const STDIO_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'stdlib.h',
    includes: ['sys/types.h', 'alloca.h'],
    text: `${NULL_AND_SIZE}
typedef int wchar_t;
typedef struct { int quot; int rem; } div_t;
typedef struct { long quot; long rem; } ldiv_t;
typedef struct { long long quot; long long rem; } lldiv_t;
#define MB_CUR_MAX (__ctype_get_mb_cur_max())
size_t __ctype_get_mb_cur_max(void);
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 2147483647
void *malloc(size_t size);
void *calloc(size_t nmemb, size_t size);
void *realloc(void *ptr, size_t size);
void *reallocarray(void *ptr, size_t nmemb, size_t size);
void free(void *ptr);
_Noreturn void exit(int status);
_Noreturn void _Exit(int status);
_Noreturn void abort(void);
int atexit(void (*function)(void));
int on_exit(void (*function)(int, void *), void *arg);
int at_quick_exit(void (*function)(void));
_Noreturn void quick_exit(int status);
char *getenv(const char *name);
int setenv(const char *name, const char *value, int replace);
int unsetenv(const char *name);
int putenv(char *string);
int clearenv(void);
int system(const char *command);
char *realpath(const char *name, char *resolved);
int mkstemp(char *template);
char *mkdtemp(char *template);
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **memptr, size_t alignment, size_t size);
int mblen(const char *s, size_t n);
int mbtowc(int *pwc, const char *s, size_t n);
int wctomb(char *s, int wchar);
size_t mbstowcs(int *pwcs, const char *s, size_t n);
size_t wcstombs(char *s, const int *pwcs, size_t n);
int getsubopt(char **optionp, char *const *tokens, char **valuep);
int atoi(const char *s);
long atol(const char *s);
long long atoll(const char *s);
double atof(const char *s);
long strtol(const char *s, char **end, int base);
long long strtoll(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);
double strtod(const char *s, char **end);
float strtof(const char *s, char **end);
long double strtold(const char *s, char **end);
int rand(void);
void srand(unsigned int seed);
long random(void);
void srandom(unsigned int seed);
int rand_r(unsigned int *seed);
double drand48(void);
long lrand48(void);
long mrand48(void);
void srand48(long seedval);
int abs(int j);
long labs(long j);
long long llabs(long long j);
div_t div(int numer, int denom);
ldiv_t ldiv(long numer, long denom);
lldiv_t lldiv(long long numer, long long denom);
void qsort(void *base, size_t nmemb, size_t size, int (*compar)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t nmemb, size_t size,
              int (*compar)(const void *, const void *));
#if !defined __STRICT_ANSI__ || defined _GNU_SOURCE
#include <bits/stdlib-more.h>
#endif
#ifdef _GNU_SOURCE
#include <bits/stdlib-gnu.h>
int mkostemp(char *template, int flags);
char *secure_getenv(const char *name);
void qsort_r(void *base, size_t nmemb, size_t size,
             int (*compar)(const void *, const void *, void *), void *arg);
#endif`,
  },
  {
    name: 'stdio.h',
    includes: ['stdarg.h'],
    constants: ['BUFSIZ', '_IOFBF', '_IOLBF', '_IONBF', 'SEEK_SET', 'SEEK_CUR', 'SEEK_END'],
    text: `${NULL_AND_SIZE}
typedef long ssize_t;
typedef long off_t;
typedef struct { long __pos; } fpos_t;
typedef struct _IO_FILE FILE;
extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr
#define EOF (-1)
#define FILENAME_MAX 4096
#define FOPEN_MAX 16
#define L_tmpnam 20
#define TMP_MAX 238328
#define P_tmpdir "/tmp"
#define L_ctermid 9
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
int dprintf(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
int sprintf(char *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char *s, size_t maxlen, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int vprintf(const char *format, va_list arg);
int vfprintf(FILE *stream, const char *format, va_list arg);
int vdprintf(int fd, const char *format, va_list arg);
int vsprintf(char *s, const char *format, va_list arg);
int vsnprintf(char *s, size_t maxlen, const char *format, va_list arg);
#ifdef _GNU_SOURCE
int asprintf(char **ptr, const char *format, ...) __attribute__((format(printf, 2, 3)));
int vasprintf(char **ptr, const char *format, va_list arg);
#endif
int sscanf(const char *s, const char *format, ...) __attribute__((format(scanf, 2, 3)));
int vsscanf(const char *s, const char *format, va_list arg);
int scanf(const char *format, ...) __attribute__((format(scanf, 1, 2)));
int fscanf(FILE *stream, const char *format, ...) __attribute__((format(scanf, 2, 3)));
int vscanf(const char *format, va_list arg);
int vfscanf(FILE *stream, const char *format, va_list arg);
int puts(const char *s);
int fputs(const char *s, FILE *stream);
int fputc(int c, FILE *stream);
int putc(int c, FILE *stream);
int putchar(int c);
char *fgets(char *s, int n, FILE *stream);
int fgetc(FILE *stream);
int getc(FILE *stream);
int getchar(void);
int ungetc(int c, FILE *stream);
ssize_t getdelim(char **lineptr, size_t *n, int delimiter, FILE *stream);
ssize_t getline(char **lineptr, size_t *n, FILE *stream);
size_t fread(void *ptr, size_t size, size_t n, FILE *stream);
size_t fwrite(const void *ptr, size_t size, size_t n, FILE *stream);
int fflush(FILE *stream);
FILE *fopen(const char *filename, const char *modes);
FILE *fdopen(int fd, const char *modes);
int fclose(FILE *stream);
FILE *freopen(const char *filename, const char *modes, FILE *stream);
FILE *tmpfile(void);
char *tmpnam(char *s);
FILE *popen(const char *command, const char *modes);
int pclose(FILE *stream);
FILE *fmemopen(void *s, size_t len, const char *modes);
FILE *open_memstream(char **bufloc, size_t *sizeloc);
int fseek(FILE *stream, long off, int whence);
long ftell(FILE *stream);
void rewind(FILE *stream);
int fseeko(FILE *stream, off_t off, int whence);
off_t ftello(FILE *stream);
int fgetpos(FILE *stream, fpos_t *pos);
int fsetpos(FILE *stream, const fpos_t *pos);
int remove(const char *filename);
int rename(const char *old, const char *new);
int fileno(FILE *stream);
void flockfile(FILE *stream);
int ftrylockfile(FILE *stream);
void funlockfile(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
void perror(const char *s);
int setvbuf(FILE *stream, char *buf, int modes, size_t n);
void setbuf(FILE *stream, char *buf);
void setbuffer(FILE *stream, char *buf, size_t size);
void setlinebuf(FILE *stream);
#if !defined __STRICT_ANSI__ || defined _GNU_SOURCE
#include <bits/stdio-more.h>
#endif
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
#include <bits/getopt_posix.h>
#endif
#ifdef _GNU_SOURCE
#include <bits/stdio-gnu.h>
#endif`,
  },
  {
    name: 'bits/waitstatus.h',
    groups: ['wait', 'waitid'],
    text: `#define WEXITSTATUS(status) (((status) & 0xff00) >> 8)
#define WTERMSIG(status) ((status) & 0x7f)
#define WSTOPSIG(status) WEXITSTATUS(status)
#define WIFEXITED(status) (WTERMSIG(status) == 0)
#define WIFSIGNALED(status) (((signed char) (((status) & 0x7f) + 1) >> 1) > 0)
#define WIFSTOPPED(status) (((status) & 0xff) == 0x7f)
#define WIFCONTINUED(status) ((status) == 0xffff)`,
  },
  {
    name: 'bits/time_t.h',
    structs: [TIMESPEC],
    before: `typedef long __time_t, __suseconds_t, __syscall_slong_t;
typedef __time_t time_t;
typedef __suseconds_t suseconds_t;
typedef long clock_t;`,
    text: '',
  },
  {
    name: 'time.h',
    includes: ['bits/time_t.h'],
    groups: ['clock', 'timer'],
    text: `${NULL_AND_SIZE}
typedef int clockid_t;
typedef void *timer_t;
extern char *tzname[2];
extern int daylight;
extern long timezone;
#define CLOCKS_PER_SEC ((clock_t) 1000000)
#define TIME_UTC 1
struct tm {
    int tm_sec;
    int tm_min;
    int tm_hour;
    int tm_mday;
    int tm_mon;
    int tm_year;
    int tm_wday;
    int tm_yday;
    int tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};
struct itimerspec {
    struct timespec it_interval;
    struct timespec it_value;
};
struct sigevent;
clock_t clock(void);
time_t time(time_t *timer);
double difftime(time_t time1, time_t time0);
size_t strftime(char *s, size_t maxsize, const char *format, const struct tm *tp);
struct tm *gmtime(const time_t *timer);
struct tm *gmtime_r(const time_t *timer, struct tm *tp);
struct tm *localtime(const time_t *timer);
struct tm *localtime_r(const time_t *timer, struct tm *tp);
time_t timegm(struct tm *tp);
time_t timelocal(struct tm *tp);
time_t mktime(struct tm *tp);
char *asctime(const struct tm *tp);
char *asctime_r(const struct tm *tp, char *buf);
char *ctime(const time_t *timer);
char *ctime_r(const time_t *timer, char *buf);
void tzset(void);
int timespec_get(struct timespec *ts, int base);
int clock_getres(clockid_t clock_id, struct timespec *res);
int nanosleep(const struct timespec *requested_time, struct timespec *remaining);
int clock_gettime(clockid_t clock_id, struct timespec *tp);
int clock_settime(clockid_t clock_id, const struct timespec *tp);
int clock_getcpuclockid(int pid, clockid_t *clock_id);
int timer_create(clockid_t clock_id, struct sigevent *evp, timer_t *timerid);
int timer_delete(timer_t timerid);
int timer_settime(timer_t timerid, int flags, const struct itimerspec *value, struct itimerspec *ovalue);
int timer_gettime(timer_t timerid, struct itimerspec *value);
int timer_getoverrun(timer_t timerid);
int dysize(int year);
#if defined _XOPEN_SOURCE || defined _GNU_SOURCE
char *strptime(const char *s, const char *format, struct tm *tp);
extern int getdate_err;
struct tm *getdate(const char *string);
#endif
#ifdef _GNU_SOURCE
int timespec_getres(struct timespec *ts, int base);
int getdate_r(const char *string, struct tm *tp);
#endif
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *req,
                    struct timespec *rem);`,
  },
];
