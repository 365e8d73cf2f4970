#include <stdio.h>
int main(void)
{
    switch (3) {
        case 1: printf("a");
        case 2: printf("b"); break;
        case 1: break;
        default: printf("d");
    }
    int x = 1;
    x == 2;
    x + 1;
    *(&x);
    x++ ;
    1;
    return;
}
