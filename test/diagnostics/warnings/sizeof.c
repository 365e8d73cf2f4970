#include <string.h>
#include <unistd.h>
#include <stdlib.h>
void fill(char buf[100]) {
    memset(buf, 0, sizeof(buf));
    memset(buf, sizeof buf, 0);
}
int main(void) {
    char *p = malloc(10);
    struct s { int a[10]; } *q = malloc(sizeof *q);
    memset(p, 0, sizeof(p));
    memset(q, 0, sizeof(q));
    memcpy(p, "x", sizeof(p));
    strncpy(p, "x", sizeof(p));
    int n = sizeof(p) / sizeof(p[0]);
    fill(p);
    return n;
}
