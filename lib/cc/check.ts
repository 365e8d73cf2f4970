// Check: the tree of a file to its typed form. What stands outside functions is here.
//
// Source: ISO C17 6.7, 6.9; wording of gcc 12.

import { checkValue, constantInt } from './check-expression.ts';
import { checkInit, staticImage } from './check-initializer.ts';
import { checkBlock } from './check-statement.ts';
import { alignmentOf, declaredType, specifiedType } from './check-type.ts';
import type { Lint } from './lint.ts';
import { functionOf, nameOf } from './parse-declaration.ts';
import type { Note } from './render.ts';
import { type Checker, closeScope, type Entry, innermost, privateSymbol } from './scope.ts';
import { type Context, caught, error, fail, type Span, tooManyErrors, warning } from './source.ts';
import type {
  Attributes,
  FunctionSyntax,
  Init,
  InitDeclarator,
  Specifiers,
  StaticAssert,
  TopLevel,
} from './tree.ts';
import type { FunctionDef, Linkage, ObjectDef, TStmt, Unit } from './typed.ts';
import { type CType, compatible, isComplete, sizeOf, spelled, VOID } from './types.ts';
import { poison } from './undeclared.ts';

export interface CheckInput {
  ctx: Context;
  file: number;
  tree: TopLevel[];
  headers: (name: string) => string | undefined;
  included: ReadonlySet<string>;
  macros: ReadonlySet<string>;
  prototypeOf: (header: string, name: string) => CType | undefined;
  lint: Lint | undefined;
}

/** Checks a parsed file. Errors are in the context; the unit holds what was good. */
export function check(input: CheckInput): Unit {
  const { ctx, file } = input;
  const { name, library } = ctx.files[file];
  const unit: Unit = {
    ...{ name, files: ctx.files, library, defs: new Map(), wanted: new Map() },
    declared: new Map(),
    linkage: new Map(),
  };
  const c: Checker = {
    ctx,
    unit,
    file,
    scopes: [{ names: new Map(), tags: new Map() }],
    fn: undefined,
    ...{ headers: input.headers, included: input.included, macros: input.macros },
    ...{ prototypeOf: input.prototypeOf, lint: input.lint },
    unevaluated: false,
    serial: 0,
    strings: new Map(),
    literals: new Map(),
    sizes: undefined,
    prototypes: new Map(),
  };
  for (const item of input.tree) {
    try {
      checkTopLevel(c, item);
    } catch (e) {
      caught(ctx, e);
      c.scopes.length = 1;
      c.fn = undefined;
      c.sizes = undefined;
      ctx.within = undefined;
      c.lint?.gaveUp(c, item);
      if (tooManyErrors(ctx)) break;
    }
  }
  completeTentative(c);
  c.lint?.unitEnd(c);
  if (!library) unit.scope = c.scopes[0];
  return unit;
}

function checkTopLevel(c: Checker, item: TopLevel): void {
  switch (item.kind) {
    case 'static-assert':
      checkStaticAssert(c, item);
      return;
    case 'function':
      checkFunction(c, item);
      return;
    case 'declaration': {
      const list = item.declarators;
      const base = orPoison(c, list, () => specifiedType(c, item.specifiers));
      for (const d of list) {
        try {
          orPoison(c, [d], () => checkGlobal(c, base, item.specifiers, d));
        } catch (thrown) {
          caught(c.ctx, thrown);
          c.lint?.gaveUp(c, { ...item, declarators: [d] });
        }
      }
    }
  }
}

export function checkStaticAssert(c: Checker, s: StaticAssert): void {
  const test = checkValue(c, s.test);
  if (test.kind !== 'int')
    fail(c.ctx, s.test.span, 'expression in static assertion is not constant');
  if (test.value !== 0n) return;
  error(c.ctx, s.span, `static assertion failed${s.message ? `: "${s.message}"` : ''}`);
}

/** Runs `declare`; if it fails, what was to be declared is not missed later. */
export function orPoison<T>(c: Checker, list: readonly InitDeclarator[], declare: () => T): T {
  try {
    return declare();
  } catch (thrown) {
    for (const { declarator } of list) {
      const { name, span } = nameOf(declarator);
      const old = name === undefined ? undefined : innermost(c).names.get(name);
      if (!old || (old.kind === 'local' && !isComplete(old.local.type))) poison(c, name, span);
    }
    throw thrown;
  }
}

// ---- names ------------------------------------------------------------------------------------

