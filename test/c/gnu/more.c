// More of GNU C: casts to unions, alias, push_macro, labels of a block, what a compound assignment reads.
#include <alloca.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

union u { int i; float f; char *s; };
static int show(union u v) { return v.i; }
static int real(void) { return 42; }
static int other(void) __attribute__((alias("real")));
static int g = 2;
static int change(void) { g |= 128; return 1; }
#define M 2
#pragma push_macro("M")
#undef M
#define M 1
enum { INNER = M };
#pragma pop_macro("M")
static int (*writer)(char *, const char *, ...) = sprintf;
static int length(int n, int a[n++]) { return n + a[0]; }
#define TRY(x) ({ __label__ fail; int r = -1; if ((x) < 0) goto fail; r = (x); fail: r; })
static __inline__ __attribute__((__always_inline__)) int inlined(int n) { return n + 1; }
struct nested { struct { int a; union { int b; float c; }; }; int d; };
static unsigned char table[256] = { ['a' ... 'z'] = 1, ['A' ... 'Z'] = 2, ['_'] = 3 };

int main(void) {
    char out[64];
    printf("%d %d\n", show((union u)7), show((union u){ .i = 8 }));
    printf("%d %d %d\n", other(), INNER, M);
    g += change();
    printf("%d\n", g);
    int x = 1;
    x += ({ x = 10; 5; });
    printf("%d\n", x);
    writer(out, "%d-%s-%.1f", 1, "two", 3.0);
    printf("%s %d\n", out, length(3, (int[]){ 4 }));
    char *p = alloca(10);
    strcpy(p, "alloca");
    printf("%s %d %d\n", p, TRY(5), inlined(1));
    struct nested n = { .b = 3, .d = 4 };
    printf("%d %d %d\n", n.a, n.b, n.d);
    printf("%d %d %d %d\n", table['q'], table['Q'], table['_'], table['0']);
    struct nested copy = (struct nested)n, *np = &copy;
    printf("%d\n", np->b);
    int été = 5;
    printf("%d\n", été);
    const char *s = "a" /* c */ "b" // d
        "c";
    printf("%s %zu\n", s, sizeof "a\0b");
    long long v = 1LL << 40;
    printf("%d %d %d\n", !!v, (_Bool)v, v ? 1 : 0);
    if (v && !(v & 1) || 0) printf("%s\n", v > 1u ? "yes" : "no");
    printf("%d\n", __builtin_types_compatible_p(__typeof__(v), long long));
    return 0;
}

// → 7 8
// → 42 1 2
// → 131
// → 15
// → 1-two-3.0 8
// → alloca 5 2
// → 0 3 4
// → 1 2 3 0
// → 3
// → 5
// → abc 4
// → 1 1 1
// → yes
// → 1
