// Bit-fields set one after the other, copied while some of them have no value.
#include <stdio.h>
#include <string.h>

struct header {
    unsigned version : 4, ihl : 4;
    unsigned tos : 8, length : 16;
    int offset : 13;
    unsigned flags : 3;
    unsigned long long wide : 40;
};

int main(void) {
    struct header h, copy;
    h.version = 4;
    h.ihl = 5;
    copy = h;
    copy.length = h.length; // no value yet, and copied
    h.tos = 0;
    h.length = 1500;
    h.offset = -7;
    h.flags = 2;
    h.wide = 0xffffffffffULL;
    memcpy(&copy, &h, sizeof copy);
    printf("%u %u %u %d %u %llx\n", copy.version, copy.ihl, copy.length, copy.offset, copy.flags, (unsigned long long) copy.wide); // → 4 5 1500 -7 2 ffffffffff
    copy.flags++;
    copy.wide += 2;
    printf("%u %llx\n", copy.flags, (unsigned long long) copy.wide); // → 3 1
    return 0;
}
