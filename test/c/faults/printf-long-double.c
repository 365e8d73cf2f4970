#include <stdio.h>
int main(int argc, char **argv) {
    const char *format = argv ? "%.1Lf %d\n" : "";
    if (snprintf(NULL, 0, format, 2.5L, argc) != 6) return 1;
    printf(format, 2.5, argc); // fault: printf: the format asks for a long double, but the call passes a double
    return 0;
}
