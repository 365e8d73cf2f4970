// Lint of flow: what is read before it is set, and functions that end without a value.
//
// One idea: a walk over the statements in the order of execution carries, for each local variable
// that a declaration leaves unset, whether it is set by now: no (0), on some ways (1), yes (2); and of
// a pointer, whether what it leads to has been freed (3).
//
// Source: gcc 12, -Wuninitialized, -Wmaybe-uninitialized, -Wreturn-type.
// Departs: "may be used" is said only where the variable is set in some branches of one `if` or
// `switch` and read right behind it, so that no correct program is suspected.

import { isSettled } from './emit-order.ts';
import { isNoReturn, lineStart, parenBefore } from './lint-syntax.ts';
import type { Checker } from './scope.ts';
import { hasErrors, type Span, warning } from './source.ts';
import type { Local, TExpr, TStmt } from './typed.ts';

const MAX_CANDIDATES = 200;

interface State {
  set: Uint8Array;
  /** Whether execution can be here at all. */
  live: boolean;
}

interface Flow {
  c: Checker;
  index: Map<Local, number>;
  locals: Local[];
  told: Set<Local>;
  /** Where the ways were joined that make a variable "maybe" set. */
  joined: Map<Local, { exits: number; inside: number }>;
  /** How many jumps have been seen. */
  exits: number;
  /** How many ways out of the function have been seen: what is behind one may never be reached. */
  left: number;
  /** What reads a variable, where gcc says so: a call, an operator, the `if` around a comparison. */
  at: Span | undefined;
  /** Where what a pointer leads to was given back. */
  freed: Map<Local, { span: Span; inside: number }>;
  /** Inside == or !=. */
  equality: boolean;
  /** The expression that is read at `at`, and not at a place of its own. */
  merged: TExpr | undefined;
  /** The condition that encloses this place, by number, and how many have been seen. */
  inside: number;
  conditions: number;
  breaks: State[][];
  continues: State[][];
  /** The state at the head of each open switch. */
  heads: State[];
  returns: boolean;
  /** Whether there is any `return` at all. */
  returned: boolean;
}

/** Follows a function; tells whether its end can be reached. */
export function lintFlow(c: Checker): boolean {
  const { def, locals } = c.fn!;
  const candidates = locals.filter(
    (l) => !l.addressed && !l.param && l.name && l.type.kind !== 'array' && !l.type.volatile,
  );
  candidates.push(...def.params.filter((l) => !l.addressed && l.type.kind === 'pointer'));
  // gcc follows values only through programs without errors.
  if (candidates.length > MAX_CANDIDATES || hasErrors(c.ctx)) candidates.length = 0;
  const f: Flow = {
    c,
    index: new Map(candidates.map((local, i) => [local, i])),
    locals: candidates,
    told: new Set(),
    joined: new Map(),
    exits: 0,
    left: 0,
    at: undefined,
    freed: new Map(),
    equality: false,
    merged: undefined,
    inside: 0,
    conditions: 0,
    breaks: [],
    continues: [],
    heads: [],
    returns: false,
    returned: false,
  };
  const start: State = { set: new Uint8Array(candidates.length), live: true };
  candidates.forEach((l, i) => {
    if (l.param) start.set[i] = 2;
  });
  const end = statement(f, def.body, start);
  const { returns } = def.type;
  if (end.live && returns.kind !== 'void' && def.name !== 'main') {
    const entry = c.scopes[0].names.get(def.name);
    const none =
      !f.returned &&
      !c.ctx.broken?.get(def.name)?.returned &&
      entry?.kind === 'global' &&
      entry.static;
    const message = none
      ? 'no return statement in function returning non-void'
      : 'control reaches end of non-void function';
    warning(c.ctx, none ? lineStart(c.ctx, def.body.end) : def.body.end, message, {
      option: 'return-type',
      hint: `'${def.name}' needs a 'return' with a value on every way through it`,
    });
  }
  if (!end.live && !f.returns) c.ctx.marks?.noReturn.add(def.name);
  return end.live;
}

function copy({ set, live }: State): State {
  return { set: set.slice(), live };
}

const DEAD = (s: State): State => ({ set: s.set, live: false });

