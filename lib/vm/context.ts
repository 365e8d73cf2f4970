// Context: where a program stands, written into its own memory for setjmp and read back for longjmp.
//
// One idea: a frame needs no copy to come back to it; its registers and its stack are where they were
// as long as its function has not returned. So a context is eight numbers, and going back is to drop
// the calls above. The buffer is the program's and may hold anything: every number is checked.
//
// Units: CONTEXT_BYTES bytes, eight little-endian words.
// Source: C17 7.13.
// Departs: no registers of a processor, no mask of signals; locals keep their latest values, as they
// do with gcc -O0.

import { OP, WIDTH } from '../cc/bytecode.ts';
import { type Image, SHADOW_FRAME_GAP } from '../cc/image.ts';
import { VmFault } from './fault.ts';
import { put } from './int64.ts';
import { CALL_WORDS, dropMarks, type VmState } from './state.ts';

/** A jmp_buf must have room for these. */
export const CONTEXT_BYTES = 32;

/** Thrown by a native that compiled code has called and that only the interpreter can do. */
export const LEAVE = Symbol('leave');

const MAGIC = 0x6a6d7062;

/** Returns the words of a jmp_buf for the native whose window this is: a return from it. */
export function contextOf(s: VmState, window: number): Int32Array {
  const fn = s.calls[(s.depth - 1) * CALL_WORDS + 3];
  const words = [MAGIC, s.pc + WIDTH, s.frame, s.sp, s.depth, window, fn, s.stackHigh];
  return Int32Array.from(words);
}

/** Goes back to where the words were taken, whose setjmp now returns `value`. */
export function goBack(
  s: VmState,
  image: Image,
  name: string,
  words: Int32Array,
  value: number,
): void {
  const [magic, pc, frame, sp, depth, window, , stackHigh] = words;
  if (magic !== MAGIC) fault(name, 'setjmp() has not filled this jmp_buf');
  if (stackHigh !== s.stackHigh) fault(name, 'this jmp_buf was filled by another thread');
  if (!standsThere(s, image, words)) {
    fault(name, 'the function that called setjmp() has returned: there is nothing to go back to');
  }
  if (sp > s.sp) s.space.shadow.fill(SHADOW_FRAME_GAP, s.sp, sp);
  s.pc = pc;
  s.frame = frame;
  s.sp = sp;
  s.depth = depth;
  dropMarks(s, frame);
  s.limits = s.limits.filter((limit) => limit.depth < depth);
  put(s.registers, window, value);
}

/** Tells whether the call that the words name is still going on, at an instruction that fits. */
function standsThere(s: VmState, image: Image, words: Int32Array): boolean {
  const [, pc, frame, sp, depth, window, fn] = words;
  if (depth < 1 || depth > s.depth || s.calls[(depth - 1) * CALL_WORDS + 3] !== fn) return false;
  const above = depth * CALL_WORDS;
  const [nowFrame, nowSp] =
    depth === s.depth ? [s.frame, s.sp] : [s.calls[above + 1], s.calls[above + 2]];
  // Since then the call may have made variable-length arrays.
  if (nowFrame !== frame || nowSp > sp) return false;
  const { pc: from, endPc, registers } = image.functions[fn];
  const before = pc - WIDTH;
  if (before < from || before >= endPc || image.code[before] !== OP.NATIVE) return false;
  return window === frame + image.code[before + 2] && window < frame + 2 * registers;
}

function fault(name: string, message: string): never {
  throw new VmFault('SIGABRT', `${name}: ${message}`);
}
