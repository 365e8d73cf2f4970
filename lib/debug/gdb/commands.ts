// The commands of the prompt: names, abbreviations, and what each does.
//
// One idea: a command takes the session and the rest of its line and returns lines of text; an error
// is a GdbError with gdb's sentence. Nothing here prints.
//
// Source: the gdb 13 manual; answers compared with gdb's own in the tests.

import { syscallByName, syscallByNr } from '../../abi/syscalls.ts';
import { advance, type Machine } from '../../machine/machine.ts';
import { runCommandLine } from '../../machine/shell.ts';
import type { Format, Limits } from '../values.ts';
import { variableAt } from './blocks.ts';
import { acting } from './call.ts';
import { addressOf, evaluate, typeOfNode, type Value } from './evaluate.ts';
import { GdbError, type Node, parseExpression } from './expression.ts';
import {
  backtrace,
  codeAddress,
  frameInfo,
  linesOf,
  lineText,
  location,
  showFrame,
} from './frames.ts';
import { info } from './info.ts';
import { list } from './list.ts';
import { bigOf } from './numbers.ts';
import { type Place, pcAtFunction, placeOf } from './places.ts';
import { back } from './reverse.ts';
import { displays, displayText, finish, resume, runToStop, tell } from './run.ts';
import {
  type Breakpoint,
  frames,
  freshOutput,
  type Gdb,
  liveState,
  scopeOf,
  start,
  stateOf,
} from './session.ts';
import { examine, readFormat, valueText } from './show.ts';
import { thread } from './threads.ts';
import { behind, describe, nameOf, typesOf } from './types.ts';

type Command = (g: Gdb, rest: string) => string[];

/** gdb's own short names; any other beginning of a name will do where it is clear. */
const ALIASES: Record<string, string> = {
  b: 'break',
  br: 'break',
  bre: 'break',
  brea: 'break',
  tb: 'tbreak',
  c: 'continue',
  fg: 'continue',
  n: 'next',
  s: 'step',
  u: 'until',
  fin: 'finish',
  r: 'run',
  bt: 'backtrace',
  where: 'backtrace',
  f: 'frame',
  i: 'info',
  p: 'print',
  inspect: 'print',
  l: 'list',
  d: 'delete',
  dis: 'disable',
  disa: 'disable',
  k: 'kill',
  h: 'help',
  q: 'quit',
  rc: 'reverse-continue',
  rn: 'reverse-next',
  rs: 'reverse-step',
  dow: 'down',
  adv: 'advance',
  '!': 'shell',
};

/** Commands that the Enter key does again. */
const REPEATS = new Set([
  'next',
  'step',
  'continue',
  'list',
  'x',
  'up',
  'down',
  'until',
  'finish',
  'reverse-step',
  'reverse-next',
  'reverse-continue',
  'stepi',
  'nexti',
  'print',
  'advance',
]);

/** Does one line typed at the prompt; an empty one repeats. Throws GdbError. */
export function command(g: Gdb, line: string): string[] {
  const read = readCommand(g, line);
  return read ? perform(g, read) : [];
}

/** Reads a line: the whole name of its command, and the rest; undefined where it says nothing. */
export function readCommand(g: Gdb, line: string): { name: string; rest: string } | undefined {
  const text = line.trim();
  if (text.startsWith('#')) return undefined;
  const typed = text === '' ? g.lastCommand : text;
  if (typed === '') return undefined;
  const [, word, rest] = /^(!|[A-Za-z][\w-]*)?\s*(.*)$/.exec(typed)!;
  const name = commandName(word ?? '');
  const repeatable = REPEATS.has(name);
  // `x/4xw here` goes on behind what it has shown; `list 10` with the lines that follow.
  g.lastCommand = repeatable ? (name === 'x' || name === 'list' ? name : typed) : '';
  return { name, rest: rest.trim() };
}

const HELP = [
  'run, start, continue, next, step, finish, until, advance, kill',
  'reverse-step, reverse-next, reverse-continue',
  'break, tbreak, condition, ignore, watch, catch syscall, delete, clear, enable, disable',
  'backtrace, frame, up, down, info, list, thread',
  'print, call, x, display, undisplay, set var, ptype, whatis, echo, shell',
];

