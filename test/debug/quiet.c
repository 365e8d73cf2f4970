/* A loop that makes no call of the kernel and takes long. */
#include <stdio.h>

static int step(int sum, int i) {
    if (i % 5 == 0)
        sum++;
    else
        sum += 0;
    return sum;
}

int main(void) {
    int sum = 0;
    for (int i = 0; i < 20000; i++) {
        sum = step(sum, i);
    }
    printf("%d\n", sum);
    return 0;
}
