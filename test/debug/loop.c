/* A loop with a function in it: conditions, counts, until, finish. */
#include <stdio.h>

static int seen[8];

static int mark(int i) {
    seen[i]++;
    if (i > 4)
        return i * 2;
    return i;
}

int main(void) {
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        int m = mark(i);
        sum += m;
    }
    do {
        sum -= 10;
    } while (sum > 20);
    for (;;) {
        if (sum < 0) break;
        sum -= 7;
    }
    switch (sum) {
    case -1:
        sum = 1;
        break;
    default:
        sum = 2;
    }
    printf("%d\n", sum);
    return 0;
}
