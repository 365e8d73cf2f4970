// Older spellings that headers and books still have: an enum named early, `name: value`, attributes
// inside a declarator's parentheses.
#include <stdio.h>

enum colour;
struct brush {
    int (*mix)(enum colour);
    enum colour *shade;
};
static int mix(enum colour c);
enum colour { RED = 3, GREEN };

struct point {
    int x, y;
    struct { int a, b; } inner;
};

static int add(int a, int b) { return a + b; }
static int(__attribute__((unused)) twice)(int n) { return 2 * n; }

int main(void) {
    enum colour c = GREEN;
    struct brush b = { mix, &c };
    printf("%d %d %zu\n", b.mix(RED), *b.shade, sizeof(enum colour));
    // → 4 4 4
    struct point p = { y: 2, x: 1, inner: { b: 7 } };
    printf("%d %d %d %d\n", p.x, p.y, p.inner.a, p.inner.b);
    // → 1 2 0 7
    int (__attribute__((unused)) *f)(int, int) = add;
    printf("%d %d\n", ((int(__attribute__((noinline)) *)(int, int))f)(3, 4), twice(21));
    // → 7 42
    return 0;
}

static int mix(enum colour c) { return c + 1; }
