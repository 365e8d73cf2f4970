// Words: what each instruction does, in TypeScript. The interpreter's loop is written from this table.
//
// One idea: an instruction is defined once, here, as a few statements with holes for its operands;
// write.ts fills them in, for the instruction alone and for every sequence it is part of (sequences.ts).
//
// $1 $2 $3      the operands, numbered as in the table of cc/bytecode.ts: a register's low half, or the
//               number itself; `$1 = …;` writes a register
// $1.lo $1.hi   both halves of a 64-bit register
// $1.f          the register as a double
// $1.at         the register's place in the register file
// jump $3 if …  goes to operand 3 where the condition holds
// STOP          ends the run behind this instruction
//
// Registers are read before anything is written. Scratch: at, low, t, z, num. Whoever may not go on with
// the next instruction ends with `continue` (pc and op are set) or `break run` (the run is over).

import { OP, type OpName } from '../../cc/bytecode.ts';
import { SHADOW_FRAME_GAP, SHADOW_FRESH, SHADOW_GONE } from '../../cc/image.ts';
import { CALL_COST, NATIVE_COST } from '../state.ts';

// ---- conditions of 64 bits ----------------------------------------------------------------------

const below = (a: number, b: number, high: string, low: string): string =>
  `$${a}.hi${high} < $${b}.hi${high} || ` +
  `($${a}.hi === $${b}.hi && $${a}.lo >>> 0 ${low} $${b}.lo >>> 0)`;
const equal = (a: number, b: number): string => `$${a}.lo === $${b}.lo && $${a}.hi === $${b}.hi`;
const unlike = (a: number, b: number): string => `$${a}.lo !== $${b}.lo || $${a}.hi !== $${b}.hi`;

// ---- memory: the usual case, if all bytes may be used and are set; else memory.ts decides -----------

const OFFSET = 'at = ($2 + $3) | 0;';
const scaled = (shift: number): string => `at = ($2 + ($3 << ${shift})) | 0;`;
const INDEX = OFFSET;
const BYTE = '((shadow[at] & 3) === 3 ? memory[at] : load8(s, image, at))';
const WORD =
  '(at & 3) === 0 && (shadow32[at >> 2] & 0x03030303) === 0x03030303' +
  ' ? memory32[at >> 2] : load32(s, image, at)';
const LONG = `
  if ((at & 3) === 0 &&
      (shadow32[at >> 2] & shadow32[(at >> 2) + 1] & 0x03030303) === 0x03030303) {
    low = memory32[at >> 2];
    t = memory32[(at >> 2) + 1];
  } else {
    load64(s, image, at, $1.at);
    low = r[$1.at];
    t = r[$1.at + 1];
  }
  $1.lo = low; $1.hi = t;`;
const SET_BYTE = 'if (shadow[at] === 7) memory[at] = $1; else store8(s, image, at, $1);';
const SET_WORD =
  'if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707) memory32[at >> 2] = $1;' +
  ' else store32(s, image, at, $1);';
const SET_LONG = `
  if ((at & 3) === 0 && shadow32[at >> 2] === 0x07070707 &&
      shadow32[(at >> 2) + 1] === 0x07070707) {
    memory32[at >> 2] = $1.lo;
    memory32[(at >> 2) + 1] = $1.hi;
  } else store64(s, image, at, $1.at);`;

// ---- arithmetic ------------------------------------------------------------------------------------

/** The product of 64 bits, from 16-bit pieces of the low halves: every number stays within 32 bits. */
const PRODUCT = `
  at = Math.imul($2.lo >>> 16, $3.lo & 0xffff);
  t = Math.imul($2.lo & 0xffff, $3.lo >>> 16);
  low = (Math.imul($2.lo & 0xffff, $3.lo & 0xffff) >>> 16) + (at & 0xffff) + (t & 0xffff);
  t = (Math.imul($2.lo >>> 16, $3.lo >>> 16) + (at >>> 16) + (t >>> 16) + (low >>> 16)) | 0;
  $1.hi = t + Math.imul($2.hi, $3.lo) + Math.imul($2.lo, $3.hi);
  $1.lo = Math.imul($2.lo, $3.lo);`;

