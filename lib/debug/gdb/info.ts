// `info`: what the session knows, in gdb's tables.

import { stackFrames } from '../../vm/state.ts';
import { symbolNear } from '../values.ts';
import { addressOf, evaluate, pointerAt } from './evaluate.ts';
import { GdbError, parseExpression } from './expression.ts';
import {
  callText,
  codeAddress,
  codeOf,
  frameInfo,
  linesOf,
  localNames,
  location,
  variables,
} from './frames.ts';
import { placeOf } from './places.ts';
import { frames, type Gdb, liveState, pathOf, pcsOf, scopeOf, stateOf } from './session.ts';
import { threadId, threadTable } from './threads.ts';
import { typesOf } from './types.ts';

/** Answers `info WHAT`. */
export function info(g: Gdb, what: string): string[] {
  const [name, ...rest] = what.split(/\s+/);
  const topics = Object.keys(TOPICS).filter((topic) => topic.startsWith(name || '\0'));
  const topic = Object.hasOwn(TOPICS, name) ? name : (ALIASES[name] ?? topics[0]);
  if (name === '') {
    throw new GdbError(`List of info subcommands: ${Object.keys(TOPICS).join(', ')}.`);
  }
  if (!topic) throw new GdbError(`Undefined info command: "${name}".  Try "help info".`);
  return TOPICS[topic](g, rest.join(' '));
}

const ALIASES: Record<string, string> = { b: 'breakpoints', s: 'stack', f: 'frame', lo: 'locals' };

const TOPICS: Record<string, (g: Gdb, rest: string) => string[]> = {
  breakpoints: (g) => table(g, 'No breakpoints or watchpoints.', () => true),
  watchpoints: (g) => table(g, 'No watchpoints.', (kind) => kind === 'watch'),
  locals: (g) => {
    if (isLibrary(g)) return [NO_SYMBOLS];
    const names = localNames(g);
    return names.length > 0 ? variables(g, names) : ['No locals.'];
  },
  args: (g) => {
    if (isLibrary(g)) return [NO_SYMBOLS];
    const fn = g.image.functions[stackFrames(stateOf(g))[g.frame].fn];
    const names = fn.variables.slice(0, fn.params).map((v) => v.name);
    return names.length > 0 ? variables(g, names) : ['No arguments.'];
  },
  display: (g) => {
    if (g.displays.length === 0) return ['There are no auto-display expressions now.'];
    const rows = g.displays.map((d) => {
      const format = d.format ? `/${d.format} ` : '';
      const no = isKnown(g, d.expression) ? '' : ' (cannot be evaluated in the current context)';
      return `${d.number}:   ${d.enabled ? 'y' : 'n'}  ${format}${d.expression}${no}`;
    });
    return ['Auto-display expressions now in effect:', 'Num Enb Expression', ...rows];
  },
  frame: frame,
  line: lineInfo,
  symbol: symbolInfo,
  address: addressInfo,
  program: programInfo,
  source: sourceInfo,
  stack: (g) => frames(g).map((_, i) => `#${String(i).padEnd(3)}${location(g, i)}`),
  threads: threadTable,
  inferiors: (g) => {
    const runs = g.pid !== undefined && !g.over;
    const what = (runs ? `process ${g.pid}` : '<null>').padEnd(17);
    const how = (runs ? '1 (native)' : '').padEnd(20);
    return [
      '  Num  Description       Connection           Executable        ',
      `* 1    ${what} ${how} ${pathOf(g)} `,
    ];
  },
};

/** gdb's words for a frame without debugging information (print_frame_local_vars, gdb/stack.c). */
const NO_SYMBOLS = 'No symbol table info available.';

/** Tells whether the selected frame is the library's, which is built without `-g`. */
function isLibrary(g: Gdb): boolean {
  if (!liveState(g)) throw new GdbError('No frame selected.');
  return frameInfo(g, g.frame).library;
}

/** An address of code with the function that it is in. */
function named(g: Gdb, pc: number): string {
  const fn = g.image.functions.find((f) => pc >= f.pc && pc < f.endPc);
  const offset = fn && pc > fn.pc ? `+${pc - fn.pc}` : '';
  return fn ? `${short(pc)} <${fn.name}${offset}>` : short(pc);
}

