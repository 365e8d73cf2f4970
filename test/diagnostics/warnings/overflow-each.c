#include <stdio.h>
#include <stdint.h>
int main(void)
{
    uint8_t b = 300; int8_t i = 200; char c = 1000; unsigned u = -1; int big = 3000000000; int x = 1 << 40;
    int sh = 1 << -1; int dz = 1 / 0; int m = 5 % 0; float f = 1e50f;
    if (b > 255) return 1; if (b >= 0) return 2; if (c == 300) return 3;
    return i + c + u + big + x + sh + dz + m + f;
}
