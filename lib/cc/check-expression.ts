// Check expressions: names, literals, places, and the shape of everything else.

import { checkBinary, checkCompare, checkConditional, checkLogical } from './check-binary.ts';
import { checkCall } from './check-call.ts';
import { checkCompound } from './check-initializer.ts';
import { resolveTypeName } from './check-type.ts';
import { fold } from './constant.ts';
import {
  assignTo,
  castTo,
  checkModifiable,
  decay,
  isPlace,
  rvalue,
  takeAddress,
} from './convert.ts';
import {
  type Checker,
  headerOf,
  intExpr,
  lookUp,
  privateSymbol,
  similarName,
  useSymbol,
} from './scope.ts';
import { fail, type Span, unsupported } from './source.ts';
import type { Expr } from './tree.ts';
import type { ArithmeticOp, TExpr } from './typed.ts';
import {
  alignOf,
  arrayOf,
  CHAR,
  type CType,
  DOUBLE,
  FLOAT,
  findField,
  INT,
  type IntKind,
  isArithmetic,
  isComplete,
  isInteger,
  isScalar,
  LONG,
  pointerTo,
  promote,
  sizeOf,
  typeName,
  ULONG,
  unqualified,
  usualArithmetic,
  VOID,
} from './types.ts';

/** Checks an expression; arrays and functions stay what they are, use `checkValue` for values. */
export function checkExpr(c: Checker, e: Expr): TExpr {
  const { span } = e;
  switch (e.kind) {
    case 'number':
      return checkNumber(c, e.text, span);
    case 'char':
      return intExpr(e.value, span);
    case 'string':
      return stringLiteral(c, e.bytes, span);
    case 'name':
      return checkName(c, e.name, span);
    case 'unary':
      return checkUnary(c, e);
    case 'step':
      return checkUpdate(c, e.op === '++' ? '+' : '-', checkExpr(c, e.operand), intExpr(1, span), {
        span,
        post: !e.prefix,
        what: e.op === '++' ? 'increment' : 'decrement',
      });
    case 'binary':
      return checkBinaryExpr(c, e);
    case 'assign':
      return checkAssign(c, e);
    case 'conditional':
      return checkConditional(c, e);
    case 'comma': {
      const left = checkValue(c, e.left);
      const right = checkValue(c, e.right);
      return { kind: 'comma', span, type: right.type, left, right };
    }
    case 'call':
      return checkCall(c, e);
    case 'index':
      return checkIndex(c, e);
    case 'member':
      return checkMember(c, e);
    case 'cast':
      return checkCast(c, e);
    case 'compound':
      return checkCompound(c, resolveTypeName(c, e.type), e.init, span);
    case 'sizeof':
      return sizeofType(c, checkUnevaluated(c, e.operand).type, span);
    case 'sizeof-type':
      return sizeofType(c, resolveTypeName(c, e.type), span);
    case 'alignof':
      return intExpr(alignOf(resolveTypeName(c, e.type)), span, ULONG);
    case 'offsetof':
      return checkOffsetof(c, e);
    default:
      return checkVarargs(c, e);
  }
}

/** Checks an expression whose value is used. */
export function checkValue(c: Checker, e: Expr): TExpr {
  return rvalue(c, checkExpr(c, e));
}

/** Checks a controlling expression: its value is compared with 0. */
export function checkTest(c: Checker, e: Expr): TExpr {
  const test = checkValue(c, e);
  if (!isScalar(test.type)) {
    const what =
      test.type.kind === 'void'
        ? 'void value not ignored as it ought to be'
        : `used '${typeName(test.type)}' type value where scalar is required`;
    fail(c.ctx, e.span, what);
  }
  return test;
}

/** The operand of sizeof is not evaluated: nothing in it counts as read. */
function checkUnevaluated(c: Checker, e: Expr): TExpr {
  const reads = c.fn && new Map(c.fn.reads);
  const result = checkExpr(c, e);
  if (c.fn && reads) c.fn.reads = reads;
  return result;
}

