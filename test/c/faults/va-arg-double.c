#include <stdarg.h>
static int next(va_list args) { return va_arg(args, int); } // fault: reads as 'int' an argument that the call passed as a double
static int sum(int count, ...) {
    va_list args, copy;
    int total = 0;
    va_start(args, count);
    va_copy(copy, args);
    while (count-- > 0) total += next(copy);
    va_end(copy);
    va_end(args);
    return total;
}
int main(void) {
    int (*by)(int, ...) = sum;
    return by(3, 1, 2L, 3.0);
}
