#include <stdio.h> again
/* outer /* inner */
// goes on \
   here
#define TWO(x) \ 
    ((x) + 2)
static int none(int x) { x = 3; }
int main(void) {
    int const static last = 2;
    char a[2] = "x", b[2] = "x", *p = a;
    int list[2] = { 1, 2, 3, 4 }, i, j;
    if (a == b || p > 0) return 1;
    for (i = 0, j = 1; i < 2, j < 3; i++, j++) none(TWO(i));
    return list[0, 1] + last;
}
#undef TWO 2
