#include <stdio.h>
int main(void)
{
    char *s = "abc;
    printf("%s\n", s);
    char c = 'ab';
    char d = '';
    return 0;
}
