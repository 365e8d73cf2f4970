#include <stdlib.h>
int main(void) {
    int *p = malloc(4);
    free(p);
    *p = 1;
    int x;
    free(&x);
    return *p;
}
