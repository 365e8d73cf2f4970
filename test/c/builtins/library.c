// Functions of the library by their other names, without any header; and overflow that is asked for alone.
extern int printf(const char *, ...);

int main(void) {
    printf("%g %g\n", (double)__builtin_copysignf(2, -1), (double)__builtin_copysignl(2, -1)); // → -2 -2
    printf("%ld %d\n", __builtin_imaxabs(-5), __builtin_strcasecmp("Ab", "aB")); // → 5 0
    printf("%g %d\n", __builtin_log2(8), __builtin_isnanl(__builtin_nanl(""))); // → 3 1
    int most = 2147483647;
    printf("%d %d\n", __builtin_add_overflow_p(most, 1, 0), __builtin_add_overflow_p(most, 1, 0L)); // → 1 0
    const unsigned char small = 0;
    printf("%d %d\n", __builtin_mul_overflow_p(16, 16, small), __builtin_sub_overflow_p(1, 1, small)); // → 1 0
    return 0;
}
