#include <stdlib.h>
int main(void) {
    int *p = malloc(sizeof *p);
    *p = 1;
    free(p);
    return *p; // fault: reads 4 bytes of memory that was given back with free() already (use after free)
}
