// Check expressions: names, places, and the shape of everything else.

import { checkBinary, checkCompare, checkConditional, checkLogical } from './check-binary.ts';
import { builtinFunction, checkBuiltin } from './check-builtin.ts';
import { checkCall } from './check-call.ts';
import { checkCompound } from './check-initializer.ts';
import { checkNumber, stringLiteral } from './check-literal.ts';
import {
  behind,
  checkGeneric,
  checkLabelAddress,
  checkMeasure,
  checkStatements,
  typeInExpression,
} from './check-special.ts';
import { resolveTypeName } from './check-type.ts';
import { fold } from './constant.ts';
import {
  assignTo,
  bitsOf,
  castTo,
  checkModifiable,
  isPlace,
  rvalue,
  stride,
  takeAddress,
} from './convert.ts';
import { type Checker, hiddenLocal, intExpr, lookUp, useSymbol } from './scope.ts';
import { caretOf, caught, fail, giveUp, type Span, warning } from './source.ts';
import { nearest } from './suggest.ts';
import { encodeLiteral, textLiteral } from './tokenize.ts';
import type { Expr } from './tree.ts';
import type { ArithmeticOp, InitPart, TExpr } from './typed.ts';
import {
  type CType,
  compatible,
  type Field,
  findField,
  INT,
  isArithmetic,
  isComplete,
  isInteger,
  isScalar,
  isVariablyModified,
  LONG,
  pointerTo,
  promote,
  promoteBits,
  qualified,
  quoted,
  unqualified,
  usualArithmetic,
  VOID,
} from './types.ts';
import { undeclared } from './undeclared.ts';

/** Checks an expression; arrays and functions stay what they are, use `checkValue` for values. */
export function checkExpr(c: Checker, e: Expr): TExpr {
  const { span } = e;
  switch (e.kind) {
    case 'number':
      return checkNumber(c, e.text, span);
    case 'char':
      return intExpr(e.value, span, e.type);
    case 'string':
      return stringLiteral(c, e.bytes, span, e.of);
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
      c.lint?.dropped(c, e, left);
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
    case 'sizeof-type':
    case 'alignof':
    case 'offsetof':
      return checkMeasure(c, e);
    case 'generic':
      return checkGeneric(c, e);
    case 'statements':
      return checkStatements(c, e);
    case 'label-address':
      return checkLabelAddress(c, e);
    case 'builtin':
      return checkBuiltin(c, e);
  }
}

/** Checks an expression whose value is used. */
export function checkValue(c: Checker, e: Expr): TExpr {
  return rvalue(checkExpr(c, e));
}

const isUnion = (type: CType): boolean => type.kind === 'record' && type.record.union;

/** Checks a controlling expression: its value is compared with 0. */
export function checkTest(c: Checker, e: Expr): TExpr {
  const test = checkValue(c, e);
  if (!isScalar(test.type)) {
    const what =
      test.type.kind === 'void'
        ? 'void value not ignored as it ought to be'
        : `used ${isUnion(test.type) ? 'union' : 'struct'} type value where scalar is required`;
    fail(c.ctx, e.span, what);
  }
  c.lint?.test(c, e, test);
  return test;
}

/** Returns the value of an integer constant expression. */
export function constantInt(c: Checker, e: Expr, what: string): bigint {
  const value = checkValue(c, e);
  if (value.kind !== 'int' || value.type.kind !== 'int') {
    fail(c.ctx, e.span, `${what} is not an integer constant`);
  }
  return value.value;
}