function short(pc: number): string {
  return codeAddress(pc).replace(/^0x0+/, '0x');
}

function table(g: Gdb, none: string, wanted: (kind: string) => boolean): string[] {
  const rows = g.breakpoints.filter((b) => wanted(b.kind));
  if (rows.length === 0) return [none];
  // Catchpoints have no address, and a table of them alone leaves no room for one.
  const digits = rows.every((b) => b.kind === 'syscall') ? 10 : 18;
  const lines = [`Num     Type           Disp Enb ${'Address'.padEnd(digits)} What`];
  for (const b of rows) {
    const type =
      b.kind === 'break' ? 'breakpoint' : b.kind === 'watch' ? 'hw watchpoint' : 'catchpoint';
    const disp = b.temporary ? 'del' : 'keep';
    const head = `${String(b.number).padEnd(8)}${type.padEnd(15)}${disp.padEnd(5)}${b.enabled ? 'y' : 'n'}   `;
    lines.push(head + whatText(g, b, digits));
    if (b.condition) lines.push(`\tstop only if ${b.condition}`);
    const kind = b.kind === 'syscall' ? 'catchpoint' : 'breakpoint';
    if (b.hits > 0) lines.push(`\t${kind} already hit ${b.hits} time${b.hits === 1 ? '' : 's'}`);
    if (b.ignore > 0) lines.push(`\tignore next ${b.ignore} hits`);
  }
  return lines;
}

function whatText(g: Gdb, b: Gdb['breakpoints'][number], digits: number): string {
  const none = ' '.repeat(digits + 1);
  if (b.kind === 'watch') return none + b.expression;
  if (b.kind === 'syscall') {
    const calls = b.calls!.length === 0 ? '<any syscall>' : b.calls!.join(', ');
    return `${none}${b.calls!.length > 1 ? 'syscalls' : 'syscall'} "${calls}" `;
  }
  const pc = b.pc ?? pcsOf(g, b)[0];
  if (pc === undefined) return `${'<PENDING>'.padEnd(19)}${b.text}:${b.line}`;
  g.convenience.set('_', pointerAt(codeOf(pc)));
  const fn = g.image.functions.find((f) => pc >= f.pc && pc < f.endPc);
  if (fn && g.image.files[fn.file].library) return `${codeAddress(pc)} <${fn.name}>`;
  if (b.text !== undefined) return `${codeAddress(pc)} in ${fn?.name} at ${b.text}:${b.line}`;
  return `${codeAddress(pc)} in ${fn?.name} at ${g.image.files[b.file!].name}:${b.line}`;
}

/** Tells whether all names of an expression mean something here. */
function isKnown(g: Gdb, text: string): boolean {
  try {
    evaluate({ ...scopeOf(g), typeOnly: true }, parseExpression(text, typesOf(g.image)));
    return true;
  } catch (error) {
    if (error instanceof GdbError) return false;
    throw error;
  }
}

function sourceInfo(g: Gdb): string[] {
  if (g.list.last === 0) return ['No current source file.'];
  const { name } = g.image.files[g.list.file];
  const count = linesOf(g.texts.get(g.list.file) ?? '').length;
  return [
    `Current source file is ${name}`,
    `Compilation directory is ${g.shell.cwd}`,
    `Located in ${g.shell.cwd}/${name}`,
    `Contains ${count} line${count === 1 ? '' : 's'}.`,
    'Source language is c.',
    'Producer is the C17 compiler of this machine.',
    'Compiled with bytecode debugging format.',
    'Does not include preprocessor macro info.',
  ];
}

function programInfo(g: Gdb): string[] {
  if (!liveState(g)) throw new GdbError('The program being debugged is not being run.');
  const { stopped } = g;
  return [
    `\tUsing the running image of child ${threadId(g)}.`,
    `Program stopped at ${short(stateOf(g).pc)}.`,
    stopped === undefined
      ? 'It stopped after being stepped.'
      : `It stopped at breakpoint ${stopped}.`,
  ];
}

