#include <stdio.h>

int main(int argc, char **argv) {
    volatile float level = 0.5f;
    const float *plain = (const float *) &level;
    printf(argc > 1 ? "and more\n" : "\n");
    printf(argc > 1 ? "%d files\n" : "%d file\n", argc);
    printf(argc > 1 ? "%d\n" : "%s\n", argc);
    printf(argc > 2 ? "%s and %s\n" : "%s\n", argv[0], argv[1]);
    return *plain > 1;
}
