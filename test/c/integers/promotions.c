#include <stdio.h>
#include <limits.h>
// Integer promotions, usual arithmetic conversions, and wrapping of unsigned types.
int main(void) {
    signed char sc = -1;
    unsigned char uc = 255;
    short sh = -30000;
    unsigned short us = 65535;
    unsigned u = 4000000000u;
    printf("%d %d %d\n", sc + uc, uc + 1, (unsigned char)(uc + 1));
    printf("%d %d\n", us * 2, sh * sh);
    printf("%u %u\n", u + u, u * 3);
    printf("%d\n", -1 < 1u);
    printf("%d\n", -1L < 1u);
    printf("%d\n", sc < uc);
    printf("%lu\n", (unsigned long)sc);
    printf("%lu\n", (unsigned long)(unsigned)sc);
    printf("%ld\n", (long)u);
    printf("%d\n", (int)u);
    printf("%d\n", (short)70000);
    printf("%d %d\n", (char)200, (signed char)0x80);
    printf("%zu %zu %zu\n", sizeof(sc + sc), sizeof(u + 1L), sizeof(1 ? 1 : 2.0f));
    printf("%d\n", ~0u == UINT_MAX);
    printf("%u\n", 0u - 1);
    printf("%lu\n", 0ul - 1);
    uc++;
    us++;
    printf("%d %d\n", uc, us);
    sc = 127;
    sc += 1;
    printf("%d\n", sc);
    uc = 200;
    uc *= 2;
    printf("%d\n", uc);
    us = 5;
    us -= 10;
    printf("%d\n", us);
    _Bool b = 42;
    b += 7;
    printf("%d %d\n", b, (_Bool)0.5);
    enum colour { RED, GREEN = 5, BLUE } c = BLUE;
    printf("%d %d %zu\n", c, RED - 1 < 0, sizeof(enum colour));
    printf("%d %d %d\n", 'a', '\377', '\x7f');
    printf("%d %d\n", 017, 0x1f);
    printf("%ld\n", 2147483647L + 1);
    printf("%lld %llu\n", LLONG_MIN, ULLONG_MAX);
    return 0;
}
// → 254 256 0
// → 131070 900000000
// → 3705032704 3410065408
// → 0
// → 1
// → 1
// → 18446744073709551615
// → 4294967295
// → 4000000000
// → -294967296
// → 4464
// → -56 -128
// → 4 8 4
// → 1
// → 4294967295
// → 18446744073709551615
// → 0 0
// → -128
// → 144
// → 65531
// → 1 1
// → 6 1 4
// → 97 -1 127
// → 15 31
// → 2147483648
// → -9223372036854775808 18446744073709551615
