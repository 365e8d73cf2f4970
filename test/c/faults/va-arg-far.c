// However many there are, each argument has its class.
#include <stdarg.h>
static double total(int count, ...) {
    va_list args;
    double all = 0;
    va_start(args, count);
    while (count-- > 0) all += va_arg(args, double); // fault: reads as 'double' an argument that the call passed as an integer or a pointer
    va_end(args);
    return all;
}
int main(void) {
    double sum = total(34, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15., 16., 17., 18.,
                       19., 20., 21., 22., 23., 24., 25., 26., 27., 28., 29., 30., 31., 32., 33., 34.);
    return sum == 595 && total(34, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15., 16., 17., 18.,
                 19., 20., 21., 22., 23., 24., 25., 26., 27., 28., 29., 30., 31., 32., 33., 34) > 1;
}
