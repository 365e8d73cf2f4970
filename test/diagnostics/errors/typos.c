#include <stdio.h>
#include <string.h>
int main(void)
{
    int lenght = 3;
    prinft("%d\n", length);
    print("x");
    strlenn("x");
    cout << lenght;
    return 0;
}
