// What follows a range without a designator is for the sub-objects behind its last element.
#include <stdio.h>

struct inner {
    int a;
    int b[3];
    int c;
};
struct outer {
    int first;
    struct inner in[3];
    int last;
};

static struct outer rows[] = {[0 ... 1].in[1 ... 2].b[0 ... 1] = 4, 5, 6, 7, {8}};
static struct {
    int x, y;
} points[] = {[0 ... 2] = {1, 2}, {3}, [1 ... 2].x = 9, 10};

int main(void) {
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int *p = (const int *)&rows[i];
        for (unsigned k = 0; k < sizeof rows[0] / sizeof(int); k++) printf("%d ", p[k]);
        puts("|");
    }
    // → 0 0 0 0 0 0 0 4 4 0 0 0 4 4 0 0 0 |
    // → 0 0 0 0 0 0 0 4 4 0 0 0 4 4 5 6 7 |
    // → 8 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 |
    for (unsigned i = 0; i < sizeof points / sizeof points[0]; i++) printf("%d,%d ", points[i].x, points[i].y);
    puts(""); // → 1,2 9,2 9,10 3,0 
    return 0;
}
