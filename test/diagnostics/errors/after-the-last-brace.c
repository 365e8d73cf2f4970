#include <stdio.h>
int main(int argc, char **argv) {
    if (argc > 1) {
        puts(argv[1]);
        }
    }
    puts("done");
    argc++;
    argc = 3;
    while (argc) argc--;
    return 0;
}
