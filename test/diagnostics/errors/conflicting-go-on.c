#include <stdio.h>
double half(int n);
void show(char *text);
int half(int n) { return n / 2; }
int show(char *text) { puts(text); }
int twice(int n) { char n = 2; return 2 * n; }
int main(void) { printf("%d\n", half(4)); return twice(2); }
