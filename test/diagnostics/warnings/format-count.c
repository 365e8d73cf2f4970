#include <stdio.h>
int main(void) {
    printf("%d %d\n", 1);
    printf("%d\n", 1, 2);
    printf("%s\n");
    printf("%*d\n", 3);
    printf("none\n", 5);
    fprintf(stderr, "%d\n");
    return 0;
}
