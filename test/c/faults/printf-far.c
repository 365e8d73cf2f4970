#include <stdio.h>
int main(int argc, char **argv) {
    const char *format = argv ? "%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%.1f%d\n" : "";
    if (snprintf(NULL, 0, format, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1.5, argc) != 28) return 1;
    printf(format, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, argc); // fault: printf: the format asks for a double, but the call passes an argument of 4 bytes (an int)
    return 0;
}
