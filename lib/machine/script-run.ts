// Running scripts: the driver that the kernel knows them by.
//
// One idea: a script has memory like any program, because the kernel reads and writes its
// arguments there. Every literal and every named buffer gets a place of its own at first use.
//
// Units: bytes; one instruction is one VM operation, `work` as many as its time takes.

import { CLONE_ARGS, writeField } from '../abi/structs.ts';
import { SYS, syscallByNr } from '../abi/syscalls.ts';
import type { Driver, Trap } from '../abi/trap.ts';
import { encodeText, signedAt, toBytes, unsignedAt } from '../kernel/bytes.ts';
import { OPS_PER_US } from '../kernel/costs.ts';
import type { Expr, Instruction, Script } from './script.ts';

/** What an area of memory holds, which decides what an index means. */
type AreaKind = 'bytes' | 'ints' | 'epoll' | 'pollfds';

interface Area {
  addr: number;
  size: number;
  kind: AreaKind;
}

export interface ScriptState {
  script: Script;
  pc: number;
  vars: Record<string, number>;
  /** By name, or by `#slot` for literals. */
  areas: Record<string, Area>;
  memory: Uint8Array;
  /** First address that is not in use. */
  top: number;
  /** Operations left of a work(). */
  workOps: number;
  /** Variable that takes the result of the call that is under way. */
  into?: string;
}

/** Below this nothing is mapped, so that NULL is a bad address. */
const BASE = 4096;
const AREA_DEFAULT = 1024;

/** Makes a script's state; throws when it uses a name that nobody gives a value. */
export function startScript(
  script: Script,
  args: Record<string, number | string> = {},
): ScriptState {
  const state: ScriptState = {
    script,
    pc: 0,
    vars: {},
    areas: {},
    memory: new Uint8Array(8192),
    top: BASE,
    workOps: 0,
  };
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'number') state.vars[name] = value;
    else put(state, area(state, name, encodeText(value).length + 1, 'bytes'), encodeText(value));
  }
  return state;
}

/** Finds a named place, or makes it; one that is too small moves to a larger place. */
function area(state: ScriptState, name: string, size: number, kind: AreaKind): Area {
  const known = state.areas[name];
  if (known && known.size >= size) return known;
  const made = { addr: state.top, size: Math.max(1, size), kind: known?.kind ?? kind };
  state.top += Math.ceil(made.size / 16) * 16;
  const need = state.top - BASE;
  if (need > state.memory.length) {
    const grown = new Uint8Array(Math.max(need, 2 * state.memory.length));
    grown.set(state.memory);
    state.memory = grown;
  }
  state.areas[name] = made;
  return made;
}

function put(state: ScriptState, place: Area, bytes: Uint8Array): number {
  state.memory.set(bytes, place.addr - BASE);
  return place.addr;
}

function fail(line: number, message: string): never {
  throw new Error(`script line ${line}: ${message}`);
}

const BINARY: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  '%': (a, b) => (b === 0 ? 0 : a % b),
  // On 32 bits, but unsigned: EPOLLET is bit 31.
  '&': (a, b) => (a & b) >>> 0,
  '|': (a, b) => (a | b) >>> 0,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

function evaluate(state: ScriptState, expr: Expr): number {
  switch (expr.k) {
    case 'number':
      return expr.value;
    case 'name': {
      const value = state.vars[expr.name] ?? state.areas[expr.name]?.addr;
      return value ?? fail(expr.line, `'${expr.name}' has no value yet`);
    }
    case 'binary':
      return BINARY[expr.op](evaluate(state, expr.a), evaluate(state, expr.b));
    case 'unary': {
      const value = evaluate(state, expr.a);
      return expr.op === '-' ? -value : Number(value === 0);
    }
    case 'index':
      return indexed(state, expr);
    case 'text': {
      const place = area(state, `#${expr.slot}`, expr.bytes.length + 1, 'bytes');
      return put(state, place, expr.bytes);
    }
    case 'struct': {
      const bytes = structBytes(state, expr);
      return put(state, area(state, `#${expr.slot}`, bytes.length, 'bytes'), bytes);
    }
    case 'array': {
      const { bytes, kind } = arrayBytes(state, expr);
      return put(state, area(state, `#${expr.slot}`, bytes.length, kind), bytes);
    }
  }
}

