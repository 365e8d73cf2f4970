#include <stdarg.h>
#include <stdio.h>
// Variadic functions of the program's own, va_copy, and passing a va_list on.
static int sum(int n, ...) {
    va_list ap;
    va_start(ap, n);
    int s = 0;
    while (n-- > 0) s += va_arg(ap, int);
    va_end(ap);
    return s;
}
static void mixed(const char *types, ...) {
    va_list ap, again;
    va_start(ap, types);
    va_copy(again, ap);
    for (const char *t = types; *t; t++) {
        switch (*t) {
        case 'i': printf("%d ", va_arg(ap, int)); break;
        case 'l': printf("%ld ", va_arg(ap, long)); break;
        case 'd': printf("%.2f ", va_arg(ap, double)); break;
        case 's': printf("%s ", va_arg(ap, const char *)); break;
        case 'u': printf("%u ", va_arg(ap, unsigned)); break;
        }
    }
    if (*types == 'i') printf("first %d", va_arg(again, int));
    printf("\n");
    va_end(again);
    va_end(ap);
}
static int say(char *to, size_t size, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(to, size, format, ap);
    va_end(ap);
    return n;
}
static void vsay(const char *prefix, const char *format, va_list ap) {
    printf("%s: ", prefix);
    vprintf(format, ap);
    printf("\n");
}
static void logf_(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    vsay("log", format, ap);
    va_end(ap);
}
int main(void) {
    printf("%d %d %d\n", sum(0), sum(3, 1, 2, 3), sum(8, 1, 2, 3, 4, 5, 6, 7, 8));
    char c = 'x';
    short s = -5;
    float f = 1.25f;
    mixed("iildsu", c, s, 1L << 40, f, "text", 4000000000u);
    mixed("sdl", "a", 0.5, -1L);
    char buffer[16];
    int n = say(buffer, sizeof buffer, "%s=%d;%05.1f;%x", "key", 42, 3.14159, 255);
    printf("%d [%s]\n", n, buffer);
    logf_("%d %s %c %ld %%", 7, "seven", '7', 7777777777L);
    return 0;
}
// → 0 6 36
// → 120 -5 1099511627776 1.25 text 4000000000 first 120
// → a 0.50 -1 
// → 15 [key=42;003.1;ff]
// → log: 7 seven 7 7777777777 %
