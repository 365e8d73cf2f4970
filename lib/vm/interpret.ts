// Interpret: the switch over the instructions of lib/cc/bytecode.ts.
//
// One idea: everything the loop touches is in local variables and typed arrays, the usual case of
// each instruction is written out here, and whatever is rare is a call. Case labels are plain
// numbers, because only those become a jump table; a test holds them to the table's names.
//
// Fuel is paid where a program can go round: a backward jump pays for the loop's length, a call a
// fixed price. So the loop itself counts nothing, and still stops at any round.
//
// This file is longer than others because a switch cannot be split. The cases of two instructions at
// once repeat their parts on purpose: that is what they save, and a test holds each pair's text to them.

import type { Trap } from '../abi/trap.ts';
import { SHADOW_FRAME_GAP, SHADOW_FRESH, SHADOW_GONE } from '../cc/image.ts';
import { loadBits, storeBits } from './bit-fields.ts';
import {
  boundFault,
  checkSignature,
  divisionFault,
  faultTrap,
  functionAt,
  growFrame,
  growStacks,
  shiftFault,
  stackFault,
  syscallTrap,
} from './calls.ts';
import { VmFault } from './fault.ts';
import {
  div64,
  divu64,
  floatToLong,
  halvesToFloat,
  mul64,
  shl64,
  shr64,
  toNumber,
} from './int64.ts';
import type { Linked } from './linked.ts';
import {
  bitsOfFloat,
  copyBytes,
  floatFromBits,
  load8,
  load16,
  load32,
  load64,
  POISONED,
  poison,
  store8,
  store16,
  store32,
  store64,
  zeroBytes,
} from './memory.ts';
import { overflow32, overflow64, SAFE_PRODUCT } from './overflow.ts';
import { CALL_COST, CALL_WORDS, NATIVE_COST, type VmState } from './state.ts';

/** Four shadow bytes that may all be read and have all been set. */
const READABLE8 = 3;
const READABLE = 0x03030303;
const WRITABLE = 7;
const WRITABLE32 = 0x07070707;

/** Calls native `n`, whose arguments begin at register index `window`; true if it was a longjmp. */
export type CallNative = (n: number, window: number, count: number) => boolean;

/** The interpreter has come to a place that is compiled. */
export interface Entered {
  kind: 'enter';
  ops: number;
}

/** Runs code in which no place is compiled; else as `interpretTo`. */
export const interpret = interpretTo as (
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  fuel: number,
) => Trap;

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
 * over compiled places. `spent` is what this run has used before, elsewhere.
 */