/** Does a command that has been read. */
export function perform(g: Gdb, { name, rest }: { name: string; rest: string }): string[] {
  return COMMANDS[name](g, rest);
}

function commandName(word: string): string {
  if (Object.hasOwn(COMMANDS, word)) return word;
  if (Object.hasOwn(ALIASES, word)) return ALIASES[word];
  const fits = Object.keys(COMMANDS).filter((name) => word !== '' && name.startsWith(word));
  if (fits.length === 1) return fits[0];
  if (fits.length === 0) throw new GdbError(`Undefined command: "${word}".  Try "help".`);
  throw new GdbError(`Ambiguous command "${word}": ${fits.sort().join(', ')}.`);
}

const COMMANDS: Record<string, Command> = {
  help: (_g, rest) => {
    if (rest !== '') commandName(rest.split(/\s/)[0]);
    return HELP;
  },
  run: (g) => run(g, []),
  start: (g) => {
    const place = pcAtFunction(g.image, 'main');
    if (!place) throw new GdbError('No symbol table loaded.  Use the "file" command.');
    return [...setBreak(g, place, { temporary: true }), ...run(g, [])];
  },
  continue: (g, rest) => {
    if (rest !== '') {
      const hit = g.breakpoints.find((b) => b.kind === 'break' && b.pc === stateOf(g).pc);
      if (hit) hit.ignore = count(g, rest) - 1;
    }
    return resume(g, 'continue');
  },
  clear: (g, rest) => clear(g, rest),
  show: (g, rest) => show(g, rest),
  next: (g, rest) => times(g, rest, () => resume(g, 'over')),
  step: (g, rest) => times(g, rest, () => resume(g, 'into')),
  finish: (g) => finish(g),
  until: (g, rest) => until(g, rest),
  advance: (g, rest) => until(g, rest),
  kill: (g) => {
    stateOf(g);
    g.over = true;
    return [`[Inferior 1 (process ${g.pid}) killed]`];
  },
  'reverse-step': (g) => back(g, 'into'),
  'reverse-next': (g) => back(g, 'over'),
  'reverse-continue': (g) => back(g, 'continue'),
  break: (g, rest) => breakAt(g, rest, false),
  tbreak: (g, rest) => breakAt(g, rest, true),
  condition: (g, rest) => {
    const [, number, condition] = /^(\d+)\s*(.*)$/.exec(rest) ?? [];
    if (number === undefined) throw new GdbError('Argument required (breakpoint number).');
    const b = breakpointNumbered(g, number);
    if (condition && b.pc !== undefined) checkCondition(g, condition, b.pc);
    b.condition = condition || undefined;
    return condition || !g.interactive ? [] : [`Breakpoint ${b.number} now unconditional.`];
  },
  ignore: (g, rest) => {
    const [number, times_] = rest.split(/\s+/);
    const b = breakpointNumbered(g, number);
    b.ignore = count(g, times_);
    const n = b.ignore;
    if (!g.interactive) return [];
    return [
      n === 0
        ? `Will stop next time breakpoint ${b.number} is reached.`
        : `Will ignore next ${n === 1 ? 'crossing' : `${n} crossings`} of breakpoint ${b.number}.`,
    ];
  },
  watch: (g, rest) => watch(g, rest),
  rwatch: (g, rest) => watchReads(g, rest),
  awatch: (g, rest) => watchReads(g, rest),
  catch: (g, rest) => catchCalls(g, rest),
  delete: (g, rest) => {
    if (rest.startsWith('display')) return undisplay(g, rest.slice(7).trim());
    const gone = new Set(
      rest === '' ? g.breakpoints : rest.split(/\s+/).map((n) => breakpointNumbered(g, n)),
    );
    g.breakpoints = g.breakpoints.filter((b) => !gone.has(b));
    return [];
  },
  enable: (g, rest) => setEnabled(g, rest, true),
  disable: (g, rest) => setEnabled(g, rest, false),
  backtrace: (g, rest) => {
    if (!liveState(g)) throw new GdbError('No stack.');
    const [, full, limit] = /^(?:-?(f(?:ull?)?)\b)?\s*(.*)$/.exec(rest)!;
    return backtrace(g, limit === '' ? undefined : signed(g, limit), full !== undefined);
  },
  frame: (g, rest) => select(g, frameAsked(g, rest)),
  up: (g, rest) => {
    const top = liveState(g) ? frames(g).length - 1 : 0;
    if (liveState(g) && g.frame === top && rest === '')
      throw new GdbError('Initial frame selected; you cannot go up.');
    return select(g, Math.min(top, g.frame + (rest === '' ? 1 : count(g, rest))));
  },
  down: (g, rest) => {
    if (liveState(g) && g.frame === 0 && rest === '')
      throw new GdbError('Bottom (innermost) frame selected; you cannot go down.');
    return select(g, Math.max(0, g.frame - (rest === '' ? 1 : count(g, rest))));
  },
  info,
  list,
  print: (g, rest) => print(g, rest),
  call: (g, rest) => print(g, rest, true),
  output: (g, rest) => {
    const scope = scopeOf(g);
    return [valueText(scope, evaluate(scope, parseExpression(rest, typesOf(g.image))))];
  },
  x: (g, rest) => examineAt(g, rest),
  display: (g, rest) => display(g, rest),
  undisplay: (g, rest) => undisplay(g, rest),
  set: (g, rest) => {
    const print = /^p(?:rint)? (elements|repeats) (\d+|unlimited)$/.exec(rest);
    if (print) {
      const limit = Number(print[2]) || Number.POSITIVE_INFINITY;
      g.limits = { ...g.limits, [print[1]]: limit };
      return [];
    }
    const assigned = rest.replace(/^var(iable)?\s+/, '');
    // `set pagination off` and its like are settings of a terminal that is not here.
    if (assigned === rest && /^[a-z-]+( [a-z-]+)* (on|off|\d+)$/.test(rest)) return [];
    evaluate(acting(g), parseExpression(assigned, typesOf(g.image)));
    return [];
  },
  ptype: (g, rest) => `type = ${describe(typeAsked(g, rest))}`.split('\n'),
  whatis: (g, rest) => {
    const node = parseExpression(rest === '' ? '$' : rest, typesOf(g.image));
    const type = node.k === 'type' ? behind(g.image, node.type) : undefined;
    return [`type = ${nameOf(type ?? typeAsked(g, rest))}`];
  },
  echo: (_g, rest) => rest.replace(/\\n/g, '\n').replace(/\n$/, '').split('\n'),
  shell: (g, rest) => shell(g, rest),
  thread,
  quit: () => [],
};