/** Two ways come together; `at` says that they are the branches of one statement. */
function join(f: Flow, a: State, b: State, at = false): State {
  if (!a.live) return copy(b);
  if (!b.live) return copy(a);
  const out = copy(a);
  for (let i = 0; i < out.set.length; i++) {
    if (a.set[i] === b.set[i]) continue;
    // What is freed on one way only may be meant.
    if (a.set[i] >= 2 && b.set[i] >= 2) {
      out.set[i] = 2;
      continue;
    }
    out.set[i] = 1;
    if (at) f.joined.set(f.locals[i], { exits: f.exits, inside: f.inside });
  }
  return out;
}

function joinAll(f: Flow, first: State, list: readonly State[], at = false): State {
  return list.reduce((a, b) => join(f, a, b, at), first);
}

function statement(f: Flow, s: TStmt, state: State): State {
  switch (s.kind) {
    case 'expr':
      return expression(f, s.expr, state);
    case 'declare': {
      let now = state;
      for (const part of s.parts ?? []) {
        if (part.kind === 'value') now = readAt(f, s.span, part.value, now);
      }
      return assigned(f, s.local, copy(now), s.parts ? 2 : 0);
    }
    case 'block':
      return s.items.reduce((now, item) => statement(f, item, now), state);
    case 'if':
      return branch(f, s, state);
    case 'loop':
      return loop(f, s, state);
    case 'switch':
      return switched(f, s, state);
    case 'case':
    case 'default':
      return statement(f, s.body, join(f, state, f.heads.at(-1) ?? state));
    case 'label':
      return statement(f, s.body, { ...maybe(f, state, undefined), live: true });
    case 'break':
    case 'continue':
      (s.kind === 'break' ? f.breaks : f.continues).at(-1)?.push(state);
      f.exits++;
      return DEAD(state);
    case 'return': {
      const now = s.value ? expression(f, s.value, state) : state;
      f.returned = true;
      if (now.live) f.returns = true;
      f.left++;
      f.exits++;
      return DEAD(now);
    }
    default:
      // goto, and goto by address.
      f.left++;
      f.exits++;
      return DEAD(state);
  }
}

/** Goes along a chain of `else if`, whose ways meet behind it, the last first. */
function branch(f: Flow, s: TStmt & { kind: 'if' }, state: State): State {
  const ways: { end: State; inside: number }[] = [];
  let now = state;
  let next: TStmt | undefined = s;
  for (; next?.kind === 'if'; next = next.no) {
    const { test, yes } = next;
    const tested = readAt(f, parenBefore(f.c.ctx, test.span), test, now);
    const fixed = test.kind === 'int' ? test.value !== 0n : undefined;
    const { inside } = f;
    f.inside = ++f.conditions;
    const end = statement(f, yes, { ...copy(tested), live: tested.live && fixed !== false });
    ways.push({ end, inside });
    now = { ...copy(tested), live: tested.live && fixed !== true };
  }
  if (next) now = statement(f, next, now);
  for (let way = ways.pop(); way; way = ways.pop()) {
    f.inside = way.inside;
    now = join(f, way.end, now, true);
  }
  return now;
}

function loop(f: Flow, s: TStmt & { kind: 'loop' }, state: State): State {
  let now = s.init.reduce((at, item) => statement(f, item, at), state);
  now = maybe(f, now, s);
  const endless = !s.test || (s.test.kind === 'int' && s.test.value !== 0n);
  const never = s.test?.kind === 'int' && s.test.value === 0n;
  f.breaks.push([]);
  f.continues.push([]);
  const { inside } = f;
  f.inside = ++f.conditions;
  let exit: State | undefined;
  if (s.testFirst && s.test) {
    now = expression(f, s.test, now);
    exit = copy(now);
  }
  const body = statement(f, s.body, { ...copy(now), live: now.live && !(s.testFirst && never) });
  now = joinAll(f, body, f.continues.pop()!);
  if (s.step) now = expression(f, s.step, now);
  if (!s.testFirst && s.test) now = expression(f, s.test, now);
  f.inside = inside;
  const out = { ...(exit ?? now), live: (exit ?? now).live && !endless };
  return joinAll(f, out, f.breaks.pop()!);
}

