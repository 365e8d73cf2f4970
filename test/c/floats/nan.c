// NAN has no sign, what x86 makes of an invalid operation has one, and printf shows it.
#include <math.h>
#include <stdio.h>

static double kept[] = { NAN, -NAN };

int main(void) {
    double zero = 0, infinite = INFINITY, a = NAN;
    printf("%f %f %g %e\n", NAN, -NAN, a, -a); // → nan -nan nan -nan
    printf("%f %f %F %+f\n", kept[0], kept[1], a, a); // → nan -nan NAN +nan
    printf("%f %f %f\n", zero / zero, infinite - infinite, sqrt(zero - 1)); // → -nan -nan -nan
    printf("%d %d %d\n", signbit(a) != 0, signbit(-a) != 0, a == a); // → 0 1 0
    printf("%f %f %f\n", a + 1, nan(""), fabs(-a)); // → nan nan nan
    double whole, rest = modf(a, &whole);
    printf("%f %f\n", rest, whole); // → nan nan
    return 0;
}
