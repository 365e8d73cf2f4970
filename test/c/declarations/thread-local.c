// Variables of threads, with one thread; _Atomic and the atomic builtins.
#include <stdio.h>

static int plain = 7;
_Thread_local int counter = 5;
static __thread char name[8] = "tls";
static _Thread_local int *to_plain = &plain;
extern _Thread_local long zeroed;
_Thread_local long zeroed;
_Atomic int hits;
_Atomic(long) total = 3;
struct { _Atomic unsigned n; volatile _Atomic char c; } both;

static int next(void) {
    static _Thread_local int calls = 100;
    return ++calls;
}

int main(void) {
    counter += 2;
    name[0] = 'T';
    printf("%d %s %d %ld %d %d\n", counter, name, *to_plain, zeroed, next(), 0);
    int *p = &counter;
    *p = 1;
    printf("%d %zu\n", counter, sizeof name);
    hits++;
    hits += 4;
    total = total * 2;
    both.n |= 6;
    printf("%d %ld %u\n", hits, total, both.n);
    int v = 10, e = 10;
    printf("%d\n", __atomic_fetch_add(&v, 5, __ATOMIC_SEQ_CST));
    printf("%d\n", __atomic_add_fetch(&v, 5, __ATOMIC_RELAXED));
    printf("%d\n", __atomic_exchange_n(&v, 1, __ATOMIC_ACQ_REL));
    printf("%d\n", __atomic_compare_exchange_n(&v, &e, 2, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    printf("%d %d\n", v, e);
    printf("%d\n", __atomic_compare_exchange_n(&v, &e, 2, 0, 5, 5));
    printf("%d %d\n", __atomic_load_n(&v, 0), __sync_fetch_and_sub(&e, 1));
    __atomic_store_n(&v, 9, __ATOMIC_RELEASE);
    printf("%d\n", __sync_bool_compare_and_swap(&v, 9, 8));
    printf("%d\n", __sync_val_compare_and_swap(&v, 9, 7));
    printf("%d %d\n", v, e);
    unsigned char bits = 0xf0;
    printf("%x\n", __atomic_or_fetch(&bits, 0x0f, 5));
    printf("%x\n", __atomic_fetch_and(&bits, 0x3c, 5));
    printf("%x\n", __atomic_nand_fetch(&bits, 0x0f, 5));
    char flag = 0;
    printf("%d\n", __atomic_test_and_set(&flag, 5));
    printf("%d\n", __atomic_test_and_set(&flag, 5));
    __atomic_clear(&flag, 5);
    __sync_synchronize();
    int arr[3] = { 1, 2, 3 }, *q = arr;
    int *old = __atomic_exchange_n(&q, arr + 2, 5);
    printf("%d %d %d\n", *old, *q, flag);
    printf("%d\n", __sync_lock_test_and_set(&v, 1));
    __sync_lock_release(&v);
    printf("%d\n", v);
    return 0;
}

// → 7 Tls 7 0 101 0
// → 1 8
// → 5 6 6
// → 10
// → 20
// → 20
// → 0
// → 1 1
// → 1
// → 2 1
// → 1
// → 8
// → 8 0
// → ff
// → ff
// → f3
// → 0
// → 1
// → 1 3 0
// → 8
// → 0
