// Predefined: the macros that gcc has before the first line, and its builtins that are macros here.
//
// One idea: a line is a definition without its `#define`; a macro is made when a program first uses
// its name. Atomic operations are statements without a jump between load and store, which nothing
// can come between.
//
// Source: `gcc -std=gnu17 -dM -E` 12.2; the GNU C manual, "__atomic Builtins", "__sync Builtins".
// Departs: the date is that of the machine's clock; long double has the limits of double; __GLIBC__,
// __GNU_LIBRARY__, the macros that compare versions and the options of POSIX do not wait for a header.

/** Options of POSIX that <unistd.h> says there are. */
const OPTIONS = `
ADVISORY_INFO ASYNCHRONOUS_IO BARRIERS CLOCK_SELECTION FSYNC MAPPED_FILES MEMLOCK MEMLOCK_RANGE
MEMORY_PROTECTION MESSAGE_PASSING PRIORITIZED_IO PRIORITY_SCHEDULING RAW_SOCKETS READER_WRITER_LOCKS
REALTIME_SIGNALS SEMAPHORES SHARED_MEMORY_OBJECTS SPAWN SPIN_LOCKS SYNCHRONIZED_IO
THREAD_ATTR_STACKADDR THREAD_ATTR_STACKSIZE THREAD_PRIORITY_SCHEDULING THREAD_PRIO_INHERIT
THREAD_PRIO_PROTECT THREAD_PROCESS_SHARED THREAD_ROBUST_PRIO_INHERIT THREAD_SAFE_FUNCTIONS TIMEOUTS
`
  .trim()
  .split(/\s+/)
  .map((word) => `_POSIX_${word} 200809L`);

