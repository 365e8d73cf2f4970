int sw(long x){
 switch(x){
 case 5: {
  case 6: return 6;
 }
 case 7: while (1) { case 8: if (x) return 3; }
 case 9: { { return 1; } }
 case 10: if (x) return 1; else return 2;
 case 11: do return 1; while (0);
 case 12: for (;;) ;
 case 13: ({ return 4; });
 case 14: switch (x) { default: return 5; }
 case 15: x = 0; break; ; case 16:;
 case 17: goto e;
 case 18: { e: return 3; }
 default: return 1;
 }
 return 0;
}
#include <stdio.h>
#include <stdlib.h>
_Noreturn void die(const char *s);
void die2(void) __attribute__((noreturn));
__attribute__((__noreturn__)) static void die3(void) { exit(3); }
static int f(int x) {
    switch (x) {
    case 1: die("x");
    case 2: die2();
    case 3: if (x) die3(); else return 1;
    case 4: { printf("x"); die("4"); }
    case 5: x ? die("1") : die("2");
    case 6: return 2;
    }
    die3();
}
int g(int x) { if (x) return 1; die("no"); }
int main(void) { int v; switch (f(1)) { case 0: v = 1; break; default: die2(); } return g(2) + v; }
void die(const char *s) { puts(s); exit(1); }
void die2(void) { exit(2); }
