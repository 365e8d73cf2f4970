#include <stdlib.h>
int main(void) {
    int *p = malloc(sizeof *p);
    *p = 1;
    free(p);
    return *p; // fault: reads 4 bytes of a block of 4 bytes (from malloc() in main, use-after-free.c:3) that was given back by free() in main, use-after-free.c:5 (use after free)
}