export const VALUES = `
__STDC__ 1
__STDC_VERSION__ 201710L
__STDC_HOSTED__ 1
__STDC_UTF_16__ 1
__STDC_UTF_32__ 1
__STDC_NO_COMPLEX__ 1
__STDC_IEC_559__ 1
__GNUC__ 12
__GNUC_MINOR__ 2
__GNUC_PATCHLEVEL__ 0
__GNUC_STDC_INLINE__ 1
__VERSION__ "12.2.0"
__DATE__ "Feb 18 2026"
__TIME__ "00:00:00"
__TIMESTAMP__ "Wed Feb 18 00:00:00 2026"
__GNU_LIBRARY__ 6
__GLIBC__ 2
__GLIBC_MINOR__ 36
__GLIBC_PREREQ(maj, min) ((2 << 16) + 36 >= ((maj) << 16) + (min))
__GNUC_PREREQ(maj, min) ((12 << 16) + 2 >= ((maj) << 16) + (min))
__linux__ 1
__linux 1
linux 1
__gnu_linux__ 1
__unix__ 1
__unix 1
unix 1
__ELF__ 1
__x86_64__ 1
__x86_64 1
__amd64__ 1
__amd64 1
__LP64__ 1
_LP64 1
__NO_INLINE__ 1
__ORDER_LITTLE_ENDIAN__ 1234
__ORDER_BIG_ENDIAN__ 4321
__ORDER_PDP_ENDIAN__ 3412
__BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
__FLOAT_WORD_ORDER__ __ORDER_LITTLE_ENDIAN__
__BIGGEST_ALIGNMENT__ 16
__CHAR_BIT__ 8
__SCHAR_MAX__ 0x7f
__SHRT_MAX__ 0x7fff
__INT_MAX__ 0x7fffffff
__LONG_MAX__ 0x7fffffffffffffffL
__LONG_LONG_MAX__ 0x7fffffffffffffffLL
__WCHAR_MAX__ 0x7fffffff
__WCHAR_MIN__ (-__WCHAR_MAX__ - 1)
__WINT_MAX__ 0xffffffffU
__WINT_MIN__ 0U
__SIZE_MAX__ 0xffffffffffffffffUL
__PTRDIFF_MAX__ 0x7fffffffffffffffL
__INTMAX_MAX__ 0x7fffffffffffffffL
__UINTMAX_MAX__ 0xffffffffffffffffUL
__INTPTR_MAX__ 0x7fffffffffffffffL
__UINTPTR_MAX__ 0xffffffffffffffffUL
__SIG_ATOMIC_MAX__ 0x7fffffff
__SIG_ATOMIC_MIN__ (-__SIG_ATOMIC_MAX__ - 1)
__INT8_MAX__ 0x7f
__INT16_MAX__ 0x7fff
__INT32_MAX__ 0x7fffffff
__INT64_MAX__ 0x7fffffffffffffffL
__UINT8_MAX__ 0xff
__UINT16_MAX__ 0xffff
__UINT32_MAX__ 0xffffffffU
__UINT64_MAX__ 0xffffffffffffffffUL
__SCHAR_WIDTH__ 8
__SHRT_WIDTH__ 16
__INT_WIDTH__ 32
__LONG_WIDTH__ 64
__LONG_LONG_WIDTH__ 64
__PTRDIFF_WIDTH__ 64
__SIZE_WIDTH__ 64
__SIZEOF_SHORT__ 2
__SIZEOF_INT__ 4
__SIZEOF_LONG__ 8
__SIZEOF_LONG_LONG__ 8
__SIZEOF_POINTER__ 8
__SIZEOF_SIZE_T__ 8
__SIZEOF_PTRDIFF_T__ 8
__SIZEOF_WCHAR_T__ 4
__SIZEOF_WINT_T__ 4
__SIZEOF_FLOAT__ 4
__SIZEOF_DOUBLE__ 8
__SIZEOF_LONG_DOUBLE__ 16
__SIZE_TYPE__ long unsigned int
__PTRDIFF_TYPE__ long int
__WCHAR_TYPE__ int
__WINT_TYPE__ unsigned int
__INTMAX_TYPE__ long int
__UINTMAX_TYPE__ long unsigned int
__INTPTR_TYPE__ long int
__UINTPTR_TYPE__ long unsigned int
__CHAR16_TYPE__ short unsigned int
__CHAR32_TYPE__ unsigned int
__SIG_ATOMIC_TYPE__ int
__INT8_TYPE__ signed char
__INT16_TYPE__ short int
__INT32_TYPE__ int
__INT64_TYPE__ long int
__UINT8_TYPE__ unsigned char
__UINT16_TYPE__ short unsigned int
__UINT32_TYPE__ unsigned int
__UINT64_TYPE__ long unsigned int
__INT_LEAST8_TYPE__ signed char
__INT_LEAST8_MAX__ 0x7f
__INT_LEAST16_TYPE__ short int
__INT_LEAST16_MAX__ 0x7fff
__INT_LEAST32_TYPE__ int
__INT_LEAST32_MAX__ 0x7fffffff
__INT_LEAST64_TYPE__ long int
__INT_LEAST64_MAX__ 0x7fffffffffffffffL
__UINT_LEAST8_TYPE__ unsigned char
__UINT_LEAST8_MAX__ 0xff
__UINT_LEAST16_TYPE__ short unsigned int
__UINT_LEAST16_MAX__ 0xffff
__UINT_LEAST32_TYPE__ unsigned int
__UINT_LEAST32_MAX__ 0xffffffffU
__UINT_LEAST64_TYPE__ long unsigned int
__UINT_LEAST64_MAX__ 0xffffffffffffffffUL
__INT_FAST8_TYPE__ signed char
__UINT_FAST8_TYPE__ unsigned char
__INT_FAST16_TYPE__ long int
__UINT_FAST16_TYPE__ long unsigned int
__INT_FAST32_TYPE__ long int
__UINT_FAST32_TYPE__ long unsigned int
__INT_FAST64_TYPE__ long int
__UINT_FAST64_TYPE__ long unsigned int
__INT64_C(c) c ## L
__UINT64_C(c) c ## UL
__INTMAX_C(c) c ## L
__UINTMAX_C(c) c ## UL
__FLT_RADIX__ 2
__FLT_EVAL_METHOD__ 0
__FINITE_MATH_ONLY__ 0
__FLT_MANT_DIG__ 24
__FLT_DIG__ 6
__FLT_DECIMAL_DIG__ 9
__FLT_MIN_EXP__ (-125)
__FLT_MAX_EXP__ 128
__FLT_MIN_10_EXP__ (-37)
__FLT_MAX_10_EXP__ 38
__FLT_MAX__ 3.40282346638528859811704183484516925e+38F
__FLT_MIN__ 1.17549435082228750796873653722224568e-38F
__FLT_EPSILON__ 1.19209289550781250000000000000000000e-7F
__FLT_DENORM_MIN__ 1.40129846432481707092372958328991613e-45F
__DBL_MANT_DIG__ 53
__DBL_DIG__ 15
__DBL_DECIMAL_DIG__ 17
__DBL_MIN_EXP__ (-1021)
__DBL_MAX_EXP__ 1024
__DBL_MIN_10_EXP__ (-307)
__DBL_MAX_10_EXP__ 308
__DBL_MAX__ 1.79769313486231570814527423731704357e+308
__DBL_MIN__ 2.22507385850720138309023271733240406e-308
__DBL_EPSILON__ 2.22044604925031308084726333618164062e-16
__DBL_DENORM_MIN__ 4.94065645841246544176568792868221372e-324
__LDBL_MANT_DIG__ 53
__LDBL_DIG__ 15
__LDBL_DECIMAL_DIG__ 17
__DECIMAL_DIG__ 17
__LDBL_MIN_EXP__ (-1021)
__LDBL_MAX_EXP__ 1024
__LDBL_MIN_10_EXP__ (-307)
__LDBL_MAX_10_EXP__ 308
__LDBL_MAX__ 1.79769313486231570814527423731704357e+308L
__LDBL_MIN__ 2.22507385850720138309023271733240406e-308L
__LDBL_EPSILON__ 2.22044604925031308084726333618164062e-16L
__LDBL_DENORM_MIN__ 4.94065645841246544176568792868221372e-324L
__ATOMIC_RELAXED 0
__ATOMIC_CONSUME 1
__ATOMIC_ACQUIRE 2
__ATOMIC_RELEASE 3
__ATOMIC_ACQ_REL 4
__ATOMIC_SEQ_CST 5
__GCC_ATOMIC_BOOL_LOCK_FREE 2
__GCC_ATOMIC_CHAR_LOCK_FREE 2
__GCC_ATOMIC_SHORT_LOCK_FREE 2
__GCC_ATOMIC_INT_LOCK_FREE 2
__GCC_ATOMIC_LONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_POINTER_LOCK_FREE 2
__GCC_ATOMIC_TEST_AND_SET_TRUEVAL 1
__USER_LABEL_PREFIX__
__extension__
__inline inline
__inline__ inline
__const const
__const__ const
__volatile volatile
__volatile__ volatile
__P(args) args
__THROW
__BEGIN_DECLS
__END_DECLS
__signed signed
__signed__ signed
__SOCKETS__ 1
${OPTIONS.join('\n')}
_POSIX_CHOWN_RESTRICTED 0
_POSIX_CPUTIME 0
_POSIX_MONOTONIC_CLOCK 0
_POSIX_THREAD_CPUTIME 0
_POSIX_ASYNC_IO 1
_POSIX_JOB_CONTROL 1
_POSIX_NO_TRUNC 1
_POSIX_REENTRANT_FUNCTIONS 1
_POSIX_REGEXP 1
_POSIX_SAVED_IDS 1
_POSIX_SHELL 1
_XOPEN_VERSION 700
_XOPEN_UNIX 1
`;

