// __builtin_object_size of what an operand says by itself, as gcc -O0 answers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct S { int a; char b[10]; char c[]; } s; char g[20]; extern char e[];
int main(void) { char a[16]; char *p = a, *q = malloc(30); int n = 5; char v[n]; struct S *sp = (struct S*)a;
#define B(x) printf("%s %ld %ld %ld %ld\n", #x, (long)__builtin_object_size(x,0), (long)__builtin_object_size(x,1), (long)__builtin_object_size(x,2), (long)__builtin_object_size(x,3))
#define D(x) printf("%s %ld %ld\n", #x, (long)__builtin_dynamic_object_size(x,0), (long)__builtin_dynamic_object_size(x,3))
 B(a);
 B(&a);
 B(a+3);
 B(&a[4]);
 B(p);
 B(q);
 B(g);
 B(&s);
 B(s.b);
 B(&s.a);
 B(s.b+2);
 B(&s.b[3]);
 B("hello");
 B(sp);
 B(sp->b);
 B(v);
 B(0);
 B((char*)0);
 B(a-1);
 B(a+17);
 B(&n);
 B((char*)&n+1);
 B(malloc(10));
 B(alloca(10));
 B((void*)main);
 B(n ? a : g); printf("%d\n", n);
 B(s.c);
 B(a+n);
 B(&a[16]);
 B(&g[20]);
 B(((char[]){1,2,3}));
 B(strdup("x"));
 D(a);
 D(p);
 D(q);
 D(v);
 D(g+4);
 return 0; }

// → a 16 16 16 16
// → &a 16 16 16 16
// → a+3 13 -1 13 0
// → &a[4] 12 12 12 12
// → p -1 -1 0 0
// → q -1 -1 0 0
// → g 20 20 20 20
// → &s 16 16 16 16
// → s.b 12 10 12 10
// → &s.a 16 4 16 4
// → s.b+2 10 -1 10 0
// → &s.b[3] 9 7 9 7
// → "hello" 6 6 6 6
// → sp -1 -1 0 0
// → sp->b -1 -1 0 0
// → v -1 -1 0 0
// → 0 -1 -1 0 0
// → (char*)0 -1 -1 0 0
// → a-1 -1 -1 0 0
// → a+17 0 -1 0 0
// → &n 4 4 4 4
// → (char*)&n+1 3 -1 3 0
// → malloc(10) -1 -1 0 0
// → alloca(10) -1 -1 0 0
// → (void*)main -1 -1 0 0
// → n ? a : g -1 -1 0 0
// → 5
// → s.c 2 2 2 2
// → a+n -1 -1 0 0
// → &a[16] 0 0 0 0
// → &g[20] 0 0 0 0
// → ((char[]){1,2,3}) -1 -1 0 0
// → strdup("x") -1 -1 0 0
// → a 16 16
// → p -1 0
// → q -1 0
// → v -1 0
// → g+4 16 0
