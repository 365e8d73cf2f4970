// `list`: lines of source around a place, behind or in front of those shown last, or between two.
//
// One idea: every listing is a first and a last line; what was shown last, or the line of the last
// stop, says where the next one begins.
//
// Source: gdb 13.1, list_command() and print_source_lines() with its recorded answers in the tests.

import { CODE_BASE } from '../../cc/image.ts';
import { lineAt } from '../../vm/linked.ts';
import { TEXT_BASE } from '../values.ts';
import { addressOf, evaluate } from './evaluate.ts';
import { GdbError, parseExpression } from './expression.ts';
import { linesOf, sourceLine } from './frames.ts';
import { fileNamed, pcAtFunction } from './places.ts';
import { type Gdb, scopeOf } from './session.ts';
import { typesOf } from './types.ts';

/** Lines of one listing. */
const LINES = 10;

/** The lines around a place that lines of its own are asked for. */
const around = (line: number): number => Math.max(1, line - LINES / 2);

interface Spec {
  file: number;
  line: number;
  /** What is said before the lines. */
  said?: string;
}

/** Does `list` with what is behind it. */
export function list(g: Gdb, rest: string): string[] {
  const { file, first, next } = g.list;
  if (rest === '' || rest === '+') return show(g, file, first === 0 ? beginning(g) : next);
  if (rest === '-') {
    const top = first === 0 ? beginning(g) : first;
    if (top <= 1) throw new GdbError(`Already at the start of ${g.image.files[file].name}.`);
    return show(g, file, Math.max(1, top - LINES), top - 1);
  }
  const [from, to] = rest.split(',').map((word) => word.trim());
  if (to === undefined) {
    const { file: there, line, said } = specOf(g, from, file);
    return [...(said ? [said] : []), ...show(g, there, around(line))];
  }
  if (from === '') {
    const { file: there, line } = specOf(g, to, file);
    return show(g, there, Math.max(1, line - LINES + 1), line);
  }
  const begin = specOf(g, from, file);
  if (to === '') return show(g, begin.file, begin.line);
  const end = /^\+\d+$/.test(to) ? begin.line + Number(to) : specOf(g, to, begin.file).line;
  return end < begin.line ? [] : show(g, begin.file, begin.line, end);
}

/** Without a place, and before anything was shown: around what main does first. */
function beginning(g: Gdb): number {
  const body = pcAtFunction(g.image, 'main')?.line ?? 1;
  return around(Math.max(body - LINES + 1, 1));
}

function specOf(g: Gdb, text: string, here: number): Spec {
  if (text.startsWith('*')) return atAddress(g, text.slice(1));
  const [, name, rest] = /^(?:([^:]+):)?(.*)$/.exec(text)!;
  const file = name === undefined ? here : fileNamed(g.image, name);
  if (/^\d+$/.test(rest)) return { file, line: Number(rest) };
  if (/^[-+]\d+$/.test(rest)) {
    const { line, last } = g.list;
    return { file, line: Math.max(1, (last || line) + Number(rest)) };
  }
  const fn = g.image.functions.find((f) => f.name === rest && !g.image.files[f.file].library);
  if (!fn || (name !== undefined && fn.file !== file)) {
    const where = name === undefined ? '' : ` in "${name}"`;
    throw new GdbError(`Function "${rest}" not defined${where}.`);
  }
  return { file: fn.file, line: fn.line };
}

function atAddress(g: Gdb, text: string): Spec {
  const address = addressOf(evaluate(scopeOf(g), parseExpression(text, typesOf(g.image))));
  const called = g.image.functions[(address - CODE_BASE) / 16];
  const pc = called?.pc ?? address - TEXT_BASE;
  const fn = called ?? g.image.functions.find((f) => pc >= f.pc && pc < f.endPc);
  if (!fn) throw new GdbError('No line number information available for that address.');
  const entry = pc === fn.pc ? { file: fn.file, line: fn.line } : lineAt(g.image, pc);
  const { file, line } = entry ?? fn;
  const said = `0x${address.toString(16)} is in ${fn.name} (${g.image.files[file].name}:${line}).`;
  return { file, line, said };
}

function show(g: Gdb, file: number, first: number, last = first + LINES - 1): string[] {
  const total = linesOf(g.texts.get(file) ?? '').length;
  if (first > total) {
    const { name } = g.image.files[file];
    g.list = { file, line: first, first, last: first, next: first };
    throw new GdbError(`Line number ${first} out of range; ${name} has ${total} lines.`);
  }
  const end = Math.min(last, total);
  g.list = { file, line: end, first, last: end, next: end + 1 };
  return Array.from({ length: end - first + 1 }, (_, i) => sourceLine(g, file, first + i));
}