/** What a name in VALUES looks like: few programs have one, and the others need no table. Headers ask
 * for __STRICT_ANSI__, which -std=gnu17 does not define, and for the options that they define themselves. */
const VALUE =
  /^(?!__STRICT_ANSI__)(?:__[A-Z0-9_]+(?:__|_C|_PREREQ)|__(?:ATOMIC|GCC|STDC|INT|UINT|LONG|WCHAR|WINT|SIG|FLT|DBL|LDBL|INTMAX|UINTMAX)_\w+|_LP64|(?:__)?(?:linux|unix)(?:__)?|__gnu_linux__|__(?:x86|amd)_?64(?:__)?|_POSIX_(?!C_|SOURCE|THREADS$|TIMERS$|VERSION$|\w+_MAX$)[A-Z_]+|_XOPEN_(?:VERSION|UNIX)|__(?:P|THROW|BEGIN_DECLS|END_DECLS|extension|inline|const|volatile|signed)_*)$/;

/** Those whose names begin with two underscores and one of three words. */
const BUILTINS = `
__builtin_isnan(x) ({ __auto_type __b = (x); __b != __b; })
__builtin_isinf(x) ({ __auto_type __b = (x); (__b > 1.7976931348623157e308) - (__b < -1.7976931348623157e308); })
__builtin_isinf_sign(x) __builtin_isinf(x)
__builtin_isnanf(x) __builtin_isnan(x)
__builtin_isnanl(x) __builtin_isnan(x)
__builtin_isinff(x) __builtin_isinf((float)(x))
__builtin_isinfl(x) __builtin_isinf(x)
__builtin_finite(x) __builtin_isfinite(x)
__builtin_finitef(x) __builtin_isfinite(x)
__builtin_finitel(x) __builtin_isfinite(x)
__builtin_isfinite(x) ({ __auto_type __b = (x); __b - __b == 0; })
__builtin_isnormal(x) ({ __auto_type __b = (x); __b = __b < 0 ? -__b : __b; __b >= (sizeof(__b) == 4 ? 1.17549435e-38f : 2.2250738585072014e-308) && __b - __b == 0; })
__builtin_signbit(x) ({ double __b = (x); *(long *)&__b < 0; })
__builtin_signbitf(x) __builtin_signbit(x)
__builtin_signbitl(x) __builtin_signbit(x)
__builtin_isgreater(x, y) ((x) > (y))
__builtin_isgreaterequal(x, y) ((x) >= (y))
__builtin_isless(x, y) ((x) < (y))
__builtin_islessequal(x, y) ((x) <= (y))
__builtin_islessgreater(x, y) ({ __auto_type __b = (x); __auto_type __c = (y); __b < __c || __b > __c; })
__builtin_isunordered(x, y) ({ __auto_type __b = (x); __auto_type __c = (y); __b != __b || __c != __c; })
__builtin_fpclassify(nan, inf, normal, sub, zero, x) ({ __auto_type __c = (x); __c != __c ? (nan) : __c - __c != 0 ? (inf) : __c == 0 ? (zero) : __builtin_isnormal(__c) ? (normal) : (sub); })
__builtin_add_overflow_p(a, b, c) ({ __typeof__((__typeof__(c))(c)) __r; __builtin_add_overflow(a, b, &__r); })
__builtin_sub_overflow_p(a, b, c) ({ __typeof__((__typeof__(c))(c)) __r; __builtin_sub_overflow(a, b, &__r); })
__builtin_mul_overflow_p(a, b, c) ({ __typeof__((__typeof__(c))(c)) __r; __builtin_mul_overflow(a, b, &__r); })
__builtin___clear_cache(from, to) ((void)(from), (void)(to))
__builtin_speculation_safe_value(x, ...) ((void)(0, ##__VA_ARGS__), (x))
__builtin_assoc_barrier(x) (x)
__builtin_alloca_with_align(size, bits) ({ unsigned long __b = (bits) / 8; char *__c = __builtin_alloca((size) + __b); (void *)(__c + (-(unsigned long)__c & (__b - 1))); })
__builtin_alloca_with_align_and_max(size, bits, most) __builtin_alloca_with_align(size, bits)
__builtin_cpu_init() ((void)0)
__builtin_cpu_supports(name) 0
__builtin_cpu_is(name) 0
__builtin_ia32_pause() ((void)0)
__builtin_powi(x, n) __builtin_pow(x, (int)(n))
__builtin_powif(x, n) ((float)__builtin_pow((float)(x), (int)(n)))
__builtin_powil(x, n) ((long double)__builtin_pow(x, (int)(n)))
__builtin_pow10(x) __builtin_exp10(x)
__builtin_FILE() __FILE__
__builtin_LINE() __LINE__
__builtin_FUNCTION() __func__
__atomic_load_n(p, order) (*(p))
__atomic_load(p, to, order) ((void)(*(to) = *(p)))
__atomic_store_n(p, v, order) ((void)(*(p) = (v)))
__atomic_store(p, v, order) ((void)(*(p) = *(v)))
__atomic_exchange_n(p, v, order) ({ __auto_type __p = (p); __typeof__(*__p) __v = (v); __typeof__(*__p) __o = *__p; *__p = __v; __o; })
__atomic_exchange(p, v, to, order) ((void)(*(to) = __atomic_exchange_n(p, *(v), order)))
__atomic_compare_exchange_n(p, e, v, weak, yes, no) ({ __auto_type __p = (p); __auto_type __e = (e); __typeof__(*__p) __s[2] = { *__e, (v) }; __typeof__(*__p) __o = *__p; _Bool __b = __o == __s[0]; __s[0] = __o; *__p = __s[__b]; *(__typeof__(*__p) *)__e = __o; __b; })
__atomic_compare_exchange(p, e, v, weak, yes, no) __atomic_compare_exchange_n(p, e, *(v), weak, yes, no)
__atomic_test_and_set(p, order) ((_Bool)__atomic_exchange_n((char *)(p), 1, order))
__atomic_clear(p, order) ((void)(*(char *)(p) = 0))
__atomic_thread_fence(order) ((void)(order))
__atomic_signal_fence(order) ((void)(order))
__atomic_always_lock_free(size, p) ((size) <= 8)
__atomic_is_lock_free(size, p) ((size) <= 8)
__sync_bool_compare_and_swap(p, e, v, ...) ({ __typeof__(*(p)) __w = (e); __atomic_compare_exchange_n(p, &__w, v, 0, 5, 5); })
__sync_val_compare_and_swap(p, e, v, ...) ({ __typeof__(*(p)) __w = (e); __atomic_compare_exchange_n(p, &__w, v, 0, 5, 5); __w; })
__sync_lock_test_and_set(p, v, ...) __atomic_exchange_n(p, v, 5)
__sync_lock_release(p, ...) ((void)(*(p) = 0))
__sync_synchronize() ((void)0)
`;

