#include <stdio.h>
int main(void) {
    int x = (1 + 2;
    printf("%d\n", x;
    if (x > 2 {
        x = 1;
    }
    return x;
}
