#include <stdio.h>
int main(void) {
    printf("a\qb\n");
    char c = '\z';
    return c;
}
