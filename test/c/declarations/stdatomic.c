// <stdatomic.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int n = ATOMIC_VAR_INIT(1);
static atomic_flag lock = ATOMIC_FLAG_INIT;
static _Atomic unsigned long bits;
static int data[4] = { 1, 2, 3, 4 };
static int *_Atomic cursor = data;

int main(void) {
    atomic_init(&bits, 0xff);
    atomic_fetch_add(&n, 4);
    printf("%d\n", atomic_load(&n));
    printf("%d\n", atomic_fetch_sub_explicit(&n, 2, memory_order_relaxed));
    printf("%lx\n", atomic_fetch_and(&bits, 0x0f));
    printf("%lx\n", atomic_fetch_or(&bits, 0x100));
    int expected = 3;
    printf("%d\n", atomic_compare_exchange_strong(&n, &expected, 10));
    printf("%d\n", atomic_compare_exchange_weak(&n, &expected, 11));
    printf("%d %lx\n", expected, atomic_load(&bits));
    printf("%d\n", atomic_flag_test_and_set(&lock));
    printf("%d\n", atomic_flag_test_and_set(&lock));
    atomic_flag_clear(&lock);
    printf("%d\n", atomic_flag_test_and_set_explicit(&lock, memory_order_acquire));
    int *p = atomic_load(&cursor);
    atomic_store(&cursor, p + 3);
    printf("%d\n", *cursor);
    printf("%d\n", *atomic_exchange(&cursor, data));
    atomic_thread_fence(memory_order_seq_cst);
    printf("%d %d\n", atomic_is_lock_free(&n), ATOMIC_INT_LOCK_FREE);
    return 0;
}

// → 5
// → 5
// → ff
// → f
// → 1
// → 0
// → 10 10f
// → 0
// → 1
// → 0
// → 4
// → 4
// → 1 2
