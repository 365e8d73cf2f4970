// Emit: typed functions to bytecode. Statements and the frame of a function are here.

import {
  type Assembler,
  accessOf,
  beginFunction,
  bind,
  emit,
  emitReturnOp,
  endVariables,
  frameAddress,
  frameShadow,
  jump,
  type Label,
  label,
  makeHome,
  noteVariable,
  place,
  type Reg,
  type Scope,
  scratch,
  settle,
  temporary,
} from './assembler.ts';
import type { OpName } from './bytecode.ts';
import { branch } from './emit-branch.ts';
import { cleanUp, cleanUpBefore, leaveTo } from './emit-cleanup.ts';
import { convert } from './emit-convert.ts';
import { classOf, effect, into, value } from './emit-expression.ts';
import { fresh, initialise, mayOutlive, temporaryObject, zeroArray } from './emit-initializer.ts';
import { type FunctionInfo, SHADOW_FRESH } from './image.ts';
import { isLive } from './liveness.ts';
import {
  type FunctionDef,
  LABEL_BASE,
  type Local,
  type SwitchCase,
  type TExpr,
  type TStmt,
} from './typed.ts';
import { DOUBLE, isScalar, isUnsigned, isVla, LONG, promote, sizeOf } from './types.ts';

/**
 * Emits one function and returns what the machine and the debugger must know about it.
 *
 * A variable that may be read before it is set is emitted again as one in memory, whose shadow then
 * knows at run time; all others stay in registers, which have none.
 */
export function emitFunction(a: Assembler, def: FunctionDef): FunctionInfo {
  const [pc, lines] = [a.code.length, a.lines.length];
  a.watched = new Set();
  const info = emitOnce(a, def);
  const early = a.unset.filter(({ reg, pc }) => isLive(a.code, pc, 2 * reg));
  if (early.length === 0) return info;
  for (const { local } of early) a.watched.add(local);
  a.code.length = pc;
  a.lines.length = lines;
  return emitOnce(a, def);
}

function emitOnce(a: Assembler, def: FunctionDef): FunctionInfo {
  beginFunction(a);
  const pc = a.code.length;
  place(a, def.span);
  a.closing = def.body.end;
  a.addressed = def.addressed;
  a.body = def.body;
  const aggregate = def.type.returns.kind === 'record';
  if (aggregate) a.resultAddress = temporary(a);
  const first = a.top;
  for (let i = 0; i < def.params.length; i++) temporary(a);
  if (def.type.variadic) a.varargs = temporary(a);
  // Register 0 is the result's: no temporary may be there.
  if (a.top === 0) temporary(a);
  if (def.grows) {
    const base = temporary(a);
    emit(a, 'FRAME', base, 0);
    a.base = base;
    if (def.grows === 'vla') a.stackTop = base;
  }
  if (def.type.oldStyle) for (const [i, p] of def.params.entries()) demote(a, p, first + i);
  for (const [i, param] of def.params.entries()) receive(a, param, first + i);
  for (const s of def.prologue) emitStatement(a, s);
  emitStatement(a, def.body);
  place(a, def.body.end, true);
  // Falling off the end of main returns 0 (C17 5.1.2.2.3); elsewhere the value is nobody's.
  if (def.name === 'main') emit(a, 'CONST', 0, 0);
  else if (isScalar(def.type.returns)) emit(a, 'UNSET', 0);
  emitReturnOp(a, def.type.returns.kind !== 'void');
  endVariables(a, 0);
  const shadow = frameShadow(a, SHADOW_FRESH);
  const hasFrame = a.objects.length > 0;
  return {
    name: def.name,
    file: a.fileOf(def.span.file),
    line: def.span.line,
    pc,
    endPc: a.code.length,
    registers: a.registers,
    frameBytes: hasFrame ? shadow.length : 0,
    frameShadow: hasFrame ? shadow : new Uint8Array(0),
    params: def.params.length,
    ...(a.base !== undefined && { base: a.base }),
    variables: a.variables,
    type: def.type,
  };
}

/** An old-style definition gets its arguments promoted, and makes of them what it declares. */
function demote(a: Assembler, { type }: Local, reg: Reg): void {
  if (!isScalar(type)) return;
  const from = type.kind === 'float' ? DOUBLE : promote(type);
  convert(a, reg, from, type, reg);
}

