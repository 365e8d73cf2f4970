#include <stdio.h>
int main(void) {
    printf("%y\n", 1);
    printf("50%\n");
    printf("%");
    printf("%ls %hhd %lld %zu %td\n", L"x", 1, 2LL, sizeof(int), (char *)0 - (char *)0);
    printf("%5.2q\n", 1);
    printf("");
    printf("a\0b\n");
    return 0;
}