/** `fetch` gives the old value, the other the new one; pointers move by bytes as with gcc. */
const UPDATES: Record<string, string> = {
  add: '(__typeof__(*__p))((unsigned long)__o + (unsigned long)__v)',
  sub: '(__typeof__(*__p))((unsigned long)__o - (unsigned long)__v)',
  and: '__o & __v',
  or: '__o | __v',
  xor: '__o ^ __v',
  nand: '~(__o & __v)',
};

function update(value: string, result: string): string {
  const start = '__auto_type __p = (p); __auto_type __v = (v); __typeof__(*__p) __o = *__p;';
  return `({ ${start} __typeof__(*__p) __n = ${value}; *__p = __n; ${result}; })`;
}

function updates(): string[] {
  return Object.entries(UPDATES).flatMap(([name, value]) => [
    `__atomic_fetch_${name}(p, v, order) ${update(value, '__o')}`,
    `__atomic_${name}_fetch(p, v, order) ${update(value, '__n')}`,
    `__sync_fetch_and_${name}(p, v, ...) ${update(value, '__o')}`,
    `__sync_${name}_and_fetch(p, v, ...) ${update(value, '__n')}`,
  ]);
}

/** Those of <bits/stdio2.h> and its like: what their objects' sizes are for, the machine sees by itself. */
const CHECKED = `
memcpy(a, b, n, size) a, b, n
memmove(a, b, n, size) a, b, n
mempcpy(a, b, n, size) a, b, n
memset(a, b, n, size) a, b, n
strncpy(a, b, n, size) a, b, n
stpncpy(a, b, n, size) a, b, n
strncat(a, b, n, size) a, b, n
strcpy(a, b, size) a, b
stpcpy(a, b, size) a, b
strcat(a, b, size) a, b
sprintf(to, flag, size, ...) to, __VA_ARGS__
snprintf(to, n, flag, size, ...) to, n, __VA_ARGS__
vsprintf(to, flag, size, f, ap) to, f, ap
vsnprintf(to, n, flag, size, f, ap) to, n, f, ap
printf(flag, ...) __VA_ARGS__
fprintf(to, flag, ...) to, __VA_ARGS__
vprintf(flag, f, ap) f, ap
vfprintf(to, flag, f, ap) to, f, ap
`;

