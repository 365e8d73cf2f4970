// A type inside an expression has its sizes computed when the expression is reached, each time.
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
static int calls; static int n(int v){ calls++; return v; }
static void show(const char *what, long v){ printf("%s=%ld calls=%d\n", what, v, calls); calls=0; }
static int f(int i) { return i > 2 ? sizeof(int[n(i)]) : sizeof(char[n(2*i)]); }
static long va(int k, ...) { va_list ap; va_start(ap, k); int (*p)[k] = va_arg(ap, int (*)[n(k)]); va_end(ap); return sizeof *p + p[1][0]; }
static void matrix(int r, int c, int m[r][c]) { for (int i=0;i<r;i++) for(int j=0;j<c;j++) m[i][j]=10*i+j; }
int main(void) {
    show("and", 0 && sizeof(int[n(3)])); show("or", 1 || sizeof(int[n(3)])); show("cond", 1 ? 5 : sizeof(int[n(3)]));
    int i = 1; int rounds = 0;
    while (sizeof(char[n(i++)]) < 5) rounds++;
    show("while", rounds);
    for (i = 0; (int)sizeof(char[n(i + 1)]) < 4; i += sizeof(char[n(1)])) ;
    show("for", i);
    do i--; while (sizeof(char[n(i + 1)]) > 1);
    show("do", i);
    show("f", f(1) + f(3));
    int m[3][4]; matrix(3, 4, m); show("m", m[2][3]);
    void *p = m; int c = 4;
    show("cast", ((int (*)[c])p)[2][1]); show("cast2", (*((int (*)[3][n(c)])p))[1][2]);
    c = 6; show("cast3", ((int (*)[c])p)[1][0]);
    show("two", ((int (*)[n(2)])p)[1][0] + ((int (*)[n(4)])p)[1][0]);
    show("diff", (int (*)[n(2)])p + 3 - (int (*)[n(2)])p);
    show("va", va(4, m));
    i = 2; show("seq", (i++, sizeof(char[i]))); show("order", (i = 5) + (long)sizeof(char[n(i)]));
    int (*q)[n(c)] = malloc(2 * sizeof *q); q[1][5] = 9; show("q", q[1][5]); show("size", sizeof *q + sizeof q[0] + sizeof q[0][0]);
    typeof(*q) z; z[5] = 1; show("z", sizeof z); typeof(q[n(0)]) z2; show("z2", sizeof z2);
    typeof(&z) pz = &z; show("pz", (*pz)[5]); typeof((int(*)[n(2)])p) pq = p; show("pq", pq[1][1]);
    typeof(*(int(*)[n(3)])p) copy; copy[2] = 3; show("copy", sizeof copy); c = 1; show("copy", sizeof copy);
    show("stmt", ({ int k = 3; int v[n(k)]; v[2] = 4; sizeof v + v[2]; }));
    show("if", ({ int r = 0; if (sizeof(int[n(2)]) == 8) r = 1; r; }));
    free(q);
    switch (sizeof(char[n(3)])) { case 3: show("switch", 3); }
    int arr[2] = { sizeof(char[n(1)]), sizeof(char[n(2)]) }; show("init", arr[0] + arr[1]);
    return sizeof(char[n(7)]) != 7;
}

// → and=0 calls=0
// → or=1 calls=0
// → cond=5 calls=0
// → while=4 calls=5
// → for=3 calls=7
// → do=0 calls=3
// → f=14 calls=2
// → m=23 calls=0
// → cast=21 calls=0
// → cast2=12 calls=1
// → cast3=12 calls=0
// → two=12 calls=2
// → diff=3 calls=2
// → va=26 calls=1
// → seq=3 calls=0
// → order=10 calls=1
// → q=9 calls=1
// → size=52 calls=0
// → z=24 calls=0
// → z2=24 calls=1
// → pz=1 calls=0
// → pq=3 calls=1
// → copy=12 calls=1
// → copy=12 calls=0
// → stmt=16 calls=1
// → if=1 calls=1
// → switch=3 calls=1
// → init=3 calls=2
