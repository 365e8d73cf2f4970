// Check builtins: gcc's functions that the compiler itself knows.
//
// One idea: what has a value now is folded; the rest is a native of the machine, or the library's
// function of the same name. Atomic builtins are macros: see predefined.ts.
//
// Source: the GNU C manual, "Other Builtins", "Integer Overflow Builtins"; ISO C17 7.16.

import { bitBuiltin } from './bits.ts';
import { checkExpr, checkValue, constantInt } from './check-expression.ts';
import { behind, checkUnevaluated, exactly, typeInExpression } from './check-special.ts';
import { declaredType, specifiedType } from './check-type.ts';
import { wrapInt } from './constant.ts';
import { assignTo, castTo } from './convert.ts';
import { objectSize } from './object-size.ts';
import { parse } from './parse-declaration.ts';
import { type Checker, hiddenLocal, intExpr, lookUp, useSymbol } from './scope.ts';
import { fail, type Span, unsupported } from './source.ts';
import { headerOf } from './suggest.ts';
import { tokenize } from './tokenize.ts';
import type { Expr, TypeName } from './tree.ts';
import type { TExpr } from './typed.ts';
import {
  CHAR,
  type CType,
  compatible,
  DOUBLE,
  FLOAT,
  INT,
  type IntKind,
  isInteger,
  isUnsigned,
  LDOUBLE,
  LONG,
  pointerTo,
  promote,
  quoted,
  sizeOf,
  typeName,
  UINT,
  ULONG,
  USHORT,
  unqualified,
  VA_LIST,
  VOID,
} from './types.ts';

type Builtin = Expr & { kind: 'builtin' };
type Call = Expr & { kind: 'call' };

/** What the parser knows by name: arguments that are types, or that are not evaluated. */
export function checkBuiltin(c: Checker, e: Builtin): TExpr {
  const { span, name } = e;
  switch (name) {
    case '__builtin_types_compatible_p': {
      const [a, b] = [0, 1].map((i) =>
        unqualified(typeInExpression(c, typeArgument(c, e, i)).type),
      );
      return intExpr(exactly(a, b) ? 1 : 0, span);
    }
    case '__builtin_choose_expr': {
      const test = constantInt(c, argument(c, e, 0), 'first argument of __builtin_choose_expr');
      return checkExpr(c, argument(c, e, test !== 0n ? 1 : 2));
    }
    case '__builtin_va_arg':
      return checkVaArg(c, e);
    case '__builtin_va_end':
      // Nothing is to be done; the list is looked at so that its errors are found.
      return castTo(listArgument(c, e, 0), VOID);
    case '__builtin_va_copy': {
      const [target, value] = [0, 1].map((i): TExpr => {
        return { kind: 'deref', span, type: VA_LIST.of, pointer: listArgument(c, e, i) };
      });
      return castTo({ kind: 'assign', span, type: VA_LIST.of, target, value }, VOID);
    }
  }
  if (!c.fn?.variadic) fail(c.ctx, span, "'va_start' used in function with fixed arguments");
  return { kind: 'va-start', span, type: VOID, list: listArgument(c, e, 0) };
}

/** A `va_list`, which is an array: what a function gets of it is a pointer, and so does gcc's builtin. */
function listArgument(c: Checker, e: Builtin, i: number): TExpr {
  const arg = argument(c, e, i);
  const why = { kind: 'argument', index: i + 1, callee: e.name } as const;
  return assignTo(c, checkExpr(c, arg), pointerTo(VA_LIST.of), why, arg.span);
}

function typeArgument(c: Checker, e: Builtin, i: number): TypeName {
  const arg = e.args[i];
  if (!arg || !('specifiers' in arg)) fail(c.ctx, e.span, `'${e.name}' wants a type here`);
  return arg;
}

function argument(c: Checker, e: Builtin, i: number): Expr {
  const arg = e.args[i];
  if (!arg) fail(c.ctx, e.span, `too few arguments to function '${e.name}'`);
  if ('specifiers' in arg) fail(c.ctx, arg.span, `expected expression before a type name`);
  return arg;
}

function checkVaArg(c: Checker, e: Builtin): TExpr {
  const { span } = e;
  const list = checkValue(c, argument(c, e, 0));
  const wanted = typeArgument(c, e, 1);
  if (list.type.kind !== 'pointer' || !compatible(unqualified(list.type.to), VA_LIST.of)) {
    fail(c.ctx, wanted.span, "first argument to 'va_arg' not of type 'va_list'");
  }
  const { type: written, sizes } = typeInExpression(c, wanted);
  const type = unqualified(written);
  const promoted = type.kind === 'float' ? (type.float === 'float' ? DOUBLE : type) : promote(type);
  const enumeration = type.kind === 'int' && !!type.enumTag;
  if (type.kind !== 'pointer' && typeName(promoted) !== typeName(type) && !enumeration) {
    const message = `${quoted(type)} is promoted to ${quoted(promoted)} when passed through '...'`;
    const hint = `So you should pass ${quoted(promoted)} not ${quoted(type)} to 'va_arg'.`;
    fail(c.ctx, span, message, hint);
  }
  return behind(sizes, { kind: 'va-arg', span, type, list });
}

