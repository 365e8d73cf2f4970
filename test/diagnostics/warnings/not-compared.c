#include <stdio.h>
int main(void) {
    int n = getchar();
    if (!n == 1) return 1;
    if (!n < 1) return 2;
    if (!n == 0) return 3;
    if (!n != 0x0u) return 4;
    if (!n & 1) return 5;
    if (!n & 2) return 6;
    if (!n == !n) return 7;
    _Bool b = n > 1;
    if (!b == 1) return 8;
    if (!n == b) return 9;
    if (!(n < 3) == 1) return 10;
    if ((!n) == 1) return 11;
    return 0;
}
