// What is behind <math.h>.
//
// One idea: JavaScript's Math is a C library too; what it does not have is a few lines on top of it.
//
// Source: ISO C17 7.12; glibc 2.36 for the errno values.
// Departs: sqrt, fabs, rounding, fmod and their like are exact; of the others some results differ from
// glibc's in the last bit, where ECMAScript leaves them open. No fenv: rounding is to nearest.

import { EDOM, ERANGE } from '../../abi/errno.ts';
import type { NativeApi, NativeFn } from '../../vm/native.ts';
import { setErrno } from './native-helpers.ts';

/** Rounds a half to the even neighbour. */
function rint(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const two52 = Math.sign(x) * 2 ** 52;
  const result = x + two52 - two52;
  return result === 0 ? Math.sign(x) * 0 || copySign(0, x) : result;
}

function copySign(x: number, sign: number): number {
  const negative = sign < 0 || Object.is(sign, -0);
  return negative ? -Math.abs(x) : Math.abs(x);
}

/** Rounds a half away from zero. */
function round(x: number): number {
  const whole = Math.trunc(x);
  const result = Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
  return copySign(result, x);
}

const view = new DataView(new ArrayBuffer(8));

function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (x === y) return y;
  if (x === 0) return copySign(Number.MIN_VALUE, y);
  view.setFloat64(0, x);
  const up = y > x === x > 0;
  view.setBigInt64(0, view.getBigInt64(0) + (up ? 1n : -1n));
  return view.getFloat64(0);
}

