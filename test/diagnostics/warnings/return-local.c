#include <stdio.h>
char *f(void) {
    char buf[10];
    snprintf(buf, sizeof buf, "x");
    return buf;
}
int *g(void) {
    int x = 1;
    return &x;
}
int *h(int p) { return &p; }
int main(void) { return *f() + *g() + *h(1); }
