#include <stdlib.h>
int main(void) {
    int *p = malloc(4 * sizeof *p);
    p[0] = 8;
    int quotient = p[0] / p[1]; // fault: reads byte 4 of a block of 16 bytes (from malloc() in main, unset-divisor.c:3) before it was given a value (uninitialised): it is a divisor
    return quotient;
}
