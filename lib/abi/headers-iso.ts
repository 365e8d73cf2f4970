// The C headers that the language itself asks for: <stddef.h>, <stdint.h>, <string.h> ...
//
// One idea: a header is a few words of C around the constants and structs of the tables.
//
// Source: glibc 2.36 prototypes on x86-64; ISO C17; test/unit/abi compiles each with gcc.
// Departs: one locale, "C". <math.h> and other rare ones belong to parts of lib/machine/libc.

import type { HeaderSpec } from './headers.ts';

/** What half of the headers define for themselves. */
export const NULL_AND_SIZE = `typedef unsigned long size_t;
#ifndef NULL
#define NULL ((void *) 0)
#endif`;

/** DBL_MAX, DBL_MIN, DBL_EPSILON and DBL_TRUE_MIN; long double has the values of double. */
const DOUBLE_LIMITS = [
  '1.79769313486231570814527423731704357e+308',
  '2.22507385850720138309023271733240406e-308',
  '2.22044604925031308084726333618164062e-16',
  '4.94065645841246544176568792868221372e-324',
];

/** <float.h> for one type: bits, digits, powers of two and of ten; then the four values. */
function floatMacros(type: string, numbers: number[], values: string[]): string {
  const names = [
    'MANT_DIG',
    'DIG',
    'DECIMAL_DIG',
    'MIN_EXP',
    'MAX_EXP',
    'MIN_10_EXP',
    'MAX_10_EXP',
  ];
  const rows = names.map((name, i) => `#define ${type}_${name} (${numbers[i]})`);
  const limits = ['MAX', 'MIN', 'EPSILON', 'TRUE_MIN'];
  const suffix = type === 'LDBL' ? 'L' : '';
  rows.push(...limits.map((name, i) => `#define ${type}_${name} ${values[i]}${suffix}`));
  return [...rows, `#define ${type}_HAS_SUBNORM 1`].join('\n');
}

/** The kinds of integer whose limits are those of another one. */
const LEAST_AND_FAST = [8, 16, 32, 64]
  .flatMap((bits) => {
    const fast = bits === 8 ? 8 : 64;
    return ['INT', 'UINT'].flatMap((sign) =>
      (sign === 'INT' ? ['MIN', 'MAX'] : ['MAX']).flatMap((end) => [
        `#define ${sign}_LEAST${bits}_${end} ${sign}${bits}_${end}`,
        `#define ${sign}_FAST${bits}_${end} ${sign}${fast}_${end}`,
      ]),
    );
  })
  .join('\n');

/** PRId64 and its like: the letter behind the length of the type, those of 8, 16, 32 bits given. */
function formatMacros(prefix: string, letters: string[], lengths: string[]): string {
  return letters
    .flatMap((c) => [
      ...[8, 16, 32].flatMap((bits, i) => [
        `#define ${prefix}${c}${bits} "${lengths[i]}${c}"`,
        `#define ${prefix}${c}LEAST${bits} "${lengths[i]}${c}"`,
        `#define ${prefix}${c}FAST${bits} "${bits === 8 ? lengths[0] : 'l'}${c}"`,
      ]),
      ...['64', 'LEAST64', 'FAST64', 'MAX', 'PTR'].map((k) => `#define ${prefix}${c}${k} "l${c}"`),
    ])
    .join('\n');
}

