// The rest: <math.h>, <locale.h>, <wchar.h>, <libgen.h>, <ctype.h>, random numbers of every kind.
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

int main(void) {
    printf("%.10g %.10g %.10g %.10g\n", sqrt(2), pow(2, 0.5), exp(1), log(10));
    printf("%g %g %g %g %g %g\n", floor(-1.5), ceil(-1.5), round(-2.5), rint(2.5), trunc(-1.7), fmod(-7.5, 2));
    printf("%g %g %g %g %g\n", fmin(1, NAN), fmax(1, 2), hypot(3, 4), copysign(1, -0.0), fabs(-3.25));
    printf("%g %ld %ld %g\n", ldexp(0.75, 4), lround(2.5), lrint(3.5), remainder(7, 4));
    int e;
    double whole, part = frexp(48, &e);
    printf("%g %d ", part, e);
    part = modf(-3.25, &whole);
    printf("%g %g\n", part, whole);
    printf("%.8f %.8f %.8f %.8f\n", sin(1), cos(1), tan(1), atan2(1, -1));
    printf("%.6f %.6f %.6f %.6f\n", erf(0.5), erfc(2), tgamma(4.5), lgamma(10));
    printf("%.9g %.9g\n", (double) sqrtf(2), (double) powf(3, 0.25f));
    printf("%d %d %d %d %d\n", isnan(NAN) != 0, isinf(-INFINITY) != 0, isfinite(1.0) != 0, signbit(-1.0) != 0, fpclassify(0.0) == FP_ZERO);
    errno = 0;
    double bad = sqrt(-1);
    printf("%d %d\n", isnan(bad) != 0, errno == EDOM);
    errno = 0;
    bad = exp(1000);
    printf("%d %d\n", isinf(bad) != 0, errno == ERANGE);
    printf("%g %d %.17g %d\n", DBL_EPSILON, DBL_DIG, DBL_MAX, FLT_DIG);
    printf("%s %s\n", setlocale(LC_ALL, "C"), localeconv()->decimal_point);
    wchar_t w[20];
    printf("%zu ", mbstowcs(w, "wide", 20));
    printf("%zu %d\n", wcslen(w), wcscmp(w, L"wide"));
    printf("%ls %lc %d\n", w, (wint_t) L'x', iswdigit(L'7') != 0);
    char path[] = "/usr/lib/file.c", path2[] = "/usr/lib/file.c", bare[] = "name", slash[] = "/";
    printf("%s %s", dirname(path), basename(path2));
    printf(" %s %s", dirname(bare), basename(slash));
    printf("\n");
    srand48(42);
    printf("%.12f ", drand48());
    printf("%ld ", lrand48());
    printf("%ld\n", mrand48());
    printf("%" PRId64 " %" PRIu32 " %" PRIx64 " %" PRIdMAX "\n", INT64_MIN, UINT32_MAX, UINT64_C(0xabcdef0123), INTMAX_MAX);
    printf("%d %d %d %d\n", ffs(8), ffsl(0), ffsll(1L << 40), strcasecmp("ABC", "abd") < 0);
    char buf[30];
    printf("%s ", (char *) memccpy(buf, "key=value", '=', 20) == buf + 4 ? "found" : "not");
    printf("%d %d\n", stpcpy(buf, "abc") == buf + 3, stpncpy(buf, "abcdef", 3) == buf + 3);
    long l = strtol("zz", NULL, 36);
    errno = 0;
    long big = strtol("99999999999999999999", NULL, 10);
    printf("%ld %d %d", l, big == LONG_MAX, errno == ERANGE);
    errno = 0;
    printf(" %lu", strtoul("-1", NULL, 10));
    printf(" %ld", strtol("12", NULL, 1));
    printf(" %d\n", errno == EINVAL);
    printf("%a %.9g %d\n", strtod("0x1.8p3", NULL), (double) strtof("16777217", NULL), atoi("99999999999"));
    struct passwd *pw = getpwuid(0);
    printf("%s %s\n", pw->pw_name, pw->pw_dir);
    lldiv_t q = lldiv(-7, 2);
    printf("%lld %lld\n", q.quot, q.rem);
    void *aligned;
    int refused = posix_memalign(&aligned, 4096, 100);
    printf("%d %d\n", refused, (int) ((unsigned long) aligned % 4096));
    free(aligned);
    for (int c = 0; c < 256; c += 5) printf("%d%d%d%d ", !!isalpha(c), !!ispunct(c), !!isspace(c), toupper(c) == c);
    printf("\n");
    return 0;
}
