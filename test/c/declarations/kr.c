// Old-style definitions: arguments come promoted and are made into what is declared.
#include <stdio.h>

int add(a, b)
    int a, b;
{
    return a + b;
}

char narrow(c, f, s)
    float f;
    char c;
    short *s;
{
    *s = f * 2;
    return c;
}

static int twice();

int none() { return 7; }

int apply(f, n)
    int (*f)();
    int n;
{
    return f(n, 1);
}

int main(argc, argv)
    int argc;
    char **argv;
{
    short s = 0;
    printf("%d\n", add(1, 2));
    printf("%d", narrow(0x141, 2.5, &s));
    printf(" %d\n", s);
    printf("%d %d %d\n", none(), apply(add, 4), twice(3));
    return argc - 1;
}

static int twice(n)
    int n;
{
    return 2 * n;
}

// → 3
// → 65 5
// → 7 5 6
