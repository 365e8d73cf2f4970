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
    return 0;
}