function run(g: Gdb, extra: number[]): string[] {
  start(g);
  return tell(g, runToStop(g, 'continue', extra), 'continue');
}

/** Reads a number, which may be an expression. */
export function count(g: Gdb, text: string): number {
  const value = evaluate(scopeOf(g), parseExpression(text ?? '', typesOf(g.image)));
  return addressOf(value);
}

/** Reads a number of either sign. */
function signed(g: Gdb, text: string): number {
  return Number(bigOf(evaluate(scopeOf(g), parseExpression(text, typesOf(g.image)))));
}

function times(g: Gdb, rest: string, once: () => string[]): string[] {
  if (rest !== '' && count(g, rest) === 0) {
    stateOf(g);
    return [location(g, 0), lineText(g, frameInfo(g, 0))];
  }
  let lines = once();
  for (let left = rest === '' ? 1 : count(g, rest); left > 1 && liveState(g); left--)
    lines = once();
  return lines;
}

function until(g: Gdb, rest: string): string[] {
  stateOf(g);
  if (rest === '') {
    const { line, fn } = frameInfo(g, 0);
    // Like next, but a jump back to the loop's head does not end it.
    for (;;) {
      const lines = resume(g, 'over');
      const now = liveState(g) && frameInfo(g, 0);
      // Out of its function, it goes on to where a line begins.
      if (now && now.fn !== fn && now.inside && !lines[0]?.startsWith('Breakpoint')) {
        const [next, ...rest_] = resume(g, 'over');
        return next === undefined || /^\D/.test(next)
          ? [next, ...rest_]
          : [location(g, 0), next, ...rest_];
      }
      if (!now || now.fn !== fn || now.line > line || lines[0]?.startsWith('\n') || lines[0] === '')
        return lines;
    }
  }
  const place = placeAt(g, rest);
  const stop = runToStop(g, 'continue', [place.pc]);
  return tell(g, stop, 'out');
}