/** Gives a parameter its home: the register it came in, or memory where its address is needed. */
function receive(a: Assembler, param: Local, reg: Reg): void {
  if (!param.addressed && isScalar(param.type)) {
    a.homes.set(param, { kind: 'register', reg });
    noteVariable(a, param, { kind: 'register', reg });
    return;
  }
  const home = makeHome(a, param);
  scratch(a, () => {
    const to = home.kind === 'stack' ? temporary(a) : home.reg;
    if (home.kind === 'stack') frameAddress(a, to, home.offset);
    if (param.type.kind === 'record') emit(a, 'COPY', to, reg, sizeOf(param.type));
    else emit(a, accessOf(param.type).store, reg, to, 0);
  });
  noteVariable(a, param, home);
}

/** Goes along a chain of `else if`; the ends of all of them are one place. */
function emitIf(a: Assembler, s: TStmt & { kind: 'if' }): void {
  const ends: Label[] = [];
  let next: TStmt | undefined = s;
  while (next?.kind === 'if') {
    const no = label();
    place(a, next.span, true);
    branch(a, next.test, no, false);
    substatement(a, next.yes);
    if (next.no) {
      const done = label();
      jump(a, 'JMP', done);
      ends.push(done);
    }
    bind(a, no);
    next = next.no;
  }
  if (next) substatement(a, next);
  while (ends.length > 0) bind(a, ends.pop()!);
}

/** What an `if` leads to is a block even without braces (C17 6.8.4p3). */
function substatement(a: Assembler, s: TStmt): void {
  if (s.kind === 'block') emitStatement(a, s);
  else
    endObjects(
      a,
      block(a, () => emitStatement(a, s)),
    );
}

function emitStatement(a: Assembler, s: TStmt): void {
  switch (s.kind) {
    case 'expr':
      place(a, s.span, true);
      effect(a, s.expr);
      return;
    case 'declare':
      declare(a, s);
      if (s.cleanup) a.cleanups.push({ call: s.cleanup, span: s.span });
      return;
    case 'block':
      endObjects(
        a,
        block(a, () => items(a, s)),
      );
      return;
    case 'if':
      endObjects(
        a,
        block(a, () => emitIf(a, s)),
      );
      return;
    case 'loop':
      endObjects(
        a,
        block(a, () => loop(a, s)),
      );
      return;
    case 'switch':
      emitSwitch(a, s);
      return;
    case 'case':
      enterSideways(a, a.cases.at(-1)!.scope);
      bind(a, a.cases.at(-1)!.cases[s.index]);
      emitStatement(a, s.body);
      return;
    case 'default':
      enterSideways(a, a.cases.at(-1)!.scope);
      bind(a, a.cases.at(-1)!.other);
      emitStatement(a, s.body);
      return;
    case 'label':
      enterSideways(a, 0);
      bind(a, named(a, s.name));
      settle(a);
      emitStatement(a, s.body);
      return;
    case 'goto':
      place(a, s.span, true);
      cleanUpBefore(a, s.label);
      jump(a, 'JMP', named(a, s.label));
      return;
    case 'goto-computed':
      place(a, s.span, true);
      scratch(a, () => gotoComputed(a, value(a, s.target)));
      return;
    case 'break':
      place(a, s.span, true);
      leaveTo(a, a.breaks.at(-1)!);
      return;
    case 'continue':
      place(a, s.span, true);
      leaveTo(a, a.continues.at(-1)!);
      return;
    case 'return':
      emitReturn(a, s);
  }
}

function items(a: Assembler, s: TStmt & { kind: 'block' }): void {
  for (const item of s.items) emitStatement(a, item);
}

/**
 * Runs `body` as a scope: its variables and registers end with it. Returns the objects whose memory
 * is nobody's from then on; a block that can be entered past its declarations has none.
 */
