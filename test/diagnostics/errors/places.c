#include <stdio.h>
int main(void)
{
    const int n = 3; n = 4; n++;
    const char *s = "x"; s[0] = 'y'; char *t = s; t = s;
    5 = n; n + 1 = 3; &n = 0; f() = 3;
    int *p = &5; int q = *n;
    return 0;
}
