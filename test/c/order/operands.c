// C leaves open which operand comes first. This compiler takes them as gcc does on x86-64, so that
// programs that depend on it do the same wrong thing in both.
#include <stdio.h>

static int n;
static int f(int x) {
    printf("f%d ", x);
    return x + n++;
}

struct wide { int a, b, c, d, e; };
static struct wide make(int x) {
    printf("make%d ", x);
    return (struct wide){.a = x, .b = n++};
}

static int digits(int a, int b, int c) { return a * 100 + b * 10 + c; }
static int tens(struct wide a, struct wide b) { return a.a * 10 + b.a; }

static int global = 1, *to_global = &global;

int main(void) {
    printf("%d\n", digits(f(1), f(2), f(3))); // → f3 f2 f1 333
    printf("%d\n", tens(make(1), make(2))); // → make2 make1 12
    int i = 0;
    printf("%d %d\n", i++, i++); // → 1 0
    // A variable whose address nobody takes is read when the call is made.
    printf("%d %d %d\n", i, i++, i); // → 3 2 3
    printf("%d %d\n", i = 5, i); // → 5 5
    double d = 1;
    printf("%g %g\n", d += 1, d *= 3); // → 4 4
    printf("%d %d\n", ++i, i); // → 6 6
    printf("%d %d\n", global, global++); // → 2 1
    printf("%d %d\n", *to_global, (*to_global)++); // → 3 2
    int three[] = {1, 2, 3}, *p = three;
    printf("%d %d %d\n", *p++, *p++, *p++); // → 3 2 1

    n = 0;
    printf("%d\n", f(1) + f(2) * f(3)); // → f1 f2 f3 16
    printf("%d\n", f(1) - (f(2) - f(3))); // → f1 f2 f3 6
    int (*either[])(int) = {f, f};
    printf("%d\n", either[f(0) & 1](f(5))); // → f0 f5 f12 20
    // The place comes after the value that is put there, unless a call returns that.
    n = 0;
    three[f(2)] = f(7);
    printf("%d\n", three[2]); // → f2 f7 8
    n = 0;
    three[f(0)] = f(7) + 1;
    printf("%d\n", three[1]); // → f7 f0 8
    i = 0;
    three[i++] = i;
    printf("%d %d\n", three[0], i); // → 1 1
    global = 1;
    global += f(7) + global;
    printf("%d\n", global); // → f7 11
    return 0;
}
