// Names and operands of the instructions: all that a machine needs of them.
//
// One idea: this is data that follows from the table; a page's build works it out beforehand
// (components/cell/build/frozen.ts), and then a page loads no sentences with its compiler.

import { TABLE } from './instructions.ts';

export type OpName = (typeof TABLE)[number][0];

/** By opcode number: the name, and the letters of the operands. */
export const INSTRUCTIONS: readonly (readonly [OpName, string])[] = TABLE.map(
  ([name, operands]) => [name, operands],
);