/** Lanczos's approximation, g = 7. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

function gamma(x: number): number {
  if (Number.isInteger(x) && x > 0 && x < 171) {
    let product = 1;
    for (let i = 2; i < x; i++) product *= i;
    return product;
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const t = x + 6.5;
  const sum = LANCZOS.reduce((s, c, i) => (i === 0 ? c : s + c / (x - 1 + i)));
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}

function lgamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0.5) return Math.log(Math.abs(Math.PI / Math.sin(Math.PI * x))) - lgamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce((s, c, i) => (i === 0 ? c : s + c / (x - 1 + i)));
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** A series near zero, a continued fraction far from it. */
function erf(x: number): number {
  if (Math.abs(x) > 2.5) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function erfc(x: number): number {
  if (x < 2.5) return 1 - erf(x);
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** IEEE's remainder: the nearest multiple of y is taken away, the even one of two. */
function remainder(x: number, y: number): number {
  const rest = x % y;
  const size = Math.abs(y);
  const twice = 2 * Math.abs(rest);
  const odd = Math.floor(Math.abs(x / y)) % 2 === 1;
  return twice > size || (twice === size && odd) ? rest - copySign(size, x) : rest;
}

/** C's pow knows two answers where JavaScript says NaN: 1 to any power, and -1 to an infinite one. */
function pow(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
}

/** Functions of one number, and of two. */
export const ONE =
  'acos asin atan cos sin tan cosh sinh tanh acosh asinh atanh exp expm1 log log10 log1p log2 sqrt cbrt ceil floor trunc fabs round rint nearbyint exp2 erf erfc tgamma lgamma'.split(
    ' ',
  );
export const TWO = 'pow atan2 fmod hypot fdim fmax fmin copysign remainder nextafter'.split(' ');

type Function2 = (x: number, y: number) => number;

/** What is behind the names that JavaScript has not, or has otherwise. */
function makeOwn(): Readonly<Record<string, Function2>> {
  return {
    fabs: Math.abs,
    round,
    rint,
    nearbyint: rint,
    exp2: (x) => 2 ** x,
    erf,
    erfc,
    tgamma: gamma,
    lgamma,
    pow,
    fmod: (x, y) => x % y,
    fdim: (x, y) => (x > y ? x - y : Number.isNaN(x + y) ? Number.NaN : 0),
    fmax: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
    fmin: (x, y) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
    copysign: copySign,
    remainder,
    nextafter: nextAfter,
  };
}

let own: Readonly<Record<string, Function2>> | undefined;

function functionOf(name: string): Function2 {
  own ??= makeOwn();
  return own[name] ?? (Math[name as 'atan2'] as Function2);
}

/** What these make out of numbers that they do not know has no sign; of the others it has, as on x86-64. */
const UNSIGNED = /^(?:acos|asin|log10|tgamma)[fl]?$/;

/** Gives a result back, and says in errno where there was none or it was too large. */
function answer(cpu: NativeApi, result: number, ...args: number[]): void {
  const finite = args.every(Number.isFinite);
  if (Number.isNaN(result) && !args.some(Number.isNaN)) {
    setErrno(cpu, EDOM);
    cpu.retLong(UNSIGNED.test(cpu.name) ? 0x7ff8n << 48n : 0xfff8n << 48n);
    return;
  }
  if (finite && Math.abs(result) === Number.POSITIVE_INFINITY) setErrno(cpu, ERANGE);
  cpu.retDouble(result);
}

const natives: Record<string, NativeFn> = {};
for (const name of ONE) {
  natives[name] = natives[`${name}l`] = natives[`${name}f`] = (cpu) => calculate(cpu, name, 1);
}
for (const name of TWO) {
  natives[name] = natives[`${name}l`] = natives[`${name}f`] = (cpu) => calculate(cpu, name, 2);
}

/** Calls the function `name`, of one number or of two; as float where the caller says sinf. */
function calculate(cpu: NativeApi, name: string, count: number): void {
  const args = [cpu.double(0), ...(count > 1 ? [cpu.double(1)] : [])];
  const [x, y = 0] = args;
  const f = functionOf(name);
  const result = count > 1 ? f(x, y) : (f as (x: number) => number)(x);
  answer(cpu, cpu.name === `${name}f` ? Math.fround(result) : result, ...args);
}

/** Scales by a power of two in steps that no double overflows in. */
function scale(x: number, power: number): number {
  let result = x;
  let left = Math.max(-4200, Math.min(4200, power));
  for (; left > 1000; left -= 1000) result *= 2 ** 1000;
  for (; left < -1000; left += 1000) result *= 2 ** -1000;
  return result * 2 ** left;
}

function exponent(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0;
  let power = Math.floor(Math.log2(Math.abs(x)));
  while (Math.abs(scale(x, -power)) >= 2) power++;
  while (Math.abs(scale(x, -power)) < 1) power--;
  return power;
}

const MORE: Record<string, NativeFn> = {
  ldexp: (cpu) => answer(cpu, scale(cpu.double(0), cpu.int(1)), cpu.double(0)),
  frexp: (cpu) => {
    const x = cpu.double(0);
    const power = x === 0 || !Number.isFinite(x) ? 0 : exponent(x) + 1;
    cpu.writeI32(cpu.ptr(1), power);
    cpu.retDouble(scale(x, -power));
  },
  modf: (cpu) => {
    const x = cpu.double(0);
    const whole = Math.trunc(x);
    cpu.writeDouble(cpu.ptr(1), whole);
    cpu.retDouble(copySign(Math.abs(x) === Infinity ? 0 : x - whole, x));
  },
  logb: (cpu) => cpu.retDouble(cpu.double(0) === 0 ? -Infinity : exponent(cpu.double(0))),
  ilogb: (cpu) => cpu.retInt(cpu.double(0) === 0 ? -2147483648 : exponent(cpu.double(0))),
  lround: (cpu) => cpu.retLong(BigInt(round(cpu.double(0)))),
  lrint: (cpu) => cpu.retLong(BigInt(rint(cpu.double(0)))),
  fma: (cpu) => cpu.retDouble(cpu.double(0) * cpu.double(1) + cpu.double(2)),
  __fpclassify: (cpu) => {
    const size = Math.abs(cpu.double(0));
    if (Number.isNaN(size)) cpu.retInt(0);
    else if (size === Number.POSITIVE_INFINITY) cpu.retInt(1);
    else cpu.retInt(size === 0 ? 2 : size < 2 ** -1022 ? 3 : 4);
  },
  __signbit: (cpu) => {
    view.setFloat64(0, cpu.double(0));
    cpu.retInt(view.getUint8(0) >> 7);
  },
};
MORE.scalbn = MORE.ldexp;
MORE.llround = MORE.lround;
MORE.llrint = MORE.lrint;

export const MATH_NATIVES: Readonly<Record<string, NativeFn>> = { ...natives, ...MORE };
