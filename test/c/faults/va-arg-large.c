// A struct of more than 16 bytes lies in memory: no other argument is like it.
#include <stdarg.h>
struct large { long v[3]; };
static long last(int count, ...) {
    va_list args;
    va_start(args, count);
    long v = 0;
    while (count-- > 0) v = va_arg(args, long); // fault: reads as 'long int' an argument that the call passed as a struct or a long double
    va_end(args);
    return v;
}
int main(void) {
    struct large l = { { 1, 2, 3 } };
    return last(2, 1L, l) == 1;
}
