// Taint: what happens while a register holds a value that nobody ever set.
//
// One idea: copying such a value is no mistake, using it is. The fast loop knows nothing of this: a
// load whose bytes may all be read but are not all set throws POISONED, and from there the program
// runs here, an instruction at a time, with the ordinary interpreter behind each. Marks follow the
// value from register to register and, as shadow, into memory. Where a marked value decides a
// jump, is an address, a divisor, or goes to the kernel or into a native, the program stops. When no
// marked register is wanted any more, the fast loop goes on.
//
// What the fast loop must do: test that all bytes of a load are readable *and set* (shadow & 3 is 3
// for each) before it takes them itself, leave all other loads to memory.ts, stop at opcode 0 in the
// code it is given, and end with a 'quantum' trap, at the instruction, when it catches POISONED.
//
// A marked register that lies idle for long costs nothing: breakpoints on the instructions that name
// it watch it, while the fast loop runs the others.

import type { Trap } from '../abi/trap.ts';
import { INSTRUCTIONS, OP, WIDTH } from '../cc/bytecode.ts';
import { isLive, LETTERS, readsRegister, writesRegister } from '../cc/liveness.ts';
import { faultTrap } from './calls.ts';
import { usedUnset, VmFault } from './fault.ts';
import { type CallNative, interpret } from './interpret.ts';
import type { Linked } from './linked.ts';
import { whatLiesAt } from './places.ts';
import { CALL_WORDS, dropMarks, stackFrames, type VmState } from './state.ts';
import { ALL, CLASSES, type Operand, resultMask, SIZES, WIDTHS } from './taint-masks.ts';

/** Steps after which marks that nobody wants any more are looked for. */
const PRUNE_STEPS = 16;
/** Steps without a marked operand after which the registers are only watched. */
const IDLE_STEPS = 64;
/** Fuel of one step: the first backward jump or call uses it up. */
const ONE = 1;
const MAX_ORIGINS = 256;

const NOTHING: Operand = { mask: 0, bits: 0n };

/** Runs a program that has marked registers; comes back with 'quantum' when it has none. */
export function runTainted(
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  fuel: number,
): Trap {
  let ops = 0;
  s.taint.active = true;
  while (ops < fuel) {
    if (code[s.pc] === OP.BREAK && s.standingOn !== s.pc) {
      s.standingOn = s.pc;
      return { kind: 'breakpoint', ops: ops + 1, line: 0 };
    }
    s.standingOn = undefined;
    const watching = s.taint.idle > IDLE_STEPS;
    const trap = watching
      ? watch(s, linked, code, callNative, fuel - ops)
      : step(s, linked, callNative);
    ops += watching && trap ? trap.ops : 1;
    if (trap && trap.kind !== 'quantum') return { ...trap, ops };
    if (++s.taint.idle % PRUNE_STEPS === 0 && prune(s, linked)) break;
  }
  return { kind: 'quantum', ops: Math.max(1, ops) };
}

// ---- one instruction ----------------------------------------------------------------------------

/** Runs one instruction; undefined where the program simply goes on. */
function step(s: VmState, linked: Linked, callNative: CallNative): Trap | undefined {
  try {
    const settle = judge(s, linked);
    if (!settle) return undefined;
    s.taint.stepping = true;
    const trap = runOne(s, linked, callNative);
    settle();
    return trap.kind === 'quantum' || trap.kind === 'breakpoint' ? undefined : trap;
  } catch (e) {
    if (!(e instanceof VmFault)) throw e;
    return faultTrap(e, s, linked, 1);
  } finally {
    s.taint.stepping = false;
    s.standingOn = undefined;
  }
}

const scratches = new WeakMap<Linked, Int32Array>();

/** The interpreter over code in which every other instruction is a breakpoint. */
function runOne(s: VmState, linked: Linked, callNative: CallNative): Trap {
  let scratch = scratches.get(linked);
  if (!scratch) {
    scratch = new Int32Array(linked.image.code.length);
    scratches.set(linked, scratch);
  }
  const { pc } = s;
  scratch.set(linked.image.code.subarray(pc, pc + WIDTH), pc);
  try {
    return interpret(s, linked, scratch, callNative, ONE);
  } finally {
    scratch.fill(OP.BREAK, pc, pc + WIDTH);
  }
}

/**
 * Stops the program if the next instruction uses a value never set; else returns what to do with the
 * marks when the instruction has run, or undefined if nothing is left to run.
 */