function here(g: Gdb): { file: number; line: number } {
  const frame = liveState(g) && frameInfo(g, g.frame);
  return frame && !frame.library ? frame : g.list;
}

/** Finds the place that a command names, seen from where the program stands. */
export function placeAt(g: Gdb, text: string): Place {
  return placeOf(g.image, text, here(g), (file) => linesOf(g.texts.get(file) ?? '').length);
}

function breakAt(g: Gdb, rest: string, temporary: boolean): string[] {
  const [, where, condition] = /^(.*?)(?:\s*\bif\b\s*(.*))?$/.exec(rest)!;
  if (where === '' && !liveState(g)) throw new GdbError('No default breakpoint address now.');
  const place = where === '' ? { ...frameInfo(g, g.frame), pc: stateOf(g).pc } : placeAt(g, where);
  if (condition) checkCondition(g, condition, place.pc);
  return setBreak(g, place, { temporary, ...(condition && { condition }) });
}

/** A condition is read when it is given, where it will be asked, so that a mistake is told here. */
function checkCondition(g: Gdb, text: string, pc: number): void {
  const { image } = g;
  const fn = image.functions.find((one) => pc >= one.pc && pc < one.endPc);
  const scope = { ...scopeOf(g), frame: undefined, typeOnly: true };
  const locals = (name: string) => fn && variableAt(fn, pc, name)?.type;
  evaluate({ ...scope, locals }, parseExpression(text, typesOf(image)));
}

function setBreak(g: Gdb, { pc, line, file }: Place, rest: Partial<Breakpoint>): string[] {
  const b = addBreakpoint(g, { kind: 'break', pc, line, file, image: g.image.id, ...rest });
  const kind = b.temporary ? 'Temporary breakpoint' : 'Breakpoint';
  const at = codeAddress(pc).replace(/^0x0+/, '0x');
  if (g.image.files[file].library) return [`${kind} ${b.number} at ${at}`];
  return [`${kind} ${b.number} at ${at}: file ${g.image.files[file].name}, line ${line}.`];
}

/** Adds a breakpoint of any kind under the next number. */
export function addBreakpoint(
  g: Gdb,
  rest: Partial<Breakpoint> & Pick<Breakpoint, 'kind'>,
): Breakpoint {
  const b: Breakpoint = {
    number: g.nextBreakpoint++,
    temporary: false,
    enabled: true,
    hits: 0,
    ignore: 0,
    ...rest,
  };
  g.breakpoints.push(b);
  return b;
}

function breakpointNumbered(g: Gdb, text: string): Breakpoint {
  if (!/^\d+$/.test(text ?? '')) throw new GdbError(`Bad breakpoint argument: '${text ?? ''}'`);
  const b = g.breakpoints.find((one) => one.number === Number(text));
  if (!b) throw new GdbError(`No breakpoint number ${text}.`);
  return b;
}

function watch(g: Gdb, rest: string): string[] {
  const [, expression, condition] = /^(.*?)(?:\s+if\b\s*(.*))?$/.exec(rest.trim())!;
  if (expression === '') throw new GdbError('Argument required (expression to compute).');
  const node = parseExpression(expression, typesOf(g.image));
  // What it leads to may not be there yet; that is a value as well.
  evaluate({ ...scopeOf(g), typeOnly: true }, node);
  if (isConstant(node)) throw new GdbError(`Cannot watch constant value \`${expression}'.`);
  const local = liveState(g) && usesLocals(g, expression);
  const b = addBreakpoint(g, {
    kind: 'watch',
    expression,
    ...(condition && { condition }),
    ...(local && { depth: stateOf(g).depth - g.frame }),
  });
  return [`Hardware watchpoint ${b.number}: ${expression}`];
}

/** The machine notices changes, and not that something is read. */
function watchReads(g: Gdb, rest: string): string[] {
  if (rest === '') throw new GdbError('Argument required (expression to compute).');
  evaluate({ ...scopeOf(g), typeOnly: true }, parseExpression(rest, typesOf(g.image)));
  throw new GdbError('Expression cannot be implemented with read/access watchpoint.');
}