function switched(f: Flow, s: TStmt & { kind: 'switch' }, state: State): State {
  const head = readAt(f, s.span, s.value, state);
  f.heads.push(head);
  f.breaks.push([]);
  const { inside } = f;
  f.inside = ++f.conditions;
  const body = statement(f, s.body, DEAD(head));
  f.inside = inside;
  f.heads.pop();
  const out = s.hasDefault ? body : join(f, body, head, false);
  const breaks = f.breaks.pop()!;
  // A break leaves the switch and not the function.
  const all = joinAll(f, out, breaks, false);
  if (!s.hasDefault && breaks.length > 0) {
    f.locals.forEach((local, i) => {
      const every = breaks.every((one) => one.set[i] === 2) && (!body.live || body.set[i] === 2);
      if (all.set[i] === 1 && head.set[i] === 0 && every) {
        f.joined.set(local, { exits: f.exits, inside: f.inside });
      }
    });
  }
  return all;
}

/** What is set anywhere in `where`, or with undefined anywhere at all, may have been set. */
function maybe(f: Flow, state: State, where: TStmt | undefined): State {
  const out = copy(state);
  const found = new Set<Local>();
  if (where) targets(where, found);
  f.locals.forEach((local, i) => {
    if (out.set[i] === 3 && (!where || found.has(local))) out.set[i] = 2;
    if (out.set[i] === 0 && (!where || found.has(local))) {
      out.set[i] = 1;
      f.joined.delete(local);
    }
  });
  return out;
}

function targets(node: unknown, found: Set<Local>): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) targets(one, found);
    return;
  }
  const n = node as TExpr;
  if (n.kind === 'assign' || n.kind === 'update' || n.kind === 'advance') {
    const local = rootLocal(n.target);
    if (local) found.add(local);
  }
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'type' && key !== 'span' && key !== 'local') targets(value, found);
  }
}

/** The variable that a place is, or is a member of. */
export function rootLocal(e: TExpr): Local | undefined {
  if (e.kind === 'local') return e.local;
  return e.kind === 'field' ? rootLocal(e.base) : undefined;
}

function assigned(f: Flow, local: Local | undefined, state: State, to: 0 | 2): State {
  const i = local && f.index.get(local);
  if (i === undefined) return state;
  state.set[i] = to;
  if (to === 2 || !local) return state;
  f.joined.delete(local);
  return state;
}

// ---- expressions ------------------------------------------------------------------------------

/** What is a statement of gcc's own making when it stands inside an expression. */
const STEP = /^(binary|compare|unary|update|advance|field|deref|logical|conditional|call|assign)$/;

function expression(f: Flow, e: TExpr, state: State): State {
  if (!STEP.test(e.kind)) return operands(f, e, state);
  if (e.kind === 'binary') return chain(f, e, state);
  const { at, equality } = f;
  if (e !== f.merged) f.at = e.span;
  f.equality = e.kind === 'compare' && /^[!=]=$/.test(e.op);
  const out = operands(f, e, state);
  f.at = at;
  f.equality = equality;
  return out;
}

/** A sum of any length, from the left. */
function chain(f: Flow, e: TExpr & { kind: 'binary' }, state: State): State {
  const { at, merged } = f;
  const steps: (TExpr & { kind: 'binary' })[] = [];
  let left: TExpr = e;
  for (; left.kind === 'binary'; left = left.left) steps.push(left);
  let now = state;
  for (let step = steps.pop(); step; step = steps.pop()) {
    f.at = step === merged ? at : step.span;
    if (step.left === left) now = expression(f, left, now);
    now = expression(f, step.right, now);
  }
  f.at = at;
  return now;
}

/** An expression whose last step is no statement of its own, but part of the one at `span`. */
function readAt(f: Flow, span: Span, e: TExpr, state: State): State {
  const { at } = f;
  let last = e;
  while (last.kind === 'cast') last = last.operand;
  f.at = span;
  f.merged = /^(binary|compare|unary|deref|field)$/.test(last.kind) ? last : undefined;
  const out = expression(f, e, state);
  f.at = at;
  return out;
}

