// Designators in any shape: nested, continued, overridden; brace elision; ranges; address constants.
#include <stdio.h>
#include <stddef.h>

struct in { int a, b; char s[4]; };
struct out { int x; struct in in[3]; struct { int p, q; }; union { int u; char c[4]; }; int last; };

static struct out g = { .in[1].b = 5, { 'x' }, { 7 }, .p = 8, 9, .c = { 1, 2 }, 99 };
static int m[3][4] = { [1] = { 1, 2 }, 3, [0][2] = 9, 10, 11 };
static int k[] = { [5] = 1, 2, [2] = 7 };
static struct in list[] = { { 1, 2, "ab" }, { .s = "cd", .a = 3 }, 4, 5, 'x', 'y' };
static char *names[] = { [2] = "two", [0] = "zero" };
static char grid[][4] = { "abc", "defg", { 'h' } };
static int *p1 = &m[1][2], *p2 = m[0] + 1, *p3 = &list[1].b, *p4 = &((struct out *)0)->in[2].a;
static char *p5 = "hello" + 2, *p6 = &"world"[1];
static long diff = (char *)&m[1][0] - (char *)&m[0][0];
static int (*fn)(const char *, ...) = printf, (*table[2])(const char *, ...) = { &printf, 0 };
static unsigned long addr = (unsigned long)&g;
static struct { struct in *to; int n; } refs[2] = { { list, sizeof list / sizeof *list }, { &list[1], 1 } };
static struct in *compound = &(struct in){ 1, 2, "lit" };
static int *array = (int[]){ 1, 2, 3 };
static struct in copies[2] = { [0 ... 1] = { 1, .s = "r" } };
static double d = 1 / 3.0, e = -1.5e3f, inf = 1e308 * 10;
static float f = 0.1;
static _Bool t = 0.5, truth = &g;
static struct flex { int n; int v[]; } flex = { 3, { 1, 2, 3 } };
static const struct { short a; long b; } padded = { 1, 2 };
static struct { unsigned a : 4, : 4, b : 8; } bits = { 5, 200 };
static struct { char c; struct { int x[2]; } *next; } self = { 'c', 0 };
static struct empty {} nothing = {};
static wchar_t wide[] = L"wide", w2[2] = { L'a' };

static void show(const char *name, const int *v, int n) {
    printf("%s:", name);
    for (int i = 0; i < n; i++) printf(" %d", v[i]);
    printf("\n");
}

int main(void) {
    show("m", &m[0][0], 12);
    show("k", k, sizeof k / sizeof *k);
    printf("%d %d %d %d %d %d %d %d %d %d\n", g.x, g.in[1].a, g.in[1].b, g.in[1].s[0], g.in[2].a, g.p, g.q, g.c[0], g.c[1], g.last);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) printf("%d %d %.4s;", list[i].a, list[i].b, list[i].s);
    printf("\n%s %s %d %.4s %.4s %c\n", names[0], names[2], names[1] == 0, grid[0], grid[1], grid[2][0]);
    printf("%d %d %d %ld %s %s %ld\n", *p1, *p2, *p3, (long)p4, p5, p6, diff);
    fn("%s", "fn ");
    table[0]("%d %d\n", table[1] == 0, addr == (unsigned long)&g);
    printf("%d %d %s %d\n", refs[0].n, refs[1].to->a, compound->s, array[2]);
    printf("%d %s %d %s\n", copies[0].a, copies[0].s, copies[1].a, copies[1].s);
    printf("%.17g %g %g %.9g %d %d\n", d, e, inf, f, t, truth);
    printf("%d %d %zu %ld %d %d %zu\n", flex.n, flex.v[2], sizeof flex, padded.b, bits.a, bits.b, sizeof nothing);
    printf("%zu %d %d %c\n", sizeof wide, wide[1], w2[1], self.c);
    int n = 3;
    struct out o = { .in = { [2] = { .b = n } }, .x = n * 2, .q = 4 };
    printf("%d %d %d %d\n", o.x, o.in[2].b, o.in[0].a, o.q);
    struct in src = { 1, 2, "src" }, arr[2] = { src, { 3 } }, whole = arr[0];
    printf("%d %s %d %s\n", arr[0].b, arr[0].s, arr[1].a, whole.s);
    int local[] = { n, n + 1, [4] = n * n };
    show("local", local, 5);
    char s[] = { "braced" }, c[8] = "x", z[2][3] = { { "ab" }, "cd" };
    printf("%zu %d %s%s\n", sizeof s, c[7], z[0], z[1]);
    struct in twice = { .a = 1, .b = 2, .a = 5 };
    struct { struct in x; int y; } over = { .x = { 1, 2 }, .x.b = 7, .y = 3 };
    printf("%d %d %d %d %d\n", twice.a, twice.b, over.x.a, over.x.b, over.y);
    union { struct { char a, b; }; short both; } un = { .b = 1 }, un2 = { { 2, 3 } };
    printf("%d %d\n", un.both, un2.both);
    for (int i = 0; i < 3; i++) {
        int *lit = (int[2]){ i, i * i };
        struct in *sp = &(struct in){ .b = i };
        printf("%d %d %d;", lit[1], lit[0], sp->b);
    }
    printf("\n%d\n", ((struct in){ 4, 5 }).b + (int){ 6 });
    return 0;
}

// → m: 0 0 9 10 11 2 0 0 3 0 0 0
// → k: 0 0 7 0 0 1 2
// → 0 0 5 120 7 8 9 1 2 99
// → 1 2 ab;3 0 cd;4 5 xy;
// → zero two 1 abc defg h
// → 0 0 0 28 llo orld 16
// → fn 1 1
// → 3 3 lit 3
// → 1 r 1 r
// → 0.33333333333333331 -1500 inf 0.100000001 1 1
// → 3 3 4 2 5 200 0
// → 20 105 0 c
// → 6 3 0 4
// → 2 src 3 src
// → local: 3 4 0 0 9
// → 7 0 abcd
// → 5 2 1 7 3
// → 256 770
// → 0 0 0;1 1 1;4 2 2;
// → 11
