#include <stdarg.h>
#include <stdio.h>
static void show(int count, ...) {
    va_list args;
    va_start(args, count);
    const char *text = va_arg(args, const char *);
    if (text) puts(text); // fault: reads the rest of an argument of a smaller type before it was given a value (uninitialised): a condition depends on it
    va_end(args);
}
int main(void) {
    show(1, 42);
    return 0;
}
