// gcc takes a comma in #if as in C.
#include <stdio.h>
#if (1, 2) == 2
#define A 1
#endif
#if 0, 3
#define B 2
#endif
int main(void) {
    printf("%d %d\n", A, B); // → 1 2
    return 0;
}
