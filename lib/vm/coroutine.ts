// Coroutine: stacks of one thread that take turns, for makecontext(3) and swapcontext(3).
//
// One idea: a stack is what a VmState holds of calls; those that have not their turn are put aside as
// values, and a context is a place as for setjmp with the number of its stack.
//
// Units: CONTEXT_WORDS words of 32 bits in the program's ucontext_t; addresses are bytes.
// Source: makecontext(3); glibc 2.36 sysdeps/unix/sysv/linux/x86_64/{makecontext,swapcontext}.
// Departs: a context is used by the thread that has made it.

import { CODE_BASE, type Image, SHADOW_FRAME_GAP, SHADOW_SET } from '../cc/image.ts';
import { contextOf, goBack, LEAVE } from './context.ts';
import { VmFault } from './fault.ts';
import type { NativeCall } from './native-api.ts';
import { CALL_WORDS, dropMarks, type Stack, type Stacks, type VmState } from './state.ts';

/** A place's eight words, and in front of them the number of its stack. */
export const CONTEXT_WORDS = 9;
/** Less cannot hold a call of anything. */
const LEAST_BYTES = 1024;

function stacksOf(s: VmState): Stacks {
  s.stacks ??= { current: 0, next: 1, aside: new Map(), links: new Map() };
  return s.stacks;
}

/** Returns the words of a context for the native whose call this is: a return from it. */
export function contextWords({ s, window }: NativeCall): Int32Array {
  return Int32Array.from([stacksOf(s).current, ...contextOf(s, window)]);
}

/** What a function that is to run on a stack of its own begins with. */
export interface Beginning {
  /** Addresses of the function and of the one that is called when it has returned. */
  entry: number;
  end: number;
  args: readonly bigint[];
  low: number;
  size: number;
  /** Address of the context that comes after it; 0 for none. */
  link: number;
}

/** Puts a new stack aside, and returns the words of the context that begins on it. */
export function beginStack({ s, image, name }: NativeCall, from: Beginning): Int32Array {
  const high = (from.low + from.size) & ~15;
  if (high - from.low < LEAST_BYTES) {
    throw new VmFault('SIGSEGV', `${name}: a stack of ${from.size} bytes is too small`);
  }
  s.space.shadow.fill(SHADOW_FRAME_GAP, from.low, high);
  const stacks = stacksOf(s);
  const id = stacks.next++;
  stacks.aside.set(id, firstCalls(s, image, name, from, high));
  stacks.links.set(id, from.link);
  const words = new Int32Array(CONTEXT_WORDS);
  words[0] = id;
  return words;
}

/** Calls on an empty stack: the function returns into `end`, and that never does. */
function firstCalls(
  s: VmState,
  image: Image,
  name: string,
  { entry, end, args, low }: Beginning,
  high: number,
): Stack {
  const bottom = image.functions.findIndex((f) => f.pc === image.threadPc);
  const indexes = [bottom, indexOf(image, name, end), indexOf(image, name, entry)];
  const calls = new Int32Array(64 * CALL_WORDS);
  const halves = indexes.map((index) => 2 * image.functions[index].registers + 6);
  const registers = new Int32Array(1024 + halves.reduce((a, b) => a + b));
  let [pc, frame, sp] = [0, 0, high];
  for (const [depth, index] of indexes.entries()) {
    const { frameBytes, frameShadow, pc: first } = image.functions[index];
    calls.set([pc, frame, sp, index], depth * CALL_WORDS);
    if (depth > 0) frame += halves[depth - 1];
    sp -= frameBytes;
    if (sp < low) throw new VmFault('SIGSEGV', `${name}: the stack is too small for the function`);
    s.space.shadow.set(frameShadow, sp);
    pc = first;
  }
  for (const [i, arg] of args.entries()) {
    registers[frame + 2 * i] = Number(BigInt.asIntN(32, arg));
    registers[frame + 2 * i + 1] = Number(BigInt.asIntN(32, arg >> 32n));
  }
  const where = { pc, frame, sp, depth: indexes.length, stackLow: low, stackHigh: high };
  return { ...where, registers, calls, limits: [], isFresh: true };
}

function indexOf(image: Image, name: string, addr: number): number {
  const index = (addr - CODE_BASE) / 16;
  if (image.functions[index]) return index;
  throw new VmFault('SIGSEGV', `${name}: there is no function at 0x${addr.toString(16)}`);
}

/** Says so where compiled code called: only the interpreter can go elsewhere. */
export function leaveCompiled({ nested }: NativeCall): void {
  if (nested) throw LEAVE;
}

/** The context that comes after the stack on which the program runs; 0 for none. */
export function linkOf({ s }: NativeCall): number {
  const { current, links } = stacksOf(s);
  return links.get(current) ?? 0;
}

/** Goes on where the words say; a stack that is left for good is the program's memory again. */
export function goTo(call: NativeCall, words: Int32Array, forGood = false): void {
  const { s, image, name } = call;
  const stacks = stacksOf(s);
  const [id, ...place] = words;
  call.jumped = true;
  if (id !== stacks.current) {
    const next = stacks.aside.get(id);
    if (!next)
      throw new VmFault(
        'SIGABRT',
        `${name}: this is no context of this thread's, or its function has returned`,
      );
    if (forGood) s.space.shadow.fill(SHADOW_SET, s.stackLow, s.stackHigh);
    else stacks.aside.set(stacks.current, asideOf(call));
    if (forGood) stacks.links.delete(stacks.current);
    stacks.aside.delete(id);
    stacks.current = id;
    takeUp(s, next);
    if (next.isFresh) return;
  }
  if (place[0] === 0)
    throw new VmFault('SIGABRT', `${name}: this context has begun, and was not saved since`);
  goBack(s, image, name, Int32Array.from(place), 0);
}

/** What the running stack holds, as a value. */
function asideOf({ s, linked }: NativeCall): Stack {
  const { pc, frame, sp, depth, stackLow, stackHigh, limits } = s;
  const fn = s.calls[(depth - 1) * CALL_WORDS + 3];
  const registers = s.registers.slice(0, frame + linked.fnHalves[fn] + 1024);
  const calls = s.calls.slice(0, (depth + 16) * CALL_WORDS);
  return { pc, frame, sp, depth, stackLow, stackHigh, limits, registers, calls };
}

/** Makes a stack the running one. */
function takeUp(s: VmState, { isFresh: _, registers, calls, ...where }: Stack): void {
  dropMarks(s, 0);
  Object.assign(s, where);
  s.registers = registers.slice();
  s.calls = calls.slice();
}
