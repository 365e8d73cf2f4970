#include <stdio.h>
int main(int argc, char **argv) {
    (argc);
    ("%d\n", argc);
    argc, argv;
    argc == 3;
    puts;
    (puts)("x"), argc;
    if ((argc, sizeof(argc)) > 3) return 1;
    return 0;
}
