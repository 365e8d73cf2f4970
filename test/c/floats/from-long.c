// A 64-bit integer becomes the nearest float at once: by way of a double it would be rounded twice.
#include <stdio.h>

static float from_unsigned(unsigned long n) { return (float)n; }
static float from_signed(long n) { return n; }

int main(void) {
    // Just above the middle of two floats, by less than a double can say.
    printf("%.0f %.0f\n", from_unsigned(0x8693ba6d7d220401ul), from_unsigned(0x8000008000000001ul));
    // → 9697298931821576192 9223373136366403584
    printf("%.0f %.0f\n", from_signed(0x4000004000000001l), from_signed(-0x4000004000000001l));
    // → 4611686568183201792 -4611686568183201792
    // Exactly in the middle: to even.
    printf("%.0f %.0f\n", from_unsigned(0x8000008000000000ul), from_signed(0x4000004000000000l));
    // → 9223372036854775808 4611686018427387904
    printf("%.0f %.0f %.0f\n", from_signed(-5), from_signed(1l << 53), from_unsigned(~0ul));
    // → -5 9007199254740992 18446744073709551616
    float sum = 0, constant = 0x8000008000000001ul;
    sum += 0x4000004000000001l;
    printf("%.0f %.0f\n", sum, constant);
    // → 4611686568183201792 9223373136366403584
    printf("%.0f\n", (double)0x8693ba6d7d220401ul);
    // → 9697299402072393728
    return 0;
}