/** Enters a name into the innermost scope; a clash is an error unless `merge` allows it. */
export function declareEntry(c: Checker, name: string, span: Span, entry: Entry): void {
  const { names } = innermost(c);
  const old = names.get(name);
  if (
    old &&
    !(old.kind === 'typedef' && entry.kind === 'typedef' && compatible(old.type, entry.type))
  ) {
    if (old.kind !== 'poison') redeclared(c, name, span, old, entry);
  }
  names.set(name, entry);
}

function redeclared(c: Checker, name: string, span: Span, old: Entry, entry: Entry): void {
  const notes = [previous(name, old, 'definition')];
  if (old.kind !== entry.kind) {
    fail(c.ctx, span, `'${name}' redeclared as different kind of symbol`, { notes });
  }
  if (old.kind === 'local' && entry.kind === 'local') {
    const { type } = entry.local;
    if (old.local.param && !entry.local.param) {
      error(c.ctx, span, `'${name}' redeclared as different kind of symbol`, { notes });
      return;
    }
    if (!compatible(old.local.type, type)) {
      fail(c.ctx, span, `conflicting types for '${name}'; have '${typeText(type)}'`, { notes });
    }
    const [what, rest] = entry.local.param
      ? ['redefinition of parameter', '']
      : entry.local.assigned
        ? ['redefinition of', '']
        : ['redeclaration of', ' with no linkage'];
    fail(c.ctx, span, `${what} '${name}'${rest}`, { notes });
  }
  fail(c.ctx, span, `redefinition of '${name}'`, { notes });
}

/** "previous definition of 'x' with type 'int'", where that is. */
export function previous(name: string, old: Entry, what: 'definition' | 'declaration'): Note {
  if (old.kind === 'local') {
    const { span, type } = old.local;
    return { span, message: `previous ${what} of '${name}' with type '${typeText(type)}'` };
  }
  const type = old.kind === 'poison' ? '' : ` with type '${typeText(old.type)}'`;
  const how = old.kind === 'global' && old.implicit ? `implicit ${what}` : what;
  return { span: old.span, message: `previous ${how} of '${name}'${type}` };
}

/** gcc writes a function's own type without the blank: `int(void)`. */
function typeText(type: CType): string {
  return type.kind === 'function'
    ? `${spelled(type.returns)}${spelled({ ...type, returns: VOID }).replace('void ', '')}`
    : spelled(type);
}

/** Declares a global object or function, merging with earlier declarations of it. */
export function declareGlobal(
  c: Checker,
  name: string,
  type: CType,
  span: Span,
  isStatic: boolean,
  more: { thread?: boolean; label?: string | undefined } = {},
): Entry & { kind: 'global' } {
  const outer = c.scopes[0].names.get(name);
  if (outer && outer.kind !== 'global' && outer.kind !== 'poison') {
    const notes = [previous(name, outer, 'declaration')];
    fail(c.ctx, span, `'${name}' redeclared as different kind of symbol`, { notes });
  }
  if (outer?.kind === 'global') {
    // What was taken for an int function may be a void one: gcc goes on.
    if (outer.implicit && type.kind === 'function' && type.returns.kind === 'void') {
      const message = `conflicting types for '${name}'; have '${typeText(type)}'`;
      outer.type = type;
      warning(c.ctx, span, message, { notes: [previous(name, outer, 'declaration')] });
    }
    if (!compatible(outer.type, type)) {
      conflict(c, name, span, type, outer);
      outer.type = type;
    } else if (isStatic && !outer.static) {
      const message = `static declaration of '${name}' follows non-static declaration`;
      fail(c.ctx, span, message, { notes: [previous(name, outer, 'declaration')] });
    }
    outer.type = composite(outer.type, type);
    innermost(c).names.set(name, outer);
    return outer;
  }
  const symbol = more.label ?? (isStatic ? privateSymbol(c, name) : name);
  const entry: Entry & { kind: 'global' } = {
    ...{ kind: 'global', symbol, type, span, static: isStatic },
    ...(more.thread && { thread: true }),
  };
  if (type.kind === 'function') c.unit.declared.set(name, type);
  c.scopes[0].names.set(name, entry);
  innermost(c).names.set(name, entry);
  return entry;
}

function conflict(c: Checker, name: string, span: Span, type: CType, old: Entry): void {
  const notes = [previous(name, old, 'declaration')];
  error(c.ctx, span, `conflicting types for '${name}'; have '${typeText(type)}'`, { notes });
}

