// What of sizes is computed in a type and in an operand, and how often (C17 6.5.3.4p2, 6.7.6.2p5).
#include <stdio.h>
#include <stddef.h>
static int calls; static int n(int v){ calls++; printf("n%d ", v); return v; }
static void show(const char *what, long v){ printf("%s=%ld calls=%d\n", what, v, calls); calls=0; }
static void param(int k, int a[n(k)][n(k+1)]) { show("param", sizeof a[0]); }
static int after(int k, int (*p)[k++]) { return k; }
typedef struct { int a[3]; } S;
int main(void) {
    int i = 3;
    show("sizeof type", sizeof(int[n(3)]));
    show("sizeof ptr type", sizeof(int(*)[n(3)]));
    int v[n(4)];
    show("decl", sizeof v);
    show("sizeof expr", sizeof(v[i++])); show("i", i);
    int w[n(2)][n(3)];
    show("2d", sizeof w); show("row", sizeof w[i++]); show("i", i);
    show("rowi", sizeof(w[0][i++])); show("i", i);
    typeof(int[n(5)]) t; show("typeof", sizeof t);
    typeof(w[n(1)]) u; show("typeof expr", sizeof u);
    typeof(v) v2; show("typeof v", sizeof v2);
    int (*pp)[n(3)] = (int(*)[n(3)])w; show("cast", sizeof *pp);
    show("castval", ((int(*)[n(3)])w == w));
    (void)(int(*)[n(7)])w; show("castvoid", 0);
    typedef int T[n(6)]; show("typedef", sizeof(T)); T x; show("T x", sizeof x); T y[2]; show("T y", sizeof y);
    i = 3; typedef int U[i]; i = 10; U z; show("U", sizeof z);
    int m = 2; int q[m++][m++]; show("q", sizeof q); show("m", m);
    show("alignof", _Alignof(int[n(3)]));
    show("sizeof cond", sizeof(*(1 ? pp : pp)));
    show("sizeof ++", sizeof(int[++m])); show("m", m);
    show("sizeof p", sizeof(*(int(*)[m++])w)); show("m", m);
    show("sizeof comma", sizeof(int[(n(1), n(2))])); 
    param(2, (int(*)[3])w);
    show("after", after(3, (int(*)[3])w));
    int a2[n(2)][3]; show("part", sizeof a2); show("part0", sizeof a2[0]); show("dist", &a2[1]-&a2[0]);
    for (int j = 1; j < 4; j++) { int b[n(j)]; b[j-1]=j; show("loop", sizeof b + b[j-1]); }
    show("offsetof", offsetof(struct {int a; char b[4];}, b[i-8]));
    show("typeof sizeof", sizeof(typeof(*pp)));
    typeof(int (*)[n(4)]) fp = 0; show("typeofptr", sizeof *fp);
    show("generic", _Generic(pp, int(*)[3]: 1, default: 2));
    show("stmt", sizeof(({ int k[n(2)]; k[0]=1; k; })));
    show("va", __builtin_types_compatible_p(int[n(2)], int[2]));
    { goto next; } next:;
    show("nested", sizeof(char[sizeof(char[n(5)])]));
    int (*f)(int (*)[n(3)]) = 0; show("fnptr", f == 0);
    show("literal", sizeof (char[]){"abc"}); 
    struct { int k; } *sp = 0; show("null", sizeof sp[n(3)].k);
    show("twod", sizeof(int[n(2)][n(3)]));
    show("ptrtovla", sizeof(**(int (**)[n(3)])0));
    show("add", (char*)(pp+1)-(char*)pp); show("inc", (pp++, (char*)pp-(char*)w));
    show("idx", (char*)&((int(*)[n(2)])w)[2]-(char*)w);
    extern int ext[]; static int (*sp2)[3]; show("static", sizeof *sp2);
    return 0;
}

// → n3 sizeof type=12 calls=1
// → sizeof ptr type=8 calls=0
// → n4 decl=16 calls=1
// → sizeof expr=4 calls=0
// → i=3 calls=0
// → n3 n2 2d=24 calls=2
// → row=12 calls=0
// → i=4 calls=0
// → rowi=4 calls=0
// → i=4 calls=0
// → n5 typeof=20 calls=1
// → n1 typeof expr=12 calls=1
// → typeof v=16 calls=0
// → n3 n3 cast=12 calls=2
// → n3 castval=1 calls=1
// → n7 castvoid=0 calls=1
// → n6 typedef=24 calls=1
// → T x=24 calls=0
// → T y=48 calls=0
// → U=12 calls=0
// → q=24 calls=0
// → m=4 calls=0
// → alignof=4 calls=0
// → sizeof cond=12 calls=0
// → sizeof ++=20 calls=0
// → m=5 calls=0
// → sizeof p=20 calls=0
// → m=6 calls=0
// → n1 n2 sizeof comma=8 calls=2
// → n3 n2 param=12 calls=2
// → after=4 calls=0
// → n2 part=24 calls=1
// → part0=12 calls=0
// → dist=1 calls=0
// → n1 loop=5 calls=1
// → n2 loop=10 calls=1
// → n3 loop=15 calls=1
// → offsetof=6 calls=0
// → typeof sizeof=12 calls=0
// → n4 typeofptr=16 calls=1
// → generic=1 calls=0
// → stmt=8 calls=0
// → va=1 calls=0
// → n5 nested=5 calls=1
// → fnptr=1 calls=0
// → literal=4 calls=0
// → null=4 calls=0
// → n3 n2 twod=24 calls=2
// → n3 ptrtovla=12 calls=1
// → add=12 calls=0
// → inc=12 calls=0
// → n2 idx=16 calls=1
// → static=12 calls=0
