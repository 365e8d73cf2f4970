#include <stdio.h>
int main(void)
{
    int a[3] = { 1, 2, 3, 4 };
    char s[3] = "hello";
    a[5] = 1;
    int b[] ;
    a = 3;
    int n = sizeof(a) / sizeof(a[0]);
    for (int i = 0; i <= 3; i++) a[i] = n;
    return a[3];
}
