#include <stdlib.h>
int main(void) {
    char *p = malloc(3);
    free(p + 1); // fault: free: this pointer points 1 byte into a block of 3 bytes (from malloc() in main, wild-free.c:3); only its start can be freed
    return 0;
}
