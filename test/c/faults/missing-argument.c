#include <stdio.h>
int main(void) {
    printf("%d %d\n", 1); // fault: printf: the format asks for an argument for "%d", but the call passes no more
    return 0;
}
