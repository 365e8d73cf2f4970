// A declaration may follow a label: C23, and gcc in all its modes.
#include <stdio.h>

static int choose(int n) {
    switch (n) {
    case 1:
        int one = 10;
        return one;
    case 2:
    case 3:
        struct { int a, b; } pair = { n, 2 * n };
        return pair.a + pair.b;
    default:
        _Static_assert(1, "holds");
        typedef int other;
        return (other)-1;
    }
}

int main(void) {
    int i = 0;
again:
    int seen = i;
    printf("%d %d\n", seen, choose(seen));
    if (++i < 4) goto again;
    return 0;
}

// → 0 -1
// → 1 10
// → 2 6
// → 3 9