/** Tells whether an expression names nothing that could change. */
function isConstant(node: Node): boolean {
  if (node.k === 'name' || node.k === 'convenience' || node.k === 'call') return false;
  const parts = Object.values(node).filter(
    (part): part is Node => typeof part === 'object' && part !== null && 'k' in part,
  );
  return parts.every(isConstant);
}

/** An expression over globals means the same in every frame. */
function usesLocals(g: Gdb, expression: string): boolean {
  try {
    evaluate(
      { ...scopeOf(g), frame: undefined, typeOnly: true },
      parseExpression(expression, typesOf(g.image)),
    );
    return false;
  } catch (error) {
    if (error instanceof GdbError) return true;
    throw error;
  }
}

function catchCalls(g: Gdb, rest: string): string[] {
  const [what, ...names] = rest.split(/\s+/);
  if (what !== 'syscall')
    throw new GdbError(`Undefined catch command: "${rest}".  Try "help catch".`);
  const calls = names.map((name) => {
    const call = /^\d+$/.test(name) ? syscallByNr(Number(name)) : syscallByName(name);
    if (!call) throw new GdbError(`Unknown syscall name '${name}'.`);
    return call;
  });
  const b = addBreakpoint(g, { kind: 'syscall', calls: calls.map((call) => call.name) });
  if (calls.length === 0) return [`Catchpoint ${b.number} (any syscall)`];
  const list = calls.map((call) => `'${call.name}' [${call.nr}]`).join(' ');
  return [`Catchpoint ${b.number} (syscall${calls.length > 1 ? 's' : ''} ${list})`];
}

function setEnabled(g: Gdb, rest: string, enabled: boolean): string[] {
  const words = rest.split(/\s+/).filter((word) => word !== '' && word !== 'breakpoints');
  if (words[0] === 'display') {
    for (const d of g.displays)
      if (words.length === 1 || words.includes(String(d.number))) d.enabled = enabled;
    return [];
  }
  const chosen =
    words.length === 0 ? g.breakpoints : words.map((word) => breakpointNumbered(g, word));
  for (const b of chosen) b.enabled = enabled;
  return [];
}

const SHOWN = {
  elements: 'Limit on string chars or array elements to print is',
  repeats: 'Threshold for repeated print elements is',
};

function show(g: Gdb, rest: string): string[] {
  const [, name] = /^p(?:rint)? (elements|repeats)$/.exec(rest) ?? [];
  if (!name) throw new GdbError(`Undefined show command: "${rest}".  Try "help show".`);
  const limit = g.limits[name as keyof Limits];
  return [`${SHOWN[name as keyof Limits]} ${Number.isFinite(limit) ? limit : 'unlimited'}.`];
}

/** Deletes the breakpoints at a place. */
function clear(g: Gdb, rest: string): string[] {
  const place = rest === '' ? undefined : placeAt(g, rest);
  const { line, file } = place ?? frameInfo(g, g.frame);
  const gone = g.breakpoints.filter(
    (b) => b.kind === 'break' && b.line === line && b.file === file,
  );
  if (gone.length === 0) throw new GdbError(`No breakpoint at ${rest || 'this line'}.`);
  g.breakpoints = g.breakpoints.filter((b) => !gone.includes(b));
  const numbers = gone.map((b) => `${b.number} `).join('');
  return g.interactive ? [`Deleted breakpoint${gone.length > 1 ? 's' : ''} ${numbers}`] : [];
}

/** The frame that a number or a function's name means. */
function frameAsked(g: Gdb, rest: string): number {
  if (rest === '') return g.frame;
  const [, named] = /^function\s+(\w+)$/.exec(rest) ?? [];
  if (named === undefined) return count(g, rest.replace(/^level\s+/, ''));
  if (!liveState(g)) throw new GdbError('No stack.');
  const index = frames(g).findIndex(({ name }) => name === named);
  if (index >= 0) return index;
  pcAtFunction(g.image, named) ?? placeAt(g, named);
  throw new GdbError(`No frame for function "${named}".`);
}

function select(g: Gdb, index: number): string[] {
  if (!liveState(g)) throw new GdbError('No stack.');
  if (index < 0 || index >= frames(g).length) throw new GdbError(`No frame at level ${index}.`);
  g.frame = index;
  return showFrame(g, index);
}

