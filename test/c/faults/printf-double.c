#include <stdio.h>
static const char *format = "%f\n";
int main(void) {
    int number = 4096;
    printf(format, number); // fault: printf: the format asks for a double, but the call passes an argument of 4 bytes (an int)
    return 0;
}
