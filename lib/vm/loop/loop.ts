// Loop: the switch over the instructions of lib/cc/bytecode.ts.
//
// One idea: everything the loop touches is in local variables and typed arrays, all of them kept to 32
// bits, the usual case of each instruction is written out, and whatever is rare is a call. Case labels are
// plain numbers, because only those become a jump table.
//
// The cases are written by `npm run loop` from words.ts and sequences.ts; change them there. A test
// compares. This file is longer than others because a switch cannot be split.

import { loadBits, storeBits } from '../bit-fields.ts';
import {
  boundFault,
  checkSignature,
  closeFrame,
  divisionFault,
  functionAt,
  growFrame,
  growStacks,
  openFrame,
  shiftFault,
  stackFault,
} from '../calls.ts';
import { div64, divu64, floatToLong, halvesToFloat, toNumber } from '../int64.ts';
import type { Linked } from '../linked.ts';
import {
  bitsOfFloat,
  copyBytes,
  floatFromBits,
  load8,
  load16,
  load32,
  load64,
  poison,
  store8,
  store16,
  store32,
  store64,
  zeroBytes,
} from '../memory.ts';
import { overflow32, overflow64, SAFE_PRODUCT } from '../overflow.ts';
import type { VmState } from '../state.ts';

/** Calls native `n`, whose arguments begin at register index `window`; true if it was a longjmp. */
export type CallNative = (n: number, window: number, count: number) => boolean;

/** Why the loop has ended, and what it has used. */
export interface Ended {
  stop: 'quantum' | 'break' | 'syscall' | 'exit' | 'enter' | 'thrown';
  ops: number;
  /** With `exit` the status, with `syscall` how many registers hold the call. */
  out: number;
  /** With `thrown`: the instruction has not run. */
  error?: unknown;
}

interface Views {
  of: readonly [Uint8Array, Uint8Array, Int32Array];
  memory32: Int32Array;
  shadow32: Int32Array;
  f: Float64Array;
  big: BigInt64Array;
}

/** Made last: who comes back at once, as from compiled code, needs no new ones. */
let last: Views | undefined;

function viewsOf(memory: Uint8Array, shadow: Uint8Array, r: Int32Array): Views {
  if (last && last.of[0] === memory && last.of[1] === shadow && last.of[2] === r) return last;
  last = {
    of: [memory, shadow, r],
    memory32: new Int32Array(memory.buffer, memory.byteOffset, memory.length >> 2),
    shadow32: new Int32Array(shadow.buffer, shadow.byteOffset, shadow.length >> 2),
    f: new Float64Array(r.buffer, r.byteOffset, r.length >> 1),
    big: new BigInt64Array(r.buffer, r.byteOffset, r.length >> 1),
  };
  return last;
}

/**
 * Runs until the fuel is used up or something needs the kernel; `code` may hold breakpoints, and ENTER
 * over compiled places, which stop it everywhere but at `first`.
 */
