#include <stdlib.h>
int main(void) {
    char *p = malloc(3);
    free(p);
    free(p); // fault: free: this block was freed already (double free)
    return 0;
}
