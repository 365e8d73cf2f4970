#include <stdlib.h>
int main(void) {
    int numbers[3] = {1, 2, 3};
    int *p = numbers;
    free(p); // fault: free: this is 'numbers' (int numbers[3], 12 bytes, local of main, free-local.c:3); it did not come from malloc(), so it cannot be freed
    return 0;
}
