// Where gcc puts bit-fields: sizes, alignments, and the bytes themselves.
#include <stdio.h>
#include <string.h>

struct a { unsigned x : 3; unsigned y : 7; unsigned z : 22; };
struct b { unsigned x : 3; unsigned y : 30; };
struct c { char c; int n : 9; char d; };
struct d { unsigned char a : 4, b : 5; };
struct e { int a : 5; int : 0; int b : 3; };
struct f { char a; int : 17; char b; };
struct g { long a : 40; int b : 20; short c : 3; };
struct h { _Bool a : 1; _Bool b : 1; unsigned char c : 6; };
struct __attribute__((packed)) i { unsigned a : 3; unsigned long b : 61; unsigned c : 9; char d; };
struct j { short a : 9; char b : 7; };
union k { unsigned all; struct { unsigned lo : 4, mid : 24, hi : 4; } part; };
struct l { unsigned long a : 1; unsigned long b : 63; unsigned long c : 64; };
struct m { int : 4; char c; };
struct n { char c; int : 0; char d; };
struct o { unsigned a : 1; struct { unsigned b : 2; } in; unsigned c : 3; };

#define SHOW(tag, ...) do { \
    struct tag v; \
    memset(&v, 0, sizeof v); \
    struct tag w = __VA_ARGS__; \
    memcpy(&v, &w, sizeof v); \
    printf("%s %zu %zu:", #tag, sizeof v, _Alignof(struct tag)); \
    for (size_t i = 0; i < sizeof v; i++) printf(" %02x", ((unsigned char *)&v)[i]); \
    printf("\n"); \
} while (0)

int main(void) {
    SHOW(a, { 5, 100, 0x2aaaaa });
    SHOW(b, { 5, 0x2aaaaaaa });
    SHOW(c, { 1, -3, 2 });
    SHOW(d, { 9, 21 });
    SHOW(e, { -1, 3 });
    SHOW(f, { 1, 2 });
    SHOW(g, { -2, 12345, -1 });
    SHOW(h, { 1, 1, 33 });
    SHOW(i, { 5, 0x123456789abcdefUL, 300, 'd' });
    SHOW(j, { -1, 5 });
    SHOW(l, { 1, 0x1234567890abcdefUL, -1UL });
    SHOW(m, { 'm' });
    SHOW(n, { 'n', 'o' });
    SHOW(o, { 1, { 2 }, 5 });
    union k k = { 0xdeadbeef };
    printf("%x %x %x %zu\n", k.part.lo, k.part.mid, k.part.hi, sizeof k);
    k.part.mid = 0x123456;
    printf("%x\n", k.all);
    return 0;
}

// → a 4 4: 25 ab aa aa
// → b 8 4: 05 00 00 00 aa aa aa 2a
// → c 4 4: 01 fd 01 02
// → d 2 1: 09 15
// → e 8 4: 1f 00 00 00 03 00 00 00
// → f 5 1: 01 00 00 00 02
// → g 8 8: fe ff ff ff ff 39 30 70
// → h 1 1: 87
// → i 11 1: 7d 6f 5e 4d 3c 2b 1a 09 2c 01 64
// → j 2 2: ff 0b
// → l 16 8: df 9b 57 21 f1 ac 68 24 ff ff ff ff ff ff ff ff
// → m 2 1: 00 6d
// → n 5 1: 6e 00 00 00 6f
// → o 12 4: 01 00 00 00 02 00 00 00 05 00 00 00
// → f eadbee d 4
// → d123456f
