#include <stdio.h>
int main(int argc, char **argv) {
    int i = 0, n = argc;
    if n > 1 {
        printf("%s\n", argv[1]);
    }
    while i < n
        i++;
    if (n == 2
        printf("two\n");
    do { i--; } (i > 0);
    return i;
}
static int last(void) { for i = 0; }
