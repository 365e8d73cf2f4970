#include <stdio.h>
int main(int argc, char **argv) {
    switch (argc) {
    case 1:
        puts("one");
    case 2:
        puts("two");
        /* fall through */
    case 3:
        puts("three");
        __attribute__((fallthrough));
    case 4:
    case 5:
        puts("five");
        break;
    default:
        puts(argv[0]);
    }
    return 0;
}