function checked(): string[] {
  const lines = CHECKED.trim().matchAll(/^(\w+)(\(.*?\)) (.*)$/gm);
  return [...lines].map(
    ([, name, params, args]) => `__builtin___${name}_chk${params} __builtin_${name}(${args})`,
  );
}

/** Roundings to int and to long. */
function roundings(): string[] {
  const all: string[] = [];
  for (const [letter, type] of Object.entries({ i: 'int', l: 'long', ll: 'long long' })) {
    for (const name of ['round', 'rint', 'floor', 'ceil']) {
      // lround and lrint are functions of the library.
      if (letter !== 'i' && name.startsWith('r')) continue;
      for (const suffix of ['', 'f', 'l']) {
        all.push(`__builtin_${letter}${name}${suffix}(x) ((${type})__builtin_${name}(x))`);
      }
    }
  }
  return all;
}

let values: Map<string, string> | undefined;
let builtins: Map<string, string> | undefined;

function byName(lines: readonly string[]): Map<string, string> {
  return new Map(lines.map((line) => [/^\w+/.exec(line)![0], line]));
}

/** The text of a predefined macro, without `#define`; undefined for a name that is none. */
export function predefined(name: string): string | undefined {
  // Every program that includes <stdio.h> names __builtin_va_list, which is a type.
  if (/^__(?:builtin_(?!va_)|atomic_|sync_)/.test(name)) return builtin(name);
  if (!VALUE.test(name)) return undefined;
  values ??= byName(VALUES.trim().split('\n'));
  return values.get(name);
}

function builtin(name: string): string | undefined {
  const lines = () => [...BUILTINS.trim().split('\n'), ...updates(), ...checked(), ...roundings()];
  builtins ??= byName(lines());
  // `__sync_fetch_and_add_4` and its like say how many bytes the operand has.
  const sized = /^(__sync_\w+)_[1248]$/.exec(name)?.[1];
  const wide = sized && builtins.has(sized) ? `${name}(...) ${sized}(__VA_ARGS__)` : undefined;
  return builtins.get(name) ?? wide;
}
