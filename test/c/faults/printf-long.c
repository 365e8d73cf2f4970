#include <stdio.h>
static const char *format = "%s %.1f\n";
int main(void) {
    printf(format, "half", 1L); // fault: printf: the format asks for a double, but the call passes an integer or a pointer
    return 0;
}
