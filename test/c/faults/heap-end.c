#include <stdlib.h>
int main(void) {
    char *p = malloc(10);
    p[10] = 0; // fault: writes just past the end of a block of 10 bytes (from malloc() in main, heap-end.c:3)
    return 0;
}
