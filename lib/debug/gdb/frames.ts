// Frames and source lines as gdb writes them.
//
// Departs: addresses of code are those of this machine's bytecode.

import { lineAt } from '../../vm/linked.ts';
import { stackFrames } from '../../vm/state.ts';
import { instructionOf } from '../debugger.ts';
import { TEXT_BASE } from '../values.ts';
import { blocksAt } from './blocks.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { GdbError } from './expression.ts';
import { frames, type Gdb, scopeOf, stateOf } from './session.ts';
import { valueText } from './show.ts';

/** The address at which an instruction is said to lie. */
export function codeOf(pc: number): number {
  return TEXT_BASE + pc;
}

/** Writes an address of code with all its digits. */
export function codeAddress(pc: number): string {
  return `0x${codeOf(pc).toString(16).padStart(16, '0')}`;
}

/** Splits a text into lines, without an empty one behind its end. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Writes a source line with its number, as every stop does. */
export function sourceLine(g: Gdb, file: number, line: number): string {
  const text = linesOf(g.texts.get(file) ?? '')[line - 1];
  return text === undefined
    ? `${line}\tin ${g.image.files[file]?.name ?? '?'}`
    : `${line}\t${text}`;
}

/** What a frame is, in numbers. */
export interface FrameInfo {
  index: number;
  fn: number;
  file: number;
  line: number;
  pc: number;
  /** It stands between two lines: in a call, or behind one. */
  inside: boolean;
  library: boolean;
}

export function frameInfo(g: Gdb, index: number): FrameInfo {
  const s = stateOf(g);
  const frame = stackFrames(s)[index];
  const pc = instructionOf(s, frame.pc, index);
  const entry = lineAt(g.image, pc);
  const info = g.image.functions[frame.fn];
  const file = entry?.file ?? info.file;
  return {
    index,
    fn: frame.fn,
    file,
    line: entry?.line ?? info.line,
    pc: frame.pc,
    inside: !(entry?.statement && entry.pc === pc) || index > 0,
    library: g.image.files[file].library,
  };
}

/** Writes `square (n=1)`. */
export function callText(g: Gdb, index: number): string {
  const info = frameInfo(g, index);
  const fn = g.image.functions[info.fn];
  if (info.library) return `${fn.name} ()`;
  const scope: Scope = { ...scopeOf(g), frame: index };
  const args = fn.variables
    .slice(0, fn.params)
    .map(({ name }) => `${name}=${argText(scope, name)}`);
  return `${fn.name} (${args.join(', ')})`;
}

/** Scalars alone are shown among arguments. */
function argText(scope: Scope, name: string): string {
  let value: ReturnType<typeof evaluate>;
  try {
    value = evaluate(scope, { k: 'name', name });
  } catch (error) {
    // At the closing brace its register holds the result.
    if (error instanceof GdbError) return '<optimized out>';
    throw error;
  }
  if (value.type.kind === 'record' || value.type.kind === 'array') return '...';
  return valueText(scope, value).replace(/^\([^)]*(?:\([^)]*\))*[^)]*\) (?=0x)/, '');
}

/** Writes where a frame is: `0x… in sum (count=4) at t.c:21`. */
export function location(g: Gdb, index: number, address = frameInfo(g, index).inside): string {
  const info = frameInfo(g, index);
  if (info.library && g.image.functions[info.fn].name === 'restore')
    return '<signal handler called>';
  const at = info.library
    ? ' from /lib/x86_64-linux-gnu/libc.so.6'
    : ` at ${g.image.files[info.file].name}:${info.line}`;
  const before = address || info.library ? `${codeAddress(info.pc)} in ` : '';
  return `${before}${callText(g, index)}${at}`;
}

/** Writes a frame as `frame`, `up` and `down` do, and moves the next `list` there. */
export function showFrame(g: Gdb, index: number, numbered = true): string[] {
  const info = frameInfo(g, index);
  const number = numbered ? `#${String(index).padEnd(3)}` : '';
  const lines = [`${number}${location(g, index)}`];
  if (!info.library) lines.push(lineText(g, info));
  return lines;
}

/** The source line of a stop; `list` goes on around it. */
export function lineText(g: Gdb, { file, line }: { file: number; line: number }): string {
  g.list = { file, line, first: line, last: line, next: Math.max(1, line - 5) };
  return sourceLine(g, file, line);
}

/** Writes the calls from the innermost out; a negative limit counts from the outermost. */
export function backtrace(g: Gdb, limit?: number, full = false): string[] {
  const all = frames(g).map((_, i) => i);
  const shown = limit === undefined ? all : limit < 0 ? all.slice(limit) : all.slice(0, limit);
  const lines = shown.flatMap((i) => [
    `#${String(i).padEnd(3)}${location(g, i)}`,
    ...(full ? localLines(g, i) : []),
  ]);
  const more = limit !== undefined && limit >= 0 && all.length > limit;
  if (more && g.interactive) lines.push('(More stack frames follow...)');
  return lines;
}

/** A frame's variables, under it. */
function localLines(g: Gdb, index: number): string[] {
  if (frameInfo(g, index).library) return ['No symbol table info available.'];
  const at: Gdb = { ...g, frame: index };
  const names = localNames(at);
  return names.length > 0 ? variables(at, names).map((line) => `        ${line}`) : ['No locals.'];
}

/** Writes variables of the selected frame, each on a line. */
export function variables(g: Gdb, names: string[]): string[] {
  const scope = scopeOf(g);
  return names.map((name) => {
    try {
      const text = valueText(scope, evaluate(scope, { k: 'name', name }));
      // Only print says the type of a pointer.
      return `${name} = ${text.replace(/^\(.*?\) (?=0x)/, '')}`;
    } catch (error) {
      if (error instanceof GdbError) return `${name} = <error: ${error.message}>`;
      throw error;
    }
  });
}

/** The local variables of the selected frame, innermost block first, without the parameters. */
export function localNames(g: Gdb): string[] {
  const s = stateOf(g);
  const frame = stackFrames(s)[g.frame];
  const fn = g.image.functions[frame.fn];
  const pc = instructionOf(s, frame.pc, g.frame);
  const params = new Set(fn.variables.slice(0, fn.params).map((v) => v.name));
  const blocks = blocksAt(fn, pc).map((block) => block.map((v) => v.name));
  return [...new Set(blocks.flat())].filter((name) => !params.has(name));
}