/** A call of a builtin function; undefined for a name that is none. */
export function checkBuiltinCall(c: Checker, e: Call, name: string): TExpr | undefined {
  const { span } = e;
  const value = (i: number): TExpr => {
    if (!e.args[i]) fail(c.ctx, e.callee.span, `too few arguments to function '${name}'`);
    return checkValue(c, e.args[i]);
  };
  const bits = bitBuiltin(name);
  if (bits) {
    const from = bits.bits === 64 ? ULONG : bits.bits === 32 ? UINT : USHORT;
    const arg = castTo(value(0), from);
    const type = bits.swaps ? from : INT;
    if (arg.kind === 'int') return intExpr(wrapInt(bits.apply(arg.value), type), span, type);
    return nativeCall(c, name, type, [arg], span);
  }
  const overflow = /^__builtin_([su]?)(add|sub|mul)(l*)_overflow$/.exec(name);
  if (overflow) {
    const [, sign, op, length] = overflow;
    const int =
      `${sign === 'u' ? 'u' : ''}${{ '': 'int', l: 'long' }[length] ?? 'llong'}` as IntKind;
    // Those whose name has a type convert to it first.
    const typed = (i: number): TExpr => (i < 2 ? castTo(value(i), { kind: 'int', int }) : value(i));
    return checkOverflow(c, e, op, sign ? typed : value);
  }
  const infinite = /^__builtin_(?:huge_val|inf)([fl]?)$/.exec(name);
  if (infinite) return floatConstant(Number.POSITIVE_INFINITY, infinite[1], span);
  const nan = /^__builtin_nans?([fl]?)$/.exec(name);
  if (nan) return floatConstant(Number.NaN, nan[1], span);
  switch (name) {
    case '__builtin_expect':
    case '__builtin_expect_with_probability':
      return castTo(value(0), LONG);
    case '__builtin_constant_p': {
      const of = checkUnevaluated(c, e.args[0]);
      const literal = of.kind === 'global' && of.name === 'a string literal';
      return intExpr(of.kind === 'int' || of.kind === 'float' || literal ? 1 : 0, span);
    }
    case '__builtin_assume_aligned':
      return castTo(value(0), pointerTo(VOID));
    case '__builtin_object_size':
    case '__builtin_dynamic_object_size': {
      const type = constantInt(c, e.args[1], 'second argument of __builtin_object_size');
      return intExpr(objectSize(c, e.args[0], type), span, ULONG);
    }
    case '__builtin_classify_type':
      return intExpr(typeClass(checkUnevaluated(c, e.args[0]).type), span);
    case '__builtin_frame_address':
      // Some place of the frame, for who compares such addresses.
      if (c.fn && constantInt(c, e.args[0], `argument of ${name}`) === 0n) {
        const local = hiddenLocal(CHAR, span);
        const of: TExpr = { kind: 'local', span, type: CHAR, local };
        return castTo({ kind: 'address', span, type: pointerTo(CHAR), of }, pointerTo(VOID));
      }
      return unsupported(c.ctx, span, `'${name}' of a caller is`);
    case '__builtin_return_address':
      return unsupported(c.ctx, span, `'${name}', which asks for a real stack's layout, is`);
    case '__builtin_prefetch':
      return castTo(value(0), VOID);
    case '__builtin_unreachable':
    case '__builtin_trap':
      return nativeCall(c, name, VOID, [], span);
    case '__builtin_alloca':
    case 'alloca':
      if (!c.fn) fail(c.ctx, span, `'${name}' outside of any function`);
      c.fn.def.grows ??= 'alloca';
      return { kind: 'alloca', span, type: pointerTo(VOID), bytes: castTo(value(0), ULONG) };
  }
  return undefined;
}

/** The numbers of gcc's type classes; arrays and functions are pointers by then. */
function typeClass({ kind, ...type }: CType): number {
  if (kind === 'record') return (type as { record: { union: boolean } }).record.union ? 13 : 12;
  return { void: 0, int: 1, float: 8 }[kind as string] ?? 5;
}

function floatConstant(value: number, suffix: string, span: Span): TExpr {
  return { kind: 'float', span, type: { f: FLOAT, l: LDOUBLE }[suffix] ?? DOUBLE, value };
}

