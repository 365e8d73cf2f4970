#include <stdlib.h>
int main(void) {
    int *p = malloc(4 * sizeof *p);
    p[0] = 1;
    int *q = realloc(p, 400);
    q[1] = p[0]; // fault: reads 4 bytes of a block of 16 bytes (from malloc() in main, realloc-stale.c:3) that was given back by realloc() in main, realloc-stale.c:5 (use after free)
    return 0;
}