const FIELDS: Record<string, { offset: number; size: number }> = {
  'epoll.events': { offset: 0, size: 4 },
  'epoll.data': { offset: 4, size: 4 },
  'epoll.fd': { offset: 4, size: 4 },
  'pollfds.fd': { offset: 0, size: 4 },
  'pollfds.events': { offset: 4, size: 2 },
  'pollfds.revents': { offset: 6, size: 2 },
};

const STRIDES: Record<AreaKind, number> = { bytes: 1, ints: 4, epoll: 12, pollfds: 8 };

function indexed(state: ScriptState, expr: Extract<Expr, { k: 'index' }>): number {
  const addr = state.vars[expr.name];
  const place =
    state.areas[expr.name] ?? Object.values(state.areas).find((other) => other.addr === addr);
  if (!place) return fail(expr.line, `'${expr.name}' is no memory yet`);
  const at = place.addr - BASE + evaluate(state, expr.index) * STRIDES[place.kind];
  if (!expr.field) {
    const size = place.kind === 'bytes' ? 1 : 4;
    return size === 1 ? state.memory[at] : signedAt(state.memory, at, size);
  }
  const field = FIELDS[`${place.kind}.${expr.field}`];
  if (!field) return fail(expr.line, `'${expr.name}' has no field '${expr.field}'`);
  return unsignedAt(state.memory, at + field.offset, field.size);
}

type StructExpr = Extract<Expr, { k: 'struct' }>;

/** Lays a struct out; its first field says which one it is. */
function structBytes(state: ScriptState, expr: StructExpr): Uint8Array {
  const { fields, line } = expr;
  const value = (name: string) => (fields[name] ? evaluate(state, fields[name]) : 0);
  const join = (...parts: [number, number][]) => {
    return Uint8Array.from(parts.flatMap(([v, size]) => [...toBytes(v, size)]));
  };
  // htons() and inet_addr() have swapped the bytes already, exactly as in C.
  if (fields.sa_family || fields.sin_family) {
    const family = value('sa_family') || value('sin_family');
    return join([family, 2], [value('sin_port'), 2], [value('sin_addr'), 4], [0, 8]);
  }
  if (fields.tv_sec) return join([value('tv_sec'), 8], [value('tv_nsec') || value('tv_usec'), 8]);
  if (fields.l_onoff) return join([value('l_onoff'), 4], [value('l_linger'), 4]);
  if (fields.rlim_cur) return join([value('rlim_cur'), 8], [value('rlim_max'), 8]);
  if (fields.flags) {
    const bytes = new Uint8Array(CLONE_ARGS.size);
    for (const field of Object.keys(fields)) writeField(bytes, CLONE_ARGS, field, value(field));
    return bytes;
  }
  if (fields.data) return join([value('events'), 4], [value('data'), 8]);
  if (fields.fd) return join([value('fd'), 4], [value('events'), 2], [value('revents'), 2]);
  return fail(line, `knows no struct with a field '${Object.keys(fields)[0]}'`);
}

function arrayBytes(
  state: ScriptState,
  expr: Extract<Expr, { k: 'array' }>,
): { bytes: Uint8Array; kind: AreaKind } {
  const structs = expr.items.filter((item): item is StructExpr => item.k === 'struct');
  if (structs.length > 0) {
    const bytes = structs.flatMap((item) => [...structBytes(state, item)]);
    return { bytes: Uint8Array.from(bytes), kind: 'pollfds' };
  }
  const bytes = expr.items.flatMap((item) => [...toBytes(evaluate(state, item), 4)]);
  return { bytes: Uint8Array.from(bytes), kind: 'ints' };
}

