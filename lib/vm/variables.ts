// Variables: where the variables of a running function are, and how long its arrays are.
//
// A frame that has grown begins at the address in its base register; a variable-length array lies
// where a register says, and other registers hold the bytes of its dimensions.

import type { Image, VariableInfo } from '../cc/image.ts';
import { type CType, sizeOf } from '../cc/types.ts';
import type { VmState } from './state.ts';

/** A call in progress, as stackFrames gives it. */
export interface Frame {
  fn: number;
  sp: number;
  frame: number;
}

/** The address of a frame's fixed part. */
export function frameBase(s: VmState, image: Image, { fn, sp, frame }: Frame): number {
  const { base } = image.functions[fn];
  return base === undefined ? sp : s.registers[frame + 2 * base];
}

/** Where a variable is and what it is just now; undefined for one in a register. */
export function addressOf(
  s: VmState,
  image: Image,
  frame: Frame,
  v: VariableInfo,
): { type: CType; addr: number } | undefined {
  const register = (i: number): number => s.registers[frame.frame + 2 * i];
  switch (v.where) {
    case 'register':
      return undefined;
    case 'stack':
      return { type: v.type, addr: frameBase(s, image, frame) + v.at };
    case 'global':
      return { type: v.type, addr: v.at };
    case 'thread':
      return { type: v.type, addr: s.tp + v.at };
    case 'pointer':
      return { type: measured(v.type, (v.sizes ?? []).map(register)), addr: register(v.at) };
  }
}

/** A variable-length array's type with the lengths that it has now. */
function measured(type: CType, [bytes, ...rest]: number[]): CType {
  if (type.kind !== 'array' || bytes === undefined) return type;
  const of = measured(type.of, rest);
  return { kind: 'array', of, length: Math.floor(bytes / Math.max(1, sizeOf(of))) };
}
