#include <stdio.h>
void f(int n) { int a[n] = {0}; a[0] = 1; }
int main(void)
{
    string s = "x";
    bool b = true;
    uint32_t u = 3;
    size_t z = 3;
    FILE f = fopen("x", "r");
    return NULL;
}