export function runLoop(
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  startFuel: number,
): Ended {
  const { image, fns, fnMarks } = linked;
  let pc = s.pc | 0;
  let sp = s.sp | 0;
  let fp = s.frame | 0;
  let depth = s.depth | 0;
  let { registers: r, calls } = s;
  let { memory, shadow } = s.space;
  let { memory32, shadow32, f, big } = viewsOf(memory, shadow, r);
  let standing = (s.standingOn ?? -1) | 0;
  s.standingOn = undefined;
  let fuel = startFuel | 0;
  let stop: Ended['stop'] = 'quantum';
  let first = pc;
  let out = 0;
  let error: unknown;
  // Scratch of the cases.
  let at = 0;
  let low = 0;
  let t = 0;
  let z = 0;
  let num = 0;
  // Operands: a b c are the first to third, numbered in a sequence; High is a register's upper half.
  // ---- locals, written by `npm run loop` ----
  let a = 0;
  let a2 = 0;
  let a3 = 0;
  let a4 = 0;
  let a5 = 0;
  let aAt = 0;
  let aAt2 = 0;
  let aAt3 = 0;
  let aAt4 = 0;
  let aAt5 = 0;
  let aHigh = 0;
  let aHigh2 = 0;
  let aHigh3 = 0;
  let aHigh4 = 0;
  let b = 0;
  let b2 = 0;
  let b3 = 0;
  let b4 = 0;
  let bAt = 0;
  let bAt2 = 0;
  let bAt4 = 0;
  let bHigh = 0;
  let bHigh2 = 0;
  let bHigh4 = 0;
  let c = 0;
  let c2 = 0;
  let c3 = 0;
  let c4 = 0;
  let c5 = 0;
  let cAt = 0;
  let cHigh = 0;
  // ---- end ----
  try {
    let op = code[pc];
    run: for (;;) {
      // biome-ignore lint/suspicious/noConfusingLabels: leaving it means "go to the next instruction".
      next: {
        switch (op) {
          // ---- cases, written by `npm run loop` ----
          case 161: {
            // ADDS i _ _; JLEI i _ _
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            if (!(a <= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 162: {
            // ADDIS i _ _; JLEI i _ _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            if (!(a <= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 163: {
            // ADDIS i _ _; JLTI i _ _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            if (!(a < code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 164: {
            // ADDIS i _ _; JLT i _ _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            if (!(a < b2)) break next;
            t = code[pc + 3];
            break;
          }
          case 165: {
            // ADDIS i _ _; JMP _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            break;
          }
          case 166: {
            // CONST v _; CONST64 b _ _; STX8 v b _
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            a2 = code[pc + 2] | 0;
            r[aAt2] = a2;
            aHigh2 = code[pc + 3] | 0;
            r[aAt2 + 1] = aHigh2;
            pc = (pc + 4) | 0;
            c3 = r[fp + code[pc + 3]];
            at = (a2 + c3) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            break next;
          }
          case 167: {
            // CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            a2 = code[pc + 2] | 0;
            r[aAt2] = a2;
            aHigh2 = code[pc + 3] | 0;
            r[aAt2 + 1] = aHigh2;
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            if (a3 >>> 0 >= code[pc + 2]) boundFault(image, a3, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a2 + a3) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            break next;
          }
          case 168: {
            // CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i; ADDS i i _; JLEI i _ _
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            a2 = code[pc + 2] | 0;
            r[aAt2] = a2;
            aHigh2 = code[pc + 3] | 0;
            r[aAt2 + 1] = aHigh2;
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            if (a3 >>> 0 >= code[pc + 2]) boundFault(image, a3, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a2 + a3) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            pc = (pc + 4) | 0;
            c5 = r[fp + code[pc + 3]];
            t = (a3 + c5) | 0;
            a5 = t | 0;
            r[fp + code[pc + 1]] = a5;
            if (((a3 ^ t) & (c5 ^ t)) < 0 && overflow32(s, linked, pc, '+', a3, c5)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            if (!(a5 <= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 169: {
            // CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i; ADDIS i i _; JLEI i _ _
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            a2 = code[pc + 2] | 0;
            r[aAt2] = a2;
            aHigh2 = code[pc + 3] | 0;
            r[aAt2 + 1] = aHigh2;
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            if (a3 >>> 0 >= code[pc + 2]) boundFault(image, a3, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a2 + a3) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            pc = (pc + 4) | 0;
            c5 = code[pc + 3];
            t = (a3 + c5) | 0;
            a5 = t | 0;
            r[fp + code[pc + 1]] = a5;
            if (((a3 ^ t) & (c5 ^ t)) < 0 && overflow32(s, linked, pc, '+', a3, c5)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            if (!(a5 <= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 170: {
            // CONST64 b _ _; CHECK i _ _; LDX8S c b i; JNEI c _ _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + a2) | 0;
            a3 = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a3;
            pc = (pc + 4) | 0;

            if (a3 === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 171: {
            // CONST64 b _ _; CHECK i _ _; LDX8S _ b i
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + a2) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24;
            break next;
          }
          case 172: {
            // CONST64 b _ _; CHECK i _ _; LDX8U _ b i
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + a2) | 0;
            r[fp + code[pc + 1]] = (shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at);
            break next;
          }
          case 173: {
            // CONST64 b _ _; CHECK i _ _; LDX32 _ b i
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + (a2 << 2)) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          }
          case 174: {
            // CONST64 b _ _; CHECK i _ _; STX8 _ b i
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            at = (a + a2) | 0;
            if (shadow[at] === 7) memory[at] = a3;
            else store8(s, image, at, a3);
            break next;
          }
          case 175: {
            // CONST64 b _ _; CHECK i _ _; STX32 _ b i
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            at = (a + (a2 << 2)) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a3;
            else store32(s, image, at, a3);
            break next;
          }
          case 176: {
            // FRAME b _; CHECK i _ _; LDX8S _ b i
            aAt = fp + code[pc + 1];
            a = (sp + code[pc + 2]) | 0;
            r[aAt] = a;
            aHigh = 0 | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + a2) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24;
            break next;
          }
          case 177: {
            // FRAME b _; CHECK i _ _; LDX32 _ b i
            aAt = fp + code[pc + 1];
            a = (sp + code[pc + 2]) | 0;
            r[aAt] = a;
            aHigh = 0 | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            at = (a + (a2 << 2)) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          }
          case 178: {
            // FRAME b _; CHECK i _ _; STX8 _ b i
            aAt = fp + code[pc + 1];
            a = (sp + code[pc + 2]) | 0;
            r[aAt] = a;
            aHigh = 0 | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            at = (a + a2) | 0;
            if (shadow[at] === 7) memory[at] = a3;
            else store8(s, image, at, a3);
            break next;
          }
          case 179: {
            // FRAME b _; CHECK i _ _; STX32 _ b i
            aAt = fp + code[pc + 1];
            a = (sp + code[pc + 2]) | 0;
            r[aAt] = a;
            aHigh = 0 | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (a2 >>> 0 >= code[pc + 2]) boundFault(image, a2, code[pc + 3]);
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            at = (a + (a2 << 2)) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a3;
            else store32(s, image, at, a3);
            break next;
          }
          case 180: {
            // CHECK i _ _; LEA4 _ _ i
            a = r[fp + code[pc + 1]];
            if (a >>> 0 >= code[pc + 2]) boundFault(image, a, code[pc + 3]);
            pc = (pc + 4) | 0;
            bAt2 = fp + code[pc + 2];
            b2 = r[bAt2];
            aAt2 = fp + code[pc + 1];
            bHigh2 = r[bAt2 + 1];
            r[aAt2] = b2 + (a << 2);
            r[aAt2 + 1] = bHigh2;
            break next;
          }
          case 181: {
            // CONST64 b _ _; LD32 v b _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          }
          case 182: {
            // CONST64 b _ _; LD32 v b _; ADDIS w v _; ST32 w b _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            a2 =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a2;
            pc = (pc + 4) | 0;
            c3 = code[pc + 3];
            t = (a2 + c3) | 0;
            a3 = t | 0;
            r[fp + code[pc + 1]] = a3;
            if (((a2 ^ t) & (c3 ^ t)) < 0 && overflow32(s, linked, pc, '+', a2, c3)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a3;
            else store32(s, image, at, a3);
            break next;
          }
          case 183: {
            // CONST64 b _ _; LD32 v b _; MULIS w v _; ADDS x w _; ANDI _ x _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            a2 =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a2;
            pc = (pc + 4) | 0;
            c3 = code[pc + 3];
            t = Math.imul(a2, c3) | 0;
            a3 = t | 0;
            r[fp + code[pc + 1]] = a3;
            if (a2 * c3 !== t && overflow32(s, linked, pc, '*', a2, c3)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            c4 = r[fp + code[pc + 3]];
            t = (a3 + c4) | 0;
            a4 = t | 0;
            r[fp + code[pc + 1]] = a4;
            if (((a3 ^ t) & (c4 ^ t)) < 0 && overflow32(s, linked, pc, '+', a3, c4)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a4 & code[pc + 3];
            break next;
          }
          case 184: {
            // CONST64 b _ _; LD64 _ b _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            at = (a + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt2);
              low = r[aAt2];
              t = r[aAt2 + 1];
            }
            r[aAt2] = low;
            r[aAt2 + 1] = t;
            break next;
          }
          case 185: {
            // CONST64 b _ _; ST32 _ b _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            at = (a + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a2;
            else store32(s, image, at, a2);
            break next;
          }
          case 186: {
            // CONST64 b _ _; ST32 _ b _; JMP _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            at = (a + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a2;
            else store32(s, image, at, a2);
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            break;
          }
          case 187: {
            // CONST64 b _ _; ST64 _ b _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            a2 = r[aAt2];
            aHigh2 = r[aAt2 + 1];
            at = (a + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === 0x07070707 &&
              shadow32[(at >> 2) + 1] === 0x07070707
            ) {
              memory32[at >> 2] = a2;
              memory32[(at >> 2) + 1] = aHigh2;
            } else store64(s, image, at, aAt2);
            break next;
          }
          case 188: {
            // LD8S c _ _; JNZ c _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            if (!(a !== 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 189: {
            // LD8S c _ _; JNEI c _ _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;

            if (a === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 190: {
            // MOV64 q p; ADDP _ p _
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            a = b | 0;
            r[aAt] = a;
            aHigh = bHigh | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            r[aAt2] = b + code[pc + 3];
            r[aAt2 + 1] = bHigh;
            break next;
          }
          case 191: {
            // MOV64 q p; ADDP _ p _; LD8S c q _
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            a = b | 0;
            r[aAt] = a;
            aHigh = bHigh | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            r[aAt2] = b + code[pc + 3];
            r[aAt2 + 1] = bHigh;
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24;
            break next;
          }
          case 192: {
            // MOV64 q p; ADDP _ p _; LD8S c q _; ADDIS _ _ _; JNEI _ _ _
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            a = b | 0;
            r[aAt] = a;
            aHigh = bHigh | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            r[aAt2] = b + code[pc + 3];
            r[aAt2 + 1] = bHigh;
            pc = (pc + 4) | 0;
            at = (a + code[pc + 3]) | 0;
            a3 = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a3;
            pc = (pc + 4) | 0;
            b4 = r[fp + code[pc + 2]];
            c4 = code[pc + 3];
            t = (b4 + c4) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b4 ^ t) & (c4 ^ t)) < 0 && overflow32(s, linked, pc, '+', b4, c4)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            a5 = r[fp + code[pc + 1]];

            if (a5 === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 193: {
            // JLTI c _ _; JGTI c _ _
            a = r[fp + code[pc + 1]];
            if (a < code[pc + 2]) {
              t = code[pc + 3];
              break;
            }
            pc = (pc + 4) | 0;
            if (!(a > code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 194: {
            // LDX8S c _ _; ZEXT8 _ c
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + c) | 0;
            a = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a & 255;
            break next;
          }
          case 195: {
            // LDX8S c _ _; ZEXT8 u c; ZEXT l u; XOR64 _ _ l
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + c) | 0;
            a = ((((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            a2 = (a & 255) | 0;
            r[fp + code[pc + 1]] = a2;
            pc = (pc + 4) | 0;
            aAt3 = fp + code[pc + 1];
            a3 = a2 | 0;
            r[aAt3] = a3;
            aHigh3 = 0 | 0;
            r[aAt3 + 1] = aHigh3;
            pc = (pc + 4) | 0;
            bAt4 = fp + code[pc + 2];
            b4 = r[bAt4];
            aAt4 = fp + code[pc + 1];
            bHigh4 = r[bAt4 + 1];
            r[aAt4] = b4 ^ a3;
            r[aAt4 + 1] = bHigh4 ^ aHigh3;
            break next;
          }
          case 196: {
            // LD64 p _ _; JNZ64 p _
            aAt = fp + code[pc + 1];
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt);
              low = r[aAt];
              t = r[aAt + 1];
            }
            a = low | 0;
            r[aAt] = a;
            aHigh = t | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            if (!((a | aHigh) !== 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 197: {
            // LD64 _ _ _; JMP _
            aAt = fp + code[pc + 1];
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt);
              low = r[aAt];
              t = r[aAt + 1];
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            break;
          }
          case 198: {
            // LD32 v _ _; ADDS _ _ v
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            t = (b2 + a) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b2 ^ t) & (a ^ t)) < 0 && overflow32(s, linked, pc, '+', b2, a)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 199: {
            // LD32 v _ _; ADDS w _ v; ANDI _ w _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            t = (b2 + a) | 0;
            a2 = t | 0;
            r[fp + code[pc + 1]] = a2;
            if (((b2 ^ t) & (a ^ t)) < 0 && overflow32(s, linked, pc, '+', b2, a)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a2 & code[pc + 3];
            break next;
          }
          case 200: {
            // LD32 v _ _; ADDS w _ v; ANDI _ w _; LD64 p _ _; JNZ64 p _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            t = (b2 + a) | 0;
            a2 = t | 0;
            r[fp + code[pc + 1]] = a2;
            if (((b2 ^ t) & (a ^ t)) < 0 && overflow32(s, linked, pc, '+', b2, a)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a2 & code[pc + 3];
            pc = (pc + 4) | 0;
            aAt4 = fp + code[pc + 1];
            b4 = r[fp + code[pc + 2]];
            at = (b4 + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt4);
              low = r[aAt4];
              t = r[aAt4 + 1];
            }
            a4 = low | 0;
            r[aAt4] = a4;
            aHigh4 = t | 0;
            r[aAt4 + 1] = aHigh4;
            pc = (pc + 4) | 0;
            if (!((a4 | aHigh4) !== 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 201: {
            // LD32 v _ _; JNE _ v _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            a2 = r[fp + code[pc + 1]];
            if (!(a2 !== a)) break next;
            t = code[pc + 3];
            break;
          }
          case 202: {
            // MOV64 _ p; LD32 v p _; JNE _ v _
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b;
            r[aAt + 1] = bHigh;
            pc = (pc + 4) | 0;
            at = (b + code[pc + 3]) | 0;
            a2 =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a2;
            pc = (pc + 4) | 0;
            a3 = r[fp + code[pc + 1]];
            if (!(a3 !== a2)) break next;
            t = code[pc + 3];
            break;
          }
          case 203: {
            // LD32 v _ _; JLE v _ _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            if (!(a <= b2)) break next;
            t = code[pc + 3];
            break;
          }
          case 204: {
            // LD32 v _ _; JNEI v _ _
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            a =
              ((at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at)) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;

            if (a === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 205: {
            // CONST v _; ST32 v _ _
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            at = (b2 + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a;
            else store32(s, image, at, a);
            break next;
          }
          case 206: {
            // CONST64 v _ _; ST64 v _ _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            b2 = r[fp + code[pc + 2]];
            aAt2 = fp + code[pc + 1];
            at = (b2 + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === 0x07070707 &&
              shadow32[(at >> 2) + 1] === 0x07070707
            ) {
              memory32[at >> 2] = a;
              memory32[(at >> 2) + 1] = aHigh;
            } else store64(s, image, at, aAt2);
            break next;
          }
          case 207: {
            // MULIS w _ _; ADDS x w _; ANDI _ x _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = Math.imul(b, c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (b * c !== t && overflow32(s, linked, pc, '*', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            c2 = r[fp + code[pc + 3]];
            t = (a + c2) | 0;
            a2 = t | 0;
            r[fp + code[pc + 1]] = a2;
            if (((a ^ t) & (c2 ^ t)) < 0 && overflow32(s, linked, pc, '+', a, c2)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a2 & code[pc + 3];
            break next;
          }
          case 208: {
            // MULIS w _ _; ADDS _ w _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = Math.imul(b, c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (b * c !== t && overflow32(s, linked, pc, '*', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            c2 = r[fp + code[pc + 3]];
            t = (a + c2) | 0;
            r[fp + code[pc + 1]] = t;
            if (((a ^ t) & (c2 ^ t)) < 0 && overflow32(s, linked, pc, '+', a, c2)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 209: {
            // MULIS w _ _; ADDIS x w _; ANDI _ x _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = Math.imul(b, c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (b * c !== t && overflow32(s, linked, pc, '*', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            c2 = code[pc + 3];
            t = (a + c2) | 0;
            a2 = t | 0;
            r[fp + code[pc + 1]] = a2;
            if (((a ^ t) & (c2 ^ t)) < 0 && overflow32(s, linked, pc, '+', a, c2)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a2 & code[pc + 3];
            break next;
          }
          case 210: {
            // ADDS w _ _; ANDI _ w _
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = (b + c) | 0;
            a = t | 0;
            r[fp + code[pc + 1]] = a;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            r[fp + code[pc + 1]] = a & code[pc + 3];
            break next;
          }
          case 211: {
            // ANDI w _ _; JNEI w _ _
            b = r[fp + code[pc + 2]];
            a = (b & code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;

            if (a === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 212: {
            // SEXT l _; ADD64 _ _ l
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            a = b | 0;
            r[aAt] = a;
            aHigh = (b >> 31) | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            bAt2 = fp + code[pc + 2];
            bHigh2 = r[bAt2 + 1];
            b2 = r[bAt2];
            aAt2 = fp + code[pc + 1];
            low = (b2 + a) | 0;
            r[aAt2 + 1] = bHigh2 + aHigh + (low >>> 0 < b2 >>> 0 ? 1 : 0);
            r[aAt2] = low;
            break next;
          }
          case 213: {
            // ZEXT l _; ADD64 _ _ l
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            a = b | 0;
            r[aAt] = a;
            aHigh = 0 | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            bAt2 = fp + code[pc + 2];
            bHigh2 = r[bAt2 + 1];
            b2 = r[bAt2];
            aAt2 = fp + code[pc + 1];
            low = (b2 + a) | 0;
            r[aAt2 + 1] = bHigh2 + aHigh + (low >>> 0 < b2 >>> 0 ? 1 : 0);
            r[aAt2] = low;
            break next;
          }
          case 214: {
            // CONST64 m _ _; MUL64 _ _ m
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            bAt2 = fp + code[pc + 2];
            bHigh2 = r[bAt2 + 1];
            b2 = r[bAt2];
            aAt2 = fp + code[pc + 1];

            at = Math.imul(b2 >>> 16, a & 0xffff);
            t = Math.imul(b2 & 0xffff, a >>> 16);
            low = (Math.imul(b2 & 0xffff, a & 0xffff) >>> 16) + (at & 0xffff) + (t & 0xffff);
            t = (Math.imul(b2 >>> 16, a >>> 16) + (at >>> 16) + (t >>> 16) + (low >>> 16)) | 0;
            r[aAt2 + 1] = t + Math.imul(bHigh2, a) + Math.imul(b2, aHigh);
            r[aAt2] = Math.imul(b2, a);
            break next;
          }
          case 215: {
            // CONST64 m _ _; MUL64 _ _ m; ADDIS i _ _; JLT i _ _
            aAt = fp + code[pc + 1];
            a = code[pc + 2] | 0;
            r[aAt] = a;
            aHigh = code[pc + 3] | 0;
            r[aAt + 1] = aHigh;
            pc = (pc + 4) | 0;
            bAt2 = fp + code[pc + 2];
            bHigh2 = r[bAt2 + 1];
            b2 = r[bAt2];
            aAt2 = fp + code[pc + 1];

            at = Math.imul(b2 >>> 16, a & 0xffff);
            t = Math.imul(b2 & 0xffff, a >>> 16);
            low = (Math.imul(b2 & 0xffff, a & 0xffff) >>> 16) + (at & 0xffff) + (t & 0xffff);
            t = (Math.imul(b2 >>> 16, a >>> 16) + (at >>> 16) + (t >>> 16) + (low >>> 16)) | 0;
            r[aAt2 + 1] = t + Math.imul(bHigh2, a) + Math.imul(b2, aHigh);
            r[aAt2] = Math.imul(b2, a);
            pc = (pc + 4) | 0;
            b3 = r[fp + code[pc + 2]];
            c3 = code[pc + 3];
            t = (b3 + c3) | 0;
            a3 = t | 0;
            r[fp + code[pc + 1]] = a3;
            if (((b3 ^ t) & (c3 ^ t)) < 0 && overflow32(s, linked, pc, '+', b3, c3)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            b4 = r[fp + code[pc + 2]];
            if (!(a3 < b4)) break next;
            t = code[pc + 3];
            break;
          }
          case 216: {
            // CONST n _; SHL64 _ _ n
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            bAt2 = fp + code[pc + 2];
            b2 = r[bAt2];
            bHigh2 = r[bAt2 + 1];
            if (a & -64) shiftFault(a, 64);
            if (a & 32) {
              low = 0;
              t = b2 << a;
            } else {
              low = b2 << a;
              t = (bHigh2 << a) | ((b2 >>> 1) >>> (31 - a));
            }
            r[aAt2] = low;
            r[aAt2 + 1] = t;
            break next;
          }
          case 217: {
            // CONST n _; SHRU64 _ _ n
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            bAt2 = fp + code[pc + 2];
            bHigh2 = r[bAt2 + 1];
            b2 = r[bAt2];
            if (a & -64) shiftFault(a, 64);
            if (a & 32) {
              low = bHigh2 >>> a;
              t = 0;
            } else {
              low = (b2 >>> a) | ((bHigh2 << 1) << (31 - a));
              t = bHigh2 >>> a;
            }
            r[aAt2] = low;
            r[aAt2 + 1] = t;
            break next;
          }
          case 218: {
            // CONST n _; SHL64 l _ n; CONST m _; SHRU64 h _ m; OR64 _ l h
            a = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a;
            pc = (pc + 4) | 0;
            aAt2 = fp + code[pc + 1];
            bAt2 = fp + code[pc + 2];
            b2 = r[bAt2];
            bHigh2 = r[bAt2 + 1];
            if (a & -64) shiftFault(a, 64);
            if (a & 32) {
              low = 0;
              t = b2 << a;
            } else {
              low = b2 << a;
              t = (bHigh2 << a) | ((b2 >>> 1) >>> (31 - a));
            }
            a2 = low | 0;
            r[aAt2] = a2;
            aHigh2 = t | 0;
            r[aAt2 + 1] = aHigh2;
            pc = (pc + 4) | 0;
            a3 = code[pc + 2] | 0;
            r[fp + code[pc + 1]] = a3;
            pc = (pc + 4) | 0;
            aAt4 = fp + code[pc + 1];
            bAt4 = fp + code[pc + 2];
            bHigh4 = r[bAt4 + 1];
            b4 = r[bAt4];
            if (a3 & -64) shiftFault(a3, 64);
            if (a3 & 32) {
              low = bHigh4 >>> a3;
              t = 0;
            } else {
              low = (b4 >>> a3) | ((bHigh4 << 1) << (31 - a3));
              t = bHigh4 >>> a3;
            }
            a4 = low | 0;
            r[aAt4] = a4;
            aHigh4 = t | 0;
            r[aAt4 + 1] = aHigh4;
            pc = (pc + 4) | 0;
            aAt5 = fp + code[pc + 1];
            r[aAt5] = a2 | a4;
            r[aAt5 + 1] = aHigh2 | aHigh4;
            break next;
          }
          case 219: {
            // JGEI _ _ _; RET
            a = r[fp + code[pc + 1]];
            if (a >= code[pc + 2]) {
              t = code[pc + 3];
              break;
            }
            pc = (pc + 4) | 0;

            depth = (depth - 1) | 0;
            t = depth << 2;
            if (calls[t + 2] !== sp) {
              closeFrame(shadow, shadow32, sp, calls[t + 2]);
              sp = calls[t + 2];
            }
            pc = calls[t];
            fp = calls[t + 1];
            op = code[pc];
            continue;
          }
          case 220: {
            // ADDS _ _ _; RET
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = (b + c) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;

            depth = (depth - 1) | 0;
            t = depth << 2;
            if (calls[t + 2] !== sp) {
              closeFrame(shadow, shadow32, sp, calls[t + 2]);
              sp = calls[t + 2];
            }
            pc = calls[t];
            fp = calls[t + 1];
            op = code[pc];
            continue;
          }
          case 221: {
            // MOV64 _ _; RET
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b;
            r[aAt + 1] = bHigh;
            pc = (pc + 4) | 0;

            depth = (depth - 1) | 0;
            t = depth << 2;
            if (calls[t + 2] !== sp) {
              closeFrame(shadow, shadow32, sp, calls[t + 2]);
              sp = calls[t + 2];
            }
            pc = calls[t];
            fp = calls[t + 1];
            op = code[pc];
            continue;
          }
          case 222: {
            // CONST _ _; RET
            r[fp + code[pc + 1]] = code[pc + 2];
            pc = (pc + 4) | 0;

            depth = (depth - 1) | 0;
            t = depth << 2;
            if (calls[t + 2] !== sp) {
              closeFrame(shadow, shadow32, sp, calls[t + 2]);
              sp = calls[t + 2];
            }
            pc = calls[t];
            fp = calls[t + 1];
            op = code[pc];
            continue;
          }
          case 223: {
            // ADDIS _ _ _; CALL _ _
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            at = (fp + code[pc + 2]) | 0;
            low = t << 2;
            if (at + fns[low + 2] > r.length || (depth + 1) << 2 > calls.length) {
              s.depth = depth;
              growStacks(s, image, at + fns[low + 2]);
              ({ registers: r, calls } = s);
              ({ f, big } = viewsOf(memory, shadow, r));
            }
            z = depth << 2;
            depth = (depth + 1) | 0;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = t;
            if (fns[low + 1] !== 0) {
              sp = (sp - fns[low + 1]) | 0;
              if (sp < s.stackLow) stackFault(s, image, t);
              openFrame(shadow32, fnMarks[t], sp);
            }
            fp = at;
            pc = fns[low];
            fuel = (fuel - 4) | 0;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          }
          case 224: {
            // LD64 _ _ _; CALL _ _
            aAt = fp + code[pc + 1];
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt);
              low = r[aAt];
              t = r[aAt + 1];
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            at = (fp + code[pc + 2]) | 0;
            low = t << 2;
            if (at + fns[low + 2] > r.length || (depth + 1) << 2 > calls.length) {
              s.depth = depth;
              growStacks(s, image, at + fns[low + 2]);
              ({ registers: r, calls } = s);
              ({ f, big } = viewsOf(memory, shadow, r));
            }
            z = depth << 2;
            depth = (depth + 1) | 0;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = t;
            if (fns[low + 1] !== 0) {
              sp = (sp - fns[low + 1]) | 0;
              if (sp < s.stackLow) stackFault(s, image, t);
              openFrame(shadow32, fnMarks[t], sp);
            }
            fp = at;
            pc = fns[low];
            fuel = (fuel - 4) | 0;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          }
          case 225: {
            // MOV64 _ _; CALL _ _
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b;
            r[aAt + 1] = bHigh;
            pc = (pc + 4) | 0;
            t = code[pc + 1];
            at = (fp + code[pc + 2]) | 0;
            low = t << 2;
            if (at + fns[low + 2] > r.length || (depth + 1) << 2 > calls.length) {
              s.depth = depth;
              growStacks(s, image, at + fns[low + 2]);
              ({ registers: r, calls } = s);
              ({ f, big } = viewsOf(memory, shadow, r));
            }
            z = depth << 2;
            depth = (depth + 1) | 0;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = t;
            if (fns[low + 1] !== 0) {
              sp = (sp - fns[low + 1]) | 0;
              if (sp < s.stackLow) stackFault(s, image, t);
              openFrame(shadow32, fnMarks[t], sp);
            }
            fp = at;
            pc = fns[low];
            fuel = (fuel - 4) | 0;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          }
          case 0: {
            // BREAK

            if (pc !== standing) {
              s.standingOn = pc;
              stop = 'break';
              break run;
            }
            // The instruction below the breakpoint, once.
            standing = -1;
            op = image.code[pc];
            continue;
          }
          case 1: {
            // MOV
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b;
            break next;
          }
          case 2: {
            // MOV64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b;
            r[aAt + 1] = bHigh;
            break next;
          }
          case 3: {
            // CONST
            r[fp + code[pc + 1]] = code[pc + 2];
            break next;
          }
          case 4: {
            // CONST64
            aAt = fp + code[pc + 1];
            r[aAt] = code[pc + 2];
            r[aAt + 1] = code[pc + 3];
            break next;
          }
          case 5: {
            // FRAME
            aAt = fp + code[pc + 1];
            r[aAt] = sp + code[pc + 2];
            r[aAt + 1] = 0;
            break next;
          }
          case 6: {
            // SEXT8
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = (b << 24) >> 24;
            break next;
          }
          case 7: {
            // ZEXT8
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b & 255;
            break next;
          }
          case 8: {
            // SEXT16
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = (b << 16) >> 16;
            break next;
          }
          case 9: {
            // ZEXT16
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b & 0xffff;
            break next;
          }
          case 10: {
            // SEXT
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            r[aAt] = b;
            r[aAt + 1] = b >> 31;
            break next;
          }
          case 11: {
            // ZEXT
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            r[aAt] = b;
            r[aAt + 1] = 0;
            break next;
          }
          case 12: {
            // BOOL
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b !== 0 ? 1 : 0;
            break next;
          }
          case 13: {
            // BOOL64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            bHigh = r[bAt + 1];
            r[fp + code[pc + 1]] = (b | bHigh) !== 0 ? 1 : 0;
            break next;
          }
          case 14: {
            // BOOLF
            r[fp + code[pc + 1]] = f[(fp + code[pc + 2]) >> 1] !== 0 ? 1 : 0;
            break next;
          }
          case 15: {
            // ITOF
            b = r[fp + code[pc + 2]];
            f[(fp + code[pc + 1]) >> 1] = b;
            break next;
          }
          case 16: {
            // UTOF
            b = r[fp + code[pc + 2]];
            f[(fp + code[pc + 1]) >> 1] = b >>> 0;
            break next;
          }
          case 17: {
            // LTOF
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            b = r[bAt];
            f[(fp + code[pc + 1]) >> 1] = bHigh * 4294967296 + (b >>> 0);
            break next;
          }
          case 18: {
            // ULTOF
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            b = r[bAt];
            f[(fp + code[pc + 1]) >> 1] = (bHigh >>> 0) * 4294967296 + (b >>> 0);
            break next;
          }
          case 19: {
            // FTOI
            num = Math.trunc(f[(fp + code[pc + 2]) >> 1]);
            r[fp + code[pc + 1]] = num >= -2147483648 && num <= 2147483647 ? num : -2147483648;
            break next;
          }
          case 20: {
            // FTOL
            aAt = fp + code[pc + 1];
            floatToLong(r, big, aAt, f[(fp + code[pc + 2]) >> 1], false);
            break next;
          }
          case 21: {
            // FTOUL
            aAt = fp + code[pc + 1];
            floatToLong(r, big, aAt, f[(fp + code[pc + 2]) >> 1], true);
            break next;
          }
          case 22: {
            // FROUND
            f[(fp + code[pc + 1]) >> 1] = Math.fround(f[(fp + code[pc + 2]) >> 1]);
            break next;
          }
          case 23: {
            // ADD
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b + c;
            break next;
          }
          case 24: {
            // SUB
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b - c;
            break next;
          }
          case 25: {
            // MUL
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = Math.imul(b, c);
            break next;
          }
          case 26: {
            // DIV
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c === 0 || (c === -1 && b === -2147483648)) divisionFault(c);
            r[fp + code[pc + 1]] = b / c;
            break next;
          }
          case 27: {
            // DIVU
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c === 0) divisionFault(c);
            r[fp + code[pc + 1]] = (b >>> 0) / (c >>> 0);
            break next;
          }
          case 28: {
            // MOD
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c === 0 || (c === -1 && b === -2147483648)) divisionFault(c);
            r[fp + code[pc + 1]] = b % c;
            break next;
          }
          case 29: {
            // MODU
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c === 0) divisionFault(c);
            r[fp + code[pc + 1]] = (b >>> 0) % (c >>> 0);
            break next;
          }
          case 30: {
            // AND
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b & c;
            break next;
          }
          case 31: {
            // OR
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b | c;
            break next;
          }
          case 32: {
            // XOR
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b ^ c;
            break next;
          }
          case 33: {
            // SHL
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c & -32) shiftFault(c, 32);
            r[fp + code[pc + 1]] = b << c;
            break next;
          }
          case 34: {
            // SHR
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c & -32) shiftFault(c, 32);
            r[fp + code[pc + 1]] = b >> c;
            break next;
          }
          case 35: {
            // SHRU
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            if (c & -32) shiftFault(c, 32);
            r[fp + code[pc + 1]] = b >>> c;
            break next;
          }
          case 36: {
            // NEG
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = -b;
            break next;
          }
          case 37: {
            // NOT
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = ~b;
            break next;
          }
          case 38: {
            // ADDI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b + code[pc + 3];
            break next;
          }
          case 39: {
            // MULI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = Math.imul(b, code[pc + 3]);
            break next;
          }
          case 40: {
            // ANDI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b & code[pc + 3];
            break next;
          }
          case 41: {
            // SHLI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b << code[pc + 3];
            break next;
          }
          case 42: {
            // SHRI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b >> code[pc + 3];
            break next;
          }
          case 43: {
            // SHRUI
            b = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = b >>> code[pc + 3];
            break next;
          }
          case 44: {
            // ADD64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            c = r[cAt];
            low = (b + c) | 0;
            r[aAt + 1] = bHigh + cHigh + (low >>> 0 < b >>> 0 ? 1 : 0);
            r[aAt] = low;
            break next;
          }
          case 45: {
            // SUB64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            c = r[cAt];
            aAt = fp + code[pc + 1];
            r[aAt + 1] = bHigh - cHigh - (b >>> 0 < c >>> 0 ? 1 : 0);
            r[aAt] = b - c;
            break next;
          }
          case 46: {
            // MUL64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            b = r[bAt];
            cHigh = r[cAt + 1];
            aAt = fp + code[pc + 1];

            at = Math.imul(b >>> 16, c & 0xffff);
            t = Math.imul(b & 0xffff, c >>> 16);
            low = (Math.imul(b & 0xffff, c & 0xffff) >>> 16) + (at & 0xffff) + (t & 0xffff);
            t = (Math.imul(b >>> 16, c >>> 16) + (at >>> 16) + (t >>> 16) + (low >>> 16)) | 0;
            r[aAt + 1] = t + Math.imul(bHigh, c) + Math.imul(b, cHigh);
            r[aAt] = Math.imul(b, c);
            break next;
          }
          case 47: {
            // DIV64
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            cAt = fp + code[pc + 3];
            if (!div64(r, big, aAt, bAt, cAt, false)) divisionFault(r[cAt]);
            break next;
          }
          case 48: {
            // DIVU64
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            cAt = fp + code[pc + 3];
            if (!divu64(r, big, aAt, bAt, cAt, false)) divisionFault(r[cAt]);
            break next;
          }
          case 49: {
            // MOD64
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            cAt = fp + code[pc + 3];
            if (!div64(r, big, aAt, bAt, cAt, true)) divisionFault(r[cAt]);
            break next;
          }
          case 50: {
            // MODU64
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            cAt = fp + code[pc + 3];
            if (!divu64(r, big, aAt, bAt, cAt, true)) divisionFault(r[cAt]);
            break next;
          }
          case 51: {
            // AND64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            r[aAt] = b & c;
            r[aAt + 1] = bHigh & cHigh;
            break next;
          }
          case 52: {
            // OR64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            r[aAt] = b | c;
            r[aAt + 1] = bHigh | cHigh;
            break next;
          }
          case 53: {
            // XOR64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            r[aAt] = b ^ c;
            r[aAt + 1] = bHigh ^ cHigh;
            break next;
          }
          case 54: {
            // SHL64
            aAt = fp + code[pc + 1];
            c = r[fp + code[pc + 3]];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            bHigh = r[bAt + 1];
            if (c & -64) shiftFault(c, 64);
            if (c & 32) {
              low = 0;
              t = b << c;
            } else {
              low = b << c;
              t = (bHigh << c) | ((b >>> 1) >>> (31 - c));
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            break next;
          }
          case 55: {
            // SHR64
            aAt = fp + code[pc + 1];
            c = r[fp + code[pc + 3]];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            b = r[bAt];
            if (c & -64) shiftFault(c, 64);
            if (c & 32) {
              low = bHigh >> c;
              t = bHigh >> 31;
            } else {
              low = (b >>> c) | ((bHigh << 1) << (31 - c));
              t = bHigh >> c;
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            break next;
          }
          case 56: {
            // SHRU64
            aAt = fp + code[pc + 1];
            c = r[fp + code[pc + 3]];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            b = r[bAt];
            if (c & -64) shiftFault(c, 64);
            if (c & 32) {
              low = bHigh >>> c;
              t = 0;
            } else {
              low = (b >>> c) | ((bHigh << 1) << (31 - c));
              t = bHigh >>> c;
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            break next;
          }
          case 57: {
            // NEG64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            aAt = fp + code[pc + 1];
            b = r[bAt];
            low = -b | 0;
            r[aAt + 1] = ~bHigh + (low === 0 ? 1 : 0);
            r[aAt] = low;
            break next;
          }
          case 58: {
            // NOT64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = ~b;
            r[aAt + 1] = ~bHigh;
            break next;
          }
          case 59: {
            // ADDI64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            c = code[pc + 3];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            low = (b + c) | 0;
            r[aAt + 1] = bHigh + (c >> 31) + (low >>> 0 < b >>> 0 ? 1 : 0);
            r[aAt] = low;
            break next;
          }
          case 60: {
            // ADDF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] + f[(fp + code[pc + 3]) >> 1];
            break next;
          }
          case 61: {
            // SUBF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] - f[(fp + code[pc + 3]) >> 1];
            break next;
          }
          case 62: {
            // MULF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] * f[(fp + code[pc + 3]) >> 1];
            break next;
          }
          case 63: {
            // DIVF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] / f[(fp + code[pc + 3]) >> 1];
            break next;
          }
          case 64: {
            // NEGF
            f[(fp + code[pc + 1]) >> 1] = -f[(fp + code[pc + 2]) >> 1];
            break next;
          }
          case 65: {
            // EQ
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b === c ? 1 : 0;
            break next;
          }
          case 66: {
            // NE
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b !== c ? 1 : 0;
            break next;
          }
          case 67: {
            // LT
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b < c ? 1 : 0;
            break next;
          }
          case 68: {
            // LE
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b <= c ? 1 : 0;
            break next;
          }
          case 69: {
            // LTU
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b >>> 0 < c >>> 0 ? 1 : 0;
            break next;
          }
          case 70: {
            // LEU
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            r[fp + code[pc + 1]] = b >>> 0 <= c >>> 0 ? 1 : 0;
            break next;
          }
          case 71: {
            // EQ64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            r[fp + code[pc + 1]] = b === c && bHigh === cHigh ? 1 : 0;
            break next;
          }
          case 72: {
            // NE64
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            r[fp + code[pc + 1]] = b !== c || bHigh !== cHigh ? 1 : 0;
            break next;
          }
          case 73: {
            // LT64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            c = r[cAt];
            r[fp + code[pc + 1]] = bHigh < cHigh || (bHigh === cHigh && b >>> 0 < c >>> 0) ? 1 : 0;
            break next;
          }
          case 74: {
            // LE64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            c = r[cAt];
            r[fp + code[pc + 1]] = bHigh < cHigh || (bHigh === cHigh && b >>> 0 <= c >>> 0) ? 1 : 0;
            break next;
          }
          case 75: {
            // LTU64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            c = r[cAt];
            r[fp + code[pc + 1]] =
              bHigh >>> 0 < cHigh >>> 0 || (bHigh === cHigh && b >>> 0 < c >>> 0) ? 1 : 0;
            break next;
          }
          case 76: {
            // LEU64
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            cHigh = r[cAt + 1];
            b = r[bAt];
            c = r[cAt];
            r[fp + code[pc + 1]] =
              bHigh >>> 0 < cHigh >>> 0 || (bHigh === cHigh && b >>> 0 <= c >>> 0) ? 1 : 0;
            break next;
          }
          case 77: {
            // EQF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] === f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          }
          case 78: {
            // NEF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] !== f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          }
          case 79: {
            // LTF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] < f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          }
          case 80: {
            // LEF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] <= f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          }
          case 81: {
            // JMP
            t = code[pc + 1];
            break;
          }
          case 82: {
            // JZ
            a = r[fp + code[pc + 1]];
            if (!(a === 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 83: {
            // JNZ
            a = r[fp + code[pc + 1]];
            if (!(a !== 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 84: {
            // JZ64
            aAt = fp + code[pc + 1];
            a = r[aAt];
            aHigh = r[aAt + 1];
            if (!((a | aHigh) === 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 85: {
            // JNZ64
            aAt = fp + code[pc + 1];
            a = r[aAt];
            aHigh = r[aAt + 1];
            if (!((a | aHigh) !== 0)) break next;
            t = code[pc + 2];
            break;
          }
          case 86: {
            // JEQ
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a === b)) break next;
            t = code[pc + 3];
            break;
          }
          case 87: {
            // JNE
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a !== b)) break next;
            t = code[pc + 3];
            break;
          }
          case 88: {
            // JLT
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a < b)) break next;
            t = code[pc + 3];
            break;
          }
          case 89: {
            // JLE
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a <= b)) break next;
            t = code[pc + 3];
            break;
          }
          case 90: {
            // JLTU
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a >>> 0 < b >>> 0)) break next;
            t = code[pc + 3];
            break;
          }
          case 91: {
            // JLEU
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            if (!(a >>> 0 <= b >>> 0)) break next;
            t = code[pc + 3];
            break;
          }
          case 92: {
            // JEQI
            a = r[fp + code[pc + 1]];
            if (!(a === code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 93: {
            // JNEI
            a = r[fp + code[pc + 1]];

            if (a === code[pc + 2]) break next;
            t = code[pc + 3];
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          }
          case 94: {
            // JLTI
            a = r[fp + code[pc + 1]];
            if (!(a < code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 95: {
            // JLEI
            a = r[fp + code[pc + 1]];
            if (!(a <= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 96: {
            // JGTI
            a = r[fp + code[pc + 1]];
            if (!(a > code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 97: {
            // JGEI
            a = r[fp + code[pc + 1]];
            if (!(a >= code[pc + 2])) break next;
            t = code[pc + 3];
            break;
          }
          case 98: {
            // JEQ64
            aAt = fp + code[pc + 1];
            a = r[aAt];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aHigh = r[aAt + 1];
            bHigh = r[bAt + 1];
            if (!(a === b && aHigh === bHigh)) break next;
            t = code[pc + 3];
            break;
          }
          case 99: {
            // JNE64
            aAt = fp + code[pc + 1];
            a = r[aAt];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aHigh = r[aAt + 1];
            bHigh = r[bAt + 1];
            if (!(a !== b || aHigh !== bHigh)) break next;
            t = code[pc + 3];
            break;
          }
          case 100: {
            // JLT64
            aAt = fp + code[pc + 1];
            aHigh = r[aAt + 1];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            a = r[aAt];
            b = r[bAt];
            if (!(aHigh < bHigh || (aHigh === bHigh && a >>> 0 < b >>> 0))) break next;
            t = code[pc + 3];
            break;
          }
          case 101: {
            // JLE64
            aAt = fp + code[pc + 1];
            aHigh = r[aAt + 1];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            a = r[aAt];
            b = r[bAt];
            if (!(aHigh < bHigh || (aHigh === bHigh && a >>> 0 <= b >>> 0))) break next;
            t = code[pc + 3];
            break;
          }
          case 102: {
            // JLTU64
            aAt = fp + code[pc + 1];
            aHigh = r[aAt + 1];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            a = r[aAt];
            b = r[bAt];
            if (!(aHigh >>> 0 < bHigh >>> 0 || (aHigh === bHigh && a >>> 0 < b >>> 0))) break next;
            t = code[pc + 3];
            break;
          }
          case 103: {
            // JLEU64
            aAt = fp + code[pc + 1];
            aHigh = r[aAt + 1];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            a = r[aAt];
            b = r[bAt];
            if (!(aHigh >>> 0 < bHigh >>> 0 || (aHigh === bHigh && a >>> 0 <= b >>> 0))) break next;
            t = code[pc + 3];
            break;
          }
          case 104: {
            // ADDP
            bAt = fp + code[pc + 2];
            b = r[bAt];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b + code[pc + 3];
            r[aAt + 1] = bHigh;
            break next;
          }
          case 105: {
            // LEA1
            bAt = fp + code[pc + 2];
            b = r[bAt];
            c = r[fp + code[pc + 3]];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b + c;
            r[aAt + 1] = bHigh;
            break next;
          }
          case 106: {
            // LEA2
            bAt = fp + code[pc + 2];
            b = r[bAt];
            c = r[fp + code[pc + 3]];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b + (c << 1);
            r[aAt + 1] = bHigh;
            break next;
          }
          case 107: {
            // LEA4
            bAt = fp + code[pc + 2];
            b = r[bAt];
            c = r[fp + code[pc + 3]];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b + (c << 2);
            r[aAt + 1] = bHigh;
            break next;
          }
          case 108: {
            // LEA8
            bAt = fp + code[pc + 2];
            b = r[bAt];
            c = r[fp + code[pc + 3]];
            aAt = fp + code[pc + 1];
            bHigh = r[bAt + 1];
            r[aAt] = b + (c << 3);
            r[aAt + 1] = bHigh;
            break next;
          }
          case 109: {
            // LD8S
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24;
            break next;
          }
          case 110: {
            // LD8U
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = (shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at);
            break next;
          }
          case 111: {
            // LD16S
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = (load16(s, image, at) << 16) >> 16;
            break next;
          }
          case 112: {
            // LD16U
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = load16(s, image, at);
            break next;
          }
          case 113: {
            // LD32
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          }
          case 114: {
            // LD64
            aAt = fp + code[pc + 1];
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt);
              low = r[aAt];
              t = r[aAt + 1];
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            break next;
          }
          case 115: {
            // LDF
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            f[(fp + code[pc + 1]) >> 1] = floatFromBits(load32(s, image, at));
            break next;
          }
          case 116: {
            // ST8
            b = r[fp + code[pc + 2]];
            a = r[fp + code[pc + 1]];
            at = (b + code[pc + 3]) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            break next;
          }
          case 117: {
            // ST16
            b = r[fp + code[pc + 2]];
            a = r[fp + code[pc + 1]];
            at = (b + code[pc + 3]) | 0;
            store16(s, image, at, a);
            break next;
          }
          case 118: {
            // ST32
            b = r[fp + code[pc + 2]];
            a = r[fp + code[pc + 1]];
            at = (b + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a;
            else store32(s, image, at, a);
            break next;
          }
          case 119: {
            // ST64
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            a = r[aAt];
            aHigh = r[aAt + 1];
            at = (b + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === 0x07070707 &&
              shadow32[(at >> 2) + 1] === 0x07070707
            ) {
              memory32[at >> 2] = a;
              memory32[(at >> 2) + 1] = aHigh;
            } else store64(s, image, at, aAt);
            break next;
          }
          case 120: {
            // STF
            b = r[fp + code[pc + 2]];
            at = (b + code[pc + 3]) | 0;
            store32(s, image, at, bitsOfFloat(f[(fp + code[pc + 1]) >> 1]));
            break next;
          }
          case 121: {
            // LDX8S
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + c) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at)) << 24) >> 24;
            break next;
          }
          case 122: {
            // LDX8U
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + c) | 0;
            r[fp + code[pc + 1]] = (shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at);
            break next;
          }
          case 123: {
            // LDX32
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + (c << 2)) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          }
          case 124: {
            // LDX64
            aAt = fp + code[pc + 1];
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            at = (b + (c << 3)) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303
            ) {
              low = memory32[at >> 2];
              t = memory32[(at >> 2) + 1];
            } else {
              load64(s, image, at, aAt);
              low = r[aAt];
              t = r[aAt + 1];
            }
            r[aAt] = low;
            r[aAt + 1] = t;
            break next;
          }
          case 125: {
            // STX8
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            a = r[fp + code[pc + 1]];
            at = (b + c) | 0;
            if (shadow[at] === 7) memory[at] = a;
            else store8(s, image, at, a);
            break next;
          }
          case 126: {
            // STX32
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            a = r[fp + code[pc + 1]];
            at = (b + (c << 2)) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = a;
            else store32(s, image, at, a);
            break next;
          }
          case 127: {
            // STX64
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            aAt = fp + code[pc + 1];
            a = r[aAt];
            aHigh = r[aAt + 1];
            at = (b + (c << 3)) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === 0x07070707 &&
              shadow32[(at >> 2) + 1] === 0x07070707
            ) {
              memory32[at >> 2] = a;
              memory32[(at >> 2) + 1] = aHigh;
            } else store64(s, image, at, aAt);
            break next;
          }
          case 128: {
            // COPY
            a = r[fp + code[pc + 1]];
            b = r[fp + code[pc + 2]];
            copyBytes(s, image, a, b, code[pc + 3]);
            break next;
          }
          case 129: {
            // ZERO
            a = r[fp + code[pc + 1]];
            zeroBytes(s, image, a, code[pc + 2]);
            break next;
          }
          case 130: {
            // FRESH
            a = r[fp + code[pc + 1]];
            shadow.fill(5, a, a + code[pc + 2]);
            break next;
          }
          case 131: {
            // CALL
            t = code[pc + 1];
            at = (fp + code[pc + 2]) | 0;
            low = t << 2;
            if (at + fns[low + 2] > r.length || (depth + 1) << 2 > calls.length) {
              s.depth = depth;
              growStacks(s, image, at + fns[low + 2]);
              ({ registers: r, calls } = s);
              ({ f, big } = viewsOf(memory, shadow, r));
            }
            z = depth << 2;
            depth = (depth + 1) | 0;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = t;
            if (fns[low + 1] !== 0) {
              sp = (sp - fns[low + 1]) | 0;
              if (sp < s.stackLow) stackFault(s, image, t);
              openFrame(shadow32, fnMarks[t], sp);
            }
            fp = at;
            pc = fns[low];
            fuel = (fuel - 4) | 0;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          }
          case 132: {
            // CALLR
            a = r[fp + code[pc + 1]];

            t = functionAt(image, a);
            checkSignature(linked, t, code[pc + 3]);
            at = (fp + code[pc + 2]) | 0;

            low = t << 2;
            if (at + fns[low + 2] > r.length || (depth + 1) << 2 > calls.length) {
              s.depth = depth;
              growStacks(s, image, at + fns[low + 2]);
              ({ registers: r, calls } = s);
              ({ f, big } = viewsOf(memory, shadow, r));
            }
            z = depth << 2;
            depth = (depth + 1) | 0;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = t;
            if (fns[low + 1] !== 0) {
              sp = (sp - fns[low + 1]) | 0;
              if (sp < s.stackLow) stackFault(s, image, t);
              openFrame(shadow32, fnMarks[t], sp);
            }
            fp = at;
            pc = fns[low];
            fuel = (fuel - 4) | 0;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          }
          case 133: {
            // NATIVE

            s.pc = pc;
            s.sp = sp;
            s.frame = fp;
            s.depth = depth;
            if (callNative(code[pc + 1], fp + code[pc + 2], code[pc + 3])) {
              // The program is now in an earlier call, behind its setjmp, or on another stack.
              ({ registers: r, calls } = s);
              ({ memory32, shadow32, f, big } = viewsOf(memory, shadow, r));
              pc = s.pc | 0;
              sp = s.sp | 0;
              fp = s.frame | 0;
              depth = s.depth | 0;
              fuel = (fuel - 8) | 0;
              op = code[pc];
              continue;
            }
            fuel = (fuel - 8) | 0;
            if (memory !== s.space.memory) {
              ({ memory, shadow } = s.space);
              ({ memory32, shadow32 } = viewsOf(memory, shadow, r));
            }
            break next;
          }
          case 134: {
            // SYSCALL

            s.awaiting = fp + code[pc + 1];
            out = code[pc + 2];
            stop = 'syscall';
            pc = (pc + 4) | 0;
            break run;
          }
          case 135: {
            // RET

            depth = (depth - 1) | 0;
            t = depth << 2;
            if (calls[t + 2] !== sp) {
              closeFrame(shadow, shadow32, sp, calls[t + 2]);
              sp = calls[t + 2];
            }
            pc = calls[t];
            fp = calls[t + 1];
            op = code[pc];
            continue;
          }
          case 136: {
            // EXIT
            a = r[fp + code[pc + 1]];
            out = a;
            stop = 'exit';
            break run;
          }
          case 137: {
            // TP
            aAt = fp + code[pc + 1];
            r[aAt] = s.tp;
            r[aAt + 1] = 0;
            break next;
          }
          case 138: {
            // UNSET
            poison(s);
            break next;
          }
          case 139: {
            // LDBITS
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            loadBits(s, image, b, code[pc + 3], aAt);
            break next;
          }
          case 140: {
            // STBITS
            b = r[fp + code[pc + 2]];
            aAt = fp + code[pc + 1];
            storeBits(s, image, b, code[pc + 3], aAt);
            break next;
          }
          case 141: {
            // ALLOCA
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            b = r[bAt];

            s.depth = depth;
            sp = growFrame(s, image, sp, bHigh === 0 ? b : -1) | 0;
            r[aAt] = sp;
            r[aAt + 1] = 0;
            break next;
          }
          case 142: {
            // SETSP
            a = r[fp + code[pc + 1]];
            if (a !== sp) {
              shadow.fill(32, sp, a);
              sp = a;
            }
            break next;
          }
          case 143: {
            // CHECK
            a = r[fp + code[pc + 1]];
            if (a >>> 0 >= code[pc + 2]) boundFault(image, a, code[pc + 3]);
            break next;
          }
          case 144: {
            // LIMIT
            a = r[fp + code[pc + 1]];
            s.limits.push({ low: a, high: a + code[pc + 2], bound: code[pc + 3], depth });
            break next;
          }
          case 145: {
            // UNLIMIT
            s.limits.length -= code[pc + 1];
            break next;
          }
          case 146: {
            // ENTER

            if (pc !== first) {
              stop = 'enter';
              break run;
            }
            // Begun here, where compiled code has just left: the instruction below, once.
            first = -1;
            op = image.code[pc];
            continue;
          }
          case 147: {
            // ADDS
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = (b + c) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 148: {
            // SUBS
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = (b - c) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b ^ c) & (b ^ t)) < 0 && overflow32(s, linked, pc, '-', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 149: {
            // MULS
            b = r[fp + code[pc + 2]];
            c = r[fp + code[pc + 3]];
            t = Math.imul(b, c) | 0;
            r[fp + code[pc + 1]] = t;
            if (b * c !== t && overflow32(s, linked, pc, '*', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 150: {
            // NEGS
            b = r[fp + code[pc + 2]];
            t = -b | 0;
            r[fp + code[pc + 1]] = t;
            if (b === -2147483648 && overflow32(s, linked, pc, 'neg', 0, b)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 151: {
            // ADDIS
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = (b + c) | 0;
            r[fp + code[pc + 1]] = t;
            if (((b ^ t) & (c ^ t)) < 0 && overflow32(s, linked, pc, '+', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 152: {
            // MULIS
            b = r[fp + code[pc + 2]];
            c = code[pc + 3];
            t = Math.imul(b, c) | 0;
            r[fp + code[pc + 1]] = t;
            if (b * c !== t && overflow32(s, linked, pc, '*', b, c)) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 153: {
            // ADD64S
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            low = (b + c) | 0;
            t = (bHigh + cHigh + (low >>> 0 < b >>> 0 ? 1 : 0)) | 0;
            num = ((bHigh ^ t) & (cHigh ^ t)) < 0 ? overflow64(s, linked, pc, '+', bAt, cAt) : 0;
            r[aAt] = low;
            r[aAt + 1] = t;
            if (num !== 0) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 154: {
            // SUB64S
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            bHigh = r[bAt + 1];
            cHigh = r[cAt + 1];
            low = (b - c) | 0;
            t = (bHigh - cHigh - (b >>> 0 < c >>> 0 ? 1 : 0)) | 0;
            num =
              ((bHigh ^ cHigh) & (bHigh ^ t)) < 0 ? overflow64(s, linked, pc, '-', bAt, cAt) : 0;
            r[aAt] = low;
            r[aAt + 1] = t;
            if (num !== 0) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 155: {
            // MUL64S
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            cAt = fp + code[pc + 3];
            c = r[cAt];
            b = r[bAt];
            cHigh = r[cAt + 1];
            aAt = fp + code[pc + 1];
            num = 0;
            if (
              (bHigh !== b >> 31 || cHigh !== c >> 31) &&
              Math.abs(toNumber(r, bAt) * toNumber(r, cAt)) >= SAFE_PRODUCT
            ) {
              num = overflow64(s, linked, pc, '*', bAt, cAt);
            }

            at = Math.imul(b >>> 16, c & 0xffff);
            t = Math.imul(b & 0xffff, c >>> 16);
            low = (Math.imul(b & 0xffff, c & 0xffff) >>> 16) + (at & 0xffff) + (t & 0xffff);
            t = (Math.imul(b >>> 16, c >>> 16) + (at >>> 16) + (t >>> 16) + (low >>> 16)) | 0;
            r[aAt + 1] = t + Math.imul(bHigh, c) + Math.imul(b, cHigh);
            r[aAt] = Math.imul(b, c);
            if (num !== 0) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 156: {
            // NEG64S
            bAt = fp + code[pc + 2];
            bHigh = r[bAt + 1];
            aAt = fp + code[pc + 1];
            b = r[bAt];

            num = b === 0 && bHigh === -2147483648 ? overflow64(s, linked, pc, 'neg', -1, bAt) : 0;
            low = -b | 0;
            r[aAt + 1] = ~bHigh + (low === 0 ? 1 : 0);
            r[aAt] = low;
            if (num !== 0) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 157: {
            // ADDI64S
            aAt = fp + code[pc + 1];
            bAt = fp + code[pc + 2];
            b = r[bAt];
            c = code[pc + 3];
            bHigh = r[bAt + 1];
            low = (b + c) | 0;
            t = (bHigh + (c >> 31) + (low >>> 0 < b >>> 0 ? 1 : 0)) | 0;
            num =
              ((bHigh ^ t) & ((c >> 31) ^ t)) < 0 ? overflow64(s, linked, pc, '+', bAt, -1, c) : 0;
            r[aAt] = low;
            r[aAt + 1] = t;
            if (num !== 0) {
              pc = (pc + 4) | 0;
              break run;
            }
            break next;
          }
          case 158: {
            // GONE
            a = r[fp + code[pc + 1]];
            shadow.fill(128, a, a + code[pc + 2]);
            break next;
          }
          case 159: {
            // LTOS
            bAt = fp + code[pc + 2];
            b = r[bAt];
            bHigh = r[bAt + 1];
            f[(fp + code[pc + 1]) >> 1] = halvesToFloat(b, bHigh);
            break next;
          }
          case 160: {
            // ULTOS
            bAt = fp + code[pc + 2];
            b = r[bAt];
            bHigh = r[bAt + 1];
            f[(fp + code[pc + 1]) >> 1] = halvesToFloat(b, bHigh >>> 0);
            break next;
          }
          // ---- end ----
          default:
            throw new Error(`bad opcode ${op} at pc ${pc}`);
        }
        // A jump that is taken, to t. Backwards it pays for the loop's length.
        if (t <= pc) fuel = (fuel - ((pc - t) >> 2) - 1) | 0;
        pc = t;
        if (fuel <= 0) break;
        op = code[pc];
        continue;
      }
      pc = (pc + 4) | 0;
      op = code[pc];
    }
  } catch (e) {
    stop = 'thrown';
    error = e;
  }
  s.pc = pc;
  s.sp = sp;
  s.frame = fp;
  s.depth = depth;
  return { stop, ops: startFuel - fuel, out, error };
}
