#include <stdlib.h>
int main(void) {
    char *p = malloc(3);
    free(p);
    free(p); // fault: free: a block of 3 bytes (from malloc() in main, double-free.c:3) was given back already, by free() in main, double-free.c:4 (double free)
    return 0;
}
