// __builtin_object_size of members, rows and elements.
#include <stdio.h>
#include <string.h>
struct S { int a; char b[10]; struct { short x, y[3]; } in[2]; } s, t[3]; int m[3][4]; extern char e[]; extern int k[5]; extern struct U u; struct F { int n; char f[]; } fl = { 1, "abc" }; static const char text[] = "hello"; _Thread_local int tl[3];
union W { int i; char c[12]; } w; typedef char A[7]; A aa; char *ptrs[4];
int main(int argc, char **argv) { char a[16]; int i = 1; struct S l; register int r[3]; static int st[9];
#define B(x) printf("%s %ld %ld %ld %ld\n", #x, (long)__builtin_object_size(x,0), (long)__builtin_object_size(x,1), (long)__builtin_object_size(x,2), (long)__builtin_object_size(x,3))
 B(&m[1][2]);
 B(m[1]);
 B(m);
 B(&m[1]);
 B(m+1);
 B(*m);
 B(*(m+1));
 B(&t[1].b[2]);
 B(t[1].b);
 B(&t[2]);
 B(t+1);
 B(&(t+1)->a);
 B(&s.in[1].y[2]);
 B(s.in);
 B(&s.in[1]);
 B(s.in[1].y);
 B(k);
 B(&k[2]);
 B(fl.f);
 B(&fl);
 B(text);
 B(tl);
 B(&w.c[3]);
 B(w.c);
 B(&w.i);
 B(aa);
 B(ptrs);
 B(ptrs[1]);
 B(&ptrs[1]);
 B(&argc);
 B(argv);
 B(&argv[0]);
 B(&l.in[i]);
 B(&a[i]);
 B(&a[-1]);
 B(1 + a);
 B(&a[2] + 1);
 B((int*)a);
 B((int*)a + 1);
 B((void*)(a+2));
 B(&((struct S*)a)->b);
 B(&*a);
 B(&(a[2]));
 B((a));
 B(&"abc"[1]);
 B("abc"+1);
 B("a" "bc");
 B(L"ab");
 B(__func__);
 B(st);
 B(&l.b[9]);
 B(&l.b[10]);
 B(&l.b[11]);
 B((char *)&l + 8);
 B(&*&l);
 B((&l)->b);
 B((*&l).b);
 B((0, a));
 B((char *)(unsigned long)a);
 B(a+16);
 B(&a[17]);
 char *z = memcpy(a, "x", 2); printf("%d %s\n", argc, z + i*0);
 return 0; }
char e[30]; int k[5];

// → &m[1][2] 24 8 24 8
// → m[1] 32 32 32 32
// → m 48 48 48 48
// → &m[1] 32 32 32 32
// → m+1 32 -1 32 0
// → *m 48 48 48 48
// → *(m+1) 32 -1 32 0
// → &t[1].b[2] 58 8 58 8
// → t[1].b 60 10 60 10
// → &t[2] 32 32 32 32
// → t+1 64 -1 64 0
// → &(t+1)->a 64 -1 64 0
// → &s.in[1].y[2] 4 2 4 2
// → s.in 18 16 18 16
// → &s.in[1] 10 8 10 8
// → s.in[1].y 8 6 8 6
// → k 20 20 20 20
// → &k[2] 12 12 12 12
// → fl.f 4 4 4 4
// → &fl 8 8 8 8
// → text 6 6 6 6
// → tl 12 12 12 12
// → &w.c[3] 9 9 9 9
// → w.c 12 12 12 12
// → &w.i 12 4 12 4
// → aa 7 7 7 7
// → ptrs 32 32 32 32
// → ptrs[1] -1 -1 0 0
// → &ptrs[1] 24 24 24 24
// → &argc 4 4 4 4
// → argv -1 -1 0 0
// → &argv[0] -1 -1 0 0
// → &l.in[i] -1 -1 0 0
// → &a[i] -1 -1 0 0
// → &a[-1] 0 0 0 0
// → 1 + a 15 -1 15 0
// → &a[2] + 1 13 -1 13 0
// → (int*)a 16 16 16 16
// → (int*)a + 1 12 -1 12 0
// → (void*)(a+2) 14 -1 14 0
// → &((struct S*)a)->b -1 -1 0 0
// → &*a 16 16 16 16
// → &(a[2]) 14 14 14 14
// → (a) 16 16 16 16
// → &"abc"[1] 3 3 3 3
// → "abc"+1 3 -1 3 0
// → "a" "bc" 4 4 4 4
// → L"ab" 12 12 12 12
// → __func__ 5 5 5 5
// → st 36 36 36 36
// → &l.b[9] 19 1 19 1
// → &l.b[10] 18 0 18 0
// → &l.b[11] 17 0 17 0
// → (char *)&l + 8 24 -1 24 0
// → &*&l 32 32 32 32
// → (&l)->b 28 10 28 10
// → (*&l).b 28 10 28 10
// → (0, a) 16 16 16 16
// → (char *)(unsigned long)a 16 16 16 16
// → a+16 0 -1 0 0
// → &a[17] 0 0 0 0
// → 1 x