function block(a: Assembler, body: () => void): Scope['objects'] {
  const count = a.variables.length;
  const { stackTop, blockPc } = a;
  a.blockPc = a.code.length;
  const open = a.cleanups.length;
  a.scopes.push({ objects: [], sideways: false });
  scratch(a, () => {
    body();
    cleanUp(a, open);
  });
  a.cleanups.length = open;
  const { objects, sideways } = a.scopes.pop()!;
  endVariables(a, count);
  a.blockPc = blockPc;
  if (a.stackTop !== stackTop) {
    a.stackTop = stackTop;
    settle(a);
  }
  return sideways ? [] : objects;
}

/** Marks objects as gone: a pointer to one of them must not be used any more. */
function endObjects(a: Assembler, objects: Scope['objects']): void {
  for (const { offset, size } of objects) {
    scratch(a, () => {
      const at = temporary(a);
      frameAddress(a, at, offset);
      emit(a, 'GONE', at, size);
    });
  }
}

/** Notes that the open blocks, from one on, can be entered here. */
function enterSideways(a: Assembler, from: number): void {
  for (const scope of a.scopes.slice(from)) scope.sideways = true;
}

/** `({ … })`: a block, whose last value goes to `d` if somebody wants it. */
export function emitStatements(
  a: Assembler,
  e: TExpr & { kind: 'statements' },
  d: Reg | undefined,
): void {
  const ended = block(a, () => {
    for (const item of e.items) emitStatement(a, item);
    const { result } = e;
    if (!result) return;
    place(a, result.span, true);
    if (d === undefined || result.type.kind === 'void') effect(a, result);
    else if (result.type.kind === 'record') {
      // The block's variables end here; a struct is kept beside them.
      const from = value(a, result);
      const kept = temporaryObject(a, result.type);
      emit(a, 'COPY', kept, from, sizeOf(result.type));
      emit(a, 'MOV64', d, kept);
    } else into(a, result, d);
  });
  endObjects(a, ended);
}

/** Compares with every label whose address was taken. */
function gotoComputed(a: Assembler, target: Reg): void {
  a.addressed.forEach((name, i) => {
    jump(a, 'JEQI', named(a, name), target, LABEL_BASE + i);
  });
  // No label: as wrong as a call of something that is no function.
  emit(a, 'CALLR', target, a.top);
}

function named(a: Assembler, name: string): Label {
  let l = a.labels.get(name);
  if (!l) {
    l = label();
    a.labels.set(name, l);
  }
  return l;
}

function declare(a: Assembler, s: TStmt & { kind: 'declare' }): void {
  const { type } = s.local;
  if (isVla(type)) place(a, s.span, true);
  const home = makeHome(a, s.local);
  const ends = mayOutlive(a, s.local, home);
  if (isVla(type) && home.kind === 'pointer') {
    const { size } = type;
    const bytes: TExpr = { kind: 'local', span: s.span, type: LONG, local: size };
    scratch(a, () => {
      const size = value(a, bytes);
      emit(a, 'ALLOCA', home.reg, size);
      if (a.zeroed) zeroArray(a, home.reg, size);
    });
    a.stackTop = temporary(a);
    emit(a, 'FRAME', a.stackTop, 0);
    noteVariable(a, s.local, home);
    return;
  }
  const parts = s.parts ?? (a.zeroed && home.kind !== 'register' ? [] : undefined);
  if (parts) {
    place(a, s.span, true);
    // The last round's end has taken its memory away.
    if (ends) fresh(a, ends);
    if (home.kind === 'register') {
      const part = parts[0];
      if (part?.kind === 'value') into(a, part.value, home.reg);
    } else initialise(a, home, type, parts);
  } else if (home.kind === 'pointer') emit(a, 'FRESH', home.reg, sizeOf(type));
  else if (home.kind === 'stack') {
    // In a loop the variable is a new one each time round.
    fresh(a, { offset: home.offset, size: sizeOf(type) });
  } else {
    emit(a, 'CONST64', home.reg, 0, 0);
    if (!a.zeroed) a.unset.push({ local: s.local, reg: home.reg, pc: a.code.length });
  }
  noteVariable(a, s.local, home);
}

