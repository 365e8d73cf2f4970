#include <stdio.h>
int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        printf("some\n");
    else {
        printf("none\n");
    }
    return 0;
}
