// Crash: where a program stood when it was stopped, and what its variables held.

import type { Image } from '../cc/image.ts';
import type { VmState } from '../vm/state.ts';
import { framesOf, variablesIn } from './debugger.ts';

/** The most that a crash tells of: calls, and characters of a variable's value. */
const MAX_FRAMES = 8;
const MAX_VALUE = 60;

/** Writes the program's own calls, innermost first, each with its variables. */
export function crashLines(s: VmState, image: Image): string[] {
  const own = framesOf(s, image).filter((frame) => !frame.library);
  const lines: string[] = [];
  for (const { name, file, line, index } of own.slice(0, MAX_FRAMES)) {
    lines.push(`  in ${name}, ${file}:${line}`);
    for (const v of variablesIn(s, image, index)) {
      const value = v.value.length > MAX_VALUE ? `${v.value.slice(0, MAX_VALUE)}...` : v.value;
      lines.push(`      ${v.name} = ${value}`);
    }
  }
  if (own.length > MAX_FRAMES) lines.push(`  and ${own.length - MAX_FRAMES} calls more`);
  return lines;
}