/** Returns the value of an integer constant expression. */
export function constantInt(c: Checker, e: Expr, what: string): bigint {
  const value = checkValue(c, e);
  if (value.kind !== 'int' || value.type.kind !== 'int') {
    fail(c.ctx, e.span, `${what} is not an integer constant`);
  }
  return value.value;
}

function checkNumber(c: Checker, text: string, span: Span): TExpr {
  const isInt = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)$/.exec(text);
  if (!isInt) {
    const float = /^((?:[0-9]*\.[0-9]+|[0-9]+\.?)(?:[eE][+-]?[0-9]+)?)([fFlL]?)$/.exec(text);
    if (!float) fail(c.ctx, span, `invalid number '${text}'`);
    const narrow = /[fF]/.test(float[2]);
    const value = narrow ? Math.fround(Number(float[1])) : Number(float[1]);
    return { kind: 'float', span, type: narrow ? FLOAT : DOUBLE, value };
  }
  const [, digits, suffix] = isInt;
  if (!/^(u?l?l?|l?l?u?)$/.test(suffix.toLowerCase())) {
    fail(c.ctx, span, `invalid suffix "${suffix}" on integer constant`);
  }
  const octal = /^0[0-9]+$/.test(digits);
  const wrong = octal && /[89]/.exec(digits);
  if (wrong) fail(c.ctx, span, `invalid digit "${wrong[0]}" in octal constant`);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const unsigned = /u/i.test(suffix);
  const longs = (suffix.match(/l/gi) ?? []).length;
  // The first of these that can hold the value (C17 6.4.4.1p5).
  const wide: IntKind[] = longs === 2 ? ['llong', 'ullong'] : ['long', 'ulong'];
  const all: IntKind[] = longs > 0 ? wide : ['int', 'uint', ...wide];
  const decimal = !octal && !/^0[xXbB]/.test(digits);
  const kinds = all.filter((k) => (unsigned ? k.startsWith('u') : !decimal || !k.startsWith('u')));
  for (const int of kinds) {
    const type: CType = { kind: 'int', int };
    const bits = BigInt(sizeOf(type) * 8) - (int.startsWith('u') ? 0n : 1n);
    if (value < 1n << bits) return { kind: 'int', span, type, value };
  }
  fail(c.ctx, span, 'integer constant is too large for its type');
}

/** Makes (or shares) the read-only array of a string literal. */
export function stringLiteral(c: Checker, bytes: number[], span: Span): TExpr {
  const key = bytes.join();
  let symbol = c.strings.get(key);
  const type = arrayOf(CHAR, bytes.length + 1);
  if (symbol === undefined) {
    symbol = privateSymbol(c, `.string.${c.serial++}`);
    c.strings.set(key, symbol);
    c.unit.defs.set(symbol, {
      kind: 'object',
      symbol,
      name: 'a string literal',
      type,
      constant: true,
      tentative: false,
      bytes: Uint8Array.of(...bytes, 0),
      relocations: [],
      span,
      anonymous: true,
    });
  }
  useSymbol(c, symbol, span, type);
  return { kind: 'global', span, type, symbol, name: 'a string literal' };
}

function checkName(c: Checker, name: string, span: Span): TExpr {
  const entry = lookUp(c, name);
  switch (entry?.kind) {
    case 'local':
      return { kind: 'local', span, type: entry.local.type, local: entry.local };
    case 'constant':
      return intExpr(
        entry.value,
        span,
        entry.value >= 2n ** 31n ? { kind: 'int', int: 'uint' } : INT,
      );
    case 'global':
      useSymbol(c, entry.symbol, span, entry.type);
      return { kind: 'global', span, type: entry.type, symbol: entry.symbol, name };
    case 'typedef':
      return fail(c.ctx, span, `expected expression before '${name}'`);
  }
  if ((name === '__func__' || name === '__FUNCTION__') && c.fn) {
    return stringLiteral(
      c,
      [...c.fn.def.name].map((ch) => ch.charCodeAt(0)),
      span,
    );
  }
  return undeclared(c, name, span);
}

