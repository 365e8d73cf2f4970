// Behind a compound literal lie a call's further arguments, and it is none of them that is missed.
#include <stdio.h>

int main(void) {
    int *pair = (int[]){ 1, 2 };
    for (int i = 0; i <= 2; i++)
        printf("%d\n", pair[i]); // fault: reads the gap between two variables of the stack (out of bounds)
    return 0;
}
