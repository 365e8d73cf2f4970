// gcc's builtin functions.
#include <stddef.h>
#include <stdio.h>

static unsigned swapped = __builtin_bswap32(0x11223344);
struct in { char c; struct { int a[4]; } s; };

int main(void) {
    volatile unsigned x = 0x00f0;
    volatile unsigned long l = 1UL << 40;
    volatile int zero = 0;
    printf("%x %x %lx\n", swapped, __builtin_bswap16(0x1234), __builtin_bswap64(l));
    printf("%d %d %d %d\n", __builtin_clz(x), __builtin_ctz(x), __builtin_popcount(x), __builtin_ffs(x));
    printf("%d %d %d %d\n", __builtin_clzl(l), __builtin_ctzll(l), __builtin_popcountl(l - 1), __builtin_ffsl(zero));
    printf("%d %d %d\n", __builtin_parity(7), __builtin_clrsb(-1), __builtin_clrsbl(l));
    int r, n;
    unsigned char uc;
    long lr;
    size_t st;
    n = __builtin_add_overflow(2147483647, 1, &r);
    printf("%d %d\n", n, r);
    n = __builtin_sub_overflow(5, 7, &r);
    printf("%d %d\n", n, r);
    n = __builtin_mul_overflow(16, 17, &uc);
    printf("%d %d\n", n, uc);
    n = __builtin_mul_overflow(1L << 62, 4L, &lr);
    printf("%d %ld\n", n, lr);
    n = __builtin_add_overflow((size_t)-1, (size_t)1, &st);
    printf("%d %zu\n", n, st);
    n = __builtin_sadd_overflow(1, 2, &r);
    printf("%d %d\n", n, r);
    printf("%ld %d\n", __builtin_expect(x == 240, 1), __builtin_constant_p(3 + 4));
    printf("%d\n", __builtin_constant_p(x));
    printf("%d %d\n", __builtin_types_compatible_p(int, signed), __builtin_types_compatible_p(int, long));
    printf("%d\n", __builtin_choose_expr(1, 5, "no"));
    printf("%zu %zu\n", __builtin_offsetof(struct in, s.a[2]), offsetof(struct in, s));
    printf("%f %f %d\n", __builtin_inf(), -__builtin_huge_val(), __builtin_nan("") != __builtin_nan(""));
    char buf[16];
    __builtin_memcpy(buf, "hello", 6);
    printf("%s %lu %d\n", buf, __builtin_strlen(buf), __builtin_strcmp(buf, "hello"));
    __builtin_memset(buf, 'x', 3);
    __builtin_printf("%s %d\n", buf, __builtin_abs(-3));
    __builtin_prefetch(buf);
    printf("%s\n", (char *)__builtin_assume_aligned(buf, 1));
    printf("%d\n", (long)__builtin_object_size(buf, 2) >= 0);
    switch (__builtin_bswap16(0x0100)) {
    case __builtin_bswap16(0x0100): printf("folded\n");
    }
    if (x == 1) __builtin_unreachable();
    if (x == 2) __builtin_trap();
    return 0;
}

// → 44332211 3412 10000
// → 24 4 4 5
// → 23 40 40 0
// → 1 31 22
// → 1 -2147483648
// → 0 -2
// → 1 16
// → 1 0
// → 1 0
// → 0 3
// → 1 1
// → 0
// → 1 0
// → 5
// → 12 4
// → inf -inf 1
// → hello 5 0
// → xxxlo 3
// → xxxlo
// → 1
// → folded