function nativeCall(c: Checker, name: string, returns: CType, args: TExpr[], span: Span): TExpr {
  const params = args.map((a) => ({ type: a.type }));
  const type: CType = { kind: 'function', returns, params, variadic: false, oldStyle: false };
  useSymbol(c, name, span, type);
  const of: TExpr = { kind: 'global', span, type, symbol: name, name };
  const callee: TExpr = { kind: 'address', span, type: pointerTo(type), of };
  return { kind: 'call', span, type: returns, callee, args, fixed: args.length };
}

/** The native gets the operator, and who is signed, in one number: see lib/vm/bits.ts. */
function checkOverflow(c: Checker, e: Call, op: string, value: (i: number) => TExpr): TExpr {
  const [a, b, result] = [value(0), value(1), value(2)];
  const to = result.type.kind === 'pointer' ? result.type.to : VOID;
  if (!isInteger(a.type) || !isInteger(b.type) || !isInteger(to)) {
    fail(
      c.ctx,
      e.span,
      `the arguments of '__builtin_${op}_overflow' are two integers and a pointer`,
    );
  }
  const flag = (type: CType, bit: number): number => (isUnsigned(type) ? bit : 0);
  const flags =
    ['add', 'sub', 'mul'].indexOf(op) |
    (flag(a.type, 4) | flag(b.type, 8) | flag(to, 16)) |
    (sizeOf(to) << 5);
  const wide = (v: TExpr): TExpr => castTo(v, isUnsigned(v.type) ? ULONG : LONG);
  const args = [intExpr(flags, e.span), wide(a), wide(b), castTo(result, pointerTo(VOID))];
  return castTo(nativeCall(c, '__builtin_overflow', INT, args, e.span), {
    kind: 'int',
    int: 'bool',
  });
}

/** Library functions that have a name with `__builtin_` too; declared when first used. */
const PROTOTYPES = `
void abort(void); void exit(int); int abs(int); long labs(long); long long llabs(long long);
void *malloc(unsigned long); void *calloc(unsigned long, unsigned long); void free(void *);
void *realloc(void *, unsigned long);
void *memcpy(void *, const void *, unsigned long); void *memset(void *, int, unsigned long);
void *memmove(void *, const void *, unsigned long); void *memchr(const void *, int, unsigned long);
int memcmp(const void *, const void *, unsigned long); unsigned long strlen(const char *);
char *strcpy(char *, const char *); char *strncpy(char *, const char *, unsigned long);
char *strcat(char *, const char *); char *strncat(char *, const char *, unsigned long);
int strcmp(const char *, const char *); int strncmp(const char *, const char *, unsigned long);
char *strchr(const char *, int); char *strrchr(const char *, int);
char *strstr(const char *, const char *); char *strdup(const char *);
unsigned long strspn(const char *, const char *); unsigned long strcspn(const char *, const char *);
int printf(const char *, ...); int puts(const char *); int putchar(int);
int sprintf(char *, const char *, ...); int snprintf(char *, unsigned long, const char *, ...);
double fabs(double); double sqrt(double); double floor(double); double ceil(double);
double pow(double, double); double fmod(double, double); double sin(double); double cos(double);
double tan(double); double atan2(double, double); double exp(double); double log(double);
double copysign(double, double); float fabsf(float); float sqrtf(float);
double fmin(double, double); double fmax(double, double); double round(double);
double trunc(double); int toupper(int); int tolower(int); int isdigit(int); int isalpha(int);
`;

/** The library function that `__builtin_name` means; undefined for a name that is no builtin. */
export function builtinFunction(c: Checker, builtin: string, span: Span): TExpr | undefined {
  if (!builtin.startsWith('__builtin_')) return undefined;
  const name = builtin.slice('__builtin_'.length);
  const entry = lookUp(c, name);
  const type =
    entry?.kind === 'global' && entry.type.kind === 'function' ? entry.type : prototype(c, name);
  if (!type) return undefined;
  useSymbol(c, name, span, type);
  return { kind: 'global', span, type, symbol: name, name };
}

function prototype(c: Checker, name: string): CType | undefined {
  const found = new RegExp(`[^;]*\\b${name}\\([^;]*;`).exec(PROTOTYPES);
  if (!found) return fromHeader(c, name);
  const file = c.ctx.files.push({ name: '<built-in>', text: found[0], library: true }) - 1;
  const [item] = parse(c.ctx, tokenize(c.ctx, file));
  if (item?.kind !== 'declaration') return undefined;
  return declaredType(c, specifiedType(c, item.specifiers), item.declarators[0].declarator);
}

/** The type that a header gives the function, for the rarer ones. */
function fromHeader(c: Checker, name: string): CType | undefined {
  const header = headerOf(c.headers, new Set(), name, ['function']);
  return header === undefined ? undefined : c.prototypeOf(header, name);
}
