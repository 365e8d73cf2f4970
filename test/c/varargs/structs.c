// Variadic functions: structs of any size, doubles, va_copy, forwarding, many arguments; struct returns.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct small { char c; };
struct pair { int a; double d; };
struct big { char text[100]; int n; };
typedef struct { long v[3]; } triple;

static double total(const char *kinds, ...) {
    va_list ap, again;
    double sum = 0;
    va_start(ap, kinds);
    va_copy(again, ap);
    for (const char *k = kinds; *k; k++)
        switch (*k) {
        case 'i': sum += va_arg(ap, int); break;
        case 'l': sum += va_arg(ap, long); break;
        case 'd': sum += va_arg(ap, double); break;
        case 'L': sum += va_arg(ap, long double); break;
        case 's': sum += va_arg(ap, struct small).c; break;
        case 'p': { struct pair p = va_arg(ap, struct pair); sum += p.a + p.d; break; }
        case 'b': { struct big b = va_arg(ap, struct big); sum += b.n + strlen(b.text); break; }
        case 'f': sum += va_arg(ap, int (*)(int))(4); break;
        }
    va_end(ap);
    if (*kinds == 'i') sum += va_arg(again, int) * 1000;
    va_end(again);
    return sum;
}

static int twice(int n) { return 2 * n; }

static void vlog_(char *out, const char *fmt, va_list ap) { vsprintf(out, fmt, ap); }
static char *fmt(char *out, const char *f, ...) {
    va_list ap;
    va_start(ap, f);
    vlog_(out, f, ap);
    va_end(ap);
    return out;
}

static int next(va_list *ap) { return va_arg(*ap, int); }
static int first_two(int n, ...) {
    va_list ap;
    va_start(ap, n);
    int a = next(&ap), b = next(&ap);
    va_end(ap);
    return a * 10 + b;
}

static struct big make(int n, struct big b, triple t) { b.n = n + t.v[2]; t.v[2] = 0; return b; }
static triple three(long a) { return (triple){ { a, a + 1, a + 2 } }; }
static struct small one(void) { struct small s = { 'x' }; return s; }
static struct pair swap(struct pair p) { return (struct pair){ p.d, p.a }; }
static long double ld(long double a, float f) { return a * f; }

int main(void) {
    char out[200];
    struct big b = { "hello", 7 };
    struct pair p = { 1, 2.5 };
    printf("%g\n", total("ildL", 1, 2L, 3.5, 4.25L));
    printf("%g\n", total("spbif", (struct small){ 3 }, p, b, 1, twice));
    printf("%g\n", total("bsb", b, (struct small){ 1 }, b));
    printf("%g\n", total("iiiiiiiidddddddddd", 1, 2, 3, 4, 5, 6, 7, 8, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10.));
    puts(fmt(out, "%d %s %.2f %c %ld", 1, "two", 3.0, '4', 5L));
    printf("%d\n", first_two(0, 4, 2));
    triple t = three(10);
    struct big c = make(3, b, t);
    printf("%d %s %d %ld %ld\n", c.n, c.text, b.n, t.v[2], three(5).v[1]);
    printf("%c %d %g %s\n", one().c, swap(p).a, swap(swap(p)).d, make(1, b, t).text);
    printf("%d %zu\n", make(1, make(2, b, t), three(100)).n, sizeof(long double));
    struct pair ps[3] = { p, swap(p), { 9, 9 } }, *pp = ps;
    *pp++ = ps[2];
    p = pp->a > 1 ? *pp : ps[0];
    printf("%d %g %d\n", ps[0].a, p.d, (pp[1] = ps[0]).a);
    printf("%Lf %Lg %.3f\n", ld(1.5L, 2), 0.1L + 0.2L, (double)ld(3, 0.5f));
    char ch = -1; short sh = -2; unsigned char uc = 200; float fl = 1.5f; _Bool bo = 1;
    printf("%d %d %d %.1f %d\n", ch, sh, uc, fl, bo);
    return 0;
}

// → 1010.75
// → 27.5
// → 25
// → 1091
// → 1 two 3.00 4 5
// → 42
// → 15 hello 7 12 6
// → x 2 2 hello
// → 103 16
// → 9 1 9
// → 3.000000 0.3 1.500
// → -1 -2 200 1.5 1