const SHIFT = 'if ($3 & -32) shiftFault($3, 32);';
const SHIFT64 = 'if ($3 & -64) shiftFault($3, 64);';
const SHIFTED = '$1.lo = low; $1.hi = t;';
const right = (by: '>>' | '>>>'): string => `${SHIFT64}
  if ($3 & 32) {
    low = $2.hi ${by} $3;
    t = ${by === '>>' ? '$2.hi >> 31' : '0'};
  } else {
    low = ($2.lo >>> $3) | (($2.hi << 1) << (31 - $3));
    t = $2.hi ${by} $3;
  }
  ${SHIFTED}`;

/** Signed 32-bit arithmetic: `wrong` tells that the result, t, has wrapped around. */
const watched = (result: string, wrong: string, op: string, a = '$2', b = '$3'): string =>
  `t = ${result} | 0; $1 = t;
  if (${wrong} && overflow32(s, linked, pc, '${op}', ${a}, ${b})) STOP`;
const SUM = watched('($2 + $3)', '(($2 ^ t) & ($3 ^ t)) < 0', '+');
const TIMES = watched('Math.imul($2, $3)', '$2 * $3 !== t', '*');

/** Pushes a record of a call of function t, whose window begins at `at`, and goes there. */
const PUSH = `
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
  fuel = (fuel - ${CALL_COST}) | 0;
  if (fuel <= 0) break run;
  op = code[pc];
  continue;`;

