// Calls: what the interpreter needs around calls and traps, and only now and then.

import type { Trap } from '../abi/trap.ts';
import { argumentClass, passedAs } from '../cc/argument-class.ts';
import { ARGUMENTS, CODE_BASE, type Image, SHADOW_FRAME_GAP, SHADOW_FRESH } from '../cc/image.ts';
import { mismatch } from '../cc/signature.ts';
import { sizeOf, typeName } from '../cc/types.ts';
import { VmFault } from './fault.ts';
import { toNumber } from './int64.ts';
import { type Linked, libraryCall, userLine } from './linked.ts';
import { boundText } from './places.ts';
import { CALL_WORDS, MAX_CALLS, MAX_REGISTERS, type VmState } from './state.ts';

/** Makes the trap of a system call: its number, its arguments as numbers, the user's line. */
export function syscallTrap(s: VmState, linked: Linked, count: number, ops: number): Trap {
  const window = s.awaiting!;
  const args: number[] = [];
  for (let i = 1; i < count; i++) args.push(toNumber(s.registers, window + 2 * i));
  const line = userLine(s, linked);
  return { kind: 'syscall', ops, nr: s.registers[window], args, ...(line && { line }) };
}

/** Makes the trap of a fault, at the program's own line. */
export function faultTrap(e: VmFault, s: VmState, linked: Linked, ops: number): Trap {
  const line = userLine(s, linked);
  const message = faultText(e, s, linked);
  const { signal, at } = e;
  return {
    kind: 'fault',
    ops,
    signal,
    message,
    ...(line && { line }),
    ...(at && { at }),
  };
}

/** Names the library function that the program called, not one that works for it inside. */
function faultText(fault: VmFault, s: VmState, linked: Linked): string {
  const text = fault.message();
  const called = libraryCall(s, linked.image);
  if (!called) return text;
  const [by] = text.split(':', 1);
  const what = linked.image.natives.includes(by) ? text.slice(by.length + 2) : text;
  return `${called}: ${what}`;
}

/** Stops the program at a division that has no result. */
export function divisionFault(divisor: number): never {
  const overflow = 'the quotient does not fit: the lowest number divided by -1';
  throw new VmFault('SIGFPE', divisor === 0 ? 'divides by zero' : overflow);
}

/** Stops the program at a shift by more bits than there are, or by fewer than none. */
export function shiftFault(by: number, width: number): never {
  const range = `a value of ${width} bits can be shifted by 0 to ${width - 1}`;
  throw new VmFault('SIGILL', `shifts by ${by}: ${range}`);
}

/** Returns the number of the function whose address this is. */
export function functionAt(image: Image, addr: number): number {
  const index = (addr - CODE_BASE) / 16;
  if (Number.isInteger(index) && index >= 0 && index < image.functions.length) return index;
  const what = addr === 0 ? 'a NULL function pointer' : 'a pointer that is no function';
  throw new VmFault('SIGSEGV', `calls through ${what}`);
}

/** Stops the program if the function is not one of the type as which it is called. */
export function checkSignature({ image, fits }: Linked, fn: number, signature: number): void {
  // The machine's own calls have none.
  if (signature < 0) return;
  const at = fn * image.signatures.length + signature;
  if (fits[at] === 1) return;
  const wanted = image.signatures[signature];
  const { type, name } = image.functions[fn];
  const wrong = wanted && type.kind === 'function' ? mismatch(wanted, type, name) : undefined;
  if (wrong) throw new VmFault('SIGILL', wrong);
  fits[at] = 1;
}

/** Bytes that lie at least between two variables. */
const VARIABLE_GAP = 16;

/**
 * Stops the program at an index that is not one of the array's, or at a va_arg of an argument whose
 * class, which is the index, is another. In the gap beside a variable the shadow
 * will, and can say more of the access.
 */
