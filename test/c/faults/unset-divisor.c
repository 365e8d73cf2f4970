#include <stdlib.h>
int main(void) {
    int *p = malloc(4 * sizeof *p);
    p[0] = 8;
    int quotient = p[0] / p[1]; // fault: reads memory from malloc() before it was given a value (uninitialised): it is a divisor
    return quotient;
}
