#include <stdio.h>
int main(void) {
    long n = 1;
    size_t z = 2;
    double d = 3;
    char *s = "x";
    printf("%d\n", n);
    printf("%d %s\n", 1, 2);
    printf("%d\n", z);
    printf("%s\n", d);
    printf("%f\n", 1);
    printf("%d\n", s);
    printf("%lu %ld\n", 1, z);
    printf("%c\n", s);
    printf("%p\n", n);
    printf("%x\n", "s");
    return 0;
}