function undeclared(c: Checker, name: string, span: Span): never {
  const header = headerOf(c, name, 'macro') ?? headerOf(c, name, 'function');
  const similar = header ? undefined : similarName(c, name);
  const message = `'${name}' undeclared (first use in this function)`;
  if (header) {
    fail(
      c.ctx,
      span,
      message,
      `'${name}' is defined in header <${header}>; did you forget #include <${header}>?`,
    );
  }
  fail(c.ctx, span, similar ? `${message}; did you mean '${similar}'?` : message);
}

function checkUnary(c: Checker, e: Expr & { kind: 'unary' }): TExpr {
  const { span, op } = e;
  if (op === '&') return checkAddress(c, checkExpr(c, e.operand), span);
  const operand = checkValue(c, e.operand);
  const { type } = operand;
  const wrong = (what: string): never =>
    fail(c.ctx, span, `wrong type argument to ${what} (have '${typeName(type)}')`);
  switch (op) {
    case '*': {
      if (type.kind !== 'pointer') {
        return fail(c.ctx, span, `invalid type argument of unary '*' (have '${typeName(type)}')`);
      }
      if (type.to.kind === 'void') {
        const hint = "Cast it to the type that is there, as in '*(int *)p'.";
        fail(c.ctx, span, "dereferencing a 'void *' pointer", hint);
      }
      requireKnown(c, type.to, span);
      // `*f` of a function is the function again.
      if (type.to.kind === 'function' && operand.kind === 'address') return operand.of;
      return { kind: 'deref', span, type: type.to, pointer: operand };
    }
    case '!':
      if (!isScalar(type)) wrong('unary exclamation mark');
      return fold({ kind: 'unary', span, type: INT, op: '!', operand });
    case '~': {
      if (!isInteger(type)) return wrong('bit-complement');
      const to = promote(type);
      return fold({ kind: 'unary', span, type: to, op: '~', operand: castTo(operand, to) });
    }
    default: {
      if (!isArithmetic(type)) wrong(op === '-' ? 'unary minus' : 'unary plus');
      const to = promote(type);
      const value = castTo(operand, to);
      if (op === '+') return { ...value, type: to };
      return fold({ kind: 'unary', span, type: to, op: '-', operand: value });
    }
  }
}

function requireKnown(c: Checker, type: CType, span: Span): void {
  if (type.kind === 'record' && !isComplete(type)) {
    fail(c.ctx, span, `invalid use of undefined type '${typeName(type)}'`);
  }
}

function checkAddress(c: Checker, of: TExpr, span: Span): TExpr {
  // `&*p` is `p`, even where `*p` could not be read.
  if (of.kind === 'deref') return { ...of.pointer, span };
  if (!isPlace(of)) fail(c.ctx, span, "lvalue required as unary '&' operand");
  takeAddress(of);
  if (of.kind === 'local') of.local.assigned = true;
  return { kind: 'address', span, type: pointerTo(of.type), of };
}

function checkBinaryExpr(c: Checker, e: Expr & { kind: 'binary' }): TExpr {
  const { op, span } = e;
  if (op === '&&' || op === '||') {
    return checkLogical(op, checkTest(c, e.left), checkTest(c, e.right), span);
  }
  const left = checkValue(c, e.left);
  const right = checkValue(c, e.right);
  switch (op) {
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '==':
    case '!=':
      return checkCompare(c, op, left, right, span);
    default:
      return checkBinary(c, op, left, right, span);
  }
}

function checkAssign(c: Checker, e: Expr & { kind: 'assign' }): TExpr {
  const { span } = e;
  const target = checkExpr(c, e.target);
  if (e.op !== undefined) {
    const value = checkValue(c, e.value);
    const how = { span, post: false, what: 'left operand of assignment' };
    return checkUpdate(c, e.op as ArithmeticOp, target, value, how);
  }
  checkModifiable(c, target, span, 'left operand of assignment');
  const value = assignTo(c, checkExpr(c, e.value), target.type, { kind: 'assign' }, span);
  return { kind: 'assign', span, type: unqualified(target.type), target, value };
}

