// Link: units to one image. Chooses what is needed, gives everything an address, emits it.
//
// One idea: the user's files are taken whole; of the C library, only what is reachable from them,
// function by function. A function nobody defines may be a native of the virtual machine.
//
// Source: ld(1) for the wording; memory layout in image.ts.

import { SYS } from '../abi/syscalls.ts';
import { type Assembler, beginFunction, emit } from './assembler.ts';
import { WIDTH } from './bytecode.ts';
import { emitFunction } from './emit.ts';
import {
  CODE_BASE,
  type FileInfo,
  type FunctionInfo,
  type Image,
  type VariableInfo,
} from './image.ts';
import { type Layout, layOut, relocate } from './layout.ts';
import { type Context, error, type SourceText, type Span } from './source.ts';
import type { Def, FunctionDef, ObjectDef, Unit } from './typed.ts';
import { alignUp, type CType, INT } from './types.ts';

const MIN_STACK_BYTES = 256 * 1024;
/** What a process may use for recursion beside its one biggest frame. */
const STACK_SLACK_BYTES = 64 * 1024;

export interface LinkInput {
  ctx: Context;
  user: Unit[];
  /** Finds the unit of the C library that defines a symbol. */
  library: (symbol: string) => Unit | undefined;
  natives: readonly string[];
  /** Functions that are linked in although nothing names them, where there are such. */
  also: readonly string[];
  /** Tentative definitions of one name in several files are one variable. */
  common?: boolean | undefined;
  /** Local variables that the program gives no value begin as zero. */
  zeroed?: boolean | undefined;
}

interface Chosen {
  functions: { def: FunctionDef; unit: Unit }[];
  objects: { def: ObjectDef; unit: Unit }[];
  natives: Set<string>;
  /** Weak symbols that nobody defines: their address is 0. */
  absent: Set<string>;
}

/** Links; undefined after an error, which is then in the context. */
export function link(input: LinkInput): Image | undefined {
  const chosen = choose(input);
  if (!chosen) return undefined;
  return build(input, chosen);
}

// ---- what is needed ---------------------------------------------------------------------------

function choose({ ctx, user, library, natives, also, common }: LinkInput): Chosen | undefined {
  const table = userTable(ctx, user, common);
  const fromLibrary = (symbol: string, by: Unit | undefined) => {
    // What is static in a unit of the library has a name that only this unit uses.
    const unit = by?.library && by.defs.has(symbol) ? by : library(symbol);
    return unit && { def: unit.defs.get(symbol)!, unit };
  };
  const chosen: Chosen = { functions: [], objects: [], natives: new Set(), absent: new Set() };
  const seen = new Set<string>();
  const queue: { symbol: string; by: Unit | undefined }[] = [];
  for (const [symbol, { def }] of table) {
    const { onlyIfUsed, ctor, dtor } = def.linkage ?? {};
    if (!onlyIfUsed || ctor !== undefined || dtor !== undefined)
      queue.push({ symbol, by: undefined });
  }
  queue.push({ symbol: 'main', by: undefined });
  for (const symbol of ['__libc_start', 'exit', 'errno', ...also]) {
    if (natives.includes(symbol) || library(symbol)) queue.push({ symbol, by: undefined });
  }
  let complete = true;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { symbol, by } = next;
    if (seen.has(symbol)) continue;
    seen.add(symbol);
    const native = natives.includes(symbol);
    const found = table.get(symbol) ?? (native ? undefined : fromLibrary(symbol, by));
    if (!found) {
      if (native) chosen.natives.add(symbol);
      else if (by?.linkage.get(symbol)?.weak) chosen.absent.add(symbol);
      else complete = undefinedReference(ctx, symbol, by, user);
      continue;
    }
    const { def, unit } = found;
    if (def.kind === 'function') chosen.functions.push({ def, unit });
    else chosen.objects.push({ def, unit });
    if (def.linkage?.dtor !== undefined) queue.push({ symbol: 'atexit', by: undefined });
    const refs = def.kind === 'function' ? def.refs : def.relocations.map((r) => r.symbol);
    for (const ref of refs) queue.push({ symbol: ref, by: unit });
  }
  return complete && !ctx.diagnostics.some((d) => d.severity === 'error') ? chosen : undefined;
}

function userTable(
  ctx: Context,
  user: Unit[],
  common?: boolean,
): Map<string, { def: Def; unit: Unit }> {
  const table = new Map<string, { def: Def; unit: Unit }>();
  for (const unit of user) {
    for (const [symbol, def] of unit.defs) {
      const old = table.get(symbol);
      if (!old || (old.def.linkage?.weak && !def.linkage?.weak)) {
        table.set(symbol, { def, unit });
        continue;
      }
      if (def.linkage?.weak) continue;
      if (common && old.def.kind === 'object' && def.kind === 'object') {
        const [one, other] = old.def.tentative ? [old.def, def] : [def, old.def];
        if (isCommon(one)) {
          // With an initialiser it is a definition; of those without, the largest has room for all.
          const best = isCommon(other) && one.bytes.length > other.bytes.length ? one : other;
          if (best === def) table.set(symbol, { def, unit });
          continue;
        }
      }
      const first = `${ctx.files[old.def.span.file].name}:${old.def.span.line}`;
      error(ctx, def.span, `multiple definition of '${symbol}'; first defined at ${first}`);
    }
  }
  return table;
}

