#include <stdarg.h>
static double mean(int count, ...) {
    va_list args;
    double total = 0;
    va_start(args, count);
    for (int i = 0; i < count; i++) total += va_arg(args, double); // fault: reads as 'double' an argument that the call passed as an integer or a pointer
    va_end(args);
    return total / count;
}
int main(void) {
    double all = 0;
    for (int i = 0; i < 20000; i++) all += mean(3, 1.0, 2.0, 3.0);
    return all + mean(3, 1.0, 2.0, 3) > 1;
}
