#include <stdarg.h>
static int sum(int count, ...) {
    va_list args;
    int total = 0;
    va_start(args, count);
    for (int i = 0; i < count; i++) total += va_arg(args, int); // fault: reads an argument that the call did not pass
    va_end(args);
    return total;
}
int main(void) { return sum(3, 1, 2); }