/** The place that `info line` is asked for: a function begins where it is declared. */
function lineAsked(
  g: Gdb,
  rest: string,
): { asked: number; file: number; pc: number; line: number } {
  const { file, last, line } = g.list;
  const text = rest === '' ? String(last || line) : rest;
  const name = text.replace(/^[^:]*:/, '');
  const fn = g.image.functions.find((f) => f.name === name);
  if (fn && g.image.files[fn.file].library) {
    throw new GdbError(
      `No line number information available for address ${short(fn.pc)} <${fn.name}>`,
    );
  }
  if (fn) return { asked: fn.line, file: fn.file, pc: fn.pc, line: fn.line };
  const asked = Number(/\d+$/.exec(text)?.[0]);
  const lines = (of: number) => linesOf(g.texts.get(of) ?? '').length;
  if (asked > lines(file)) {
    const { name: there } = g.image.files[file];
    throw new GdbError(`Line number ${asked} is out of range for "${there}".`);
  }
  const place = placeOf(g.image, text, { file, line: last || line }, lines);
  return { ...place, asked: Number.isNaN(asked) ? place.line : asked };
}

function lineInfo(g: Gdb, rest: string): string[] {
  const { asked, file, pc, line } = lineAsked(g, rest);
  const { name } = g.image.files[file];
  g.convenience.set('_', pointerAt(codeOf(pc)));
  if (asked < line) {
    return [`Line ${asked} of "${name}" is at address ${named(g, pc)} but contains no code.`];
  }
  const end = g.image.lines.find((l) => l.pc > pc && l.line !== line);
  const until = end ? ` and ends at ${named(g, end.pc)}` : '';
  return [`Line ${line} of "${name}" starts at address ${named(g, pc)}${until}.`];
}

function symbolInfo(g: Gdb, rest: string): string[] {
  if (rest === '') throw new GdbError('Argument required (address).');
  const address = addressOf(evaluate(scopeOf(g), parseExpression(rest, typesOf(g.image))));
  const found = symbolNear(g.image, address);
  if (!found) throw new GdbError(`No symbol matches ${rest}.`);
  const { name, offset, section } = found;
  const where = `${name}${offset > 0 ? ` + ${offset}` : ''} in section ${section}`;
  return [liveState(g) ? `${where} of ${pathOf(g)}` : where];
}

function addressInfo(g: Gdb, rest: string): string[] {
  const v = evaluate({ ...scopeOf(g), typeOnly: true }, parseExpression(rest, typesOf(g.image)));
  const at = `0x${addressOf(v).toString(16)}`;
  if (v.type.kind === 'function') return [`Symbol "${rest}" is a function at address ${at}.`];
  const global = g.image.globals.some((one) => one.name === rest);
  const { place } = v;
  if (global && place?.k === 'memory') {
    return [`Symbol "${rest}" is static storage at address 0x${place.addr.toString(16)}.`];
  }
  return [`Symbol "${rest}" is a variable of this machine's frame of ${frames(g)[g.frame].name}.`];
}

function frame(g: Gdb): string[] {
  if (!liveState(g)) throw new GdbError('No stack.');
  const s = stateOf(g);
  const all = stackFrames(s);
  const here = frameInfo(g, g.frame);
  const fn = g.image.functions[here.fn];
  const at = `0x${(all[g.frame + 1]?.sp ?? s.stackHigh).toString(16)}`;
  const caller = all[g.frame + 1];
  const lines = [
    `Stack level ${g.frame}, frame at ${at}:`,
    ` rip = ${short(here.pc)} in ${fn.name} (${g.image.files[here.file].name}:${here.line}); saved rip = ${caller ? short(caller.pc) : '0x0'}`,
  ];
  if (g.frame + 1 < frames(g).length) lines.push(` called by frame at 0x${caller.sp.toString(16)}`);
  const args = callText(g, g.frame).replace(/^\w+ \((.*)\)$/s, '$1');
  lines.push(' source language c.', ` Arglist at 0x${all[g.frame].sp.toString(16)}, args: ${args}`);
  lines.push(` Locals at 0x${all[g.frame].sp.toString(16)}, Previous frame's sp is ${at}`);
  return lines;
}
