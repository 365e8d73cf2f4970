// An object may be read and written as bytes, and an array of arrays as its elements in a row.
#include <stdio.h>
#include <string.h>

struct head {
    int n;
    char data[8];
};

static int grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };

int main(void) {
    int a[2] = { 1, 2 };
    ((char *)a)[6] = 3;
    unsigned char *p = (unsigned char *)a;
    p[5] = 1;
    printf("%d %d\n", a[0], a[1]);
    // → 1 196866
    struct head h;
    memset(&h, 0, sizeof h);
    ((char *)&h)[10] = 'x';
    ((short *)h.data)[1] += 1;
    printf("%d %c %d\n", h.n, h.data[6], h.data[2]);
    // → 0 x 1
    int *flat = (int *)grid;
    int sum = 0;
    for (int i = 0; i < 6; i++) sum += flat[i];
    printf("%d %d %d\n", sum, ((int *)grid)[5], ((int *)(grid + 1))[1]);
    // → 21 6 5
    return 0;
}