export const ISO_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'stddef.h',
    text: `${NULL_AND_SIZE}
typedef long ptrdiff_t;
typedef int wchar_t;
typedef struct {
    long long __ll;
    long double __ld;
} max_align_t;
#define offsetof(type, member) __builtin_offsetof(type, member)`,
  },
  {
    name: 'stdbool.h',
    text: `#define bool _Bool
#define true 1
#define false 0
#define __bool_true_false_are_defined 1`,
  },
  {
    name: 'stdarg.h',
    text: `typedef __builtin_va_list va_list, __gnuc_va_list;
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
${LEAST_AND_FAST}
#define PTRDIFF_MIN INT64_MIN
#define PTRDIFF_MAX INT64_MAX
#define SIZE_MAX UINT64_MAX
#define INT64_C(c) c ## L
#define UINT64_C(c) c ## UL
#define INT8_C(c) c
#define UINT8_C(c) c
#define INT16_C(c) c
#define UINT16_C(c) c
#define INT32_C(c) c
#define UINT32_C(c) c ## U
#define INTMAX_C(c) c ## L
#define UINTMAX_C(c) c ## UL
#define SIG_ATOMIC_MIN INT32_MIN
#define SIG_ATOMIC_MAX INT32_MAX
#define WCHAR_MIN INT32_MIN
#define WCHAR_MAX INT32_MAX
#define WINT_MIN 0u
#define WINT_MAX UINT32_MAX`,
  },
  {
    name: 'inttypes.h',
    includes: ['stdint.h'],
    text: `${formatMacros('PRI', ['d', 'i', 'u', 'o', 'x', 'X'], ['', '', ''])}
${formatMacros('SCN', ['d', 'i', 'u', 'o', 'x'], ['hh', 'h', ''])}
typedef struct { long quot; long rem; } imaxdiv_t;
intmax_t imaxabs(intmax_t n);
imaxdiv_t imaxdiv(intmax_t numer, intmax_t denom);
intmax_t strtoimax(const char *nptr, char **endptr, int base);
uintmax_t strtoumax(const char *nptr, char **endptr, int base);`,
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
#define SSIZE_MAX LONG_MAX
#define MB_LEN_MAX 16
#define CHAR_WIDTH 8
#define SHRT_WIDTH 16
#define INT_WIDTH 32
#define LONG_WIDTH 64
#define _POSIX_PATH_MAX 256
#define _POSIX_HOST_NAME_MAX 255
#define _POSIX_OPEN_MAX 20
#define LOGIN_NAME_MAX 256
#define LINE_MAX 2048
#define PTHREAD_STACK_MIN 16384`,
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
int toascii(int c);
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
#ifdef _GNU_SOURCE
char *__gnu_strerror_r(int errnum, char *buf, size_t buflen);
#define strerror_r __gnu_strerror_r
#else
int strerror_r(int errnum, char *buf, size_t buflen);
#endif
void *memccpy(void *dest, const void *src, int c, size_t n);
int strcoll(const char *s1, const char *s2);
size_t strxfrm(char *dest, const char *src, size_t n);
char *stpncpy(char *dest, const char *src, size_t n);
char *strsep(char **stringp, const char *delim);
char *strsignal(int sig);
char *stpcpy(char *dest, const char *src);
void explicit_bzero(void *s, size_t n);
#ifdef _GNU_SOURCE
void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);
void *memrchr(const void *s, int c, size_t n);
void *mempcpy(void *dest, const void *src, size_t n);
char *strcasestr(const char *haystack, const char *needle);
const char *strerrorname_np(int errnum);
const char *strerrordesc_np(int errnum);
const char *sigabbrev_np(int sig);
const char *sigdescr_np(int sig);
int strverscmp(const char *s1, const char *s2);
char *strfry(char *string);
void *memfrob(void *s, size_t n);
#ifndef basename
char *basename(const char *filename);
#endif
char *strchrnul(const char *s, int c);
void *rawmemchr(const void *s, int c);
#define strdupa(s) \\
    (__extension__({ const char *__old = (s); strcpy(__builtin_alloca(strlen(__old) + 1), __old); }))
#define strndupa(s, n) \\
    (__extension__({ const char *__old = (s); size_t __length = strnlen(__old, (n)); \\
        char *__new = memcpy(__builtin_alloca(__length + 1), __old, __length); __new[__length] = 0; __new; }))
#endif`,
  },
  {
    name: 'strings.h',
    text: `${NULL_AND_SIZE}
int strcasecmp(const char *s1, const char *s2);
int strncasecmp(const char *s1, const char *s2, size_t n);
void bzero(void *s, size_t n);
void bcopy(const void *src, void *dest, size_t n);
int bcmp(const void *s1, const void *s2, size_t n);
int ffs(int i);
int ffsl(long l);
int ffsll(long long l);
char *index(const char *s, int c);
char *rindex(const char *s, int c);`,
  },
  {
    name: 'errno.h',
    errnos: true,
    text: `extern _Thread_local int errno;
#define errno errno
#ifdef _GNU_SOURCE
typedef int error_t;
extern char *program_invocation_name __asm__("__progname_full");
extern char *program_invocation_short_name __asm__("__progname");
#endif`,
  },
  { name: 'stdnoreturn.h', text: '#define noreturn _Noreturn' },
  {
    name: 'stdalign.h',
    text: `#define alignas _Alignas
#define alignof _Alignof
#define __alignas_is_defined 1
#define __alignof_is_defined 1`,
  },
  {
    name: 'iso646.h',
    text: `#define and &&
#define and_eq &=
#define bitand &
#define bitor |
#define compl ~
#define not !
#define not_eq !=
#define or ||
#define or_eq |=
#define xor ^
#define xor_eq ^=`,
  },
  {
    name: 'float.h',
    text: `#define FLT_RADIX 2
#define FLT_ROUNDS 1
#define FLT_EVAL_METHOD 0
#define DECIMAL_DIG 17
${floatMacros('FLT', [24, 6, 9, -125, 128, -37, 38], ['3.40282346638528859812e+38F', '1.17549435082228750797e-38F', '1.19209289550781250000e-7F', '1.40129846432481707092e-45F'])}
${floatMacros('DBL', [53, 15, 17, -1021, 1024, -307, 308], DOUBLE_LIMITS)}
${floatMacros('LDBL', [53, 15, 17, -1021, 1024, -307, 308], DOUBLE_LIMITS)}`,
  },
  {
    name: 'alloca.h',
    text: `${NULL_AND_SIZE}
#define alloca(size) __builtin_alloca(size)`,
  },
  {
    name: 'features.h',
    text: `#define __GNU_LIBRARY__ 6
#define __GLIBC__ 2
#define __GLIBC_MINOR__ 36
#define __USE_MISC 1`,
  },
  {
    name: 'sys/cdefs.h',
    includes: ['features.h'],
    text: `#define __BEGIN_DECLS
#define __END_DECLS
#define __THROW
#define __P(args) args
#define __CONCAT(x, y) x ## y
#define __STRING(x) #x`,
  },
];