/** `target op= value`, `++` and `--`. */
function checkUpdate(
  c: Checker,
  op: ArithmeticOp,
  target: TExpr,
  value: TExpr,
  how: { span: Span; post: boolean; what: string },
): TExpr {
  const { span, post } = how;
  const doing = how.what.startsWith('left') ? how.what : `${how.what} operand`;
  checkModifiable(c, target, span, doing);
  rvalue(c, target);
  const type = unqualified(target.type);
  if (type.kind === 'pointer' && (op === '+' || op === '-')) {
    if (!isInteger(value.type)) {
      fail(
        c.ctx,
        span,
        `invalid operands to binary ${op} (have '${typeName(type)}' and '${typeName(value.type)}')`,
      );
    }
    requireKnown(c, type.to, span);
    const index = castTo(value, LONG);
    const size = sizeOf(type.to);
    return { kind: 'advance', span, type, target, index, size, negative: op === '-', post };
  }
  if (!isArithmetic(type)) {
    fail(
      c.ctx,
      span,
      how.what.startsWith('left')
        ? `invalid operands to binary ${op} (have '${typeName(type)}' and '${typeName(value.type)}')`
        : `wrong type argument to ${how.what}`,
    );
  }
  // The operation happens in the type that `target op value` has.
  const probe = checkBinary(c, op, { ...target, type }, value, span);
  const shift = op === '<<' || op === '>>';
  const via = shift ? promote(type) : usualArithmetic(type, value.type);
  const right = castTo(value, shift ? promote(value.type) : via);
  if (probe.type.kind === 'pointer') fail(c.ctx, span, 'invalid operands');
  return { kind: 'update', span, type, op, target, value: right, via, post };
}

function checkIndex(c: Checker, e: Expr & { kind: 'index' }): TExpr {
  let base = checkValue(c, e.base);
  let index = checkValue(c, e.index);
  if (base.type.kind !== 'pointer' && index.type.kind === 'pointer') [base, index] = [index, base];
  if (base.type.kind !== 'pointer') {
    fail(c.ctx, e.span, 'subscripted value is neither array nor pointer nor vector');
  }
  if (!isInteger(index.type)) fail(c.ctx, e.index.span, 'array subscript is not an integer');
  if (base.type.to.kind === 'void') fail(c.ctx, e.span, "indexing a 'void *' pointer");
  requireKnown(c, base.type.to, e.span);
  const { span } = e;
  const size = sizeOf(base.type.to);
  const pointer: TExpr = {
    kind: 'offset',
    span,
    type: base.type,
    pointer: base,
    index: castTo(index, LONG),
    size,
    negative: false,
  };
  return { kind: 'deref', span, type: base.type.to, pointer };
}

function checkMember(c: Checker, e: Expr & { kind: 'member' }): TExpr {
  const { span, name } = e;
  let base = checkExpr(c, e.base);
  if (e.arrow) {
    const pointer = rvalue(c, base);
    if (pointer.type.kind !== 'pointer' || pointer.type.to.kind !== 'record') {
      const record = pointer.type.kind === 'record';
      const message = record
        ? `invalid type argument of '->' (have '${typeName(pointer.type)}')`
        : pointer.type.kind === 'pointer'
          ? `request for member '${name}' in something not a structure or union`
          : `invalid type argument of '->' (have '${typeName(pointer.type)}')`;
      fail(
        c.ctx,
        e.nameSpan,
        message,
        record ? "Use '.' for a struct, '->' for a pointer to one." : undefined,
      );
    }
    base = { kind: 'deref', span: pointer.span, type: pointer.type.to, pointer };
  }
  if (base.type.kind !== 'record') {
    const pointer = base.type.kind === 'pointer' && base.type.to.kind === 'record';
    const message = pointer
      ? `'${spell(base)}' is a pointer; did you mean to use '->'?`
      : `request for member '${name}' in something not a structure or union`;
    fail(c.ctx, e.nameSpan, message);
  }
  requireKnown(c, base.type, span);
  const field = findField(base.type.record, name);
  if (!field) {
    const near = (base.type.record.fields ?? []).find(
      (f) => f.name && (f.name.startsWith(name) || name.startsWith(f.name)),
    );
    const hint = near ? `; did you mean '${near.name}'?` : '';
    fail(
      c.ctx,
      e.nameSpan,
      `'${typeName(unqualified(base.type))}' has no member named '${name}'${hint}`,
    );
  }
  const type: CType = base.type.const ? { ...field.type, const: true } : field.type;
  return { kind: 'field', span, type, base, offset: field.offset, name };
}

