// Fuse: pairs of instructions that the interpreter does in one turn.
//
// One idea: what an interpreter pays for is finding the next case, so two instructions that often follow
// each other become one. The second stays where it is, for jumps to it; only the opcode of the first
// is replaced, in a copy of the code that nobody but the interpreter sees.
//
// The pairs are those that measuring the programs of test/bench found most often.

import { OP, type OpName, WIDTH } from '../cc/bytecode.ts';
import { LETTERS } from '../cc/liveness.ts';

/** The first of the opcodes for pairs; the cases of interpret.ts have these numbers. */
export const FIRST_PAIR = 200;

export const PAIRS: readonly string[] = [
  'CONST64+STX8',
  'CONST64+LDX8S',
  'CONST64+LDX8U',
  'CONST64+LD32',
  'CONST64+ST32',
  'CONST64+LD64',
  'CONST64+MUL64',
  'ADDS+JLEI',
  'ADDIS+JLEI',
  'ADDIS+JLTI',
  'ADDIS+JLT',
  'ADDS+RET',
  'JGEI+RET',
  'LD64+JNZ64',
  'LD32+ADDS',
  'ADDS+ANDI',
  'LD8S+JNZ',
  'LD8S+ADDIS',
  'LD8S+JNEI',
  'MOV64+ADDP',
  'MULIS+ADDS',
  'LD32+JNE',
  'LD32+JLE',
  'LD32+JNEI',
  'LDX8S+ZEXT8',
  'LDX32+ADDS',
  'ZEXT+XOR64',
  'CONST+SHL64',
  'CONST+SHRU64',
  'SEXT+ADD64',
  'ANDI+JNEI',
  'MOV+MOV64',
];

const numbers = new Map(
  PAIRS.map((pair, i) => {
    const [first, second] = pair.split('+') as OpName[];
    return [OP[first] * 256 + OP[second], FIRST_PAIR + i];
  }),
);

/** Returns a copy of the code with pairs fused; none where a jump leads to the second. */
export function fuse(code: Int32Array): Int32Array {
  const targets = new Set<number>();
  for (let pc = 0; pc < code.length; pc += WIDTH) {
    const at = LETTERS[code[pc]]?.indexOf('j') ?? -1;
    if (at >= 0) targets.add(code[pc + 1 + at]);
  }
  const fused = code.slice();
  for (let pc = 0; pc + WIDTH < code.length; pc += WIDTH) {
    const pair = numbers.get(code[pc] * 256 + code[pc + WIDTH]);
    if (pair === undefined || targets.has(pc + WIDTH)) continue;
    fused[pc] = pair;
    pc += WIDTH;
  }
  return fused;
}
