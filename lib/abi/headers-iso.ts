// The C headers that the language itself asks for: <stdio.h>, <string.h> and their like.
//
// One idea: a header is a few words of C around the constants and structs of the tables.
//
// Source: glibc 2.36 prototypes on x86-64; ISO C17; test/unit/abi compiles each with gcc.
// Departs: no locale, no wide characters, no floating-point library, no threads.

import type { HeaderSpec } from './headers.ts';
import { TIMESPEC } from './structs.ts';

const NULL_AND_SIZE = `typedef unsigned long size_t;
#ifndef NULL
#define NULL ((void *) 0)
#endif`;

export const ISO_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'stddef.h',
    text: `${NULL_AND_SIZE}
typedef long ptrdiff_t;
typedef int wchar_t;
#define offsetof(type, member) __builtin_offsetof(type, member)`,
  },
  {
    name: 'stdbool.h',
    text: `#define bool _Bool
#define true 1
#define false 0`,
  },
  {
    name: 'stdarg.h',
    text: `typedef __builtin_va_list va_list;
#define va_start(ap, last) __builtin_va_start(ap, last)
#define va_arg(ap, type) __builtin_va_arg(ap, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define va_end(ap) __builtin_va_end(ap)`,
  },
  {
    name: 'stdint.h',
    text: `typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long uint64_t;
typedef signed char int_least8_t;
typedef short int_least16_t;
typedef int int_least32_t;
typedef long int_least64_t;
typedef unsigned char uint_least8_t;
typedef unsigned short uint_least16_t;
typedef unsigned int uint_least32_t;
typedef unsigned long uint_least64_t;
typedef signed char int_fast8_t;
typedef long int_fast16_t;
typedef long int_fast32_t;
typedef long int_fast64_t;
typedef unsigned char uint_fast8_t;
typedef unsigned long uint_fast16_t;
typedef unsigned long uint_fast32_t;
typedef unsigned long uint_fast64_t;
typedef long intptr_t;
typedef unsigned long uintptr_t;
typedef long intmax_t;
typedef unsigned long uintmax_t;
#define INT8_MIN (-128)
#define INT16_MIN (-32767 - 1)
#define INT32_MIN (-2147483647 - 1)
#define INT64_MIN (-9223372036854775807L - 1)
#define INT8_MAX 127
#define INT16_MAX 32767
#define INT32_MAX 2147483647
#define INT64_MAX 9223372036854775807L
#define UINT8_MAX 255
#define UINT16_MAX 65535
#define UINT32_MAX 4294967295U
#define UINT64_MAX 18446744073709551615UL
#define INTPTR_MIN INT64_MIN
#define INTPTR_MAX INT64_MAX
#define UINTPTR_MAX UINT64_MAX
#define INTMAX_MIN INT64_MIN
#define INTMAX_MAX INT64_MAX
#define UINTMAX_MAX UINT64_MAX
#define PTRDIFF_MIN INT64_MIN
#define PTRDIFF_MAX INT64_MAX
#define SIZE_MAX UINT64_MAX
#define INT64_C(c) c ## L
#define UINT64_C(c) c ## UL
#define INT32_C(c) c
#define UINT32_C(c) c ## U`,
  },
  {
    name: 'inttypes.h',
    includes: ['stdint.h'],
    text: ['d', 'i', 'u', 'o', 'x', 'X']
      .flatMap((c) => [
        ...[8, 16, 32].map((bits) => `#define PRI${c}${bits} "${c}"`),
        ...['64', 'MAX', 'PTR'].map((kind) => `#define PRI${c}${kind} "l${c}"`),
      ])
      .join('\n'),
  },
  {
    name: 'limits.h',
    constants: ['PATH_MAX', 'NAME_MAX', 'PIPE_BUF', 'HOST_NAME_MAX', 'IOV_MAX'],
    text: `#define CHAR_BIT 8
#define SCHAR_MIN (-128)
#define SCHAR_MAX 127
#define UCHAR_MAX 255
#define CHAR_MIN SCHAR_MIN
#define CHAR_MAX SCHAR_MAX
#define SHRT_MIN (-32768)
#define SHRT_MAX 32767
#define USHRT_MAX 65535
#define INT_MIN (-INT_MAX - 1)
#define INT_MAX 2147483647
#define UINT_MAX 4294967295U
#define LONG_MIN (-LONG_MAX - 1L)
#define LONG_MAX 9223372036854775807L
#define ULONG_MAX 18446744073709551615UL
#define LLONG_MIN (-LLONG_MAX - 1LL)
#define LLONG_MAX 9223372036854775807LL
#define ULLONG_MAX 18446744073709551615ULL
#define SSIZE_MAX LONG_MAX`,
  },
  {
    name: 'assert.h',
    text: `#ifdef NDEBUG
#define assert(expr) ((void) 0)
#else
_Noreturn void __assert_fail(const char *assertion, const char *file, unsigned int line,
                             const char *function);
#define assert(expr) ((expr) ? (void) 0 : __assert_fail(#expr, __FILE__, __LINE__, __func__))
#endif
#define static_assert _Static_assert`,
  },
  {
    name: 'ctype.h',
    text: `int isalnum(int c);
int isalpha(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int isascii(int c);
int tolower(int c);
int toupper(int c);`,
  },
  {
    name: 'string.h',
    includes: ['strings.h'],
    text: `${NULL_AND_SIZE}
void *memcpy(void *dest, const void *src, size_t n);
void *memmove(void *dest, const void *src, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *s1, const void *s2, size_t n);
void *memchr(const void *s, int c, size_t n);
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t n);
char *strcat(char *dest, const char *src);
char *strncat(char *dest, const char *src, size_t n);
int strcmp(const char *s1, const char *s2);
int strncmp(const char *s1, const char *s2, size_t n);
char *strdup(const char *s);
char *strndup(const char *s, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
size_t strcspn(const char *s, const char *reject);
size_t strspn(const char *s, const char *accept);
char *strpbrk(const char *s, const char *accept);
char *strstr(const char *haystack, const char *needle);
char *strtok(char *s, const char *delim);
char *strtok_r(char *s, const char *delim, char **save_ptr);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t maxlen);
char *strerror(int errnum);
int strerror_r(int errnum, char *buf, size_t buflen);
char *strsep(char **stringp, const char *delim);
char *strsignal(int sig);
char *stpcpy(char *dest, const char *src);
void explicit_bzero(void *s, size_t n);
#ifdef _GNU_SOURCE
void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);
void *memrchr(const void *s, int c, size_t n);
void *mempcpy(void *dest, const void *src, size_t n);
char *strcasestr(const char *haystack, const char *needle);
char *strchrnul(const char *s, int c);
#endif`,
  },
  {
    name: 'strings.h',
    text: `${NULL_AND_SIZE}
int strcasecmp(const char *s1, const char *s2);
int strncasecmp(const char *s1, const char *s2, size_t n);
void bzero(void *s, size_t n);
void bcopy(const void *src, void *dest, size_t n);
char *index(const char *s, int c);
char *rindex(const char *s, int c);`,
  },
  {
    name: 'stdlib.h',
    text: `${NULL_AND_SIZE}
typedef int wchar_t;
typedef struct { int quot; int rem; } div_t;
typedef struct { long quot; long rem; } ldiv_t;
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
char *getenv(const char *name);
int atoi(const char *s);
long atol(const char *s);
long long atoll(const char *s);
double atof(const char *s);
long strtol(const char *s, char **end, int base);
long long strtoll(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);
double strtod(const char *s, char **end);
int rand(void);
void srand(unsigned int seed);
long random(void);
void srandom(unsigned int seed);
int rand_r(unsigned int *seed);
int abs(int j);
long labs(long j);
long long llabs(long long j);
div_t div(int numer, int denom);
ldiv_t ldiv(long numer, long denom);
void qsort(void *base, size_t nmemb, size_t size, int (*compar)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t nmemb, size_t size,
              int (*compar)(const void *, const void *));`,
  },
  {
    name: 'stdio.h',
    includes: ['stdarg.h'],
    constants: ['BUFSIZ', '_IOFBF', '_IOLBF', '_IONBF', 'SEEK_SET', 'SEEK_CUR', 'SEEK_END'],
    text: `${NULL_AND_SIZE}
typedef long ssize_t;
typedef struct _IO_FILE FILE;
extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr
#define EOF (-1)
#define FILENAME_MAX 4096
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
int fileno(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
void perror(const char *s);
int setvbuf(FILE *stream, char *buf, int modes, size_t n);
void setbuf(FILE *stream, char *buf);
void setlinebuf(FILE *stream);`,
  },
  {
    name: 'errno.h',
    errnos: true,
    text: `extern int errno;
#define errno errno
#ifdef _GNU_SOURCE
extern char *program_invocation_name, *program_invocation_short_name;
#endif`,
  },
  {
    name: 'bits/time_t.h',
    structs: [TIMESPEC],
    before: `typedef long time_t;
typedef long suseconds_t;`,
    text: '',
  },
  {
    name: 'time.h',
    includes: ['bits/time_t.h'],
    groups: ['clock', 'timer'],
    text: `${NULL_AND_SIZE}
typedef long clock_t;
typedef int clockid_t;
#define CLOCKS_PER_SEC ((clock_t) 1000000)
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
clock_t clock(void);
time_t time(time_t *timer);
double difftime(time_t time1, time_t time0);
size_t strftime(char *s, size_t maxsize, const char *format, const struct tm *tp);
struct tm *gmtime(const time_t *timer);
struct tm *gmtime_r(const time_t *timer, struct tm *tp);
struct tm *localtime(const time_t *timer);
struct tm *localtime_r(const time_t *timer, struct tm *tp);
time_t timegm(struct tm *tp);
int nanosleep(const struct timespec *requested_time, struct timespec *remaining);
int clock_gettime(clockid_t clock_id, struct timespec *tp);
int clock_nanosleep(clockid_t clock_id, int flags, const struct timespec *req,
                    struct timespec *rem);`,
  },
];