/** `/x` and its like in front of an expression. */
function formatOf(rest: string): { format: Format; text: string } {
  const [, letters, text] = /^(?:\/(\w+)\s*)?(.*)$/.exec(rest)!;
  if (letters === undefined) return { format: 'natural', text };
  if (/^\d/.test(letters))
    throw new GdbError('Item count other than 1 is meaningless in "print" command.');
  // `r` asks for what no pretty-printer has touched, and there is none.
  const plain = letters.replace('r', '');
  const wrong = /[bhwgi]/.exec(plain);
  if (wrong) {
    const what = wrong[0] === 'i' ? 'Format letter "i" is' : 'Size letters are';
    throw new GdbError(`${what} meaningless in "print" command.`);
  }
  const { format } = readFormat(plain, { count: 1, format: 'natural', size: 4 });
  return { format: format as Format, text };
}

function print(g: Gdb, rest: string, quiet = false): string[] {
  const { format, text } = formatOf(rest);
  const scope = acting(g);
  if (text === '$' && g.history.length === 0) throw new GdbError('The history is empty.');
  const node =
    text === '' ? ({ k: 'history', back: 0 } as const) : parseExpression(text, typesOf(g.image));
  if (node.k === 'type') throw new GdbError('Attempt to use a type name as an expression');
  const value = evaluate(scope, node);
  const shown = valueText(scope, value, format);
  // What a function that was called has printed.
  const fresh = freshOutput(g);
  const said = g.beside || fresh === '' ? [] : linesOf(fresh);
  if (quiet && value.type.kind === 'void') return said;
  g.history.push(value);
  return [...said, `$${g.history.length} = ${shown}`];
}

function examineAt(g: Gdb, rest: string): string[] {
  const [, letters, text] = /^(?:\/(\w*)\s*)?(.*)$/.exec(rest)!;
  // Alone it goes on as before, with as many units.
  if (letters !== undefined) Object.assign(g.examine, readFormat(letters, g.examine));
  else if (text !== '') g.examine.count = 1;
  const scope = scopeOf(g);
  if (text !== '') {
    const value = evaluate(scope, parseExpression(text, typesOf(g.image)));
    const pointer =
      value.type.kind === 'pointer' ||
      value.type.kind === 'array' ||
      value.type.kind === 'function';
    const object =
      !pointer && value.type.kind === 'record' && value.place?.k === 'memory'
        ? value.place.addr
        : undefined;
    g.examine.addr = object ?? addressOf(value as Value);
  }
  return examine(scope, g.examine);
}

function display(g: Gdb, rest: string): string[] {
  if (rest === '') return displays(g);
  const { format, text } = formatOf(rest);
  const scope = scopeOf(g);
  const value = evaluate(scope, parseExpression(text, typesOf(g.image)));
  const letter = format === 'natural' ? '' : format;
  const d = { number: g.nextDisplay++, expression: text, format: letter, enabled: true };
  g.displays.push(d);
  return g.interactive ? [displayText(d, valueText(scope, value, format))] : [];
}

function undisplay(g: Gdb, rest: string): string[] {
  const numbers = rest === '' ? undefined : rest.split(/\s+/).map(Number);
  const missing = numbers?.find((n) => !g.displays.some((d) => d.number === n));
  if (missing !== undefined) throw new GdbError(`No display number ${missing}.`);
  g.displays = g.displays.filter((d) => numbers && !numbers.includes(d.number));
  return [];
}

function typeAsked(g: Gdb, rest: string) {
  return typeOfNode(scopeOf(g), parseExpression(rest === '' ? '$' : rest, typesOf(g.image)));
}

/** Runs a command of the machine's shell beside the program. */
function shell(g: Gdb, rest: string): string[] {
  const result = runCommandLine(g.machine, g.shell, rest);
  if (result.kind === 'text') return linesOf(result.output);
  if (!result.background) letRun(g.machine);
  const said = freshOutput(g);
  return said === '' ? [] : linesOf(said);
}

/** The program stands; everybody else goes on for a while. */
function letRun(m: Machine): void {
  advance(m, { hold: true, untilUs: m.sim.nowUs + 5_000_000, maxOps: 50_000_000 });
}
