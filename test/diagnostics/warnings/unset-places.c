#include <stdio.h>
struct pair { int x, y; };
int in_return(void) { int a; return a; }
int in_sum(void) { int a; return a + 1; }
int in_assignment(void) { int a, b = 2; b = b * a; return b; }
int in_test(void) { int a; if (a > 3) return 1; return 0; }
int in_call(void) { int a; printf("%d\n", a + 2); return 0; }
int in_place(void) { int *p; *p = 5; return 0; }
int in_index(void) { int *p; return p[2]; }
int in_member(void) { struct pair *p; return p->y; }
int in_step(void) { int a; a++; return a; }
int in_declaration(void) { int a; int b = a; return b; }
int in_switch(void) { int a; switch (a) { case 1: return 2; } return 0; }
int behind_return(int q) { int a; if (q) return 1; return a; }
int in_branch(int q) { int a; if (q) return -a; return 0; }
int main(void) { return 0; }
