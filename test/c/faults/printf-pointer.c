#include <stdio.h>
static const char *format = "%s\n";
int main(void) {
    int number = 4096;
    printf(format, number); // fault: printf: the format asks for a pointer, but the call passes an argument of 4 bytes (an int)
    return 0;
}
