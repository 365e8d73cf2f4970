// Linked: what the interpreter wants to know of an image, as arrays; and lines by pc.

import { WIDTH } from '../cc/bytecode.ts';
import type { Image, LineEntry } from '../cc/image.ts';
import { fuse } from './loop/sequences.ts';
import { CALL_WORDS, stackFrames, type VmState } from './state.ts';

/** Who wrote a function: the program, the C library, or this machine, whose calls are not told of. */
export const OWNER = { machine: 0, library: 1, program: 2 } as const;

export interface Linked {
  image: Image;
  fnPc: Int32Array;
  fnFrame: Int32Array;
  /** Register halves of a frame. */
  fnHalves: Int32Array;
  fnShadow: Uint8Array[];
  /** The same for the interpreter, four words a function: pc, bytes and register halves of its frame. */
  fns: Int32Array;
  /** A frame's shadow by words. */
  fnMarks: Int32Array[];
  /** Whose each function is. */
  owners: Uint8Array;
  /** By function * signatures + signature: 1 for a call that fits, 0 for one never seen yet. */
  fits: Uint8Array;
  /** The image's code as the interpreter likes it best. */
  fused: Int32Array;
}

const cache = new WeakMap<Image, Linked>();

export function linkedOf(image: Image): Linked {
  let linked = cache.get(image);
  if (!linked) {
    const { functions } = image;
    linked = {
      image,
      fnPc: Int32Array.from(functions, (f) => f.pc),
      fnFrame: Int32Array.from(functions, (f) => f.frameBytes),
      fnHalves: Int32Array.from(functions, (f) => f.registers * 2),
      fnShadow: functions.map((f) => f.frameShadow),
      fns: Int32Array.from(functions.flatMap((f) => [f.pc, f.frameBytes, f.registers * 2, 0])),
      fnMarks: functions.map((f) => new Int32Array(f.frameShadow.slice().buffer)),
      fused: fuse(image.code),
      owners: Uint8Array.from(functions, ({ file, line }) =>
        image.files[file].library ? OWNER.library : line > 0 ? OWNER.program : OWNER.machine,
      ),
      fits: new Uint8Array(functions.length * image.signatures.length),
    };
    cache.set(image, linked);
  }
  return linked;
}

/** Finds the source line of an instruction: the last entry at or before it. */
export function lineAt(image: Image, pc: number): LineEntry | undefined {
  const { lines } = image;
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].pc <= pc) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}

/** Returns the library function that the user's program has called and that has not returned. */
export function libraryCall(s: VmState, image: Image): string | undefined {
  let name: string | undefined;
  // Only as far up as the program itself: the calls above may be many.
  for (let d = s.depth - 1; d >= 0; d--) {
    const info = image.functions[s.calls[d * CALL_WORDS + 3]];
    if (!image.files[info.file].library) return name;
    name = info.name;
  }
  return undefined;
}

/** Returns the instructions of the program's own calls that are going on, innermost first. */
export function userCalls(s: VmState, image: Image, most: number): number[] {
  const pcs: number[] = [];
  let { pc } = s;
  for (let d = s.depth - 1; d >= 0 && pcs.length < most; d--) {
    const at = d * CALL_WORDS;
    const { file, line } = image.functions[s.calls[at + 3]];
    if (line > 0 && !image.files[file].library) pcs.push(pc);
    pc = s.calls[at] - WIDTH;
  }
  return pcs;
}

/** The same as `userLine`, for whoever asks at every line: most are of the program's own. */
export function lineHere(s: VmState, linked: Linked): number | undefined {
  const { image } = linked;
  const here = s.awaiting === undefined ? lineAt(image, s.pc) : undefined;
  return here && !image.files[here.file].library ? here.line : userLine(s, linked);
}

/** Returns the line of the user's program where this process is, out of library functions. */
export function userLine(s: VmState, linked: Linked): number | undefined {
  const { image } = linked;
  let first = true;
  for (const frame of stackFrames(s)) {
    // Of the callers we know where they go on; the call is the instruction before.
    const waiting = s.awaiting !== undefined;
    const entry = lineAt(image, first && !waiting ? frame.pc : frame.pc - 4);
    first = false;
    if (entry && !image.files[entry.file].library) return entry.line;
  }
  return undefined;
}
