// Declarators in every shape, scopes of typedefs and tags, storage classes, qualifiers.
#include <stdio.h>

typedef int T;
typedef int F(int), (*PF)(int), A3[3], *PA[2];
typedef struct node { T T; struct node *next; } node;
static F inc, dec;
static int inc(int n) { return n + 1; }
static int dec(int n) { return n - 1; }
static PF choose(int up) { return up ? inc : dec; }
static int (*choose2(int up))(int) { return up ? &inc : *dec; }
static int (*(*chooser)(int))(int) = choose2;
static int (*ops[])(int) = { inc, dec }, (*(*pops)[2])(int) = &ops;
static int (*grid(void))[3] { static int g[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }; return g; }
static int apply(int f(int), int a[static 1], int n) { return f(a[n]); }
static int sum(const int (*m)[3], int (*const op)(int)) { return op((*m)[0] + m[1][2]); }
static char *const *const cpp = (char *[]){ "x", "y" };
unsigned long int long typedef ull;
int const volatile static scv = 4;
const char *(*strs[2])(void);
static const char *hello(void) { return "hello"; }
extern int later[];
static int outer_tag(void) { struct s { int a; } x = { 1 }; { struct s { char b[9]; } y; (void)y; return sizeof(struct s) + x.a; } }
struct s; struct holder { struct s *p; };
struct s { int v; struct holder h; };
int later[4];
int (paren), (*pparen) = &paren, arr2[2][3], *ap[2], (*pa)[3] = arr2;
enum e { E0, E1 = 5, E2, E3 = E1 * 2, E4 = -1, E5 } ev = E3;
enum fwd { X } *pe;
static void variadic(int, ...);
static int shadow = 1;
int f0(), f1(void), f2(int (int), ...), (*f3(void))(void);
int f1(void) { return 11; }
int f0() { return 10; }
static int arg_scope(int T) { typedef long U; U u = T; { int U = 2; u += U; } return u; }

int main(void) {
    T T = 3;
    int a[] = { 1, 2, 3 };
    A3 a3 = { 7, 8, 9 };
    PA pa2 = { &a[0], &a[1] };
    node n = { .T = T, 0 }, *np = &n;
    printf("%d %d %d %d\n", T, choose(1)(5), choose2(0)(5), chooser(1)(1));
    printf("%d %d %d %d\n", ops[1](3), (*pops)[0](3), (**ops)(3), (***ops)(3));
    printf("%d %d %d\n", grid()[1][2], (*grid())[1], apply(inc, a, 2));
    printf("%d %s %zu %d\n", sum((const int (*)[3])grid(), dec), cpp[1], sizeof(ull), scv);
    strs[1] = hello;
    printf("%s %d %zu\n", strs[1](), outer_tag(), sizeof later);
    printf("%d %d %d %d %d %d\n", E0, E2, E4, E5, ev, np->T);
    printf("%d %d %zu %zu %zu\n", a3[2], *pa2[1], sizeof(PA), sizeof(int (*)[3]), sizeof(F *));
    printf("%d %d %d\n", f0(), f1(), arg_scope(4));
    { extern int shadow; int shadow2 = shadow; { int shadow = 9; printf("%d %d\n", shadow, shadow2); } }
    for (int i = 0, *q = a; i < 2; i++, q++) { int i = *q * 10; printf(" %d", i); }
    printf("\n");
    register int r = 5; auto int au = 6;
    static int st; st += r;
    pa[1][2] = 42; ap[0] = &arr2[1][2]; *pparen = 8;
    printf("%d %d %d %d\n", au + st, *ap[0], paren, ((int (*)(int))inc)(1));
    if (sizeof(struct { int q; }) == 4) { struct local { int z; } l = { 2 }; printf("%d\n", l.z); }
    int (*volatile vf)(int) = inc; int *restrict rp = a; const int ci = 4, *pci = &ci; int *const cp = a;
    printf("%d %d %d %d\n", vf(1), *rp, *pci, *cp);
    sizeof(variadic), (void)pe;
    goto T;
T:  return 0;
}

// → 3 6 4 2
// → 2 4 4 4
// → 6 2 4
// → 6 y 8 4
// → hello 10 16
// → 0 6 -1 0 10 3
// → 9 2 16 8 8
// → 10 11 6
// → 9 1
// →  10 20
// → 11 42 8 2
// → 2
// → 2 1 4 1