/** Of two compatible declarations, the type that knows more. */
function composite(old: CType, now: CType): CType {
  if (old.kind === 'array' && now.kind === 'array') return old.length === undefined ? now : old;
  if (old.kind === 'function' && now.kind === 'function') return now.oldStyle ? old : now;
  return now;
}

// ---- file scope -------------------------------------------------------------------------------

function checkGlobal(c: Checker, base: CType, s: Specifiers, d: InitDeclarator): void {
  const { storage, thread } = s;
  c.specified = s;
  const { init, label, attributes } = d;
  const { name, span } = nameOf(d.declarator);
  const plain = declaredType(c, base, d.declarator);
  if (name === undefined) fail(c.ctx, span, 'expected identifier');
  const align = alignmentOf(c, s, attributes);
  const type = align && s.storage !== 'typedef' ? { ...plain, align } : plain;
  if (storage === 'typedef') {
    declareTypedef(c, name, span, type, align);
    if (type.kind === 'record' && d.attributes.has('transparent_union')) {
      type.record.transparent = type.record.union;
    }
    return;
  }
  const names = { thread, label: label ?? aliasOf(c, s.attributes, attributes) };
  const entry = declareGlobal(c, name, type, span, storage === 'static', names);
  noteAttributes(c, entry.symbol, s.attributes, attributes);
  if (type.kind === 'function') {
    if (init) fail(c.ctx, span, `function '${name}' is initialized like a variable`);
    return;
  }
  if (type.kind === 'void') fail(c.ctx, span, `variable or field '${name}' declared void`);
  if ((storage === 'extern' && !init) || names.label !== label) return;
  const old = c.unit.defs.get(entry.symbol);
  if (old && init && !(old.kind === 'object' && old.tentative)) {
    const before = previous(name, { ...entry, span: old.span }, 'definition');
    fail(c.ctx, span, `redefinition of '${name}'`, { notes: [before] });
  }
  if (old && !init) return;
  const linkage = linkageOf(c, s.attributes, attributes);
  defineObject(c, entry, { name, type, span, init, align, linkage });
}

export function declareTypedef(
  c: Checker,
  name: string,
  span: Span,
  type: CType,
  align: number | undefined,
): void {
  const entry: Entry & { kind: 'typedef' } = {
    ...{ kind: 'typedef', type: align ? { ...type, align } : type, span },
  };
  // A struct or an enum without a tag goes by its first typedef.
  if (type.kind === 'record') type.record.alias ??= name;
  else if (type.kind === 'int' && type.enumTag) type.enumTag.alias ??= name;
  declareEntry(c, name, span, entry);
  c.fn?.typedefs.push({ name, entry });
}

/** The symbol of what `alias` names, which this file must define. */
function aliasOf(c: Checker, ...lists: Attributes[]): string | undefined {
  for (const attributes of lists) {
    const target = attributes.get('alias')?.[0];
    if (target?.kind !== 'string') continue;
    const name = String.fromCharCode(...target.bytes);
    const entry = c.scopes[0].names.get(name);
    return entry?.kind === 'global' ? entry.symbol : name;
  }
  return undefined;
}

/** What the linker wants to know: weak, constructor, destructor. */
function linkageOf(c: Checker, ...lists: Attributes[]): Linkage {
  const linkage: Linkage = {};
  for (const attributes of lists) {
    if (attributes.has('weak')) linkage.weak = true;
    const priority = (name: string): number | undefined => {
      const args = attributes.get(name);
      return args && (args[0] ? Number(constantInt(c, args[0], `${name} priority`)) : 65535);
    };
    const [ctor, dtor] = [priority('constructor'), priority('destructor')];
    Object.assign(linkage, ctor !== undefined && { ctor }, dtor !== undefined && { dtor });
  }
  return linkage;
}

/** A declaration's attributes count for the definition, before or behind it. */
function noteAttributes(c: Checker, symbol: string, ...lists: Attributes[]): void {
  const linkage = linkageOf(c, ...lists);
  const def = c.unit.defs.get(symbol);
  if (def) def.linkage = { ...def.linkage, ...linkage };
  c.unit.linkage.set(symbol, { ...c.unit.linkage.get(symbol), ...linkage });
}

