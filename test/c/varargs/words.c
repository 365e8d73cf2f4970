// Many arguments of all classes: more than one word tells of them, and structs lie among them.
#include <stdarg.h>
#include <stdio.h>

struct none {};
struct one { char c; };
struct two { long n; double x; };
struct floats { float a, b, c, d; };
struct large { int v[9]; };
union either { int n; const char *text; };
struct packed { char c; int n; } __attribute__((packed));
struct bits { unsigned a : 3, b : 30; int : 0; float f; };

static double total(const char *kinds, ...) {
    va_list ap, copy;
    double sum = 0;
    va_start(ap, kinds);
    for (const char *k = kinds; *k; k++) {
        va_copy(copy, ap);
        double before = sum;
        switch (*k) {
        case 'i': sum += va_arg(ap, int); break;
        case 'd': sum += va_arg(ap, double); break;
        case 'L': sum += va_arg(ap, long double); break;
        case '0': va_arg(ap, struct none); break;
        case '1': sum += va_arg(ap, struct one).c; break;
        case '2': { struct two t = va_arg(ap, struct two); sum += t.n + t.x; break; }
        case 'f': { struct floats f = va_arg(ap, struct floats); sum += f.a + f.b + f.c + f.d; break; }
        case 'l': sum += va_arg(ap, struct large).v[8]; break;
        case 'e': sum += va_arg(ap, union either).n; break;
        case 'p': sum += va_arg(ap, struct packed).n; break;
        case 'b': { struct bits b = va_arg(ap, struct bits); sum += b.a + b.b + b.f; break; }
        }
        if (*k == 'i') before += va_arg(copy, int);
        if (*k == 'i' && before != sum) printf("the copy differs\n");
        va_end(copy);
    }
    va_end(ap);
    return sum;
}

static void show(const char *format, ...) {
    char line[400];
    va_list ap;
    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    printf("%s %d\n", line, va_arg(ap, int) != 0 || 1);
    va_end(ap);
}

int main(void) {
    struct one o = { 1 };
    struct two t = { 2, 0.5 };
    struct floats f = { 1, 2, 3, 4 };
    struct large l = { { [8] = 6 } };
    union either e = { 7 };
    struct packed p = { 1, 8 };
    struct bits b = { 5, 9, 0.25f };
    struct none n = {};
    printf("%g\n", total("id0L12flepbi", 1, 2.5, n, 1.25L, o, t, f, l, e, p, b, 3));
    printf("%g\n", total("iiiiiiiiiiiiiii2i", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, t, 3));
    printf("%g\n", total("iiiiiiiiiiiiiiii2i", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, t, 3));
    printf("%g\n", total("2222222222222222222f", t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, t, f));
    printf("%g\n", total("lllllllllllllllllid", l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, 1, 0.5));
    printf("%g\n", total("ee", 3, e));
    double sum = 0;
    for (int i = 0; i < 20000; i++)
        sum += total("iiiiiiiiiiiiiiiiiid", i, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 0.5);
    printf("%.1f\n", sum);
    show("%d %d %d %d %d %d %d %d %.1f %.1f %.1f %.1f %s %s %c %c %.1f %ld %p", 1, 2, 3, 4, 5, 6, 7, 8, 1.5, 2.5, 3.5,
         4.5, "five", "six", '7', '8', 9.5, 10L, (void *) 11, 12);
    printf("%18$d %17$.1f %1$d %16$s %2$d %3$d %4$d %5$d %6$d %7$d %8$d %9$d %10$d %11$d %12$d %13$d %14$d %15$d\n", 1, 2,
           3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "sixteen", 17.5, 18);
    return 0;
}

// → 56.5
// → 125.5
// → 141.5
// → 57.5
// → 103.5
// → 10
// → 203400000.0
// → 1 2 3 4 5 6 7 8 1.5 2.5 3.5 4.5 five six 7 8 9.5 10 0xb 1
// → 18 17.5 1 sixteen 2 3 4 5 6 7 8 9 10 11 12 13 14 15