function spell(e: TExpr): string {
  return e.kind === 'local' ? e.local.name : e.kind === 'global' ? e.name : 'it';
}

function checkCast(c: Checker, e: Expr & { kind: 'cast' }): TExpr {
  const { span } = e;
  const type = resolveTypeName(c, e.type);
  const operand = checkValue(c, e.operand);
  const from = operand.type;
  if (type.kind === 'void') return { kind: 'cast', span, type: VOID, operand };
  if (!isScalar(type)) fail(c.ctx, span, 'conversion to non-scalar type requested');
  if (from.kind === 'void') fail(c.ctx, span, 'void value not ignored as it ought to be');
  if (!isScalar(from)) {
    fail(c.ctx, span, `cannot convert '${typeName(from)}' to '${typeName(type)}'`);
  }
  if (
    (type.kind === 'pointer' && from.kind === 'float') ||
    (type.kind === 'float' && from.kind === 'pointer')
  ) {
    fail(c.ctx, span, `cannot convert '${typeName(from)}' to '${typeName(type)}'`);
  }
  return { ...castTo(operand, type), span };
}

function sizeofType(c: Checker, type: CType, span: Span): TExpr {
  if (!isComplete(type) && type.kind !== 'void' && type.kind !== 'function') {
    fail(c.ctx, span, `invalid application of 'sizeof' to incomplete type '${typeName(type)}'`);
  }
  return intExpr(sizeOf(type), span, ULONG);
}

function checkOffsetof(c: Checker, e: Expr & { kind: 'offsetof' }): TExpr {
  let type = resolveTypeName(c, e.type);
  let offset = 0;
  for (const step of e.path) {
    if (typeof step === 'string') {
      if (type.kind !== 'record')
        fail(c.ctx, e.span, 'offsetof of something not a structure or union');
      const field = findField(type.record, step);
      if (!field) fail(c.ctx, e.span, `'${typeName(type)}' has no member named '${step}'`);
      offset += field.offset;
      type = field.type;
    } else {
      if (type.kind !== 'array') fail(c.ctx, e.span, 'subscripted value is not an array');
      offset += Number(constantInt(c, step, 'array subscript')) * sizeOf(type.of);
      type = type.of;
    }
  }
  return intExpr(offset, e.span, ULONG);
}

function checkVarargs(c: Checker, e: Expr & { kind: 'va-start' | 'va-arg' | 'va-copy' }): TExpr {
  const { span } = e;
  if (e.kind === 'va-copy') {
    const target = checkExpr(c, e.to);
    checkModifiable(c, target, span, 'left operand of assignment');
    return { kind: 'assign', span, type: target.type, target, value: checkValue(c, e.from) };
  }
  const list = checkExpr(c, e.list);
  if (list.type.kind !== 'pointer' || !isPlace(list)) {
    fail(c.ctx, span, "the first argument must be of type 'va_list'");
  }
  checkModifiable(c, list, span, 'left operand of assignment');
  if (e.kind === 'va-start') {
    if (!c.fn?.variadic) {
      fail(c.ctx, span, "'va_start' used in function with fixed arguments");
    }
    return { kind: 'va-start', span, type: VOID, list };
  }
  const type = unqualified(resolveTypeName(c, e.type));
  if (!isScalar(type)) unsupported(c.ctx, span, "'va_arg' of a struct or union is");
  const promoted = type.kind === 'float' ? DOUBLE : promote(type);
  if (
    type.kind !== 'pointer' &&
    typeName(promoted) !== typeName(type) &&
    !(type.kind === 'int' && type.enumTag)
  ) {
    const message = `'${typeName(type)}' is promoted to '${typeName(promoted)}' when passed through '...'`;
    fail(
      c.ctx,
      span,
      message,
      `So you should pass '${typeName(promoted)}' not '${typeName(type)}' to 'va_arg'.`,
    );
  }
  return { kind: 'va-arg', span, type, list: decay(list) };
}
