// Words taken apart and put together, byte by byte, while some of the bytes have no value.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

union word {
    uint32_t all;
    uint16_t halves[2];
    uint8_t bytes[4];
};

struct half { uint8_t low, high; uint16_t rest; };

int main(void) {
    struct half h;
    h.low = 0x34;
    h.high = 0x12;
    uint32_t raw;
    memcpy(&raw, &h, 4); // the upper half has no value
    uint32_t low = raw & 0xffff;
    printf("%x\n", low); // → 1234
    uint32_t moved = raw << 16;
    printf("%x\n", moved); // → 12340000
    unsigned char first = (unsigned char) raw;
    if (first == 0x34) printf("first\n"); // → first
    uint64_t wide = raw;
    wide = (wide << 48) >> 48;
    printf("%llx\n", (unsigned long long) wide); // → 1234
    raw |= 0xffff0000u;
    printf("%x\n", raw); // → ffff1234
    uint32_t swapped = (uint32_t) ((raw & 0xff) << 24) | ((raw & 0xff00) << 8);
    printf("%x\n", swapped); // → 34120000

    union word w;
    w.bytes[0] = 1;
    w.bytes[1] = 2;
    printf("%x\n", w.halves[0]); // → 201
    union word copy = w;
    copy.halves[1] = 3;
    printf("%x\n", copy.all); // → 30201

    struct { short a; char b; } pair[2];
    pair[0].a = 1;
    pair[0].b = 2;
    uint32_t *as_words = (uint32_t *) (void *) pair;
    as_words[1] = as_words[0];
    printf("%d %d\n", pair[1].a, pair[1].b); // → 1 2
    return 0;
}
