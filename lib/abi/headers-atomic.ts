// <stdatomic.h>, on the compiler's atomic builtins.
//
// Source: ISO C17 7.17; types and the values of memory_order as in gcc 12.

import type { HeaderSpec } from './headers.ts';

/** The atomic types: name without `atomic_`, and the type itself. */
const TYPES = {
  bool: '_Bool',
  char: 'char',
  schar: 'signed char',
  uchar: 'unsigned char',
  short: 'short',
  ushort: 'unsigned short',
  int: 'int',
  uint: 'unsigned',
  long: 'long',
  ulong: 'unsigned long',
  llong: 'long long',
  ullong: 'unsigned long long',
  wchar_t: 'int',
  intptr_t: 'long',
  uintptr_t: 'unsigned long',
  size_t: 'unsigned long',
  ptrdiff_t: 'long',
  intmax_t: 'long',
  uintmax_t: 'unsigned long',
  int_least8_t: 'signed char',
  uint_least8_t: 'unsigned char',
  int_least16_t: 'short',
  uint_least16_t: 'unsigned short',
  int_least32_t: 'int',
  uint_least32_t: 'unsigned',
  int_least64_t: 'long',
  uint_least64_t: 'unsigned long',
  int_fast32_t: 'long',
  uint_fast32_t: 'unsigned long',
  int_fast64_t: 'long',
  uint_fast64_t: 'unsigned long',
};

const fetch = (
  op: string,
): string => `#define atomic_fetch_${op}(p, v) __atomic_fetch_${op}(p, v, 5)
#define atomic_fetch_${op}_explicit(p, v, o) __atomic_fetch_${op}(p, v, o)`;

export const ATOMIC_HEADERS: readonly HeaderSpec[] = [
  {
    name: 'stdatomic.h',
    text: `typedef enum {
  memory_order_relaxed, memory_order_consume, memory_order_acquire,
  memory_order_release, memory_order_acq_rel, memory_order_seq_cst
} memory_order;
${Object.entries(TYPES)
  .map(([name, type]) => `typedef _Atomic(${type}) atomic_${name};`)
  .join('\n')}
${['BOOL', 'CHAR', 'SHORT', 'INT', 'LONG', 'LLONG', 'POINTER'].map((t) => `#define ATOMIC_${t}_LOCK_FREE 2`).join('\n')}
#define ATOMIC_VAR_INIT(value) (value)
#define atomic_init(p, v) __atomic_store_n(p, v, 0)
#define kill_dependency(x) (x)
#define atomic_is_lock_free(p) (sizeof *(p) <= 8)
#define atomic_thread_fence(o) __atomic_thread_fence(o)
#define atomic_signal_fence(o) __atomic_signal_fence(o)
#define atomic_store(p, v) __atomic_store_n(p, v, 5)
#define atomic_store_explicit(p, v, o) __atomic_store_n(p, v, o)
#define atomic_load(p) __atomic_load_n(p, 5)
#define atomic_load_explicit(p, o) __atomic_load_n(p, o)
#define atomic_exchange(p, v) __atomic_exchange_n(p, v, 5)
#define atomic_exchange_explicit(p, v, o) __atomic_exchange_n(p, v, o)
#define atomic_compare_exchange_strong(p, e, v) __atomic_compare_exchange_n(p, e, v, 0, 5, 5)
#define atomic_compare_exchange_weak(p, e, v) __atomic_compare_exchange_n(p, e, v, 1, 5, 5)
#define atomic_compare_exchange_strong_explicit(p, e, v, y, n) __atomic_compare_exchange_n(p, e, v, 0, y, n)
#define atomic_compare_exchange_weak_explicit(p, e, v, y, n) __atomic_compare_exchange_n(p, e, v, 1, y, n)
${['add', 'sub', 'or', 'xor', 'and'].map(fetch).join('\n')}
typedef struct { _Atomic _Bool __set; } atomic_flag;
#define ATOMIC_FLAG_INIT { 0 }
#define atomic_flag_test_and_set(f) __atomic_test_and_set(&(f)->__set, 5)
#define atomic_flag_test_and_set_explicit(f, o) __atomic_test_and_set(&(f)->__set, o)
#define atomic_flag_clear(f) __atomic_clear(&(f)->__set, 5)
#define atomic_flag_clear_explicit(f, o) __atomic_clear(&(f)->__set, o)`,
  },
];
