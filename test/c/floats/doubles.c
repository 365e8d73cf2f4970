#include <stdio.h>
// float and double: arithmetic, conversions, comparisons.
static float half(float x) { return x / 2; }
static double average(const int *v, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += v[i];
    return sum / n;
}
int main(void) {
    double d = 1.5;
    float f = 0.1f;
    printf("%.3f %.10f\n", d * 3, f);
    printf("%d %d\n", f == 0.1, f == 0.1f);
    printf("%.9f\n", (double)(f * 3));
    printf("%.3f\n", half(5));
    int v[] = {1, 2, 4};
    printf("%.4f\n", average(v, 3));
    printf("%d %d %d\n", (int)2.9, (int)-2.9, (int)1e9);
    printf("%u %ld %lu\n", (unsigned)3e9, (long)-1e15, (unsigned long)1e19);
    printf("%.1f %.1f %.1f\n", (double)-7, (double)4000000000u, (double)18446744073709551615ul);
    printf("%.1f\n", (double)9007199254740993L);
    printf("%d %d %d\n", 1.0 < 2.0, 2.0 <= 1.0, 1.0 != 1.0);
    double zero = 0.0;
    double nan = zero / zero;
    printf("%d %d %d\n", nan == nan, nan < 1, !(nan < 1));
    if (nan >= 1) printf("wrong\n"); else printf("right\n");
    printf("%d\n", 1 / zero > 1e308);
    d += 1; d *= 2; d -= 0.5; d /= 3;
    printf("%f %e %g\n", d, d, d);
    f++;
    --f;
    printf("%f\n", f);
    int i = 10;
    i *= 1.25;
    printf("%d\n", i);
    char c = 3.99;
    printf("%d\n", c);
    printf("%.2f\n", 7 / 2 + 7 / 2.0);
    printf("%d\n", d ? 1 : 0);
    printf("%zu %zu\n", sizeof f, sizeof(f * d));
    printf("%.6f\n", -d);
    printf("%d\n", !d);
    printf("%5.1f|%-8.2f|%08.3f|%+.1e\n", 3.14159, 2.5, -1.5, 12345.678);
    return 0;
}
// → 4.500 0.1000000015
// → 0 1
// → 0.300000012
// → 2.500
// → 2.3333
// → 2 -2 1000000000
// → 3000000000 -1000000000000000 10000000000000000000
// → -7.0 4000000000.0 18446744073709551616.0
// → 9007199254740992.0
// → 1 0 0
// → 0 0 1
// → right
// → 1
// → 1.500000 1.500000e+00 1.5
// → 0.100000
// → 12
// → 3
// → 6.50
// → 1
// → 4 8
// → -1.500000
// → 0
// →   3.1|2.50    |-001.500|+1.2e+04
