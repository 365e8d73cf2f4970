#include <stdarg.h>
static int first(int count, ...) {
    va_list args;
    va_start(args, count);
    return va_arg(args, int); // fault: reads an argument that the call did not pass
}
int main(void) { return first(1); }