function checkName(c: Checker, name: string, span: Span): TExpr {
  const entry = lookUp(c, name);
  switch (entry?.kind) {
    case 'local':
      c.fn?.mentions.set(entry.local, (c.fn.mentions.get(entry.local) ?? 0) + 1);
      return { kind: 'local', span, type: entry.local.type, local: entry.local };
    case 'constant':
      return intExpr(entry.value, span, entry.type);
    case 'global':
      useSymbol(c, entry.symbol, span, entry.type);
      return {
        ...{ kind: 'global', span, type: entry.type, symbol: entry.symbol, name },
        ...(entry.thread && { thread: true }),
      };
    case 'typedef':
      return fail(c.ctx, span, `expected expression before '${name}'`);
    case 'poison':
      return giveUp();
  }
  if (/^__(func|FUNCTION|PRETTY_FUNCTION)__$/.test(name) && c.fn) {
    return stringLiteral(c, encodeLiteral(textLiteral(c.fn.def.name), 1), span);
  }
  const builtin = builtinFunction(c, name, span);
  if (builtin) return builtin;
  return undeclared(c, name, span);
}

function checkUnary(c: Checker, e: Expr & { kind: 'unary' }): TExpr {
  const { span, op } = e;
  if (op === '&') return checkAddress(c, checkExpr(c, e.operand), span);
  const operand = checkValue(c, e.operand);
  const { type } = operand;
  const wrong = (what: string): never => fail(c.ctx, span, `wrong type argument to ${what}`);
  switch (op) {
    case '*': {
      if (type.kind !== 'pointer') {
        return fail(
          c.ctx,
          span,
          `invalid type argument of unary '*' (have ${quoted(unqualified(type))})`,
        );
      }
      if (type.to.kind === 'void') {
        const hint = "Cast it to the type that is there, as in '*(int *)p'.";
        if (!c.unevaluated) warning(c.ctx, span, "dereferencing 'void *' pointer", { hint });
        return { kind: 'deref', span, type: type.to, pointer: operand };
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

function requireKnown(c: Checker, type: CType, at: Span | (() => Span)): void {
  if (type.kind === 'record' && !isComplete(type)) {
    if (c.ctx.skipped?.has(type.record.tag ?? '')) giveUp();
    const span = typeof at === 'function' ? at() : at;
    fail(c.ctx, span, `invalid use of undefined type ${quoted(type)}`);
  }
}

function checkAddress(c: Checker, of: TExpr, span: Span): TExpr {
  // `&*p` is `p`, even where `*p` could not be read.
  if (of.kind === 'deref') return { ...of.pointer, span };
  if (!isPlace(of)) fail(c.ctx, span, "lvalue required as unary '&' operand");
  if (bitsOf(of)) fail(c.ctx, span, `cannot take address of bit-field '${spell(of)}'`);
  takeAddress(of);
  if (of.kind === 'local') of.local.assigned = true;
  return { kind: 'address', span, type: pointerTo(of.type), of };
}

/** Both operands are looked at, even where the first is wrong. */
function checkBoth(
  c: Checker,
  e: Expr & { kind: 'binary' },
  check: (c: Checker, e: Expr) => TExpr,
): [TExpr, TExpr] {
  let left: TExpr;
  try {
    left = check(c, e.left);
  } catch (thrown) {
    caught(c.ctx, thrown);
    check(c, e.right);
    giveUp();
  }
  return [left, check(c, e.right)];
}

function checkBinaryExpr(c: Checker, e: Expr & { kind: 'binary' }): TExpr {
  const { op, span } = e;
  if (op === '&&' || op === '||') {
    const [left, right] = checkBoth(c, e, checkTest);
    return checkLogical(op, left, right, span);
  }
  const [left, right] = checkBoth(c, e, checkValue);
  switch (op) {
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '==':
    case '!=':
      return checkCompare(c, op, left, right, span, e.left.parens);
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
  const given = checkExpr(c, e.value);
  checkModifiable(c, target, span, 'left operand of assignment');
  const value = assignTo(c, given, target.type, { kind: 'assign' }, span);
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
  rvalue(target);
  const type = unqualified(target.type);
  if (type.kind === 'pointer' && (op === '+' || op === '-')) {
    if (!isInteger(value.type)) {
      fail(
        c.ctx,
        span,
        `invalid operands to binary ${op} (have ${quoted(type)} and ${quoted(value.type)})`,
      );
    }
    requireKnown(c, type.to, span);
    const { index, size } = stride(type.to, castTo(value, LONG));
    return { kind: 'advance', span, type, target, index, size, negative: op === '-', post };
  }
  if (!isArithmetic(type)) {
    fail(
      c.ctx,
      span,
      how.what.startsWith('left')
        ? `invalid operands to binary ${op} (have ${quoted(type)} and ${quoted(value.type)})`
        : `wrong type argument to ${how.what}`,
    );
  }
  // The operation happens in the type that `target op value` has.
  const bits = bitsOf(target);
  const own = bits ? promoteBits(type, bits) : type;
  const probe = checkBinary(c, op, { ...target, type: own }, value, span);
  const shift = op === '<<' || op === '>>';
  const via = shift ? promote(own) : usualArithmetic(own, value.type);
  const right = castTo(value, shift ? promote(value.type) : via);
  if (probe.type.kind === 'pointer') fail(c.ctx, span, 'invalid operands');
  return { kind: 'update', span, type, op, target, value: right, via, post };
}

function notIndexed(c: Checker, base: TExpr, span: Span): never {
  const named = base.kind === 'address';
  const what = named ? 'neither array nor pointer nor vector' : 'pointer to function';
  fail(c.ctx, caretOf(span), `subscripted value is ${what}`);
}

function checkIndex(c: Checker, e: Expr & { kind: 'index' }): TExpr {
  let base = checkValue(c, e.base);
  let index = checkValue(c, e.index);
  if (base.type.kind !== 'pointer' && index.type.kind === 'pointer') [base, index] = [index, base];
  if (base.type.kind !== 'pointer') {
    fail(c.ctx, caretOf(e.span), 'subscripted value is neither array nor pointer nor vector');
  }
  if (!isInteger(index.type)) fail(c.ctx, caretOf(e.span), 'array subscript is not an integer');
  const { to } = base.type;
  if (to.kind === 'function') notIndexed(c, base, e.span);
  if (to.kind === 'void' && !c.unevaluated) {
    warning(c.ctx, e.span, "dereferencing 'void *' pointer");
  }
  requireKnown(c, to, e.span);
  c.lint?.index(c, e, base, index);
  const { span } = e;
  const step = stride(to, castTo(index, LONG));
  const pointer: TExpr = {
    ...{ kind: 'offset', span, type: base.type, pointer: base, ...step, negative: false },
  };
  return { kind: 'deref', span, type: to, pointer };
}

function checkMember(c: Checker, e: Expr & { kind: 'member' }): TExpr {
  const { span, name } = e;
  // Where the operator is wrong, gcc shows it alone.
  const sign = (): Span => ({ ...caretOf(span), length: e.arrow ? 2 : 1 });
  let base = checkExpr(c, e.base);
  if (e.arrow) {
    const pointer = rvalue(base);
    if (pointer.type.kind !== 'pointer' || pointer.type.to.kind !== 'record') {
      const record = pointer.type.kind === 'record';
      const message = record
        ? `invalid type argument of '->' (have ${quoted(pointer.type)})`
        : pointer.type.kind === 'pointer'
          ? `request for member '${name}' in something not a structure or union`
          : `invalid type argument of '->' (have ${quoted(pointer.type)})`;
      const hint = "use '.' for a struct, '->' for a pointer to one";
      const fix = { text: '.', insert: true };
      fail(c.ctx, sign(), message, record ? { hint, fix } : undefined);
    }
    base = { kind: 'deref', span: pointer.span, type: pointer.type.to, pointer };
  }
  if (base.type.kind !== 'record') {
    const pointer = base.type.kind === 'pointer' && base.type.to.kind === 'record';
    const message = pointer
      ? `'${spell(base)}' is a pointer; did you mean to use '->'?`
      : `request for member '${name}' in something not a structure or union`;
    fail(c.ctx, sign(), message, pointer ? { fix: { text: '->', insert: true } } : undefined);
  }
  requireKnown(c, base.type, sign);
  const field = findField(base.type.record, name);
  if (!field) {
    noMember(c, base.type, name, span, e.nameSpan);
  }
  const plain = field.align ? { ...field.type, align: field.align } : field.type;
  const { const: isConst, volatile } = base.type;
  const type = qualified(plain, { const: !!isConst, volatile: !!volatile });
  const { offset, bits } = field;
  return { kind: 'field', span, type, base, offset, name, ...(bits && { bits }) };
}

/** Says that a struct has no such member, and which one may be meant. */
export function noMember(c: Checker, type: CType, name: string, at: Span, nameAt = at): never {
  const fields = type.kind === 'record' ? (type.record.fields ?? []) : [];
  const names = (list: readonly Field[]): string[] =>
    list.flatMap(
      (f) => f.name ?? (f.type.kind === 'record' ? names(f.type.record.fields ?? []) : []),
    );
  const all = names(fields);
  const starts = all.find((one) => one.startsWith(`${name}_`) || one.endsWith(`_${name}`));
  const near = nearest(name, all) ?? starts;
  const message = `${quoted(unqualified(type))} has no member named '${name}'`;
  if (near === undefined) fail(c.ctx, at, message);
  fail(c.ctx, nameAt, `${message}; did you mean '${near}'?`, { fix: { text: near } });
}

function spell(e: TExpr): string {
  if (e.kind === 'local') return e.local.name;
  return e.kind === 'global' || e.kind === 'field' ? e.name : 'it';
}

/** GNU: a value as the member of a union that has its type; a struct as what it is already. */
function castToUnion(
  type: CType & { kind: 'record' },
  operand: TExpr,
  span: Span,
): TExpr | undefined {
  if (compatible(type, unqualified(operand.type))) return { ...operand, span };
  const member = type.record.fields?.find(
    (f) => compatible(unqualified(f.type), unqualified(operand.type)) && !f.bits,
  );
  if (!type.record.union || !member) return undefined;
  const init: InitPart[] = [{ kind: 'value', offset: member.offset, value: operand }];
  return { kind: 'compound', span, type, local: hiddenLocal(type, span), init };
}

/** What is said of a struct where a value of `type` is wanted. */
function noConversion(type: CType): string {
  if (type.kind === 'pointer') return 'cannot convert to a pointer type';
  const what = type.kind === 'float' ? 'a floating-point' : 'an integer';
  return `aggregate value used where ${what} was expected`;
}

function checkCast(c: Checker, e: Expr & { kind: 'cast' }): TExpr {
  const { type, sizes } = typeInExpression(c, e.type);
  return behind(sizes, castExpr(c, e, type));
}

function castExpr(c: Checker, e: Expr & { kind: 'cast' }, type: CType): TExpr {
  const { span } = e;
  const operand = checkValue(c, e.operand);
  const from = operand.type;
  if (type.kind === 'void') return { kind: 'cast', span, type: VOID, operand };
  const made = type.kind === 'record' && castToUnion(type, operand, span);
  if (made) return made;
  const { base } = e.type.specifiers;
  // gcc's caret is at a struct's tag.
  const at = base.kind === 'record' ? base.span : span;
  if (!isScalar(type)) fail(c.ctx, at, 'conversion to non-scalar type requested');
  if (from.kind === 'void') fail(c.ctx, span, 'void value not ignored as it ought to be');
  if (!isScalar(from)) fail(c.ctx, at, noConversion(type));
  if (
    (type.kind === 'pointer' && from.kind === 'float') ||
    (type.kind === 'float' && from.kind === 'pointer')
  ) {
    fail(c.ctx, span, `cannot convert ${quoted(from)} to ${quoted(type)}`);
  }
  c.lint?.cast(c, operand, type, span);
  // What the operand points to may be as long by another reckoning.
  if (isVariablyModified(type)) return { kind: 'cast', span, type, operand };
  return { ...castTo(operand, type), span };
}
