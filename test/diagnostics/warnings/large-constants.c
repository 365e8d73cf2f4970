#include <stdio.h>

int main(void) {
    unsigned long decimal = 99999999999999999999;
    long hexadecimal = 0xfffffffffffffffffff;
    return printf("%lu %ld\n", decimal, hexadecimal) < 0;
}
