#include <stdio.h>
int main(void) {
    int x = 1
    printf("%d\n", x); // error: expected ',' or ';' before 'printf'
    return x // error: expected ';' before '}' token
}
