#include <stdio.h>
static int sign(int n) {
    if (n > 0) return 1;
    if (n < 0) return -1;
}
int main(void) {
    printf("%d\n", sign(3)); // → 1
    fflush(stdout);
    int s = sign(0);
    if (s == 0) printf("zero\n"); // fault: reads the value of sign(), which ended without return, before it was given a value (uninitialised): a condition depends on it
    return 0;
}
