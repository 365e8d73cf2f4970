#include <stdio.h>
int main(void)
{
    for (int i = 10; i >= 0; i--)
        printf("%d\n", i);
        printf("done\n");
    if (1)
        printf("a\n");
        printf("b\n");
    unsigned j; for (j = 3; j >= 0; j--) ;
    char c; while ((c = getchar()) != EOF) putchar(c);
    return i;
}