/** The test stands at the bottom, so that one jump closes each round. */
function loop(a: Assembler, s: TStmt & { kind: 'loop' }): void {
  const [top, test, next, done] = [label(), label(), label(), label()];
  for (const item of s.init) emitStatement(a, item);
  // As with gcc, a debugger stops at `while (1)` where the body has ended, at `for (;;)` never.
  const endless = !s.test || (s.test.kind === 'int' && s.test.value !== 0n);
  if (s.testFirst && !endless) {
    place(a, s.span, true);
    jump(a, 'JMP', test);
  }
  bind(a, top);
  const cleanups = a.cleanups.length;
  a.breaks.push({ to: done, cleanups });
  a.continues.push({ to: next, cleanups });
  // What is declared in a loop's body ends with the loop: rounds cost nothing.
  const { body } = s;
  let ended: Scope['objects'] = [];
  if (body.kind === 'block') ended = block(a, () => items(a, body));
  else emitStatement(a, body);
  a.breaks.pop();
  a.continues.pop();
  bind(a, next);
  settle(a);
  if (s.step) {
    place(a, s.step.span, true);
    effect(a, s.step);
  }
  bind(a, test);
  if (s.test && !endless) {
    place(a, s.testFirst ? s.span : s.test.span, true);
    branch(a, s.test, top, true);
  } else {
    if (s.test) place(a, s.testFirst ? s.span : s.test.span, true);
    jump(a, 'JMP', top);
  }
  bind(a, done);
  settle(a);
  endObjects(a, ended);
}

function emitSwitch(a: Assembler, s: TStmt & { kind: 'switch' }): void {
  const done = label();
  const other = s.hasDefault ? label() : done;
  const cases = s.cases.map(() => label());
  place(a, s.span, true);
  scratch(a, () => {
    const r = value(a, s.value);
    s.cases.forEach((c, i) => {
      emitCase(a, s, r, c, cases[i]);
    });
    jump(a, 'JMP', other);
  });
  a.cases.push({ cases, other, scope: a.scopes.length });
  a.breaks.push({ to: done, cleanups: a.cleanups.length });
  emitStatement(a, s.body);
  a.breaks.pop();
  a.cases.pop();
  bind(a, done);
  settle(a);
}

function emitCase(
  a: Assembler,
  s: TStmt & { kind: 'switch' },
  r: Reg,
  c: SwitchCase,
  to: Label,
): void {
  const { type, span } = s.value;
  const wide = classOf(type) === 'i64';
  if (!wide && c.first === c.last) {
    jump(a, 'JEQI', to, r, Number(BigInt.asIntN(32, c.first)));
    return;
  }
  scratch(a, () => {
    const low = value(a, { kind: 'int', span, type, value: c.first });
    const suffix = wide ? '64' : '';
    if (c.first === c.last) {
      jump(a, 'JEQ64', to, r, low);
      return;
    }
    const high = value(a, { kind: 'int', span, type, value: c.last });
    const past = label();
    const u = isUnsigned(type) ? 'U' : '';
    jump(a, `JLT${u}${suffix}` as OpName, past, r, low);
    jump(a, `JLE${u}${suffix}` as OpName, to, r, high);
    bind(a, past);
  });
}

function emitReturn(a: Assembler, s: TStmt & { kind: 'return' }): void {
  place(a, s.span, true);
  scratch(a, () => {
    if (!s.value) cleanUp(a, 0);
    else if (s.value.type.kind === 'void') {
      effect(a, s.value);
      cleanUp(a, 0);
    } else if (s.value.type.kind === 'record') {
      const from = value(a, s.value);
      emit(a, 'COPY', a.resultAddress!, from, sizeOf(s.value.type));
      cleanUp(a, 0);
      if (a.resultAddress !== 0) emit(a, 'MOV64', 0, a.resultAddress!);
    } else if (a.cleanups.length > 0) {
      // What is called on the way out may change the variables, but not the value.
      const kept = temporary(a);
      into(a, s.value, kept);
      cleanUp(a, 0);
      emit(a, 'MOV64', 0, kept);
    } else {
      // Register 0 may be a parameter that the value still reads; it is written last of all.
      into(a, s.value, 0);
    }
  });
  // A debugger stops once more at the closing brace, as with gcc.
  if (a.closing) place(a, a.closing, true);
  emitReturnOp(a, s.value !== undefined && s.value.type.kind !== 'void');
}