export const WORDS: Record<OpName, string> = {
  BREAK: `
    if (pc !== standing) { s.standingOn = pc; stop = 'break'; break run; }
    // The instruction below the breakpoint, once.
    standing = -1;
    op = image.code[pc];
    continue;`,
  MOV: '$1 = $2;',
  MOV64: '$1.lo = $2.lo; $1.hi = $2.hi;',
  CONST: '$1 = $2;',
  CONST64: '$1.lo = $2; $1.hi = $3;',
  FRAME: '$1.lo = sp + $2; $1.hi = 0;',

  SEXT8: '$1 = ($2 << 24) >> 24;',
  ZEXT8: '$1 = $2 & 255;',
  SEXT16: '$1 = ($2 << 16) >> 16;',
  ZEXT16: '$1 = $2 & 0xffff;',
  SEXT: '$1.lo = $2; $1.hi = $2 >> 31;',
  ZEXT: '$1.lo = $2; $1.hi = 0;',
  BOOL: '$1 = $2 !== 0 ? 1 : 0;',
  BOOL64: '$1 = ($2.lo | $2.hi) !== 0 ? 1 : 0;',
  BOOLF: '$1 = $2.f !== 0 ? 1 : 0;',
  ITOF: '$1.f = $2;',
  UTOF: '$1.f = $2 >>> 0;',
  LTOF: '$1.f = $2.hi * 4294967296 + ($2.lo >>> 0);',
  ULTOF: '$1.f = ($2.hi >>> 0) * 4294967296 + ($2.lo >>> 0);',
  FTOI: `num = Math.trunc($2.f);
    $1 = num >= -2147483648 && num <= 2147483647 ? num : -2147483648;`,
  FTOL: 'floatToLong(r, big, $1.at, $2.f, false);',
  FTOUL: 'floatToLong(r, big, $1.at, $2.f, true);',
  FROUND: '$1.f = Math.fround($2.f);',

  ADD: '$1 = $2 + $3;',
  SUB: '$1 = $2 - $3;',
  MUL: '$1 = Math.imul($2, $3);',
  DIV: 'if ($3 === 0 || ($3 === -1 && $2 === -2147483648)) divisionFault($3); $1 = $2 / $3;',
  DIVU: 'if ($3 === 0) divisionFault($3); $1 = ($2 >>> 0) / ($3 >>> 0);',
  MOD: 'if ($3 === 0 || ($3 === -1 && $2 === -2147483648)) divisionFault($3); $1 = $2 % $3;',
  MODU: 'if ($3 === 0) divisionFault($3); $1 = ($2 >>> 0) % ($3 >>> 0);',
  AND: '$1 = $2 & $3;',
  OR: '$1 = $2 | $3;',
  XOR: '$1 = $2 ^ $3;',
  SHL: `${SHIFT} $1 = $2 << $3;`,
  SHR: `${SHIFT} $1 = $2 >> $3;`,
  SHRU: `${SHIFT} $1 = $2 >>> $3;`,
  NEG: '$1 = -$2;',
  NOT: '$1 = ~$2;',
  ADDI: '$1 = $2 + $3;',
  MULI: '$1 = Math.imul($2, $3);',
  ANDI: '$1 = $2 & $3;',
  SHLI: '$1 = $2 << $3;',
  SHRI: '$1 = $2 >> $3;',
  SHRUI: '$1 = $2 >>> $3;',

  ADD64: `low = ($2.lo + $3.lo) | 0;
    $1.hi = $2.hi + $3.hi + (low >>> 0 < $2.lo >>> 0 ? 1 : 0); $1.lo = low;`,
  SUB64: `$1.hi = $2.hi - $3.hi - ($2.lo >>> 0 < $3.lo >>> 0 ? 1 : 0); $1.lo = $2.lo - $3.lo;`,
  MUL64: PRODUCT,
  DIV64: 'if (!div64(r, big, $1.at, $2.at, $3.at, false)) divisionFault(r[$3.at]);',
  DIVU64: 'if (!divu64(r, big, $1.at, $2.at, $3.at, false)) divisionFault(r[$3.at]);',
  MOD64: 'if (!div64(r, big, $1.at, $2.at, $3.at, true)) divisionFault(r[$3.at]);',
  MODU64: 'if (!divu64(r, big, $1.at, $2.at, $3.at, true)) divisionFault(r[$3.at]);',
  AND64: '$1.lo = $2.lo & $3.lo; $1.hi = $2.hi & $3.hi;',
  OR64: '$1.lo = $2.lo | $3.lo; $1.hi = $2.hi | $3.hi;',
  XOR64: '$1.lo = $2.lo ^ $3.lo; $1.hi = $2.hi ^ $3.hi;',
  SHL64: `${SHIFT64}
    if ($3 & 32) {
      low = 0;
      t = $2.lo << $3;
    } else {
      low = $2.lo << $3;
      t = ($2.hi << $3) | (($2.lo >>> 1) >>> (31 - $3));
    }
    ${SHIFTED}`,
  SHR64: right('>>'),
  SHRU64: right('>>>'),
  NEG64: 'low = -$2.lo | 0; $1.hi = ~$2.hi + (low === 0 ? 1 : 0); $1.lo = low;',
  NOT64: '$1.lo = ~$2.lo; $1.hi = ~$2.hi;',
  ADDI64: `low = ($2.lo + $3) | 0;
    $1.hi = $2.hi + ($3 >> 31) + (low >>> 0 < $2.lo >>> 0 ? 1 : 0); $1.lo = low;`,

  ADDF: '$1.f = $2.f + $3.f;',
  SUBF: '$1.f = $2.f - $3.f;',
  MULF: '$1.f = $2.f * $3.f;',
  DIVF: '$1.f = $2.f / $3.f;',
  NEGF: '$1.f = -$2.f;',

  EQ: '$1 = $2 === $3 ? 1 : 0;',
  NE: '$1 = $2 !== $3 ? 1 : 0;',
  LT: '$1 = $2 < $3 ? 1 : 0;',
  LE: '$1 = $2 <= $3 ? 1 : 0;',
  LTU: '$1 = $2 >>> 0 < $3 >>> 0 ? 1 : 0;',
  LEU: '$1 = $2 >>> 0 <= $3 >>> 0 ? 1 : 0;',
  EQ64: `$1 = ${equal(2, 3)} ? 1 : 0;`,
  NE64: `$1 = ${unlike(2, 3)} ? 1 : 0;`,
  LT64: `$1 = ${below(2, 3, '', '<')} ? 1 : 0;`,
  LE64: `$1 = ${below(2, 3, '', '<=')} ? 1 : 0;`,
  LTU64: `$1 = ${below(2, 3, ' >>> 0', '<')} ? 1 : 0;`,
  LEU64: `$1 = ${below(2, 3, ' >>> 0', '<=')} ? 1 : 0;`,
  EQF: '$1 = $2.f === $3.f ? 1 : 0;',
  NEF: '$1 = $2.f !== $3.f ? 1 : 0;',
  LTF: '$1 = $2.f < $3.f ? 1 : 0;',
  LEF: '$1 = $2.f <= $3.f ? 1 : 0;',

  JMP: 't = $1; break;',
  JZ: 'jump $2 if $1 === 0',
  JNZ: 'jump $2 if $1 !== 0',
  JZ64: 'jump $2 if ($1.lo | $1.hi) === 0',
  JNZ64: 'jump $2 if ($1.lo | $1.hi) !== 0',
  JEQ: 'jump $3 if $1 === $2',
  JNE: 'jump $3 if $1 !== $2',
  JLT: 'jump $3 if $1 < $2',
  JLE: 'jump $3 if $1 <= $2',
  JLTU: 'jump $3 if $1 >>> 0 < $2 >>> 0',
  JLEU: 'jump $3 if $1 >>> 0 <= $2 >>> 0',
  JEQI: 'jump $3 if $1 === $2',
  // `else if (state == 2) … else if (state == 3) …` is a chain of these.
  JNEI: `
    if ($1 === $2) break next;
    t = $3;
    while (code[t] === ${OP.JNEI} && t > pc && fuel > 0) {
      pc = t;
      if (r[fp + code[pc + 1]] === code[pc + 2]) break next;
      t = code[pc + 3];
    }
    break;`,
  JLTI: 'jump $3 if $1 < $2',
  JLEI: 'jump $3 if $1 <= $2',
  JGTI: 'jump $3 if $1 > $2',
  JGEI: 'jump $3 if $1 >= $2',
  JEQ64: `jump $3 if ${equal(1, 2)}`,
  JNE64: `jump $3 if ${unlike(1, 2)}`,
  JLT64: `jump $3 if ${below(1, 2, '', '<')}`,
  JLE64: `jump $3 if ${below(1, 2, '', '<=')}`,
  JLTU64: `jump $3 if ${below(1, 2, ' >>> 0', '<')}`,
  JLEU64: `jump $3 if ${below(1, 2, ' >>> 0', '<=')}`,

  ADDP: '$1.lo = $2.lo + $3; $1.hi = $2.hi;',
  LEA1: '$1.lo = $2.lo + $3; $1.hi = $2.hi;',
  LEA2: '$1.lo = $2.lo + ($3 << 1); $1.hi = $2.hi;',
  LEA4: '$1.lo = $2.lo + ($3 << 2); $1.hi = $2.hi;',
  LEA8: '$1.lo = $2.lo + ($3 << 3); $1.hi = $2.hi;',

  LD8S: `${OFFSET} $1 = (${BYTE} << 24) >> 24;`,
  LD8U: `${OFFSET} $1 = ${BYTE};`,
  LD16S: `${OFFSET} $1 = (load16(s, image, at) << 16) >> 16;`,
  LD16U: `${OFFSET} $1 = load16(s, image, at);`,
  LD32: `${OFFSET} $1 = ${WORD};`,
  LD64: `${OFFSET} ${LONG}`,
  LDF: `${OFFSET} $1.f = floatFromBits(load32(s, image, at));`,
  ST8: `${OFFSET} ${SET_BYTE}`,
  ST16: `${OFFSET} store16(s, image, at, $1);`,
  ST32: `${OFFSET} ${SET_WORD}`,
  ST64: `${OFFSET} ${SET_LONG}`,
  STF: `${OFFSET} store32(s, image, at, bitsOfFloat($1.f));`,
  LDX8S: `${INDEX} $1 = (${BYTE} << 24) >> 24;`,
  LDX8U: `${INDEX} $1 = ${BYTE};`,
  LDX32: `${scaled(2)} $1 = ${WORD};`,
  LDX64: `${scaled(3)} ${LONG}`,
  STX8: `${INDEX} ${SET_BYTE}`,
  STX32: `${scaled(2)} ${SET_WORD}`,
  STX64: `${scaled(3)} ${SET_LONG}`,
  COPY: 'copyBytes(s, image, $1, $2, $3);',
  ZERO: 'zeroBytes(s, image, $1, $2);',
  FRESH: `shadow.fill(${SHADOW_FRESH}, $1, $1 + $2);`,

  CALL: `t = $1; at = (fp + $2) | 0; ${PUSH}`,
  CALLR: `
    t = functionAt(image, $1);
    checkSignature(linked, t, $3);
    at = (fp + $2) | 0;
    ${PUSH}`,
  NATIVE: `
    s.pc = pc;
    s.sp = sp;
    s.frame = fp;
    s.depth = depth;
    if (callNative($1, fp + $2, $3)) {
      // The program is now in an earlier call, behind its setjmp, or on another stack.
      ({ registers: r, calls } = s);
      ({ memory32, shadow32, f, big } = viewsOf(memory, shadow, r));
      pc = s.pc | 0;
      sp = s.sp | 0;
      fp = s.frame | 0;
      depth = s.depth | 0;
      fuel = (fuel - ${NATIVE_COST}) | 0;
      op = code[pc];
      continue;
    }
    fuel = (fuel - ${NATIVE_COST}) | 0;
    if (memory !== s.space.memory) {
      ({ memory, shadow } = s.space);
      ({ memory32, shadow32 } = viewsOf(memory, shadow, r));
    }`,
  SYSCALL: `
    s.awaiting = fp + $1;
    out = $2;
    stop = 'syscall';
    pc = (pc + 4) | 0;
    break run;`,
  RET: `
    depth = (depth - 1) | 0;
    t = depth << 2;
    if (calls[t + 2] !== sp) {
      closeFrame(shadow, shadow32, sp, calls[t + 2]);
      sp = calls[t + 2];
    }
    pc = calls[t];
    fp = calls[t + 1];
    op = code[pc];
    continue;`,
  EXIT: `out = $1; stop = 'exit'; break run;`,
  TP: '$1.lo = s.tp; $1.hi = 0;',
  UNSET: 'poison(s);',
  LDBITS: 'loadBits(s, image, $2, $3, $1.at);',
  STBITS: 'storeBits(s, image, $2, $3, $1.at);',
  ALLOCA: `
    s.depth = depth;
    sp = growFrame(s, image, sp, $2.hi === 0 ? $2.lo : -1) | 0;
    $1.lo = sp; $1.hi = 0;`,
  SETSP: `if ($1 !== sp) { shadow.fill(${SHADOW_FRAME_GAP}, sp, $1); sp = $1; }`,
  CHECK: 'if ($1 >>> 0 >= $2) boundFault(image, $1, $3);',
  LIMIT: 's.limits.push({ low: $1, high: $1 + $2, bound: $3, depth });',
  UNLIMIT: 's.limits.length -= $1;',
  ENTER: `
    if (pc !== first) { stop = 'enter'; break run; }
    // Begun here, where compiled code has just left: the instruction below, once.
    first = -1;
    op = image.code[pc];
    continue;`,

  ADDS: SUM,
  SUBS: watched('($2 - $3)', '(($2 ^ $3) & ($2 ^ t)) < 0', '-'),
  MULS: TIMES,
  NEGS: watched('-$2', '$2 === -2147483648', 'neg', '0', '$2'),
  ADDIS: SUM,
  MULIS: TIMES,
  ADD64S: `low = ($2.lo + $3.lo) | 0;
    t = ($2.hi + $3.hi + (low >>> 0 < $2.lo >>> 0 ? 1 : 0)) | 0;
    num = (($2.hi ^ t) & ($3.hi ^ t)) < 0 ? overflow64(s, linked, pc, '+', $2.at, $3.at) : 0;
    $1.lo = low; $1.hi = t;
    if (num !== 0) STOP`,
  SUB64S: `low = ($2.lo - $3.lo) | 0;
    t = ($2.hi - $3.hi - ($2.lo >>> 0 < $3.lo >>> 0 ? 1 : 0)) | 0;
    num = (($2.hi ^ $3.hi) & ($2.hi ^ t)) < 0 ? overflow64(s, linked, pc, '-', $2.at, $3.at) : 0;
    $1.lo = low; $1.hi = t;
    if (num !== 0) STOP`,
  // Two numbers of 32 bits have a product that fits.
  MUL64S: `num = 0;
    if (($2.hi !== $2.lo >> 31 || $3.hi !== $3.lo >> 31) &&
        Math.abs(toNumber(r, $2.at) * toNumber(r, $3.at)) >= SAFE_PRODUCT) {
      num = overflow64(s, linked, pc, '*', $2.at, $3.at);
    }
    ${PRODUCT}
    if (num !== 0) STOP`,
  NEG64S: `
    num = $2.lo === 0 && $2.hi === -2147483648 ? overflow64(s, linked, pc, 'neg', -1, $2.at) : 0;
    low = -$2.lo | 0;
    $1.hi = ~$2.hi + (low === 0 ? 1 : 0); $1.lo = low;
    if (num !== 0) STOP`,
  ADDI64S: `low = ($2.lo + $3) | 0;
    t = ($2.hi + ($3 >> 31) + (low >>> 0 < $2.lo >>> 0 ? 1 : 0)) | 0;
    num = (($2.hi ^ t) & (($3 >> 31) ^ t)) < 0
      ? overflow64(s, linked, pc, '+', $2.at, -1, $3) : 0;
    $1.lo = low; $1.hi = t;
    if (num !== 0) STOP`,
  GONE: `shadow.fill(${SHADOW_GONE}, $1, $1 + $2);`,
  LTOS: '$1.f = halvesToFloat($2.lo, $2.hi);',
  ULTOS: '$1.f = halvesToFloat($2.lo, $2.hi >>> 0);',
};
