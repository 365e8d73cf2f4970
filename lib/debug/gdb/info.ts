// `info`: what the session knows, in gdb's tables.

import { processes } from '../../machine/machine.ts';
import { stackFrames } from '../../vm/state.ts';
import { evaluate } from './evaluate.ts';
import { GdbError } from './expression.ts';
import { callText, codeAddress, frameInfo, linesOf, localNames, location } from './frames.ts';
import { placeOf } from './places.ts';
import { frames, type Gdb, HOST, liveState, pcsOf, scopeOf, stateOf } from './session.ts';
import { valueText } from './show.ts';

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
      return `${d.number}:   ${d.enabled ? 'y' : 'n'}  ${format}${d.expression}`;
    });
    return ['Auto-display expressions now in effect:', 'Num Enb Expression', ...rows];
  },
  frame: frame,
  line: (g, rest) => {
    const here = g.list;
    const place = placeOf(g.image, rest, here, (file) => linesOf(g.texts.get(file) ?? '').length);
    const end = g.image.lines.find((l) => l.pc > place.pc && l.line !== place.line);
    const file = g.image.files[place.file].name;
    const until = end ? ` and ends at ${named(g, end.pc)}` : '';
    const asked = Number(/\d+$/.exec(rest)?.[0] ?? place.line);
    if (asked < place.line) {
      const where = named(g, place.pc);
      return [`Line ${asked} of "${file}" is at address ${where} but contains no code.`];
    }
    return [`Line ${place.line} of "${file}" starts at address ${named(g, place.pc)}${until}.`];
  },
  source: (g) => {
    const { file } = liveState(g) ? frameInfo(g, g.frame) : { file: 0 };
    const count = linesOf(g.texts.get(file) ?? '').length;
    const name = g.image.files[file].name;
    return [`Current source file is ${name}`, `Contains ${count} lines.`, 'Source language is c.'];
  },
  stack: (g) => frames(g).map((_, i) => `#${String(i).padEnd(3)}${location(g, i)}`),
  threads: (g) => {
    if (!liveState(g)) return ['No threads.'];
    const target = `process ${g.pid} "${g.name}"`;
    const head = `  Id   ${'Target Id'.padEnd(target.length)} Frame `;
    return [head, `* 1    ${target} ${callText(g, 0)}${place(g)}`];
  },
  inferiors: (g) => {
    const own = `* 1    ${g.pid && !g.over ? `process ${g.pid}` : '<null>'}`;
    const others = processes(g.machine, HOST).filter((p) => p.pid !== g.pid && !p.exit);
    const rest = others.map((p) => `       process ${p.pid}  (${p.comm}, not traced)`);
    return ['  Num  Description       Executable        ', `${own.padEnd(25)}${g.name} `, ...rest];
  },
};

/** gdb's words for a frame without debugging information (print_frame_local_vars, gdb/stack.c). */
const NO_SYMBOLS = 'No symbol table info available.';

/** Tells whether the selected frame is the library's, which is built without `-g`. */
function isLibrary(g: Gdb): boolean {
  if (!liveState(g)) throw new GdbError('No frame selected.');
  return frameInfo(g, g.frame).library;
}

function variables(g: Gdb, names: string[]): string[] {
  const scope = scopeOf(g);
  return names.map((name) => {
    try {
      const text = valueText(scope, evaluate(scope, { k: 'name', name }));
      // Only print says the type of a pointer.
      return `${name} = ${text.replace(/^\(.*?\) (?=0x)/, '')}`;
    } catch (error) {
      if (error instanceof GdbError) return `${name} = <not declared yet>`;
      throw error;
    }
  });
}

function place(g: Gdb): string {
  const where = frameInfo(g, 0);
  return ` at ${g.image.files[where.file].name}:${where.line}`;
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
    if (b.hits > 0) lines.push(`\tbreakpoint already hit ${b.hits} time${b.hits === 1 ? '' : 's'}`);
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
  const fn = g.image.functions.find((f) => pc >= f.pc && pc < f.endPc);
  if (b.text !== undefined) return `${codeAddress(pc)} in ${fn?.name} at ${b.text}:${b.line}`;
  return `${codeAddress(pc)} in ${fn?.name} at ${g.image.files[b.file!].name}:${b.line}`;
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
