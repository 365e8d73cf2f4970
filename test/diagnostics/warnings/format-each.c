#include <stdio.h>
int main(void)
{
    int n = 3; long l = 4; double d = 1.5; char c = 'x'; char *s = "s";
    printf("%s\n", n); printf("%d\n", l); printf("%d\n", d); printf("%f\n", n); printf("%s\n", c); printf("%c\n", s);
    printf("%ld %d\n", n); printf("%d\n", n, n); printf("%q\n"); printf(s); printf("%u\n", -1); printf("%lu\n", n);
    return 0;
}
