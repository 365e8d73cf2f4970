#define MAX 10;
#define SQ(x) x * x
#include <stdio.h>
int main(void)
{
    int a[MAX];
    int n = MAX + 1;
    printf("%d\n", SQ(1, 2));
    printf("%d %d\n", SQ(3), MIN(1, 2));
    return n;
}
