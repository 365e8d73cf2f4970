#include <stdio.h>
int main(void) {
    int x = 1 // error: expected ',' or ';' before 'printf'
    printf("%d\n", x)  // error: expected ';' before 'return'
    return 0;
}
