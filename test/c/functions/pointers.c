#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// Functions: recursion, pointers to them, tables, callbacks, static locals, old prototypes.
typedef int (*binary)(int, int);
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static const struct { const char *name; binary fn; } table[] = { {"add", add}, {"sub", &sub}, {"mul", mul} };
static binary pick(const char *name) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0) return table[i].fn;
    return NULL;
}
static int apply(int (*fn)(int, int), int a, int b) { return fn(a, b); }
static int counter(void) { static int n = 10; return n++; }
static unsigned long factorial(unsigned n) { return n < 2 ? 1 : n * factorial(n - 1); }
static int even(int n);
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
static int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int ackermann(int m, int n) {
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}
static int many(int a, char b, long c, double d, short e, unsigned f, float g, const char *h) {
    return a + b + (int)c + (int)d + e + (int)f + (int)g + (int)strlen(h);
}
static void nothing(void) {}
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int (*chooser(int which))(int, int) { return which ? add : mul; }
static char narrow(int x) { return x; }
static _Bool truth(int x) { return x; }
int main(void) {
    printf("%d %d %d\n", pick("add")(2, 3), (*pick("sub"))(2, 3), apply(pick("mul"), 4, 5));
    printf("%d\n", pick("div") == NULL);
    counter();
    counter();
    printf("%d\n", counter());
    printf("%lu\n", factorial(20));
    printf("%d %d %d\n", even(10), odd(10), ackermann(2, 5));
    printf("%d\n", many(1, 'b', 3, 4.9, -5, 6, 7.5f, "eight"));
    nothing();
    int v[] = {5, 3, 9, 1};
    qsort(v, 4, sizeof v[0], compare);
    printf("%d %d %d %d\n", v[0], v[1], v[2], v[3]);
    printf("%d %d\n", chooser(1)(3, 4), chooser(0)(3, 4));
    printf("%d %d\n", narrow(300), truth(256));
    binary ops[] = {add, sub, mul};
    int r = 1;
    for (int i = 0; i < 3; i++) r = ops[i](r, i + 2);
    printf("%d\n", r);
    size_t (*length)(const char *) = strlen;
    printf("%zu\n", length("indirect"));
    printf("%d\n", add(add(1, 2), add(add(3, 4), mul(2, sub(9, 4)))));
    return 7;
}
// status: 7
// → 5 -1 20
// → 1
// → 12
// → 2432902008176640000
// → 1 0 13
// → 119
// → 1 3 5 9
// → 7 12
// → 44 1
// → 0
// → 8
// → 20
