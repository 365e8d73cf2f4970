#include <stdio.h>
int main(void) {
    printf("one\n")
    printf("two\n");
    return 0;
}