function judge(s: VmState, linked: Linked): (() => void) | undefined {
  const { image } = linked;
  const { code } = image;
  const { pc, frame } = s;
  const op = code[pc];
  const place = (i: number): number => frame + code[pc + i];
  const check = (i: number, use: string): void => {
    const known = s.taint.marks.get(place(i));
    if (known && known.mask & WIDTHS[op]) usedUnset(s, image, known.from, use);
  };
  const letters = LETTERS[op];
  const checkAll = (use: string, from = 0): void => {
    for (let i = from; i < letters.length; i++) if (letters[i] === 'r') check(i + 1, use);
  };
  switch (CLASSES[op]) {
    case 'jump':
      checkAll('a condition depends on it');
      return () => {};
    case 'address':
      checkAll('it is used as an address');
      return computed(s, code, pc);
    case 'index':
      checkAll('it is used as an index');
      return () => {};
    case 'raw':
      check(2, 'it is used as an address');
      return bitField(s, code, pc);
    case 'load':
      checkAll('it is used as an address or an index');
      return loaded(s, code, pc);
    case 'store':
      checkAll('it is used as an address or an index', 1);
      return stored(s, code, pc);
    case 'divide':
      check(3, 'it is a divisor');
      return computed(s, code, pc);
    case 'exit':
      checkAll('it becomes the exit status');
      return () => {};
    case 'call':
      checkAll('it is called as a function');
      return () => {};
    case 'native':
      return () => dropMarks(s, Math.min(s.frame, place(2)));
    case 'syscall':
      for (let i = 0; i < code[pc + 2]; i++) argument(s, linked, place(1) + 2 * i, i);
      return () => dropMarks(s, place(1));
    case 'return':
      return returned(s, linked);
    case 'unset': {
      const { name } = image.functions[s.calls[(s.depth - 1) * CALL_WORDS + 3]];
      mark(s, place(1), ALL, `the value of ${name}(), which ended without return,`);
      s.pc += WIDTH;
      return undefined;
    }
    default:
      return computed(s, code, pc);
  }
}

function argument(s: VmState, linked: Linked, at: number, i: number): void {
  const known = s.taint.marks.get(at);
  if (!known) return;
  const use = i === 0 ? 'the number of a system call depends on it' : 'it goes to the kernel';
  usedUnset(s, linked.image, known.from, use);
}

function mark(s: VmState, at: number, mask: number, from: number | string): void {
  s.taint.idle = 0;
  if (mask === 0) s.taint.marks.delete(at);
  else s.taint.marks.set(at, { mask, from });
}

/** A load: the marks are the shadow of its bytes. */
function loaded(s: VmState, code: Int32Array, pc: number): () => void {
  const op = code[pc];
  const to = s.frame + code[pc + 1];
  const size = SIZES[op];
  const addr = addressOf(s, code, pc);
  let mask = 0;
  for (let i = 0; i < size; i++) if ((s.space.shadow[addr + i] & 3) === 1) mask |= 1 << i;
  if (mask === 0) return () => s.taint.marks.delete(to);
  const [name] = INSTRUCTIONS[op];
  const first = addr + Math.log2(mask & -mask);
  if (name === 'LDF') mask = ALL;
  else if (name.endsWith('S'))
    mask = resultMask(size === 1 ? 'SEXT8' : 'SEXT16', operand(mask), NOTHING);
  return () => mark(s, to, mask, s.taint.origins.get(addr) ?? first);
}

/** A bit-field whose bytes were never all set was not set itself; stored bits count as set. */
function bitField(s: VmState, code: Int32Array, pc: number): () => void {
  if (LETTERS[code[pc]][0] !== 'd') return () => {};
  const to = s.frame + code[pc + 1];
  const packed = code[pc + 3];
  const addr = s.registers[s.frame + code[pc + 2]] + (packed >> 11);
  const end = addr + (((packed & 7) + ((packed >> 3) & 127) + 7) >> 3);
  for (let at = addr; at < end; at++) {
    if ((s.space.shadow[at] & 3) === 1) return () => mark(s, to, ALL, at);
  }
  return () => s.taint.marks.delete(to);
}

function operand(mask: number, bits = 0n): Operand {
  return { mask, bits };
}

/** The address of a load or a store: base and immediate, or base and scaled index. */
function addressOf(s: VmState, code: Int32Array, pc: number): number {
  const op = code[pc];
  const third = code[pc + 3];
  const by = LETTERS[op][2] === 'i' ? third : s.registers[s.frame + third] * SIZES[op];
  return s.registers[s.frame + code[pc + 2]] + by;
}

/** A store of a marked value: its bytes are as if never set. */
function stored(s: VmState, code: Int32Array, pc: number): () => void {
  const op = code[pc];
  const addr = addressOf(s, code, pc);
  const from = s.taint.marks.get(s.frame + code[pc + 1]);
  const { origins } = s.taint;
  if (!from) return () => origins.delete(addr);
  s.taint.idle = 0;
  const mask = INSTRUCTIONS[op][0] === 'STF' ? ALL : from.mask;
  return () => {
    let unset = false;
    for (let i = 0; i < SIZES[op]; i++) {
      if (!((mask >> i) & 1)) continue;
      s.space.shadow[addr + i] &= 5;
      unset = true;
    }
    if (!unset) return;
    if (origins.size >= MAX_ORIGINS) origins.clear();
    origins.set(addr, from.from);
  };
}

