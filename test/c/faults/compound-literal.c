// What lies behind a compound literal is told by it, and not by a call's further arguments that lie there too.
#include <stdio.h>

int main(void) {
    int *pair = (int[]){ 1, 2 };
    for (int i = 0; i <= 2; i++)
        printf("%d\n", pair[i]); // fault: reads just past the end of a compound literal (int[2], 8 bytes, local of main, compound-literal.c:5): index 2, but the last one is 1
    return 0;
}
