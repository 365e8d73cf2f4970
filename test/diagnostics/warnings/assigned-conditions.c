#include <stdio.h>
int f(int x) { if (x = 3) return 1; if (x == 4) { return 2; } }
int g(int x) { while (x = 1) x--; return x; }
int main(void) { int y; return f(y) + g(y); }