export function boundFault(image: Image, index: number, bound: number): void {
  const { name, plain, type, length } = image.bounds[bound];
  if (name === ARGUMENTS) {
    // The index is the classes that were passed, less those of the type.
    const { bits, width } = argumentClass(type);
    const is = (index + bits) & ((1 << width) - 1);
    const wrong = (is ^ bits) & 3 ? is & 3 : is >> 2;
    const what = wrong
      ? `as '${typeName(type)}' an argument that the call passed as ${passedAs(wrong)}`
      : 'an argument that the call did not pass';
    throw new VmFault('SIGSEGV', `reads ${what}`);
  }
  if (plain && type.kind === 'array') {
    const beyond = (index < 0 ? -index : index - length + 1) * sizeOf(type.of);
    if (beyond <= VARIABLE_GAP) return;
  }
  throw new VmFault('SIGSEGV', `uses index ${index} of ${boundText(image, bound, index < 0)}`);
}

/** Stops the program where a frame does not fit on the stack any more. */
export function stackFault(s: VmState, image: Image, fn: number): never {
  const bytes = s.stackHigh - s.stackLow;
  const { name, frameBytes } = image.functions[fn];
  const big =
    frameBytes > bytes / 4
      ? `its variables take ${frameBytes} bytes`
      : 'it calls itself too deeply';
  throw new VmFault(
    'SIGSEGV',
    `stack overflow in '${name}': ${big}, and the stack has ${bytes} bytes`,
  );
}

/** Frames up to this many bytes are marked word by word, which is faster than a call of set or fill. */
const SMALL_FRAME = 96;
const FRAME_GAP_WORD = SHADOW_FRAME_GAP * 0x01010101;

/** Writes the shadow of a frame that has just been pushed; `sp` is a multiple of 16, as frames are. */
export function openFrame(shadow32: Int32Array, marks: Int32Array, sp: number): void {
  const first = sp >> 2;
  if (marks.length <= SMALL_FRAME >> 2) {
    for (let i = 0; i < marks.length; i++) shadow32[first + i] = marks[i];
  } else shadow32.set(marks, first);
}

/** Makes a frame's memory nobody's again. */
export function closeFrame(
  shadow: Uint8Array,
  shadow32: Int32Array,
  from: number,
  to: number,
): void {
  if (to - from <= SMALL_FRAME) {
    for (let i = from >> 2; i < to >> 2; i++) shadow32[i] = FRAME_GAP_WORD;
  } else shadow.fill(SHADOW_FRAME_GAP, from, to);
}

/** Bytes between a variable-length array and what lies above it. */
const ARRAY_GAP = 16;

/** Makes room on the stack for `bytes` more of the running function; returns their address. */
export function growFrame(s: VmState, image: Image, sp: number, bytes: number): number {
  const { name } = image.functions[s.calls[(s.depth - 1) * CALL_WORDS + 3]];
  if (bytes < 0) {
    const why = 'its length is negative or much too large';
    throw new VmFault('SIGSEGV', `a variable-length array in '${name}' cannot be: ${why}`);
  }
  const low = (sp - bytes - ARRAY_GAP) & ~15;
  if (low < s.stackLow) {
    const has = `the stack has ${s.stackHigh - s.stackLow} bytes`;
    const asks = `a variable-length array or alloca() asks for ${bytes} bytes`;
    throw new VmFault('SIGSEGV', `stack overflow in '${name}': ${asks}, and ${has}`);
  }
  s.space.shadow.fill(SHADOW_FRAME_GAP, low, sp);
  s.space.shadow.fill(SHADOW_FRESH, low, low + bytes);
  return low;
}

/** Makes room for one more call. */
export function growStacks(s: VmState, image: Image, halves: number): void {
  if (s.depth >= MAX_CALLS || halves > MAX_REGISTERS) {
    const fn = s.calls[(s.depth - 1) * CALL_WORDS + 3];
    const { name } = image.functions[fn];
    throw new VmFault(
      'SIGSEGV',
      `stack overflow: more than ${MAX_CALLS} calls deep in '${name}', a recursion without an end`,
    );
  }
  if (halves > s.registers.length) {
    const wanted = Math.max(halves + 1024, s.registers.length * 2);
    const registers = new Int32Array(Math.min(wanted, MAX_REGISTERS));
    registers.set(s.registers);
    s.registers = registers;
  }
  if ((s.depth + 1) * CALL_WORDS > s.calls.length) {
    const calls = new Int32Array(Math.min(s.calls.length * 2, MAX_CALLS * CALL_WORDS));
    calls.set(s.calls);
    s.calls = calls;
  }
}