function computed(s: VmState, code: Int32Array, pc: number): () => void {
  const op = code[pc];
  const letters = LETTERS[op];
  if (letters[0] !== 'd') return () => {};
  const to = s.frame + code[pc + 1];
  const [a, b] = [operandAt(s, code, pc, 1), operandAt(s, code, pc, 2)];
  const from = a.from ?? b.from;
  const mask = from === undefined ? 0 : resultMask(INSTRUCTIONS[op][0], a, b);
  return () => (mask === 0 ? s.taint.marks.delete(to) : mark(s, to, mask, from!));
}

function operandAt(
  s: VmState,
  code: Int32Array,
  pc: number,
  i: number,
): Operand & { from?: number | string } {
  const letter = LETTERS[code[pc]][i];
  const value = code[pc + 1 + i];
  if (letter !== 'r')
    return letter === 'i' ? operand(0, BigInt.asUintN(64, BigInt(value))) : NOTHING;
  const at = s.frame + value;
  const low = BigInt.asUintN(32, BigInt(s.registers[at]));
  const bits = (BigInt.asUintN(32, BigInt(s.registers[at + 1])) << 32n) | low;
  const known = s.taint.marks.get(at);
  const mask = known ? known.mask & WIDTHS[code[pc]] : 0;
  return mask === 0 ? operand(0, bits) : { mask, bits, from: known!.from };
}

/** A return: all registers of the call but the result's are gone, and so is its memory. */
function returned(s: VmState, linked: Linked): () => void {
  const { frame, sp, depth } = s;
  const { image } = linked;
  const { name } = image.functions[s.calls[(depth - 1) * CALL_WORDS + 3]];
  const high = s.calls[(depth - 1) * CALL_WORDS + 2];
  const result = s.taint.marks.get(frame);
  if (result && name === 'main') {
    // The return itself is at the closing brace; the statement ends just before it.
    s.pc -= WIDTH;
    usedUnset(s, image, result.from, 'it becomes the exit status');
  }
  for (const known of s.taint.marks.values()) {
    const { from } = known;
    if (typeof from === 'number' && from >= sp && from < high) {
      known.from = whatLiesAt(s, image, from);
    }
  }
  return () => dropMarks(s, frame + 2);
}

// ---- when it ends -------------------------------------------------------------------------------

/** Forgets marks of this call that nobody wants any more; true when none are left at all. */
function prune(s: VmState, linked: Linked): boolean {
  const { marks } = s.taint;
  const { code } = linked.image;
  for (const at of marks.keys()) {
    if (at >= s.frame && !isLive(code, s.pc, at - s.frame)) marks.delete(at);
  }
  if (marks.size > 0) return false;
  s.taint.active = false;
  s.taint.idle = 0;
  return true;
}

/** The fast loop, with breakpoints wherever the program may touch a marked register. */
function watch(
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  fuel: number,
): Trap | undefined {
  const pcs = watchedPcs(s, linked);
  if (pcs.includes(s.pc)) return step(s, linked, callNative);
  const watched = code.slice();
  for (const pc of pcs) watched[pc] = OP.BREAK;
  const trap = interpret(s, linked, watched, callNative, fuel);
  s.taint.idle = 0;
  if (trap.kind !== 'breakpoint') return trap;
  // One of ours: the step that comes next judges it. One of the debugger's stops there as well.
  s.standingOn = undefined;
  return { kind: 'quantum', ops: trap.ops };
}

/** Instructions of this call that name a marked register, and where calls below it go on. */
function watchedPcs(s: VmState, linked: Linked): number[] {
  const { code, functions } = linked.image;
  const pcs: number[] = [];
  const marks = [...s.taint.marks.keys()];
  let above = Number.POSITIVE_INFINITY;
  stackFrames(s).forEach(({ fn, pc, frame }, depth) => {
    const own = marks.filter((at) => at >= frame && at < above).map((at) => at - frame);
    above = frame;
    if (own.length === 0) return;
    if (depth > 0) {
      pcs.push(pc);
      return;
    }
    for (let at = functions[fn].pc; at < functions[fn].endPc; at += WIDTH) {
      const touches = (reg: number): boolean =>
        readsRegister(code, at, reg) || writesRegister(code, at, reg);
      if (code[at] === OP.RET || own.some(touches)) pcs.push(at);
    }
  });
  return pcs;
}
