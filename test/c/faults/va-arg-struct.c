// A small struct of integers lies where integers do; one with doubles does not.
#include <stdarg.h>
struct pair { int a, b; };
struct mixed { double x; int n; };
static int sum(int count, ...) {
    va_list args;
    va_start(args, count);
    struct mixed m = va_arg(args, struct mixed);
    struct pair p = va_arg(args, struct pair);
    int total = m.n + p.b;
    while (--count > 0) total += va_arg(args, struct pair).b; // fault: reads as 'struct pair' an argument that the call passed as a double
    va_end(args);
    return total;
}
int main(void) {
    struct pair p = { 1, 2 };
    struct mixed m = { 1.5, 4 };
    if (sum(3, m, p, p, p) != 10) return 1;
    return sum(3, m, p, p, m);
}