function isCommon(def: ObjectDef): boolean {
  return def.tentative && !def.thread;
}

function undefinedReference(
  ctx: Context,
  symbol: string,
  by: Unit | undefined,
  user: Unit[],
): false {
  const at: Span = { file: 0, line: 1, column: 1, length: 1 };
  if (symbol === 'main') {
    error(ctx, at, "undefined reference to 'main'", 'Every program needs a function called main.');
    return false;
  }
  const own = by && user.includes(by);
  const span = own ? (by.wanted.get(symbol)?.span ?? at) : at;
  const within = own || !by ? '' : ` (needed by the C library's ${by.name})`;
  error(ctx, span, `undefined reference to '${symbol}'${within}`);
  return false;
}

// ---- the image --------------------------------------------------------------------------------

function build({ user, zeroed = false }: LinkInput, chosen: Chosen): Image {
  const layout = layOut(chosen.objects.map((o) => o.def));
  const natives = [...chosen.natives];
  const functions = new Map<string, number>();
  for (const { def } of chosen.functions) functions.set(def.symbol, functions.size);
  const code = new Map<string, number>();
  for (const [symbol, index] of functions) code.set(symbol, CODE_BASE + 16 * index);
  // A native has an address too: that of a stub behind the functions.
  natives.forEach((name, i) => {
    code.set(name, CODE_BASE + 16 * (functions.size + i));
  });
  for (const symbol of chosen.absent) code.set(symbol, 0);
  relocate(layout, code);
  const files = imageFiles(user, chosen);
  const a = assembler(layout, functions, code, natives);
  a.own = new Set(user.flatMap((unit) => [...unit.defs.keys()]));
  const infos = chosen.functions.map(({ def, unit }) => {
    a.fileOf = (file) => files.number(unit.files[file]);
    a.byUser = !unit.library;
    a.zeroed = zeroed && a.byUser;
    return emitFunction(a, def);
  });
  const system = files.number(SYSTEM);
  const units = new Set([...user, ...chosen.functions.map((f) => f.unit)]);
  for (const [i, name] of natives.entries()) {
    infos.push(stub(a, name, i, nativeType(units, name), system));
  }
  const thread = threadCode(a, system);
  const entry = startCode(a, chosen, system);
  infos.push(thread, entry);
  const words = Int32Array.from(a.code);
  const biggest = Math.max(0, ...infos.map((f) => f.frameBytes));
  const globals = globalVariables(user, layout, files.number);
  return {
    id: fingerprint(words, layout.data),
    code: words,
    functions: infos,
    natives,
    data: layout.data,
    dataShadow: layout.shadow,
    constBytes: layout.constBytes,
    symbols: Object.fromEntries([...code, ...layout.symbols]),
    globals,
    lines: a.lines,
    files: files.list.map((f): FileInfo => ({ name: f.name, library: f.library })),
    bounds: a.bounds,
    signatures: a.signatures,
    scopes: user.map(({ scope }) => scope!),
    entryPc: entry.pc,
    tls: layout.tls,
    threadPc: thread.pc,
    stackBytes: alignUp(Math.max(MIN_STACK_BYTES, biggest + STACK_SLACK_BYTES), 16),
  };
}

/** Where the stubs and the start code come from. */
const SYSTEM: SourceText = { name: '<system>', text: '', library: true };

function imageFiles(
  user: Unit[],
  chosen: Chosen,
): { list: SourceText[]; number: (file: SourceText) => number } {
  const list: SourceText[] = [];
  const numbers = new Map<string, number>();
  const number = (file: SourceText): number => {
    const known = numbers.get(file.name);
    if (known !== undefined) return known;
    numbers.set(file.name, list.length);
    return list.push(file) - 1;
  };
  for (const unit of user) number(unit.files.find((f) => f.name === unit.name)!);
  for (const { unit, def } of chosen.functions) number(unit.files[def.span.file]);
  return { list, number };
}

function assembler(
  layout: Layout,
  functions: Map<string, number>,
  code: Map<string, number>,
  natives: string[],
): Assembler {
  const a: Assembler = {
    code: [],
    lines: [],
    bounds: [],
    signatures: [],
    addresses: {
      objects: layout.addresses,
      functions,
      code,
      natives: new Map(natives.map((name, i) => [name, i])),
    },
    fileOf: () => 0,
    here: undefined,
    statement: false,
    exact: false,
    own: new Set(),
    byUser: false,
    zeroed: false,
    top: 0,
    registers: 0,
    frameBytes: 0,
    objects: [],
    homes: new Map(),
    variables: [],
    blockPc: 0,
    unset: [],
    watched: new Set(),
    labels: new Map(),
    breaks: [],
    continues: [],
    cases: [],
    scopes: [],
    cleanups: [],
    body: undefined,
    openAt: undefined,
    resultAddress: undefined,
    varargs: undefined,
    closing: undefined,
    base: undefined,
    stackTop: undefined,
    addressed: [],
  };
  beginFunction(a);
  return a;
}

