// Argument classes: what a variadic call says of its arguments, so that va_arg finds a wrong type.
//
// One idea: natively a variadic argument lies where its class puts it: an integer's registers, a
// double's, or memory. So it may be read as any type of the same class, and as no other. A call
// writes two bits for each; a struct of at most 16 bytes has a class for each 8 of them, a larger
// one, and a long double, lies in memory as a whole.
//
// Source: System V ABI for x86-64, 3.2.3 and 3.5.7.

import { alignOf, alignUp, type CType, sizeOf } from './types.ts';

export const IS_NO_FLOAT = 1;
export const IS_FLOAT = 2;
export const IS_MEMORY = 3;

/** A word of classes has room for this many. */
export const CLASSES_A_WORD = 16;

/** The classes of one argument, the first one lowest, and how many bits they take. */
export interface ArgumentClass {
  bits: number;
  width: number;
}

export function argumentClass(type: CType): ArgumentClass {
  if (type.kind !== 'record') return { bits: scalarClass(type), width: 2 };
  const size = sizeOf(type);
  const parts = size > 16 ? undefined : new Array<number>(Math.ceil(size / 8)).fill(0);
  if (!parts || !classify(type, 0, parts)) return { bits: IS_MEMORY, width: 2 };
  // 8 bytes of padding are passed as nothing; some class they must have.
  const bits = parts.reduce((all, part, i) => all | ((part || IS_NO_FLOAT) << (2 * i)), 0);
  return { bits, width: 2 * parts.length };
}

function scalarClass(type: CType): number {
  if (type.kind !== 'float') return IS_NO_FLOAT;
  return type.float === 'ldouble' ? IS_MEMORY : IS_FLOAT;
}

/** Notes what lies in each 8 bytes of a small struct; false where that makes it lie in memory. */
function classify(type: CType, at: number, parts: number[]): boolean {
  if (type.kind === 'array') {
    const size = sizeOf(type.of);
    for (let i = 0; i < (type.length ?? 0); i++) {
      if (size > 0 && !classify(type.of, at + i * size, parts)) return false;
    }
    return true;
  }
  if (type.kind === 'record') {
    return (type.record.fields ?? []).every((f) => {
      if (!f.bits) return classify(f.type, at + f.offset, parts);
      const from = (at + f.offset) * 8 + f.bits.shift;
      for (let bit = from; bit < from + f.bits.width; bit++) parts[bit >> 6] = IS_NO_FLOAT;
      return true;
    });
  }
  const is = scalarClass(type);
  if (is === IS_MEMORY || at % alignOf(type) !== 0) return false;
  // An integer beside a float makes both an integer's.
  if (parts[at >> 3] !== IS_NO_FLOAT) parts[at >> 3] = is;
  return true;
}

/** Bytes of a variadic argument: 8, or as many as a struct has, rounded up. */
export function slotBytes(type: CType): number {
  return type.kind === 'record' ? alignUp(sizeOf(type), 8) : 8;
}

/** Where the variadic arguments of a call lie, and the words with their classes. */
export interface ArgumentArea {
  bytes: number;
  offsets: number[];
  /** The first goes with the area's address; each other lies before the arguments that it tells of. */
  words: { at: number; classes: number }[];
}

/** Lays out variadic arguments: when the classes of one word are used up, the next word lies there. */
export function argumentArea(types: readonly CType[]): ArgumentArea {
  const words = [{ at: 0, classes: 0 }];
  let [bytes, used] = [0, 0];
  const offsets = types.map((type) => {
    const { bits, width } = argumentClass(type);
    if (used + width > 2 * CLASSES_A_WORD) {
      words.push({ at: bytes, classes: 0 });
      bytes += 8;
      used = 0;
    }
    words.at(-1)!.classes |= bits << used;
    used += width;
    bytes += slotBytes(type);
    return bytes - slotBytes(type);
  });
  return { bytes, offsets, words };
}

/** The class of a variadic argument, in words. */
export function passedAs(is: number): string {
  if (is === IS_MEMORY) return 'a struct or a long double';
  return is === IS_FLOAT ? 'a double' : 'an integer or a pointer';
}
