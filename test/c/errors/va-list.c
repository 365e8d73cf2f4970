// What is no va_list: a number, a pointer to one; and it is an array, which nothing is assigned to.
#include <stdarg.h>
#include <stdio.h>
int take(int n, ...) {
    va_list ap, copy, *p = &ap;
    va_start(ap, n);
    va_start(n, n); // warning: passing argument 1 of '__builtin_va_start' makes pointer from integer without a cast
    copy = ap; // error: assignment to expression with array type
    va_copy(copy, n); // warning: passing argument 2 of '__builtin_va_copy' makes pointer from integer without a cast
    vprintf("%d", p); // warning: passing argument 2 of 'vprintf' from incompatible pointer type
    n = va_arg(n, int); // error: first argument to 'va_arg' not of type 'va_list'
    n = va_arg(p, int); // error: first argument to 'va_arg' not of type 'va_list'
    va_end(n); // warning: passing argument 1 of '__builtin_va_end' makes pointer from integer without a cast
    return va_arg(*p, int);
}
int given(va_list ap) {
    va_list *p = &ap; // warning: initialization of '__va_list_tag (*)[1]' from incompatible pointer type '__va_list_tag **'
    return ap; // warning: returning '__va_list_tag *' from a function with return type 'int' makes integer from pointer without a cast
}
