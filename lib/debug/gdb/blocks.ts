// Blocks: which variables a place in a function sees, also those that are declared further down.
//
// One idea: the variables of a block end together, so the end of their ranges names the block. gdb
// shows all variables of a block from its start, whatever they hold before they are set.

import type { FunctionInfo, VariableInfo } from '../../cc/image.ts';

/** The blocks around an instruction, innermost first, each with its variables. */
export function blocksAt(fn: FunctionInfo, pc: number): VariableInfo[][] {
  const ends = [...new Set(fn.variables.map((v) => v.toPc))].sort((a, b) => a - b);
  // The function's own block begins with the function, as that of its parameters does.
  const own = Math.max(0, ...fn.variables.slice(fn.params).map((v) => v.toPc));
  const blocks: VariableInfo[][] = [];
  for (const end of ends) {
    const block = fn.variables.filter((v) => v.toPc === end);
    const start = end >= own ? fn.pc : Math.min(...block.map((v) => v.fromPc));
    if (pc >= start && pc < end) blocks.push(block);
  }
  return blocks;
}

/** Finds what a name means at an instruction. */
export function variableAt(fn: FunctionInfo, pc: number, name: string): VariableInfo | undefined {
  for (const block of blocksAt(fn, pc)) {
    const found = block.findLast((v) => v.name === name);
    if (found) return found;
  }
  return undefined;
}
