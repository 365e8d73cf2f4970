// scanf: every conversion, on what fits, on what fits in part and on what does not.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>

static void d(const char *s, const char *f) {
    int a = -7, n = -7;
    char format[40];
    snprintf(format, sizeof format, "%s%%n", f);
    int r = sscanf(s, format, &a, &n);
    printf("[%s] %s: %d %d %d\n", s, f, r, a, n);
}

static void g(const char *s, const char *f) {
    double a = -7;
    int n = -7;
    char format[40];
    snprintf(format, sizeof format, "%s%%n", f);
    int r = sscanf(s, format, &a, &n);
    printf("[%s] %s: %d %.17g %d\n", s, f, r, a, n);
}

static void t(const char *s, const char *f) {
    char a[64] = "unset";
    int n = -7;
    char format[40];
    snprintf(format, sizeof format, "%s%%n", f);
    int r = sscanf(s, format, a, &n);
    printf("[%s] %s: %d [%s] %d\n", s, f, r, a, n);
}

int main(void) {
    const char *ints[] = {"42", "  -42x", "+7", "0x1f", "0x", "0xg", "017", "089", "-", "", "   ", "x", "99999999999", "1 2", "--1", "0", "00012", "+ 1"};
    const char *int_formats[] = {"%d", "%i", "%u", "%o", "%x", "%3d", "%1d", "%2i"};
    for (size_t i = 0; i < sizeof ints / sizeof *ints; i++)
        for (size_t k = 0; k < sizeof int_formats / sizeof *int_formats; k++) d(ints[i], int_formats[k]);
    const char *doubles[] = {"1.5", "-2.5e3x", ".5", "5.", ".", "1e", "1e+", "1e+5", "inf", "-infinity!", "infin", "nan", "nanx", "0x1.8p1", "0x", "0x.p1", "-0x.z", "0x.8p1", "1.2.3", "e5", "+.e1", "1E400", "12345678901234567890"};
    const char *double_formats[] = {"%lf", "%le", "%lg", "%4lf", "%2lf", "%la"};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
        for (size_t k = 0; k < sizeof double_formats / sizeof *double_formats; k++) g(doubles[i], double_formats[k]);
    const char *texts[] = {"word next", "  word", "", "a,b", "x=1;y", "]x[", "abc-def", "ABCabc123"};
    const char *text_formats[] = {"%s", "%3s", "%[^,]", "%[a-z]", "%[]x]", "%[^]]", "%[a-]", "%2c", " %1c", "%[A-Z]", "%5[^ ]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = 0; k < sizeof text_formats / sizeof *text_formats; k++) t(texts[i], text_formats[k]);
    int a = 0, b = 0, c = 0, n;
    char w[20] = "", *m = NULL, *m2 = NULL;
    n = sscanf("192.168.1.20:8080", "%d.%d.%*d.%d", &a, &b, &c);
    printf("%d %d %d %d\n", n, a, b, c);
    n = sscanf("GET /index HTTP/1.1", "%19s %*s HTTP/%d.%d", w, &a, &b);
    printf("%d %s %d %d\n", n, w, a, b);
    n = sscanf("50% of 7", "%d%% of %d", &a, &b);
    printf("%d %d %d\n", n, a, b);
    n = sscanf("key: value", "%ms %m[a-z]", &m, &m2);
    printf("%d %s %s\n", n, m, m2);
    n = sscanf("second first", "%2$s %1$9s", w, w + 10);
    printf("%d %s %s\n", n, w, w + 10);
    signed char hh; short h; long l; long long ll; intmax_t j; size_t z; ptrdiff_t p; float f; long double L;
    n = sscanf("300 70000 -5 6 7 8 9 1.5 2.5", "%hhd %hd %ld %lld %jd %zu %td %f %Lf", &hh, &h, &l, &ll, &j, &z, &p, &f, &L);
    printf("%d %d %d %ld %lld %jd %zu %td %g %Lg\n", n, hh, h, l, ll, j, z, p, f, L);
    void *ptr;
    n = sscanf("0x7ffd1234", "%p", &ptr);
    printf("%d %p\n", n, ptr);
    printf("%d\n", sscanf("", "%d", &a));
    printf("%d\n", sscanf("x", "%d", &a));
    printf("%d\n", sscanf("abc", "abc%n", &a));
    printf("%d\n", sscanf("  ", " %d", &a));
    printf("%d\n", sscanf("abc", "abd"));
    char digits[600];
    memset(digits, '0', sizeof digits);
    strcpy(digits + 590, "123 5");
    n = sscanf(digits, "%d %d", &a, &b);
    printf("%d %d %d\n", n, a, b);
    unsigned char x1, x2;
    n = sscanf("ff:0a", "%hhx:%hhx", &x1, &x2);
    printf("%d %d %d\n", n, x1, x2);
    return 0;
}