export function interpretTo(
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  startFuel: number,
  spent = 0,
): Trap | Entered {
  const { image, fnPc, fnFrame, fnHalves, fnShadow } = linked;
  let { pc, sp, frame: fp, registers: r, calls } = s;
  let { memory, shadow } = s.space;
  let { memory32, shadow32, f, big } = viewsOf(memory, shadow, r);
  let standing = s.standingOn ?? -1;
  s.standingOn = undefined;
  let fuel = startFuel;
  let stop: 'quantum' | 'break' | 'syscall' | 'exit' | 'enter' = 'quantum';
  let first = pc;
  // Scratch of the cases below.
  let x = 0;
  let y = 0;
  let z = 0;
  let t = 0;
  let at = 0;
  let low = 0;
  let num = 0;
  try {
    let op = code[pc];
    run: for (;;) {
      // biome-ignore lint/suspicious/noConfusingLabels: leaving it means "go to the next instruction".
      next: {
        switch (op) {
          // ---- two instructions at once (fuse.ts): the first, then `pc += 4`, then the second -------
          case 200: // CONST64+STX8
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            if (shadow[at] === WRITABLE) memory[at] = r[fp + code[pc + 1]];
            else store8(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 201: // CONST64+LDX8S
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            break next;
          case 202: // CONST64+LDX8U
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            r[fp + code[pc + 1]] =
              (shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at);
            break next;
          case 203: // CONST64+LD32
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          case 204: // CONST64+ST32
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === WRITABLE32)
              memory32[at >> 2] = r[fp + code[pc + 1]];
            else store32(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 205: // CONST64+LD64
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & READABLE) === READABLE
            ) {
              x = fp + code[pc + 1];
              r[x] = memory32[at >> 2];
              r[x + 1] = memory32[(at >> 2) + 1];
            } else load64(s, image, at, fp + code[pc + 1]);
            break next;
          case 206: // CONST64+MUL64
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            pc += 4;
            mul64(r, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3]);
            break next;
          case 207: // ADDS+JLEI
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            if (r[fp + code[pc + 1]] > code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 208: // ADDIS+JLEI
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            if (r[fp + code[pc + 1]] > code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 209: // ADDIS+JLTI
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            if (r[fp + code[pc + 1]] >= code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 210: // ADDIS+JLT
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            if (r[fp + code[pc + 1]] >= r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 211: // ADDS+RET
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            z = --s.depth * CALL_WORDS;
            if (calls[z + 2] !== sp) {
              shadow.fill(SHADOW_FRAME_GAP, sp, calls[z + 2]);
              sp = calls[z + 2];
            }
            pc = calls[z];
            fp = calls[z + 1];
            op = code[pc];
            continue;
          case 212: // JGEI+RET
            if (!(r[fp + code[pc + 1]] < code[pc + 2])) {
              t = code[pc + 3];
              break;
            }
            pc += 4;
            z = --s.depth * CALL_WORDS;
            if (calls[z + 2] !== sp) {
              shadow.fill(SHADOW_FRAME_GAP, sp, calls[z + 2]);
              sp = calls[z + 2];
            }
            pc = calls[z];
            fp = calls[z + 1];
            op = code[pc];
            continue;
          case 213: // LD64+JNZ64
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & READABLE) === READABLE
            ) {
              x = fp + code[pc + 1];
              r[x] = memory32[at >> 2];
              r[x + 1] = memory32[(at >> 2) + 1];
            } else load64(s, image, at, fp + code[pc + 1]);
            pc += 4;
            y = fp + code[pc + 1];
            if (!((r[y] | r[y + 1]) !== 0)) break next;
            t = code[pc + 2];
            break;
          case 214: // LD32+ADDS
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            pc += 4;
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 215: // ADDS+ANDI
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & code[pc + 3];
            break next;
          case 216: // LD8S+JNZ
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            pc += 4;
            if (r[fp + code[pc + 1]] === 0) break next;
            t = code[pc + 2];
            break;
          case 217: // LD8S+ADDIS
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            pc += 4;
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 218: // LD8S+JNEI
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            pc += 4;
            if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
            t = code[pc + 3];
            // `else if (state == 2) … else if (state == 3) …` is a chain of these.
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          case 219: // MOV64+ADDP
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y];
            r[x + 1] = r[y + 1];
            pc += 4;
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + code[pc + 3];
            r[x + 1] = r[y + 1];
            break next;
          case 220: // MULIS+ADDS
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = Math.imul(y, z);
            r[fp + code[pc + 1]] = x;
            if (y * z !== x && overflow32(s, linked, pc, '*', y, z)) {
              pc += 4;
              break run;
            }
            pc += 4;
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 221: // LD32+JNE
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            pc += 4;
            if (r[fp + code[pc + 1]] === r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 222: // LD32+JLE
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            pc += 4;
            if (r[fp + code[pc + 1]] > r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 223: // LD32+JNEI
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            pc += 4;
            if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
            t = code[pc + 3];
            // `else if (state == 2) … else if (state == 3) …` is a chain of these.
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          case 224: // LDX8S+ZEXT8
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            pc += 4;
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & 255;
            break next;
          case 225: // LDX32+ADDS
            at = (r[fp + code[pc + 2]] + (r[fp + code[pc + 3]] << 2)) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            pc += 4;
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 226: // ZEXT+XOR64
            x = fp + code[pc + 1];
            r[x] = r[fp + code[pc + 2]];
            r[x + 1] = 0;
            pc += 4;
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[x] = r[y] ^ r[z];
            r[x + 1] = r[y + 1] ^ r[z + 1];
            break next;
          case 227: // CONST+SHL64
            r[fp + code[pc + 1]] = code[pc + 2];
            pc += 4;
            y = r[fp + code[pc + 3]];
            if (y & -64) shiftFault(y, 64);
            shl64(r, fp + code[pc + 1], fp + code[pc + 2], y);
            break next;
          case 228: // CONST+SHRU64
            r[fp + code[pc + 1]] = code[pc + 2];
            pc += 4;
            y = r[fp + code[pc + 3]];
            if (y & -64) shiftFault(y, 64);
            shr64(r, fp + code[pc + 1], fp + code[pc + 2], y, true);
            break next;
          case 229: // SEXT+ADD64
            x = fp + code[pc + 1];
            y = r[fp + code[pc + 2]];
            r[x] = y;
            r[x + 1] = y >> 31;
            pc += 4;
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            low = (r[y] + r[z]) | 0;
            r[x + 1] = r[y + 1] + r[z + 1] + (low >>> 0 < r[y] >>> 0 ? 1 : 0);
            r[x] = low;
            break next;
          case 230: // ANDI+JNEI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & code[pc + 3];
            pc += 4;
            if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
            t = code[pc + 3];
            // `else if (state == 2) … else if (state == 3) …` is a chain of these.
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          case 231: // MOV+MOV64
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]];
            pc += 4;
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y];
            r[x + 1] = r[y + 1];
            break next;
          // ---- one instruction ---------------------------------------------------------------------
          case 0: // BREAK
            if (pc !== standing) {
              s.standingOn = pc;
              stop = 'break';
              break run;
            }
            // The instruction below the breakpoint, once.
            standing = -1;
            op = image.code[pc];
            continue;
          case 1: // MOV
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]];
            break next;
          case 2: // MOV64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y];
            r[x + 1] = r[y + 1];
            break next;
          case 3: // CONST
            r[fp + code[pc + 1]] = code[pc + 2];
            break next;
          case 4: // CONST64
            x = fp + code[pc + 1];
            r[x] = code[pc + 2];
            r[x + 1] = code[pc + 3];
            break next;
          case 5: // FRAME
            x = fp + code[pc + 1];
            r[x] = sp + code[pc + 2];
            r[x + 1] = 0;
            break next;
          case 6: // SEXT8
            r[fp + code[pc + 1]] = (r[fp + code[pc + 2]] << 24) >> 24;
            break next;
          case 7: // ZEXT8
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & 255;
            break next;
          case 8: // SEXT16
            r[fp + code[pc + 1]] = (r[fp + code[pc + 2]] << 16) >> 16;
            break next;
          case 9: // ZEXT16
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & 0xffff;
            break next;
          case 10: // SEXT
            x = fp + code[pc + 1];
            y = r[fp + code[pc + 2]];
            r[x] = y;
            r[x + 1] = y >> 31;
            break next;
          case 11: // ZEXT
            x = fp + code[pc + 1];
            r[x] = r[fp + code[pc + 2]];
            r[x + 1] = 0;
            break next;
          case 12: // BOOL
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] !== 0 ? 1 : 0;
            break next;
          case 13: // BOOL64
            y = fp + code[pc + 2];
            r[fp + code[pc + 1]] = (r[y] | r[y + 1]) !== 0 ? 1 : 0;
            break next;
          case 14: // BOOLF
            r[fp + code[pc + 1]] = f[(fp + code[pc + 2]) >> 1] !== 0 ? 1 : 0;
            break next;
          case 15: // ITOF
            f[(fp + code[pc + 1]) >> 1] = r[fp + code[pc + 2]];
            break next;
          case 16: // UTOF
            f[(fp + code[pc + 1]) >> 1] = r[fp + code[pc + 2]] >>> 0;
            break next;
          case 17: // LTOF
            f[(fp + code[pc + 1]) >> 1] = toNumber(r, fp + code[pc + 2]);
            break next;
          case 18: // ULTOF
            y = fp + code[pc + 2];
            f[(fp + code[pc + 1]) >> 1] = (r[y + 1] >>> 0) * 4294967296 + (r[y] >>> 0);
            break next;
          case 19: // FTOI
            num = Math.trunc(f[(fp + code[pc + 2]) >> 1]);
            r[fp + code[pc + 1]] = num >= -2147483648 && num <= 2147483647 ? num : -2147483648;
            break next;
          case 20: // FTOL
            floatToLong(r, big, fp + code[pc + 1], f[(fp + code[pc + 2]) >> 1], false);
            break next;
          case 21: // FTOUL
            floatToLong(r, big, fp + code[pc + 1], f[(fp + code[pc + 2]) >> 1], true);
            break next;
          case 22: // FROUND
            f[(fp + code[pc + 1]) >> 1] = Math.fround(f[(fp + code[pc + 2]) >> 1]);
            break next;
          case 23: // ADD
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] + r[fp + code[pc + 3]];
            break next;
          case 24: // SUB
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] - r[fp + code[pc + 3]];
            break next;
          case 25: // MUL
            r[fp + code[pc + 1]] = Math.imul(r[fp + code[pc + 2]], r[fp + code[pc + 3]]);
            break next;
          case 26: // DIV
            x = r[fp + code[pc + 2]];
            y = r[fp + code[pc + 3]];
            if (y === 0 || (y === -1 && x === -2147483648)) divisionFault(y);
            r[fp + code[pc + 1]] = x / y;
            break next;
          case 27: // DIVU
            x = r[fp + code[pc + 2]];
            y = r[fp + code[pc + 3]];
            if (y === 0) divisionFault(y);
            r[fp + code[pc + 1]] = (x >>> 0) / (y >>> 0);
            break next;
          case 28: // MOD
            x = r[fp + code[pc + 2]];
            y = r[fp + code[pc + 3]];
            if (y === 0 || (y === -1 && x === -2147483648)) divisionFault(y);
            r[fp + code[pc + 1]] = x % y;
            break next;
          case 29: // MODU
            x = r[fp + code[pc + 2]];
            y = r[fp + code[pc + 3]];
            if (y === 0) divisionFault(y);
            r[fp + code[pc + 1]] = (x >>> 0) % (y >>> 0);
            break next;
          case 30: // AND
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & r[fp + code[pc + 3]];
            break next;
          case 31: // OR
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] | r[fp + code[pc + 3]];
            break next;
          case 32: // XOR
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] ^ r[fp + code[pc + 3]];
            break next;
          case 33: // SHL
            y = r[fp + code[pc + 3]];
            if (y & -32) shiftFault(y, 32);
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] << y;
            break next;
          case 34: // SHR
            y = r[fp + code[pc + 3]];
            if (y & -32) shiftFault(y, 32);
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >> y;
            break next;
          case 35: // SHRU
            y = r[fp + code[pc + 3]];
            if (y & -32) shiftFault(y, 32);
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> y;
            break next;
          case 36: // NEG
            r[fp + code[pc + 1]] = -r[fp + code[pc + 2]];
            break next;
          case 37: // NOT
            r[fp + code[pc + 1]] = ~r[fp + code[pc + 2]];
            break next;
          case 38: // ADDI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] + code[pc + 3];
            break next;
          case 39: // MULI
            r[fp + code[pc + 1]] = Math.imul(r[fp + code[pc + 2]], code[pc + 3]);
            break next;
          case 40: // ANDI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] & code[pc + 3];
            break next;
          case 41: // SHLI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] << code[pc + 3];
            break next;
          case 42: // SHRI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >> code[pc + 3];
            break next;
          case 43: // SHRUI
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> code[pc + 3];
            break next;
          case 44: // ADD64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            low = (r[y] + r[z]) | 0;
            r[x + 1] = r[y + 1] + r[z + 1] + (low >>> 0 < r[y] >>> 0 ? 1 : 0);
            r[x] = low;
            break next;
          case 45: // SUB64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            low = (r[y] - r[z]) | 0;
            r[x + 1] = r[y + 1] - r[z + 1] - (r[y] >>> 0 < r[z] >>> 0 ? 1 : 0);
            r[x] = low;
            break next;
          case 46: // MUL64
            mul64(r, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3]);
            break next;
          case 47: // DIV64
            if (!div64(r, big, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3], false))
              divisionFault(r[fp + code[pc + 3]]);
            break next;
          case 48: // DIVU64
            if (!divu64(r, big, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3], false))
              divisionFault(r[fp + code[pc + 3]]);
            break next;
          case 49: // MOD64
            if (!div64(r, big, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3], true))
              divisionFault(r[fp + code[pc + 3]]);
            break next;
          case 50: // MODU64
            if (!divu64(r, big, fp + code[pc + 1], fp + code[pc + 2], fp + code[pc + 3], true))
              divisionFault(r[fp + code[pc + 3]]);
            break next;
          case 51: // AND64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[x] = r[y] & r[z];
            r[x + 1] = r[y + 1] & r[z + 1];
            break next;
          case 52: // OR64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[x] = r[y] | r[z];
            r[x + 1] = r[y + 1] | r[z + 1];
            break next;
          case 53: // XOR64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[x] = r[y] ^ r[z];
            r[x + 1] = r[y + 1] ^ r[z + 1];
            break next;
          case 54: // SHL64
            y = r[fp + code[pc + 3]];
            if (y & -64) shiftFault(y, 64);
            shl64(r, fp + code[pc + 1], fp + code[pc + 2], y);
            break next;
          case 55: // SHR64
            y = r[fp + code[pc + 3]];
            if (y & -64) shiftFault(y, 64);
            shr64(r, fp + code[pc + 1], fp + code[pc + 2], y, false);
            break next;
          case 56: // SHRU64
            y = r[fp + code[pc + 3]];
            if (y & -64) shiftFault(y, 64);
            shr64(r, fp + code[pc + 1], fp + code[pc + 2], y, true);
            break next;
          case 57: // NEG64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            low = -r[y] | 0;
            r[x + 1] = ~r[y + 1] + (low === 0 ? 1 : 0);
            r[x] = low;
            break next;
          case 58: // NOT64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = ~r[y];
            r[x + 1] = ~r[y + 1];
            break next;
          case 59: // ADDI64
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = code[pc + 3];
            low = (r[y] + z) | 0;
            r[x + 1] = r[y + 1] + (z >> 31) + (low >>> 0 < r[y] >>> 0 ? 1 : 0);
            r[x] = low;
            break next;
          case 60: // ADDF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] + f[(fp + code[pc + 3]) >> 1];
            break next;
          case 61: // SUBF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] - f[(fp + code[pc + 3]) >> 1];
            break next;
          case 62: // MULF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] * f[(fp + code[pc + 3]) >> 1];
            break next;
          case 63: // DIVF
            f[(fp + code[pc + 1]) >> 1] = f[(fp + code[pc + 2]) >> 1] / f[(fp + code[pc + 3]) >> 1];
            break next;
          case 64: // NEGF
            f[(fp + code[pc + 1]) >> 1] = -f[(fp + code[pc + 2]) >> 1];
            break next;
          case 65: // EQ
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] === r[fp + code[pc + 3]] ? 1 : 0;
            break next;
          case 66: // NE
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] !== r[fp + code[pc + 3]] ? 1 : 0;
            break next;
          case 67: // LT
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] < r[fp + code[pc + 3]] ? 1 : 0;
            break next;
          case 68: // LE
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] <= r[fp + code[pc + 3]] ? 1 : 0;
            break next;
          case 69: // LTU
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> 0 < r[fp + code[pc + 3]] >>> 0 ? 1 : 0;
            break next;
          case 70: // LEU
            r[fp + code[pc + 1]] = r[fp + code[pc + 2]] >>> 0 <= r[fp + code[pc + 3]] >>> 0 ? 1 : 0;
            break next;
          case 71: // EQ64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] = r[y] === r[z] && r[y + 1] === r[z + 1] ? 1 : 0;
            break next;
          case 72: // NE64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] = r[y] !== r[z] || r[y + 1] !== r[z + 1] ? 1 : 0;
            break next;
          case 73: // LT64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] =
              r[y + 1] < r[z + 1] || (r[y + 1] === r[z + 1] && r[y] >>> 0 < r[z] >>> 0) ? 1 : 0;
            break next;
          case 74: // LE64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] =
              r[y + 1] < r[z + 1] || (r[y + 1] === r[z + 1] && r[y] >>> 0 <= r[z] >>> 0) ? 1 : 0;
            break next;
          case 75: // LTU64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] =
              r[y + 1] >>> 0 < r[z + 1] >>> 0 || (r[y + 1] === r[z + 1] && r[y] >>> 0 < r[z] >>> 0)
                ? 1
                : 0;
            break next;
          case 76: // LEU64
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            r[fp + code[pc + 1]] =
              r[y + 1] >>> 0 < r[z + 1] >>> 0 || (r[y + 1] === r[z + 1] && r[y] >>> 0 <= r[z] >>> 0)
                ? 1
                : 0;
            break next;
          case 77: // EQF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] === f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          case 78: // NEF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] !== f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          case 79: // LTF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] < f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          case 80: // LEF
            r[fp + code[pc + 1]] =
              f[(fp + code[pc + 2]) >> 1] <= f[(fp + code[pc + 3]) >> 1] ? 1 : 0;
            break next;
          case 81: // JMP
            t = code[pc + 1];
            break;
          case 82: // JZ
            if (r[fp + code[pc + 1]] !== 0) break next;
            t = code[pc + 2];
            break;
          case 83: // JNZ
            if (r[fp + code[pc + 1]] === 0) break next;
            t = code[pc + 2];
            break;
          case 84: // JZ64
            y = fp + code[pc + 1];
            if (!((r[y] | r[y + 1]) === 0)) break next;
            t = code[pc + 2];
            break;
          case 85: // JNZ64
            y = fp + code[pc + 1];
            if (!((r[y] | r[y + 1]) !== 0)) break next;
            t = code[pc + 2];
            break;
          case 86: // JEQ
            if (r[fp + code[pc + 1]] !== r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 87: // JNE
            if (r[fp + code[pc + 1]] === r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 88: // JLT
            if (r[fp + code[pc + 1]] >= r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 89: // JLE
            if (r[fp + code[pc + 1]] > r[fp + code[pc + 2]]) break next;
            t = code[pc + 3];
            break;
          case 90: // JLTU
            if (!(r[fp + code[pc + 1]] >>> 0 < r[fp + code[pc + 2]] >>> 0)) break next;
            t = code[pc + 3];
            break;
          case 91: // JLEU
            if (!(r[fp + code[pc + 1]] >>> 0 <= r[fp + code[pc + 2]] >>> 0)) break next;
            t = code[pc + 3];
            break;
          case 92: // JEQI
            if (r[fp + code[pc + 1]] !== code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 93: // JNEI
            if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
            t = code[pc + 3];
            // `else if (state == 2) … else if (state == 3) …` is a chain of these.
            while (code[t] === 93 && t > pc && fuel > 0) {
              pc = t;
              if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
              t = code[pc + 3];
            }
            break;
          case 94: // JLTI
            if (r[fp + code[pc + 1]] >= code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 95: // JLEI
            if (r[fp + code[pc + 1]] > code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 96: // JGTI
            if (r[fp + code[pc + 1]] <= code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 97: // JGEI
            if (r[fp + code[pc + 1]] < code[pc + 2]) break next;
            t = code[pc + 3];
            break;
          case 98: // JEQ64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (!(r[y] === r[z] && r[y + 1] === r[z + 1])) break next;
            t = code[pc + 3];
            break;
          case 99: // JNE64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (!(r[y] !== r[z] || r[y + 1] !== r[z + 1])) break next;
            t = code[pc + 3];
            break;
          case 100: // JLT64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (!(r[y + 1] < r[z + 1] || (r[y + 1] === r[z + 1] && r[y] >>> 0 < r[z] >>> 0)))
              break next;
            t = code[pc + 3];
            break;
          case 101: // JLE64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (!(r[y + 1] < r[z + 1] || (r[y + 1] === r[z + 1] && r[y] >>> 0 <= r[z] >>> 0)))
              break next;
            t = code[pc + 3];
            break;
          case 102: // JLTU64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (
              !(
                r[y + 1] >>> 0 < r[z + 1] >>> 0 ||
                (r[y + 1] === r[z + 1] && r[y] >>> 0 < r[z] >>> 0)
              )
            )
              break next;
            t = code[pc + 3];
            break;
          case 103: // JLEU64
            y = fp + code[pc + 1];
            z = fp + code[pc + 2];
            if (
              !(
                r[y + 1] >>> 0 < r[z + 1] >>> 0 ||
                (r[y + 1] === r[z + 1] && r[y] >>> 0 <= r[z] >>> 0)
              )
            )
              break next;
            t = code[pc + 3];
            break;
          case 104: // ADDP
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + code[pc + 3];
            r[x + 1] = r[y + 1];
            break next;
          case 105: // LEA1
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + r[fp + code[pc + 3]];
            r[x + 1] = r[y + 1];
            break next;
          case 106: // LEA2
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + (r[fp + code[pc + 3]] << 1);
            r[x + 1] = r[y + 1];
            break next;
          case 107: // LEA4
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + (r[fp + code[pc + 3]] << 2);
            r[x + 1] = r[y + 1];
            break next;
          case 108: // LEA8
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            r[x] = r[y] + (r[fp + code[pc + 3]] << 3);
            r[x + 1] = r[y + 1];
            break next;
          case 109: // LD8S
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            break next;
          case 110: // LD8U
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at);
            break next;
          case 111: // LD16S
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = (load16(s, image, at) << 16) >> 16;
            break next;
          case 112: // LD16U
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] = load16(s, image, at);
            break next;
          case 113: // LD32
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          case 114: // LD64
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & READABLE) === READABLE
            ) {
              x = fp + code[pc + 1];
              r[x] = memory32[at >> 2];
              r[x + 1] = memory32[(at >> 2) + 1];
            } else load64(s, image, at, fp + code[pc + 1]);
            break next;
          case 115: // LDF
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            f[(fp + code[pc + 1]) >> 1] = floatFromBits(load32(s, image, at));
            break next;
          case 116: // ST8
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if (shadow[at] === WRITABLE) memory[at] = r[fp + code[pc + 1]];
            else store8(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 117: // ST16
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            store16(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 118: // ST32
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === WRITABLE32)
              memory32[at >> 2] = r[fp + code[pc + 1]];
            else store32(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 119: // ST64
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === WRITABLE32 &&
              shadow32[(at >> 2) + 1] === WRITABLE32
            ) {
              x = fp + code[pc + 1];
              memory32[at >> 2] = r[x];
              memory32[(at >> 2) + 1] = r[x + 1];
            } else store64(s, image, at, fp + code[pc + 1]);
            break next;
          case 120: // STF
            at = (r[fp + code[pc + 2]] + code[pc + 3]) | 0;
            store32(s, image, at, bitsOfFloat(f[(fp + code[pc + 1]) >> 1]));
            break next;
          case 121: // LDX8S
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            r[fp + code[pc + 1]] =
              (((shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at)) << 24) >>
              24;
            break next;
          case 122: // LDX8U
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            r[fp + code[pc + 1]] =
              (shadow[at] & READABLE8) === READABLE8 ? memory[at] : load8(s, image, at);
            break next;
          case 123: // LDX32
            at = (r[fp + code[pc + 2]] + (r[fp + code[pc + 3]] << 2)) | 0;
            r[fp + code[pc + 1]] =
              (at & 3) === 0 && (shadow32[at >> 2] & READABLE) === READABLE
                ? memory32[at >> 2]
                : load32(s, image, at);
            break next;
          case 124: // LDX64
            at = (r[fp + code[pc + 2]] + (r[fp + code[pc + 3]] << 3)) | 0;
            if (
              (at & 3) === 0 &&
              (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & READABLE) === READABLE
            ) {
              x = fp + code[pc + 1];
              r[x] = memory32[at >> 2];
              r[x + 1] = memory32[(at >> 2) + 1];
            } else load64(s, image, at, fp + code[pc + 1]);
            break next;
          case 125: // STX8
            at = (r[fp + code[pc + 2]] + r[fp + code[pc + 3]]) | 0;
            if (shadow[at] === WRITABLE) memory[at] = r[fp + code[pc + 1]];
            else store8(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 126: // STX32
            at = (r[fp + code[pc + 2]] + (r[fp + code[pc + 3]] << 2)) | 0;
            if ((at & 3) === 0 && shadow32[at >> 2] === WRITABLE32)
              memory32[at >> 2] = r[fp + code[pc + 1]];
            else store32(s, image, at, r[fp + code[pc + 1]]);
            break next;
          case 127: // STX64
            at = (r[fp + code[pc + 2]] + (r[fp + code[pc + 3]] << 3)) | 0;
            if (
              (at & 3) === 0 &&
              shadow32[at >> 2] === WRITABLE32 &&
              shadow32[(at >> 2) + 1] === WRITABLE32
            ) {
              x = fp + code[pc + 1];
              memory32[at >> 2] = r[x];
              memory32[(at >> 2) + 1] = r[x + 1];
            } else store64(s, image, at, fp + code[pc + 1]);
            break next;
          case 128: // COPY
            copyBytes(s, image, r[fp + code[pc + 1]], r[fp + code[pc + 2]], code[pc + 3]);
            break next;
          case 129: // ZERO
            zeroBytes(s, image, r[fp + code[pc + 1]], code[pc + 2]);
            break next;
          case 130: // FRESH
            shadow.fill(SHADOW_FRESH, r[fp + code[pc + 1]], r[fp + code[pc + 1]] + code[pc + 2]);
            break next;
          case 131: // CALL
            x = code[pc + 1];
            at = fp + code[pc + 2];
            if (at + fnHalves[x] > r.length || (s.depth + 1) * CALL_WORDS > calls.length) {
              growStacks(s, image, at + fnHalves[x]);
              r = s.registers;
              f = new Float64Array(r.buffer, r.byteOffset, r.length >> 1);
              big = new BigInt64Array(r.buffer, r.byteOffset, r.length >> 1);
              calls = s.calls;
            }
            z = s.depth++ * CALL_WORDS;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = x;
            y = fnFrame[x];
            if (y !== 0) {
              sp -= y;
              if (sp < s.stackLow) stackFault(s, image, x);
              shadow.set(fnShadow[x], sp);
            }
            fp = at;
            pc = fnPc[x];
            fuel -= CALL_COST;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          case 132: // CALLR
            x = functionAt(image, r[fp + code[pc + 1]]);
            checkSignature(linked, x, code[pc + 3]);
            at = fp + code[pc + 2];
            if (at + fnHalves[x] > r.length || (s.depth + 1) * CALL_WORDS > calls.length) {
              growStacks(s, image, at + fnHalves[x]);
              r = s.registers;
              f = new Float64Array(r.buffer, r.byteOffset, r.length >> 1);
              big = new BigInt64Array(r.buffer, r.byteOffset, r.length >> 1);
              calls = s.calls;
            }
            z = s.depth++ * CALL_WORDS;
            calls[z] = pc + 4;
            calls[z + 1] = fp;
            calls[z + 2] = sp;
            calls[z + 3] = x;
            y = fnFrame[x];
            if (y !== 0) {
              sp -= y;
              if (sp < s.stackLow) stackFault(s, image, x);
              shadow.set(fnShadow[x], sp);
            }
            fp = at;
            pc = fnPc[x];
            fuel -= CALL_COST;
            if (fuel <= 0) break run;
            op = code[pc];
            continue;
          case 133: // NATIVE
            s.pc = pc;
            s.sp = sp;
            s.frame = fp;
            if (callNative(code[pc + 1], fp + code[pc + 2], code[pc + 3])) {
              // The program is now in an earlier call, behind its setjmp.
              ({ pc, sp, frame: fp } = s);
              fuel -= NATIVE_COST;
              op = code[pc];
              continue;
            }
            if (memory !== s.space.memory) {
              memory = s.space.memory;
              shadow = s.space.shadow;
              memory32 = new Int32Array(memory.buffer, memory.byteOffset, memory.length >> 2);
              shadow32 = new Int32Array(shadow.buffer, shadow.byteOffset, shadow.length >> 2);
            }
            fuel -= NATIVE_COST;
            break next;
          case 134: // SYSCALL
            s.awaiting = fp + code[pc + 1];
            z = code[pc + 2];
            pc += 4;
            stop = 'syscall';
            break run;
          case 135: // RET
            z = --s.depth * CALL_WORDS;
            if (calls[z + 2] !== sp) {
              shadow.fill(SHADOW_FRAME_GAP, sp, calls[z + 2]);
              sp = calls[z + 2];
            }
            pc = calls[z];
            fp = calls[z + 1];
            op = code[pc];
            continue;
          case 136: // EXIT
            y = r[fp + code[pc + 1]];
            stop = 'exit';
            break run;
          case 137: // TP
            x = fp + code[pc + 1];
            r[x] = s.tp;
            r[x + 1] = 0;
            break next;
          case 138: // UNSET
            poison(s);
            break next;
          case 139: // LDBITS
            loadBits(s, image, r[fp + code[pc + 2]], code[pc + 3], fp + code[pc + 1]);
            break next;
          case 140: // STBITS
            storeBits(s, image, r[fp + code[pc + 2]], code[pc + 3], fp + code[pc + 1]);
            break next;
          case 141: // ALLOCA
            y = fp + code[pc + 2];
            t = r[y];
            sp = growFrame(s, image, sp, r[y + 1] === 0 ? t : -1);
            x = fp + code[pc + 1];
            r[x] = sp;
            r[x + 1] = 0;
            break next;
          case 142: // SETSP
            y = r[fp + code[pc + 1]];
            if (y !== sp) {
              shadow.fill(SHADOW_FRAME_GAP, sp, y);
              sp = y;
            }
            break next;
          case 143: // CHECK
            y = r[fp + code[pc + 1]];
            if (y >>> 0 >= code[pc + 2]) boundFault(image, y, code[pc + 3]);
            break next;
          case 144: // LIMIT
            y = r[fp + code[pc + 1]];
            s.limits.push({ low: y, high: y + code[pc + 2], bound: code[pc + 3], depth: s.depth });
            break next;
          case 145: // UNLIMIT
            s.limits.length -= code[pc + 1];
            break next;
          case 146: // ENTER
            if (pc !== first) {
              stop = 'enter';
              break run;
            }
            // Begun here, where compiled code has just left: the instruction below, once.
            first = -1;
            op = image.code[pc];
            continue;
          case 147: // ADDS
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 148: // SUBS
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = (y - z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ z) & (y ^ x)) < 0 && overflow32(s, linked, pc, '-', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 149: // MULS
            y = r[fp + code[pc + 2]];
            z = r[fp + code[pc + 3]];
            x = Math.imul(y, z);
            r[fp + code[pc + 1]] = x;
            if (y * z !== x && overflow32(s, linked, pc, '*', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 150: // NEGS
            y = r[fp + code[pc + 2]];
            r[fp + code[pc + 1]] = -y;
            if (y === -2147483648 && overflow32(s, linked, pc, 'neg', 0, y)) {
              pc += 4;
              break run;
            }
            break next;
          case 151: // ADDIS
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = (y + z) | 0;
            r[fp + code[pc + 1]] = x;
            if (((y ^ x) & (z ^ x)) < 0 && overflow32(s, linked, pc, '+', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 152: // MULIS
            y = r[fp + code[pc + 2]];
            z = code[pc + 3];
            x = Math.imul(y, z);
            r[fp + code[pc + 1]] = x;
            if (y * z !== x && overflow32(s, linked, pc, '*', y, z)) {
              pc += 4;
              break run;
            }
            break next;
          case 153: // ADD64S
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            low = (r[y] + r[z]) | 0;
            t = (r[y + 1] + r[z + 1] + (low >>> 0 < r[y] >>> 0 ? 1 : 0)) | 0;
            num = ((r[y + 1] ^ t) & (r[z + 1] ^ t)) < 0 ? overflow64(s, linked, pc, '+', y, z) : 0;
            x = fp + code[pc + 1];
            r[x] = low;
            r[x + 1] = t;
            if (num !== 0) {
              pc += 4;
              break run;
            }
            break next;
          case 154: // SUB64S
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            low = (r[y] - r[z]) | 0;
            t = (r[y + 1] - r[z + 1] - (r[y] >>> 0 < r[z] >>> 0 ? 1 : 0)) | 0;
            num =
              ((r[y + 1] ^ r[z + 1]) & (r[y + 1] ^ t)) < 0
                ? overflow64(s, linked, pc, '-', y, z)
                : 0;
            x = fp + code[pc + 1];
            r[x] = low;
            r[x + 1] = t;
            if (num !== 0) {
              pc += 4;
              break run;
            }
            break next;
          case 155: // MUL64S
            y = fp + code[pc + 2];
            z = fp + code[pc + 3];
            // Two numbers of 32 bits have a product that fits.
            num = 0;
            if (
              (r[y + 1] !== r[y] >> 31 || r[z + 1] !== r[z] >> 31) &&
              Math.abs(toNumber(r, y) * toNumber(r, z)) >= SAFE_PRODUCT
            ) {
              num = overflow64(s, linked, pc, '*', y, z);
            }
            mul64(r, fp + code[pc + 1], y, z);
            if (num !== 0) {
              pc += 4;
              break run;
            }
            break next;
          case 156: // NEG64S
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            num =
              r[y] === 0 && r[y + 1] === -2147483648 ? overflow64(s, linked, pc, 'neg', -1, y) : 0;
            low = -r[y] | 0;
            r[x + 1] = ~r[y + 1] + (low === 0 ? 1 : 0);
            r[x] = low;
            if (num !== 0) {
              pc += 4;
              break run;
            }
            break next;
          case 157: // ADDI64S
            x = fp + code[pc + 1];
            y = fp + code[pc + 2];
            z = code[pc + 3];
            low = (r[y] + z) | 0;
            t = (r[y + 1] + (z >> 31) + (low >>> 0 < r[y] >>> 0 ? 1 : 0)) | 0;
            num =
              ((r[y + 1] ^ t) & ((z >> 31) ^ t)) < 0 ? overflow64(s, linked, pc, '+', y, -1, z) : 0;
            r[x] = low;
            r[x + 1] = t;
            if (num !== 0) {
              pc += 4;
              break run;
            }
            break next;
          case 158: // GONE
            shadow.fill(SHADOW_GONE, r[fp + code[pc + 1]], r[fp + code[pc + 1]] + code[pc + 2]);
            break next;
          case 159: // LTOS
            y = fp + code[pc + 2];
            f[(fp + code[pc + 1]) >> 1] = halvesToFloat(r[y], r[y + 1]);
            break next;
          case 160: // ULTOS
            y = fp + code[pc + 2];
            f[(fp + code[pc + 1]) >> 1] = halvesToFloat(r[y], r[y + 1] >>> 0);
            break next;
          default:
            throw new Error(`bad opcode ${op} at pc ${pc}`);
        }
        // A jump that is taken, to t.
        if (t <= pc) fuel -= ((pc - t) >> 2) + 1;
        pc = t;
        if (fuel <= 0) break;
        op = code[pc];
        continue;
      }
      pc += 4;
      op = code[pc];
    }
  } catch (e) {
    s.pc = pc;
    s.sp = sp;
    s.frame = fp;
    const ops = Math.max(1, spent + startFuel - fuel);
    // The instruction has not run: taint.ts does it.
    if (e === POISONED) return { kind: 'quantum', ops };
    if (!(e instanceof VmFault)) throw e;
    return faultTrap(e, s, linked, ops);
  }
  s.pc = pc;
  s.sp = sp;
  s.frame = fp;
  if (stop === 'enter') return { kind: 'enter', ops: spent + startFuel - fuel };
  const ops = Math.max(1, spent + startFuel - fuel);
  switch (stop) {
    case 'quantum':
      return { kind: 'quantum', ops };
    case 'break':
      return { kind: 'breakpoint', ops, line: 0 };
    case 'exit':
      return { kind: 'exit', ops, status: y & 255 };
    case 'syscall':
      return syscallTrap(s, linked, z, ops);
  }
}
