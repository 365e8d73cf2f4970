#include <stdio.h>
void f(void) { return 1; }
int g(void) { return; }
int h(void) { }
char *k(void) { char b[10]; return b; }
int main(void) { f(); int x = f(); return g() + h() + *k() + x; }
