// Bit-fields under #pragma pack, `packed` and `aligned`: as gcc lays them out.
#include <stdio.h>
#include <string.h>

#define SHOW(...) do { \
    struct { __VA_ARGS__ } v; \
    unsigned char *b = (unsigned char *)&v; \
    memset(&v, 0, sizeof v); \
    v.x = -1; v.z = -1; \
    printf("%zu %zu:", sizeof v, _Alignof(v)); \
    for (size_t i = 0; i < sizeof v; i++) printf(" %02x", b[i]); \
    printf("\n"); \
} while (0)

int main(void) {
    SHOW(unsigned x : 5, y : 5, : 0, z : 5; char a : 5;);
    SHOW(int x : 12; long long y : 63; char z : 4;);
    SHOW(int x : 3; int : 2; int z : 1; int : 0; char c;);
    SHOW(char c; __attribute__((aligned(4))) int x : 3; int z : 7;);
    SHOW(unsigned long x : 30; __attribute__((packed)) unsigned long y : 40; int z : 3;);
#pragma pack(push, 1)
    SHOW(unsigned x : 5, y : 5, : 0, z : 5; char a : 5;);
    SHOW(int x : 12; long long y : 63; char z : 4;);
    SHOW(char c; __attribute__((aligned(4))) int x : 3; int z : 7;);
    SHOW(short x : 9; int y; long z : 33;);
#pragma pack(2)
    SHOW(char c; int x : 20; int z : 20; double d;);
#pragma pack(pop)
    SHOW(char c; int x : 20; int z : 20; double d;);
    return 0;
}

// → 8 4: 1f 00 00 00 1f 00 00 00
// → 24 8: ff 0f 00 00 00 00 00 00 00 00 00 00 00 00 00 00 0f 00 00 00 00 00 00 00
// → 8 4: 27 00 00 00 00 00 00 00
// → 8 4: 00 00 00 00 ff 03 00 00
// → 16 8: ff ff ff 3f 00 00 00 00 c0 01 00 00 00 00 00 00
// → 6 1: 1f 00 00 00 1f 00
// → 10 1: ff 0f 00 00 00 00 00 00 00 78
// → 3 1: 00 ff 03
// → 11 1: ff 01 00 00 00 00 ff ff ff ff 01
// → 14 2: 00 ff ff ff ff ff 00 00 00 00 00 00 00 00
// → 16 8: 00 ff ff 0f ff ff 0f 00 00 00 00 00 00 00 00 00