export function defineObject(
  c: Checker,
  entry: Entry & { kind: 'global' },
  what: {
    name: string;
    type: CType;
    span: Span;
    init: Init | undefined;
    align: number | undefined;
    linkage?: Linkage;
  },
): void {
  const done = what.init ? checkInit(c, what.type, what.init) : { type: what.type, parts: [] };
  entry.type = done.type;
  const image = staticImage(c, done.type, done.parts);
  const def: ObjectDef = {
    kind: 'object',
    symbol: entry.symbol,
    name: what.name,
    type: done.type,
    constant: isConstant(done.type),
    tentative: !what.init,
    span: what.span,
    anonymous: false,
    ...image,
    ...(entry.thread && { thread: true }),
    ...(what.align && { align: what.align }),
    ...(what.linkage && { linkage: what.linkage }),
  };
  c.unit.defs.set(entry.symbol, def);
}

function isConstant(type: CType): boolean {
  return type.kind === 'array' ? isConstant(type.of) : !!type.const && !type.volatile;
}

/** At the end of the file `int a[];` becomes `int a[1];`, and other types must be complete. */
function completeTentative(c: Checker): void {
  for (const def of c.unit.defs.values()) {
    if (def.kind !== 'object' || !def.tentative) continue;
    const entry = c.scopes[0].names.get(def.name);
    if (entry?.kind === 'global' && entry.symbol === def.symbol) def.type = entry.type;
    if (def.type.kind === 'array' && def.type.length === undefined)
      def.type = { ...def.type, length: 1 };
    if (!isComplete(def.type)) error(c.ctx, def.span, `storage size of '${def.name}' isn't known`);
    def.bytes = new Uint8Array(sizeOf(def.type));
  }
}

// ---- functions --------------------------------------------------------------------------------

function checkFunction(c: Checker, syntax: FunctionSyntax): void {
  const { name, span } = nameOf(syntax.declarator);
  const type = declaredType(c, specifiedType(c, syntax.specifiers), syntax.declarator);
  if (type.kind !== 'function' || name === undefined) fail(c.ctx, span, 'expected a function');
  const entry = declareGlobal(c, name, type, span, syntax.specifiers.storage === 'static');
  const old = c.unit.defs.get(entry.symbol);
  if (old) {
    const notes = [previous(name, { ...entry, span: old.span }, 'definition')];
    fail(c.ctx, span, `redefinition of '${name}'`, { notes });
  }
  c.ctx.within = name;
  if (type.returns.kind !== 'void' && !isComplete(type.returns)) {
    fail(c.ctx, span, `return type is an incomplete type`);
  }
  if (name === 'main') checkMain(c, type, span);
  const { scope, params, prologue } = c.prototypes.get(functionOf(syntax.declarator)!)!;
  c.scopes.push(scope);
  params.forEach((param, i) => {
    if (isComplete(param.type)) return;
    fail(c.ctx, param.span, `parameter ${i + 1} ('${param.name}') has incomplete type`);
  });
  const { symbol } = entry;
  const { attributes, inline, storage } = syntax.specifiers;
  const linkage = { ...c.unit.linkage.get(symbol), ...linkageOf(c, attributes) };
  // Another file may have the external definition of an inline function.
  if (inline && storage !== 'static') linkage.weak = true;
  if (inline) linkage.onlyIfUsed = true;
  const empty: TStmt & { kind: 'block' } = { kind: 'block', span, items: [], end: span };
  // A definition with `()` has no parameters, whatever its prototype leaves open.
  const def: FunctionDef = {
    ...{ kind: 'function', symbol, name, type, params, prologue, body: empty, span },
    ...{ refs: new Set<string>(), addressed: [], grows: undefined, linkage },
  };
  const { returns, variadic } = type;
  c.fn = {
    ...{ def, returns, variadic, breakable: 0, loops: 0, switches: [], gotos: [] },
    ...{
      labels: new Map<string, Span>(),
      locals: [],
      statics: [],
      typedefs: [],
      mentions: new Map(),
    },
  };
  c.unit.defs.set(symbol, def);
  def.body = checkBlock(c, syntax.body, false);
  for (const { label, span: where } of c.fn.gotos) {
    if (!c.fn.labels.has(label) && !c.ctx.skipped?.has(label))
      error(c.ctx, where, `label '${label}' used but not defined`);
  }
  c.lint?.functionEnd(c);
  c.fn = undefined;
  c.ctx.within = undefined;
  closeScope(c);
}

function checkMain(c: Checker, type: CType & { kind: 'function' }, span: Span): void {
  const main = { option: 'main' };
  if (type.returns.kind !== 'int') warning(c.ctx, span, "return type of 'main' is not 'int'", main);
  if (type.params.length === 1 || type.params.length > 3) {
    warning(c.ctx, span, "'main' takes only zero or two arguments", main);
  }
  if (type.params.length > 0) c.lint?.main(c, type, span);
}
