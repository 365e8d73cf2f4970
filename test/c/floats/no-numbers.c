// Signs of what is no number: NAN has none, what an operation makes has one, and arithmetic keeps it.
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double zero, infinite = INFINITY;
static double kept = NAN;
static float single = NAN;
static double table[] = {NAN, -NAN};

int main(void) {
    double quiet = NAN;
    printf("%f %F %e %g %a\n", NAN, NAN, NAN, NAN, NAN);
    printf("%f %f %f %f\n", -NAN, kept, -kept, single);
    for (int i = 0; i < 2; i++) printf("%f\n", table[i]);
    printf("%f %f %f\n", zero / zero, infinite - infinite, zero * infinite);
    printf("%f %f %f\n", quiet + 1, 1 - quiet, quiet * -2);
    printf("%f %f\n", nan(""), strtod("nan", NULL));
    printf("%f %f\n", strtod("-nan", NULL), fabs(-NAN));
    printf("%f %f %f\n", sqrt(-1), log(-1), fmod(1, 0));
    printf("%d %d %d\n", signbit(NAN) != 0, signbit(-NAN) != 0, signbit(zero / zero) != 0);
    printf("%f\n", copysign(NAN, -1));
    printf("%Lf %f\n", (long double) NAN, (float) NAN);
    printf("[%8.2f] [%-8f] [%+f] [%08f] [% f]\n", NAN, NAN, NAN, NAN, NAN);
    printf("%f\n", fmax(NAN, 1));
}
// → nan NAN nan nan nan
// → -nan nan -nan nan
// → nan
// → -nan
// → -nan -nan -nan
// → nan nan nan
// → nan nan
// → -nan nan
// → -nan -nan -nan
// → 0 1 1
// → -nan
// → nan nan
// → [     nan] [nan     ] [+nan] [     nan] [ nan]
// → 1.000000
