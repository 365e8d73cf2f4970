// <math.h>: what it declares; what is behind it is in native-math.ts.
//
// Source: ISO C17 7.12; glibc 2.36.

import { ONE, TWO } from './native-math.ts';
import type { LibraryPart } from './parts.ts';

const prototypes = [
  ...ONE.map((name) => [name, '@ x']),
  ...TWO.map((name) => [name, '@ x, @ y']),
].flatMap(([name, params]) =>
  [
    ['double', ''],
    ['float', 'f'],
    ['long double', 'l'],
  ].map(([type, suffix]) => `${type} ${name}${suffix}(${params.replaceAll('@', type)});`),
);

const CONSTANTS = `E:2.7182818284590452354 LOG2E:1.4426950408889634074 LOG10E:0.43429448190325182765
LN2:0.69314718055994530942 LN10:2.30258509299404568402 PI:3.14159265358979323846
PI_2:1.57079632679489661923 PI_4:0.78539816339744830962 1_PI:0.31830988618379067154
2_PI:0.63661977236758134308 2_SQRTPI:1.12837916709551257390 SQRT2:1.41421356237309504880
SQRT1_2:0.70710678118654752440`
  .split(/\s/)
  .map((word) => `#define M_${word.replace(':', ' ')}`);

const MATH = `#define HUGE_VAL (1e308 * 10)
#define HUGE_VALF ((float) HUGE_VAL)
#define INFINITY ((float) HUGE_VAL)
#define NAN (__builtin_nanf(""))
#define HUGE_VALL ((long double) HUGE_VAL)
#define MAXFLOAT 3.40282347e+38F
#define MATH_ERRNO 1
#define MATH_ERREXCEPT 2
#define math_errhandling 3
#define FP_ILOGB0 (-2147483647 - 1)
#define FP_ILOGBNAN (-2147483647 - 1)
#define FP_NAN 0
#define FP_INFINITE 1
#define FP_ZERO 2
#define FP_SUBNORMAL 3
#define FP_NORMAL 4
typedef double double_t;
typedef float float_t;
int __fpclassify(double value);
int __signbit(double value);
#define fpclassify(x) __fpclassify(x)
#define isnan(x) (__fpclassify(x) == FP_NAN)
#define isinf(x) (__fpclassify(x) == FP_INFINITE ? (__signbit(x) ? -1 : 1) : 0)
#define isfinite(x) (__fpclassify(x) > FP_INFINITE)
#define isnormal(x) (__fpclassify(x) == FP_NORMAL)
#define signbit(x) (__signbit(x) != 0)
#define isgreater(x, y) ((x) > (y))
#define isgreaterequal(x, y) ((x) >= (y))
#define isless(x, y) ((x) < (y))
#define islessequal(x, y) ((x) <= (y))
#define islessgreater(x, y) ((x) < (y) || (x) > (y))
#define isunordered(x, y) (isnan(x) || isnan(y))
${CONSTANTS.join('\n')}
${prototypes.join('\n')}`;

/** Of these the natives are the ones for double; the others are C around them. */
const OTHERS = `double ldexp(double x, int exponent)
double scalbn(double x, int n)
double frexp(double x, int *exponent)
double modf(double x, double *iptr)
double logb(double x)
int ilogb(double x)
long lround(double x)
long lrint(double x)
long long llround(double x)
long long llrint(double x)
double fma(double x, double y, double z)
double scalbln(double x, long n)
double remquo(double x, double y, int *quo)
double lgamma_r(double x, int *sign)
double nan(const char *tag)
double exp10(double x)
double drem(double x, double y)
int finite(double x)`.split('\n');

/** Those which are C for double too. */
const IN_C = String.raw`double scalbln(double x, long n) {
    return scalbn(x, n > 9999 ? 9999 : n < -9999 ? -9999 : (int) n);
}

double remquo(double x, double y, int *quo) {
    double rest = remainder(x, y), times = rint((x - rest) / y);
    int low = (int) fmod(fabs(times), 0x1p31);
    *quo = times < 0 ? -low : low;
    return rest;
}

double lgamma_r(double x, int *sign) {
    *sign = x < 0 && fmod(floor(x), 2) != 0 ? -1 : 1;
    return lgamma(x);
}

double nan(const char *tag) {
    (void) tag;
    return NAN;
}

double exp10(double x) {
    return pow(10, x);
}

double drem(double x, double y) {
    return remainder(x, y);
}

int finite(double x) {
    return isfinite(x);
}

void sincos(double x, double *s, double *c) {
    *s = sin(x);
    *c = cos(x);
}
`;

const SUFFIXES = [
  ['float', 'f'],
  ['long double', 'l'],
] as const;

/** `float ldexpf(float x, int exponent)` after the one for double. */
const suffixed = (prototype: string, type: string, suffix: string) =>
  prototype.replaceAll('double', type).replace('(', `${suffix}(`);

function suffixedBody(prototype: string, type: string, suffix: string): string {
  const head = suffixed(prototype, type, suffix);
  const name = /(\w+)\(/.exec(prototype)![1];
  const args = [...prototype.matchAll(/(\w+)(?=[,)])/g)].map(([arg]) => arg);
  // A whole part is stored where the caller has room for its own type.
  if (name !== 'modf') return `${head} {\n    return ${name}(${args.join(', ')});\n}\n`;
  return `${head} {\n    double whole, rest = modf(x, &whole);\n    *iptr = whole;\n    return rest;\n}\n`;
}

const each = (write: (prototype: string, type: string, suffix: string) => string) =>
  OTHERS.flatMap((prototype) => SUFFIXES.map(([type, suffix]) => write(prototype, type, suffix)));

const HEADER = [
  MATH,
  ...OTHERS.map((prototype) => `${prototype};`),
  ...each((prototype, type, suffix) => `${suffixed(prototype, type, suffix)};`),
  '#ifdef _GNU_SOURCE\nvoid sincos(double x, double *s, double *c);\n#endif',
].join('\n');

export const MATH_PART: LibraryPart = {
  headers: [{ name: 'math.h', text: HEADER }],
  sources: [
    {
      name: 'libc/math.c',
      text: `#define _GNU_SOURCE\n#include <math.h>\n\n${IN_C}\n${each(suffixedBody).join('\n')}`,
    },
  ],
};
