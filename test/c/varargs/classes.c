// Integers and pointers among each other, doubles among each other: what is of one class may be read as another type.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct big { char text[140]; };
struct point { double x, y; };
enum colour { RED, GREEN };

static double total(const char *kinds, ...) {
    va_list ap;
    double sum = 0;
    va_start(ap, kinds);
    for (const char *k = kinds; *k; k++)
        switch (*k) {
        case 'i': sum += va_arg(ap, int); break;
        case 'u': sum += va_arg(ap, unsigned); break;
        case 'l': sum += va_arg(ap, long); break;
        case 'U': sum += va_arg(ap, unsigned long long); break;
        case 'e': sum += va_arg(ap, enum colour); break;
        case 'v': sum += *(int *) va_arg(ap, void *); break;
        case 's': sum += *va_arg(ap, char *); break;
        case 'd': sum += va_arg(ap, double); break;
        case 'b': sum += va_arg(ap, struct big).text[3]; break;
        case 'p': sum += va_arg(ap, struct point).y; break;
        }
    va_end(ap);
    return sum;
}

/* Often enough to be compiled a second time. */
static unsigned mixed(int n, ...) {
    va_list ap;
    unsigned sum = n;
    va_start(ap, n);
    for (int i = 0; i < n; i++) {
        sum = sum * 3 + va_arg(ap, unsigned);
        sum += va_arg(ap, double) * 2;
        sum ^= *va_arg(ap, const char *);
    }
    va_end(ap);
    return sum;
}

static int same(int n, ...) {
    va_list ap;
    va_start(ap, n);
    char *low = (char *) &n, *text = va_arg(ap, struct big).text;
    unsigned long far = text > low ? text - low : low - text;
    va_end(ap);
    return far < 1 << 20;
}

int main(void) {
    struct big b = { { 1, 2, 3, 4 } };
    struct point p = { 1, 2.5 };
    int n = 7;
    double (*by)(const char *, ...) = total;
    printf("%g\n", total("iuiu", -1, 2u, 3u, 4));
    printf("%g\n", total("lUlU", 5UL, 6L, (void *) 7, 8ULL));
    printf("%g\n", total("evsi", GREEN, &n, "A", RED));
    printf("%g\n", by("idldsd", 1, 1.5f, 2L, 2.5, "A", (double) n));
    printf("%g\n", by("ipdbdi", 1, p, 2., b, 4., 5));
    printf("%g\n", total("ddddddddddddddddddid", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12., 13., 14., 15., 16.,
                         17., 18., 19, 20.));
    unsigned sum = 0;
    for (int i = 0; i < 30000; i++) sum = sum * 5 + mixed(2, i, i / 2., "x", 3, 4.5, "yz");
    printf("%u\n", sum);
    char text[99];
    sprintf(text, "%u %x %lu %p %c %.1f %s %d %*.*f", -1, -2, 3L, (void *) 0x10, 'c', 1.25f, "s", 4u, 6, 2, 9.5);
    puts(text);
    printf("%2$s %1$.1f %3$d\n", 1.5, "two", 3);
    printf("%d\n", same(1, b, 2, 3.5));
    return 0;
}

// → 8
// → 26
// → 73
// → 79
// → 18.5
// → 210
// → 2299257568
// → 4294967295 fffffffe 3 0x10 c 1.2 s 4   9.50
// → two 1.5 3
// → 1