/** Makes the memory that a call's argument names, of the size that the call may use. */
function buffers(state: ScriptState, instruction: Extract<Instruction, { op: 'call' }>): void {
  const info = syscallByNr(instruction.nr)!;
  info.params.forEach(({ type }, i) => {
    const arg = instruction.args[i];
    if (arg?.k !== 'name' || state.vars[arg.name] !== undefined) return;
    const after = () => {
      const size = info.params.findIndex((param, k) => k > i && /^(size|int)$/.test(param.type));
      return size < 0 ? AREA_DEFAULT : Math.max(0, evaluate(state, instruction.args[size]));
    };
    if (type === 'buf-out' || type === 'buf-in') area(state, arg.name, after(), 'bytes');
    else if (type === 'fds-out') area(state, arg.name, 8, 'ints');
    else if (type === 'epoll-events-out') area(state, arg.name, 12 * after(), 'epoll');
    else if (type === 'sockaddr-out' || type.endsWith('-out')) {
      area(state, arg.name, type === 'wait-status-out' ? 4 : 144, 'ints');
    } else if (type === 'socklen-inout') {
      const known = state.areas[arg.name];
      if (!known) put(state, area(state, arg.name, 4, 'ints'), toBytes(16, 4));
    }
  });
}

function syscall(nr: number, args: number[], line?: number): Trap {
  return line === undefined
    ? { kind: 'syscall', ops: 1, nr, args }
    : { kind: 'syscall', ops: 1, nr, args, line };
}

/** Carries out one instruction; a trap where it needs the kernel. */
function step(state: ScriptState, instruction: Instruction): Trap | undefined {
  state.pc++;
  switch (instruction.op) {
    case 'call': {
      buffers(state, instruction);
      state.into = instruction.into;
      const args = instruction.args.map((arg) => evaluate(state, arg));
      return syscall(instruction.nr, args, instruction.line);
    }
    case 'set':
      state.vars[instruction.name] = evaluate(state, instruction.value);
      return undefined;
    case 'jump':
      state.pc = instruction.to;
      return undefined;
    case 'unless':
      if (evaluate(state, instruction.condition) === 0) state.pc = instruction.to;
      return undefined;
    case 'work':
      state.workOps = Math.round(evaluate(state, instruction.us) * OPS_PER_US);
      return undefined;
    case 'sleep': {
      const us = evaluate(state, instruction.us);
      const ns = Math.round((us % 1e6) * 1e3);
      const bytes = Uint8Array.from([...toBytes(Math.floor(us / 1e6), 8), ...toBytes(ns, 8)]);
      const addr = put(state, area(state, '#sleep', 16, 'bytes'), bytes);
      state.into = undefined;
      return syscall(SYS.clock_nanosleep, [0, 0, addr, 0], instruction.line);
    }
    case 'print': {
      const text = instruction.items.map((item) => {
        return item.k === 'text' ? item.bytes : encodeText(String(evaluate(state, item)));
      });
      const bytes = Uint8Array.from(text.flatMap((part) => [...part]));
      const addr = put(state, area(state, '#print', Math.max(256, bytes.length), 'bytes'), bytes);
      state.into = undefined;
      return syscall(SYS.write, [1, addr, bytes.length], instruction.line);
    }
    case 'exit':
      return syscall(SYS.exit_group, [evaluate(state, instruction.status)], instruction.line);
    case 'rest':
      state.pc--;
      return { kind: 'breakpoint', ops: 1, line: 0 };
  }
}

export const scriptDriver: Driver<ScriptState> = {
  run(state, fuel) {
    let ops = 0;
    while (ops < fuel) {
      if (state.workOps > 0) {
        const done = Math.min(state.workOps, fuel - ops);
        state.workOps -= done;
        ops += done;
        continue;
      }
      const instruction = state.script.code[state.pc];
      ops++;
      // A script that has come to its end exits with 0, as main() does.
      const trap = instruction ? step(state, instruction) : syscall(SYS.exit_group, [0]);
      if (trap) return { ...trap, ops };
    }
    return { kind: 'quantum', ops };
  },
  deliver(state, result) {
    if (state.into !== undefined) state.vars[state.into] = result;
    state.into = undefined;
  },
  read(state, addr, length) {
    if (addr < BASE || addr + length > state.top) return undefined;
    return state.memory.slice(addr - BASE, addr - BASE + length);
  },
  write(state, addr, bytes) {
    if (addr < BASE || addr + bytes.length > state.top) return false;
    state.memory.set(bytes, addr - BASE);
    return true;
  },
  fork(state) {
    const memory = state.memory.slice();
    return { ...state, vars: { ...state.vars }, areas: { ...state.areas }, memory };
  },
  // A copy, as for a process (script.ts says so): only what the kernel keeps is shared.
  thread: (state) => scriptDriver.fork(state),
};
