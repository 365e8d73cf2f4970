// Liveness: is a register's value still wanted at some instruction?
//
// One idea: follow the code from there on every way it can take, until the register is read (it is
// wanted) or written (this way it is not). Most ways are short.
//
// Units: a pc is an index into the code; registers are given doubled, as instructions carry them.

import { INSTRUCTIONS, OP, WIDTH } from './bytecode.ts';

/** The operand letters of each opcode. */
export const LETTERS: readonly string[][] = INSTRUCTIONS.map(([, operands]) =>
  operands.split(' ').filter(Boolean),
);

/** Tells whether an instruction reads this register; a call reads all from its window on. */
export function readsRegister(code: ArrayLike<number>, pc: number, reg: number): boolean {
  const op = code[pc];
  if (op === OP.RET) return reg === 0;
  return LETTERS[op].some((letter, i) => {
    const operand = code[pc + 1 + i];
    return letter === 'r' ? operand === reg : letter === 'w' && reg >= operand;
  });
}

export function writesRegister(code: ArrayLike<number>, pc: number, reg: number): boolean {
  return LETTERS[code[pc]].some((letter, i) => letter === 'd' && code[pc + 1 + i] === reg);
}

/** Tells whether what the register holds at `start` may still be read. */
export function isLive(code: ArrayLike<number>, start: number, reg: number): boolean {
  const seen = new Set<number>();
  const ways = [start];
  for (let pc = ways.pop(); pc !== undefined; pc = ways.pop()) {
    while (!seen.has(pc) && pc < code.length) {
      seen.add(pc);
      if (readsRegister(code, pc, reg)) return true;
      const op = code[pc];
      if (op === OP.RET || op === OP.EXIT || writesRegister(code, pc, reg)) break;
      const j = LETTERS[op].indexOf('j');
      if (op === OP.JMP) pc = code[pc + 1];
      else {
        if (j >= 0) ways.push(code[pc + 1 + j]);
        pc += WIDTH;
      }
    }
  }
  return false;
}
