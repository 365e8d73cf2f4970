#include <stdlib.h>
int main(void) {
    char *p = malloc(3);
    free(p + 1); // fault: free: this pointer points 1 bytes into a block; only its start can be freed
    return 0;
}
