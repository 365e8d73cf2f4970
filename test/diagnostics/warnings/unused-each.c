#include <stdio.h>
int unused_parameter(int a, int b) { return a; }
static int never(void) { return 1; }
static int value = 3;
int main(int argc, char **argv)
{
    int unused; int set; set = 3;
    for (int i = 0; i < 10; i++);
    if (argc > 2);
    unsigned u = 3; int s = -1;
    if (u > s) return 1;
    if (u < 0) return 2;
    if (s == u) return 3;
    return 0;
}