function operands(f: Flow, e: TExpr, state: State): State {
  switch (e.kind) {
    case 'int':
    case 'float':
    case 'global':
      return state;
    case 'local':
      read(f, e.local, e.local.name, f.at ?? e.span, state);
      return state;
    case 'field': {
      const local = rootLocal(e);
      if (!local) return readAt(f, f.at ?? e.span, e.base, state);
      read(f, local, `${local.name}.${e.name}`, e.span, state);
      return state;
    }
    case 'assign': {
      const local = rootLocal(e.target);
      const at = local ? state : readAt(f, placeOf(e), e.target, state);
      return assigned(f, local, copy(readAt(f, e.span, e.value, at)), 2);
    }
    case 'address':
      return rootLocal(e.of) ? state : expression(f, e.of, state);
    case 'cast':
      return e.type.kind === 'void' && e.operand.kind === 'local'
        ? state
        : expression(f, e.operand, state);
    case 'logical': {
      const left = expression(f, e.left, state);
      return join(f, deeper(f, e.right, left), left);
    }
    case 'conditional': {
      if (isSettled(e)) return state;
      const test = expression(f, e.test, state);
      return join(f, deeper(f, e.yes, test), deeper(f, e.no, test));
    }
    case 'call': {
      const name = e.callee.kind === 'address' && e.callee.of.kind === 'global' && e.callee.of.name;
      let now = expression(f, e.callee, state);
      for (const arg of e.args) now = readAt(f, e.span, arg, now);
      if (name === 'free') now = freed(f, e, now);
      if (!name || !(isNoReturn(name) || f.c.ctx.marks?.noReturn.has(name))) return now;
      f.left++;
      f.exits++;
      return DEAD(now);
    }
    default:
      return others(f, e, state);
  }
}

/** Where `*p = x` and its like read p; a place behind it is worked out before. */
function placeOf(e: TExpr & { kind: 'assign' }): Span {
  const { target, span } = e;
  const { file, line, column } = target.span;
  const behind = target.kind === 'deref' && target.pointer.kind === 'offset';
  return behind ? { file, line, column, length: 1 } : span;
}

/** `free(p);`: from here on p leads to nothing. */
function freed(f: Flow, e: TExpr & { kind: 'call' }, state: State): State {
  let [pointer] = e.args;
  while (pointer?.kind === 'cast') pointer = pointer.operand;
  const i = pointer?.kind === 'local' ? f.index.get(pointer.local) : undefined;
  if (i === undefined || pointer.kind !== 'local') return state;
  const out = copy(state);
  out.set[i] = 3;
  f.freed.set(pointer.local, { span: e.span, inside: f.inside });
  return out;
}

/** Comparing such a pointer is harmless, but gcc follows only those with == and !=. */
function usedFreed(f: Flow, local: Local, span: Span): void {
  if (f.equality || hasErrors(f.c.ctx)) return;
  const { span: where, inside } = f.freed.get(local)!;
  const how = f.inside === inside ? 'used' : 'may be used';
  warning(f.c.ctx, span, `pointer '${local.name}' ${how} after 'free'`, {
    option: 'use-after-free',
    notes: [{ span: where, message: "call to 'free' here" }],
  });
}

function deeper(f: Flow, e: TExpr, state: State): State {
  const { inside } = f;
  f.inside = ++f.conditions;
  const out = expression(f, e, copy(state));
  f.inside = inside;
  return out;
}

/** Every other kind: its operands in order, then what it sets. */
function others(f: Flow, e: TExpr, state: State): State {
  let now = state;
  for (const [key, value] of Object.entries(e)) {
    if (key === 'type' || key === 'span' || key === 'via' || key === 'end') continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== 'object' || one === null || !('kind' in one)) continue;
      if ('type' in one && 'span' in one) now = expression(f, one as TExpr, now);
      else if ('value' in one && one.kind === 'value') now = expression(f, one.value as TExpr, now);
      else if ('span' in one) now = statement(f, one as TStmt, now);
    }
  }
  if (e.kind === 'update' || e.kind === 'advance') {
    return assigned(f, rootLocal(e.target), copy(now), 2);
  }
  return now;
}

function read(f: Flow, local: Local, name: string, span: Span, state: State): void {
  const i = f.index.get(local);
  if (i === undefined || !state.live || f.told.has(local) || state.set[i] === 2) return;
  if (state.set[i] === 3) {
    usedFreed(f, local, span);
    return;
  }
  const never = state.set[i] === 0;
  const sure = never && f.left === 0 && f.inside === 0;
  if (!never) {
    const joined = f.joined.get(local);
    if (joined?.exits !== f.exits || joined.inside !== f.inside) return;
  }
  f.told.add(local);
  const what = sure ? 'is used uninitialized' : 'may be used uninitialized';
  warning(f.c.ctx, span, `'${name}' ${what}`, {
    option: sure ? 'uninitialized' : 'maybe-uninitialized',
    notes: [{ span: local.span, message: `'${local.name}' was declared here` }],
  });
}
