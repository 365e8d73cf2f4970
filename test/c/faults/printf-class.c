#include <stdarg.h>
#include <stdio.h>
static void say(const char *format, ...) {
    char text[40];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args); // fault: vsnprintf: the format asks for an int, but the call passes a double
    va_end(args);
    puts(text);
}
int main(void) {
    say("%s %.1f %d\n", "half", 0.5, 1.5);
    return 0;
}
