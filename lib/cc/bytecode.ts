// Bytecode: the instructions between emit and the virtual machine.
//
// One idea: a register machine whose frames overlap. A function's registers are a window of 8-byte
// slots; a caller puts arguments into the slots above its own, and the callee's window begins
// there, so that a call copies nothing. A slot holds an int in its lower half, a long or a pointer
// as two halves, or a double. The two halves keep 64-bit arithmetic exact without BigInt.
//
// Every instruction is four 32-bit words: opcode and up to three operands.
//   d  register that is written   r  register that is read   i  immediate number
//   j  jump target (a pc)         f  function number         n  native number
//   w  first register of the callee's window
// Register operands are encoded doubled: as indexes of 32-bit halves.
//
// What there is stands in instructions.ts.

import { INSTRUCTIONS, type OpName } from './operands.ts';

export type { OpName };
export { INSTRUCTIONS };

/** Opcode numbers by name. */
export const OP = Object.fromEntries(INSTRUCTIONS.map(([name], i) => [name, i])) as Record<
  OpName,
  number
>;

/** Packs where a bit-field lies: byte offset, sign, width and shift. */
export function bitsOperand(offset: number, signed: boolean, width: number, shift: number): number {
  return (offset << 11) | (signed ? 1 << 10 : 0) | (width << 3) | shift;
}

/** The first byte offset that bitsOperand has no room for. */
export const MAX_BITS_OFFSET = 1 << 20;

/** Words of one instruction. */
export const WIDTH = 4;

/** Writes one instruction as a line of text: `ADDI r2, r2, 1`. */
export function disassemble(code: Int32Array, pc: number): string {
  const entry = INSTRUCTIONS[code[pc]];
  if (!entry) return `?? ${code[pc]}`;
  const [name, operands] = entry;
  const parts = operands.split(' ').filter(Boolean);
  const shown = parts.map((letter, i) => {
    const value = code[pc + 1 + i];
    if (letter === 'd' || letter === 'r' || letter === 'w') return `r${value / 2}`;
    if (letter === 'j') return `@${value / WIDTH}`;
    return letter === 'i' ? String(value) : letter + value;
  });
  return `${name} ${shown.join(', ')}`.trimEnd();
}