const NO_TYPE: CType & { kind: 'function' } = {
  kind: 'function',
  returns: INT,
  params: [],
  variadic: false,
  oldStyle: true,
};

function synthetic(a: Assembler, name: string, file: number, body: () => void): FunctionInfo {
  const pc = a.code.length;
  a.here = undefined;
  a.lines.push({ pc, file, line: 0, column: 0, statement: false });
  body();
  return {
    ...{ name, file, line: 0, pc, endPc: a.code.length, registers: 8, frameBytes: 0 },
    ...{ frameShadow: new Uint8Array(0), params: 0, variables: [], type: NO_TYPE },
  };
}

/** A native behind a function pointer: its arguments lie already where it looks for them. */
function stub(
  a: Assembler,
  name: string,
  native: number,
  type: CType & { kind: 'function' },
  file: number,
): FunctionInfo {
  const info = synthetic(a, name, file, () => {
    // The address of variadic arguments comes behind the others, and there a native looks for it.
    const passed = type.oldStyle ? NATIVE_ARGUMENTS : type.params.length + (type.variadic ? 1 : 0);
    emit(a, 'NATIVE', native, 0, passed);
    emit(a, 'RET');
  });
  return { ...info, type };
}

/** The most arguments that a native has. */
const NATIVE_ARGUMENTS = 6;

/** How the program, or else the library, declares a native. */
function nativeType(units: Iterable<Unit>, name: string): CType & { kind: 'function' } {
  for (const unit of units) {
    const type = unit.wanted.get(name)?.type ?? unit.declared.get(name);
    if (type?.kind === 'function') return type;
  }
  return NO_TYPE;
}

/** `exit(main(argc, argv, envp))`, with the arguments in the first registers already; a C library
 * that wants to see the arguments first says so by a function `__libc_start`, which does the same. */
function startCode(a: Assembler, chosen: Chosen, file: number): FunctionInfo {
  const { functions, code } = a.addresses;
  const call = (symbol: string, window: number): void =>
    emit(a, 'CALL', functions.get(symbol)!, window);
  const inOrder = (when: 'ctor' | 'dtor'): string[] =>
    chosen.functions
      .map(({ def }) => ({ symbol: def.symbol, at: def.linkage[when] }))
      .filter((f) => f.at !== undefined)
      .sort((x, y) => x.at! - y.at!)
      .map((f) => f.symbol);
  return synthetic(a, '_start', file, () => {
    // What is registered last runs first, and destructors run in the opposite order.
    for (const symbol of inOrder('dtor')) {
      emit(a, 'CONST64', START_WINDOW, code.get(symbol)!, 0);
      if (functions.has('atexit')) call('atexit', START_WINDOW);
    }
    for (const symbol of inOrder('ctor')) call(symbol, START_WINDOW);
    call(functions.has('__libc_start') ? '__libc_start' : 'main', 0);
    if (functions.has('exit')) call('exit', 0);
    emit(a, 'EXIT', 0);
  });
}

/** Above the registers of main's arguments. */
const START_WINDOW = 4;

/** Calls the function whose address is in the first register with what is in the second, and ends
 * the thread, and not the process, when it returns. */
function threadCode(a: Assembler, file: number): FunctionInfo {
  return synthetic(a, '_thread', file, () => {
    emit(a, 'CALLR', 0, 1, -1);
    emit(a, 'CONST64', 0, SYS.exit, 0);
    emit(a, 'CONST64', 1, 0, 0);
    emit(a, 'SYSCALL', 0, 2);
    emit(a, 'EXIT', 0);
  });
}

function globalVariables(
  user: Unit[],
  layout: Layout,
  number: (file: SourceText) => number,
): VariableInfo[] {
  const variables: VariableInfo[] = [];
  for (const unit of user) {
    for (const def of unit.defs.values()) {
      if (def.kind !== 'object' || def.anonymous) continue;
      const at = layout.addresses.get(def.symbol)!;
      const { name, type, span } = def;
      const where = def.thread ? 'thread' : 'global';
      const place = { at, fromPc: 0, toPc: 0, blockPc: 0, line: span.line };
      variables.push({ name, type, where, ...place, file: number(unit.files[span.file]) });
    }
  }
  return variables;
}

/** FNV-1a over code and data. */
function fingerprint(code: Int32Array, data: Uint8Array): string {
  let hash = 0x811c9dc5;
  const mix = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  };
  for (const word of code) {
    mix(word & 255);
    mix((word >> 8) & 255);
    mix((word >> 16) & 255);
    mix(word >>> 24);
  }
  for (const byte of data) mix(byte);
  return `${hash.toString(16).padStart(8, '0')}-${(code.length / WIDTH).toString(16)}`;
}
