// Check local declarations: variables of blocks, static and thread-local ones, typedefs.
//
// Source: ISO C17 6.7, 6.2.4; the GNU C manual for __auto_type.

import { declareEntry, declareGlobal, declareTypedef, defineObject, orPoison } from './check.ts';
import { checkExpr, checkValue } from './check-expression.ts';
import { checkInit } from './check-initializer.ts';
import { alignmentOf, declaredType, specifiedType } from './check-type.ts';
import { castTo } from './convert.ts';
import { nameOf } from './parse-declaration.ts';
import { type Checker, type Entry, lookUp, privateSymbol } from './scope.ts';
import { caught, error, fail, giveUp, type Span } from './source.ts';
import type { Declaration, Expr, Init, InitDeclarator, Specifiers } from './tree.ts';
import type { InitPart, Local, TExpr, TStmt } from './typed.ts';
import { type CType, isComplete, isVla, unqualified } from './types.ts';

export function checkLocalDeclaration(c: Checker, d: Declaration, out: TStmt[]): void {
  const { sizes } = c;
  c.sizes = { out, addressed: false };
  const { specifiers } = d;
  if (specifiers.base.kind === 'auto') {
    if (d.declarators.length > 1) {
      fail(c.ctx, d.span, "'__auto_type' may only be used with a single declarator");
    }
    for (const item of d.declarators) {
      orPoison(c, [item], () => declareAuto(c, specifiers, item, out));
    }
  } else {
    const base = orPoison(c, d.declarators, () => specifiedType(c, specifiers));
    for (const item of d.declarators) {
      // A name that is wrong does not keep the others from being declared.
      try {
        orPoison(c, [item], () => declareItem(c, base, specifiers, item, out));
      } catch (thrown) {
        caught(c.ctx, thrown);
        c.lint?.gaveUp(c, { ...d, declarators: [item] });
      }
    }
  }
  c.sizes = sizes;
}

function declareItem(
  c: Checker,
  base: CType,
  s: Specifiers,
  d: InitDeclarator,
  out: TStmt[],
): void {
  const { storage, thread } = s;
  c.specified = s;
  const { init, label } = d;
  const { name, span } = nameOf(d.declarator);
  const type = declaredType(c, base, d.declarator);
  if (name === undefined) fail(c.ctx, span, 'expected identifier');
  const align = alignmentOf(c, s, d.attributes);
  if (storage === 'typedef') declareTypedef(c, name, span, type, align);
  else if (storage === 'extern' || type.kind === 'function') {
    if (init) fail(c.ctx, span, `'${name}' has both 'extern' and initializer`);
    if (isVla(type)) fail(c.ctx, span, 'object with variably modified type must have no linkage');
    const shadowed = lookUp(c, name);
    const isStatic = shadowed?.kind === 'global' && shadowed.static;
    declareGlobal(c, name, type, span, isStatic, { thread, label });
  } else if (storage === 'static') declareStatic(c, { name, type, span, init, align, thread });
  else if (thread) {
    fail(c.ctx, span, `function-scope '${name}' implicitly auto and declared '_Thread_local'`);
  } else {
    const local = newLocal(c, name, type, span, align, !!init);
    local.unused = d.attributes.has('unused') || s.attributes.has('unused');
    const parts = init && initParts(c, local, init);
    const attribute = d.attributes.get('cleanup') ?? s.attributes.get('cleanup');
    const cleanup = attribute && cleanupCall(c, attribute, name, span, s.span);
    out.push({ kind: 'declare', span, local, parts, cleanup });
    requireSize(c, local);
  }
}

/** `__attribute__((cleanup(f))) int x;`: the call `f(&x)`, which is made where x's scope is left. */
function cleanupCall(
  c: Checker,
  args: Expr[],
  name: string,
  named: Span,
  declared: Span,
): TExpr | undefined {
  const [callee] = args;
  if (callee?.kind !== 'name') {
    error(c.ctx, declared, 'cleanup argument not an identifier');
    return undefined;
  }
  const entry = lookUp(c, callee.name);
  if (entry?.kind !== 'global' || entry.type.kind !== 'function') {
    error(c.ctx, declared, 'cleanup argument not a function');
    return undefined;
  }
  const operand: Expr = { kind: 'name', span: named, name };
  const address: Expr = { kind: 'unary', span: declared, op: '&', operand };
  const function_: Expr = { ...callee, span: declared };
  return checkExpr(c, { kind: 'call', span: declared, callee: function_, args: [address] });
}

/** `__auto_type x = value;`: the name is in scope only behind its value. */
function declareAuto(c: Checker, s: Specifiers, d: InitDeclarator, out: TStmt[]): void {
  const { name, span } = nameOf(d.declarator);
  if (d.init?.kind !== 'expr' || name === undefined) {
    fail(c.ctx, span, "'__auto_type' requires an initialized data declaration");
  }
  if (d.declarator.kind !== 'name') {
    fail(c.ctx, span, "'__auto_type' requires a plain identifier as declarator");
  }
  const value = checkValue(c, d.init.expr);
  const type = unqualified(value.type);
  const local = newLocal(c, name, type, span, alignmentOf(c, s, d.attributes), true);
  requireSize(c, local);
  const parts: InitPart[] = [{ kind: 'value', offset: 0, value: castTo(value, type) }];
  out.push({ kind: 'declare', span, local, parts });
}

function newLocal(
  c: Checker,
  name: string,
  type: CType,
  span: Span,
  align: number | undefined,
  assigned: boolean,
): Local {
  if (type.kind === 'void') fail(c.ctx, span, `variable or field '${name}' declared void`);
  const local: Local = {
    ...{ name, type, span, addressed: false, param: false, assigned },
    ...(align && { align, addressed: true }),
  };
  declareEntry(c, name, span, { kind: 'local', local });
  c.fn!.locals.push(local);
  if (isVla(type)) c.fn!.def.grows = 'vla';
  return local;
}

function initParts(c: Checker, local: Local, init: Init): InitPart[] {
  if (isVla(local.type)) fail(c.ctx, init.span, 'variable-sized object may not be initialized');
  const done = checkInit(c, local.type, init);
  local.type = done.type;
  return done.parts;
}

function requireSize(c: Checker, { type, name, span }: Local): void {
  if (isComplete(type)) return;
  if (type.kind === 'record' && c.ctx.skipped?.has(type.record.tag ?? '')) giveUp();
  const array = type.kind === 'array';
  const message = array
    ? `array size missing in '${name}'`
    : `storage size of '${name}' isn't known`;
  fail(c.ctx, span, message);
}

/** A static local is a global that only its block can name. */
function declareStatic(
  c: Checker,
  what: {
    name: string;
    type: CType;
    span: Span;
    init: Init | undefined;
    align: number | undefined;
    thread: boolean;
  },
): void {
  const { name, type, span, thread } = what;
  if (isVla(type)) fail(c.ctx, span, `storage size of '${name}' isn't constant`);
  const symbol = privateSymbol(c, `${c.fn!.def.name}.${name}.${c.serial++}`);
  const entry: Entry & { kind: 'global' } = {
    ...{ kind: 'global', symbol, type, span, static: true },
    ...(thread && { thread: true }),
  };
  declareEntry(c, name, span, entry);
  c.fn!.statics.push({ name, symbol, span });
  defineObject(c, entry, what);
  const def = c.unit.defs.get(symbol);
  if (def?.kind === 'object') def.tentative = false;
  if (!isComplete(entry.type)) fail(c.ctx, span, `storage size of '${name}' isn't known`);
}
