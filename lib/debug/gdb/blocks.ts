// Blocks: which variables a place in a function sees, also those that are declared further down.
//
// One idea: a block is where its variables begin and end; gdb shows all of them from its start,
// whatever they hold before they are set.

import type { FunctionInfo, VariableInfo } from '../../cc/image.ts';

/** The blocks around an instruction, innermost first, each with its variables. */
export function blocksAt(fn: FunctionInfo, pc: number): VariableInfo[][] {
  const blocks = new Map<string, VariableInfo[]>();
  for (const v of fn.variables) {
    if (pc < v.blockPc || pc >= v.toPc) continue;
    const block = `${v.blockPc} ${v.toPc}`;
    blocks.set(block, [...(blocks.get(block) ?? []), v]);
  }
  return [...blocks.values()].sort(([a], [b]) => b.blockPc - a.blockPc || a.toPc - b.toPc);
}

/** Finds what a name means at an instruction. */
export function variableAt(fn: FunctionInfo, pc: number, name: string): VariableInfo | undefined {
  for (const block of blocksAt(fn, pc)) {
    const found = block.findLast((v) => v.name === name);
    if (found) return found;
  }
  return undefined;
}
