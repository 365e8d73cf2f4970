#include <stdio.h>
int main()
{
    int x = 3;
    x =+ 4; 
    printf("%d\n" x);
    printf("%d\n", x;
    printf("%d\n", x));
    return 0;
}
