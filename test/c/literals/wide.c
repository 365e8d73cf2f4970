// Prefixes of strings and characters, escapes, concatenation, hexadecimal floats, suffixes.
#include <stdio.h>

int main(void) {
    int w[] = L"a\u00e9\U0001F600z";
    unsigned short u[] = u"a\u00e9\U0001F600z";
    unsigned int U[] = U"\x12345678";
    char s[] = u8"\u00e9" "\xff" "\101\0";
    printf("%zu %x %x %x\n", sizeof w, w[1], w[2], w[3]);
    printf("%zu %x %x %x %x\n", sizeof u, u[1], u[2], u[3], u[4]);
    printf("%zu %x\n", sizeof U, U[0]);
    for (size_t i = 0; i < sizeof s; i++) printf(" %02x", (unsigned char)s[i]);
    printf("\n");
    printf("%zu %zu\n", sizeof("a" L"bc"), sizeof(L"a" "bc"));
    printf("%d %d %d %zu %zu %zu\n", L'\u20ac', u'\xffff', U'z', sizeof L'a', sizeof u'a', sizeof 'a');
    printf("%d %d %d %d\n", '\377', '\x7f', '\0', '\e');
    printf("%a %a %g %g\n", 0x1.8p3, 0x.1p-4, 0x10p0, 0x1.fffffep127f);
    printf("%lu %lu %lu %lu\n", sizeof 1u, sizeof 1l, sizeof 1ull, sizeof 0x80000000);
    printf("%lu %lu %lu\n", sizeof 2147483648, sizeof 1.0f, sizeof 1.0L);
    printf("%llu %lld %lu\n", 18446744073709551615ull, -9223372036854775807ll - 1, 0xffffffffffffffff);
    printf("%d %d %d\n", 0b1011, 017, 0x7fffffff);
    printf("%d\n", 4294967295 == 0xffffffff);
    const int *lit = L"xyz";
    printf("%c\n", lit[2]);
    char exact[3] = "abc";
    printf("%.3s\n", exact);
    char paren[] = ("paren");
    printf("%zu\n", sizeof paren);
    printf("%s %zu\n", __func__, sizeof __func__);
    return 0;
}

// → 20 e9 1f600 7a
// → 12 e9 d83d de00 7a
// → 8 12345678
// →  c3 a9 ff 41 00 00
// → 16 16
// → 8364 65535 122 4 2 4
// → -1 127 0 27
// → 0x1.8p+3 0x1p-8 16 3.40282e+38
// → 4 8 8 4
// → 8 4 16
// → 18446744073709551615 -9223372036854775808 18446744073709551615
// → 11 15 2147483647
// → 1
// → z
// → abc
// → 6
// → main 5
