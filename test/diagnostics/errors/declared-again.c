#include <stdio.h>
int f(int);
int f(char *s) { return 0; }
double g();
float g(void) { return 0; }
int x; char x; static int x;
int y = 1; int y = 2;
void h(int a, int a) {}
int main(void) { int z; int z; return 0; }
int main(void) { return 1; }
