#include <stdio.h>
int add(int a, int b) { return a + b; }
int main(void)
{
    add(1);
    add(1, 2, 3);
    add("a", 2);
    int *p = add(1, 2);
    int x = &p;
    x = "text";
    char c = "c";
    char *s = 'c';
    p = 10;
    return 0;
}
