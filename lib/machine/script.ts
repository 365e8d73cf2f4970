// Scripts: programs without C, in the notation of strace, for figures that ship no compiler.
//
// One idea: a script is a list of plain instructions; a system call in it is written as strace
// prints it, and the table of system calls says what each argument is. The kernel cannot tell a
// script from a C program.
//
//   fd = socket(AF_INET, SOCK_STREAM, 0)
//   bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
//   listen(fd, 5)
//   loop {                      # also: repeat 3 { }, while n > 0 { }, if ... { } else { }, break
//     c = accept(fd, NULL, NULL)
//     n = read(c, buf, 1024)    # a name that is nowhere assigned is memory of the size needed
//     sleep(300ms)              # durations have a unit and are numbers of µs
//     work(2ms)                 # keeps a CPU busy
//     write(c, "Hello\n")       # a missing length is that of the text, missing flags are 0
//     close(c)
//   }
//
// Besides system calls: sleep, work, wait_go() (a line from the terminal), print("n = ", n), exit,
// wait(), fork { } (the block is the child), thread { } (the block is another task of the process:
// it ends with exit(2) where the block does, while exit() anywhere ends them all). A result is what the kernel answers, so -EMFILE is
// negative. `ends[0]` indexes numbers, `events[i].data` and `fds[i].revents` structs.
//
// Units: µs; lines are 1-based.
// Departs: a thread shares descriptors with the others and begins with a copy of the variables and
// buffers; threads of a real program share their memory.

import {
  CLONE_FILES,
  CLONE_FS,
  CLONE_SIGHAND,
  CLONE_SYSVSEM,
  CLONE_THREAD,
  CLONE_VM,
} from '../abi/constants.ts';
import { ERRNO_ALIASES, ERRNOS } from '../abi/errno.ts';
import { GROUPS, SYNONYMS } from '../abi/groups.ts';
import { CLONE_ARGS } from '../abi/structs.ts';
import { LIBC_CALLS, SYS, syscallByName } from '../abi/syscalls.ts';
import { encodeText } from '../kernel/bytes.ts';

/** A value. `slot` numbers the literals that need memory of their own. */
export type Expr =
  | { k: 'number'; value: number }
  | { k: 'name'; name: string; line: number }
  | { k: 'binary'; op: string; a: Expr; b: Expr }
  | { k: 'unary'; op: string; a: Expr }
  | { k: 'index'; name: string; index: Expr; field?: string; line: number }
  | { k: 'text'; bytes: Uint8Array; slot: number }
  | { k: 'struct'; fields: Record<string, Expr>; slot: number; line: number }
  | { k: 'array'; items: Expr[]; slot: number };

export type Instruction =
  | { op: 'call'; nr: number; args: Expr[]; into?: string; line: number }
  | { op: 'set'; name: string; value: Expr; line: number }
  | { op: 'jump'; to: number }
  | { op: 'unless'; condition: Expr; to: number; line: number }
  | { op: 'work'; us: Expr; line: number }
  | { op: 'sleep'; us: Expr; line: number }
  | { op: 'print'; items: Expr[]; line: number }
  | { op: 'exit'; status: Expr; line: number }
  /** Stops as at a breakpoint until whoever drives it has put other code here (bench/caller.ts). */
  | { op: 'rest' };

export interface Script {
  text: string;
  code: Instruction[];
}

interface Token {
  kind: 'name' | 'number' | 'text' | 'sign' | 'end';
  text: string;
  value: number;
  line: number;
}

interface Parser {
  tokens: Token[];
  at: number;
  code: Instruction[];
  slots: number;
  /** Jumps to patch when the innermost loop ends, and where it begins. */
  loops: { breaks: number[]; start: number }[];
}

const NAMED: Readonly<Record<string, number>> = { ...SYNONYMS, NULL: 0, SOMAXCONN: 4096 };

/** Finds the number behind a name of the C interface: AF_INET, -EAGAIN's EAGAIN, NULL. */
function constant(name: string): number | undefined {
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const error = ERRNO_ALIASES.find(([alias]) => alias === name)?.[1] ?? name;
  const number = ERRNOS.find(([, word]) => word === error)?.[0];
  if (number !== undefined) return number;
  const groups: Readonly<Record<string, number>>[] = Object.values(GROUPS);
  return groups.findLast((group) => Object.hasOwn(group, name))?.[name];
}

const UNITS: Record<string, number> = { us: 1, ms: 1e3, s: 1e6 };

const TOKEN =
  /[ \t\r]+|#[^\n]*|(\n|;)|(0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:us|ms|s)?)|([A-Za-z_]\w*)|("(?:\\.|[^"\\\n])*")|('(?:\\.|[^'\\])')|(&&|\|\||[=!<>]=|[-+*/%&|<>=!(){}[\],.])|([\s\S])/g;

function fail(line: number, message: string): never {
  throw new Error(`script line ${line}: ${message}`);
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

function unescapeText(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
    return code.length > 1
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? code);
  });
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of text.matchAll(TOKEN)) {
    const [, end, number, name, string, char, sign, other] = match;
    const add = (kind: Token['kind'], word: string, value = 0) => {
      tokens.push({ kind, text: word, value, line });
    };
    if (end) add('end', end);
    else if (number) {
      const unit = number.startsWith('0x') ? undefined : /[a-z]+$/.exec(number)?.[0];
      const digits = unit ? number.slice(0, -unit.length) : number;
      add('number', number, Number(digits) * (unit ? UNITS[unit] : 1));
    } else if (name) add('name', name);
    else if (string) add('text', unescapeText(string.slice(1, -1)));
    else if (char) add('number', char, unescapeText(char.slice(1, -1)).charCodeAt(0));
    else if (sign) add('sign', sign);
    else if (other) fail(line, `does not understand '${other}'`);
    line += match[0].split('\n').length - 1;
  }
  tokens.push({ kind: 'end', text: 'end of script', value: 0, line });
  return tokens;
}

function peek(p: Parser): Token {
  return p.tokens[p.at];
}

function next(p: Parser): Token {
  return p.tokens[p.at++] ?? p.tokens[p.tokens.length - 1];
}

function isSign(p: Parser, text: string): boolean {
  const token = peek(p);
  return token !== undefined && token.kind === 'sign' && token.text === text;
}

function accept(p: Parser, text: string): boolean {
  if (!isSign(p, text)) return false;
  p.at++;
  return true;
}

function expect(p: Parser, text: string): void {
  const token = peek(p);
  if (!accept(p, text)) {
    fail(token.line, `expected '${text}', found '${token.text.replace('\n', 'end of line')}'`);
  }
}

function skipEnds(p: Parser): void {
  while (p.at < p.tokens.length && peek(p).kind === 'end') p.at++;
}

/** Reads a script; throws with the line and what was expected there. */
export function parseScript(text: string): Script {
  const p: Parser = {
    tokens: tokenize(text),
    at: 0,
    code: [],
    slots: 0,
    loops: [],
  };
  for (skipEnds(p); p.at < p.tokens.length; skipEnds(p)) statement(p);
  return { text, code: p.code };
}

function block(p: Parser): void {
  const { line } = peek(p);
  expect(p, '{');
  for (skipEnds(p); !isSign(p, '}'); skipEnds(p)) {
    if (p.at >= p.tokens.length) fail(line, `'{' is never closed`);
    statement(p);
  }
  expect(p, '}');
}

function emit(p: Parser, instruction: Instruction): number {
  return p.code.push(instruction) - 1;
}

/** Points the instruction `at` to the place that is emitted next. */
function patch(p: Parser, at: number): void {
  const instruction = p.code[at];
  if (instruction.op === 'jump' || instruction.op === 'unless') instruction.to = p.code.length;
}

function loopBody(p: Parser, start: number): void {
  const loop: Parser['loops'][number] = { breaks: [], start };
  p.loops.push(loop);
  block(p);
  p.loops.pop();
  emit(p, { op: 'jump', to: start });
  for (const at of loop.breaks) patch(p, at);
}

function name(text: string, line: number): Expr {
  return { k: 'name', name: text, line };
}

function number(value: number): Expr {
  return { k: 'number', value };
}

function statement(p: Parser): void {
  const token = next(p);
  const { line } = token;
  if (token.kind !== 'name') fail(line, `expected a statement, found '${token.text}'`);
  switch (token.text) {
    case 'loop':
      loopBody(p, p.code.length);
      return;
    case 'while': {
      const start = p.code.length;
      const exit = emit(p, { op: 'unless', condition: expression(p), to: 0, line });
      loopBody(p, start);
      patch(p, exit);
      return;
    }
    case 'repeat': {
      const counter = `$${p.code.length}`;
      const count = expression(p);
      emit(p, { op: 'set', name: counter, value: count, line });
      const start = p.code.length;
      const left = name(counter, line);
      const exit = emit(p, { op: 'unless', condition: left, to: 0, line });
      const less: Expr = { k: 'binary', op: '-', a: left, b: number(1) };
      emit(p, { op: 'set', name: counter, value: less, line });
      loopBody(p, start);
      patch(p, exit);
      return;
    }
    case 'if':
      ifStatement(p, line);
      return;
    case 'fork':
      if (!isSign(p, '{')) break;
      forkStatement(p, line);
      return;
    case 'thread':
      if (!isSign(p, '{')) break;
      threadStatement(p, line);
      return;
    case 'break':
    case 'continue': {
      const loop = p.loops.at(-1);
      if (!loop) fail(line, `'${token.text}' outside a loop`);
      const at = emit(p, { op: 'jump', to: loop.start });
      if (token.text === 'break') loop.breaks.push(at);
      return;
    }
  }
  if (accept(p, '=')) assignment(p, token.text, line);
  else if (isSign(p, '(')) call(p, token.text, line);
  else fail(line, `expected '=' or '(' after '${token.text}'`);
}

function ifStatement(p: Parser, line: number): void {
  const over = emit(p, { op: 'unless', condition: expression(p), to: 0, line });
  block(p);
  const mark = p.at;
  skipEnds(p);
  if (p.at >= p.tokens.length || peek(p).text !== 'else' || peek(p).kind !== 'name') {
    p.at = mark;
    patch(p, over);
    return;
  }
  next(p);
  const end = emit(p, { op: 'jump', to: 0 });
  patch(p, over);
  if (peek(p).text === 'if' && peek(p).kind === 'name') ifStatement(p, next(p).line);
  else block(p);
  patch(p, end);
}

/** `fork { ... }`: the child runs the block and exits, the parent goes on behind it. */
function forkStatement(p: Parser, line: number): void {
  const child = `$${p.code.length}`;
  emit(p, { op: 'call', nr: SYS.fork, args: [], into: child, line });
  const isChild: Expr = { k: 'binary', op: '==', a: name(child, line), b: number(0) };
  const parent = emit(p, { op: 'unless', condition: isChild, to: 0, line });
  block(p);
  emit(p, { op: 'exit', status: number(0), line });
  patch(p, parent);
}

/** What pthread_create(3) asks for, without what only a C library has: a stack, and storage. */
const THREAD_FLAGS =
  CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;

/** `thread { ... }`: the new task runs the block and ends, the others go on behind it. */
function threadStatement(p: Parser, line: number): void {
  const child = `$${p.code.length}`;
  const fields = { flags: number(THREAD_FLAGS) };
  const args: Expr[] = [{ k: 'struct', fields, slot: p.slots++, line }, number(CLONE_ARGS.size)];
  emit(p, { op: 'call', nr: SYS.clone3, args, into: child, line });
  const isChild: Expr = { k: 'binary', op: '==', a: name(child, line), b: number(0) };
  const others = emit(p, { op: 'unless', condition: isChild, to: 0, line });
  block(p);
  emit(p, { op: 'call', nr: SYS.exit, args: [number(0)], line });
  patch(p, others);
}

const PURE = ['htons', 'ntohs', 'inet_addr', 'strlen'];

function assignment(p: Parser, target: string, line: number): void {
  const token = peek(p);
  const after = p.tokens[p.at + 1];
  const isCall = token.kind === 'name' && after?.kind === 'sign' && after.text === '(';
  if (isCall && !PURE.includes(token.text)) {
    next(p);
    call(p, token.text, line, target);
  } else emit(p, { op: 'set', name: target, value: expression(p), line });
}

function argumentList(p: Parser): Expr[] {
  const args: Expr[] = [];
  expect(p, '(');
  while (!accept(p, ')')) {
    if (args.length > 0) expect(p, ',');
    args.push(expression(p));
  }
  return args;
}

function call(p: Parser, callee: string, line: number, into?: string): void {
  const args = argumentList(p);
  const one = args[0] ?? number(0);
  switch (callee) {
    case 'sleep':
      emit(p, { op: 'sleep', us: one, line });
      return;
    case 'work':
      emit(p, { op: 'work', us: one, line });
      return;
    case 'print':
      emit(p, { op: 'print', items: args, line });
      return;
    case 'exit':
      emit(p, { op: 'exit', status: one, line });
      return;
    case 'wait_go':
      emitCall(p, 'read', [number(0), name('$line', line), number(64)], line, into);
      return;
    case 'wait':
      emitCall(p, 'wait4', [number(-1), number(0), number(0), number(0)], line, into);
      return;
  }
  const known = Object.hasOwn(SYS, callee) ? callee : LIBC_CALLS[callee];
  if (!known) fail(line, `'${callee}' is neither a system call nor a word of this notation`);
  emitCall(p, known, args, line, into);
}

function emitCall(p: Parser, callee: string, args: Expr[], line: number, into?: string): void {
  const info = syscallByName(callee)!;
  if (args.length > info.params.length) {
    fail(line, `${callee}() takes ${info.params.length} arguments, not ${args.length}`);
  }
  const full = info.params.map(({ type }, i): Expr => {
    if (args[i]) return args[i];
    const before = args[i - 1];
    if (type === 'size' && before?.k === 'text') return number(before.bytes.length);
    if (type === 'socklen' && before?.k === 'struct') return number(16);
    return number(0);
  });
  emit(p, {
    op: 'call',
    nr: info.nr,
    args: full,
    line,
    ...(into !== undefined && { into }),
  });
}

/** Binary operators, weakest first. */
const LEVELS = [
  ['||'],
  ['&&'],
  ['|'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

function expression(p: Parser, level = 0): Expr {
  if (level === LEVELS.length) return unary(p);
  let a = expression(p, level + 1);
  while (peek(p)?.kind === 'sign' && LEVELS[level].includes(peek(p).text)) {
    const op = next(p).text;
    a = { k: 'binary', op, a, b: expression(p, level + 1) };
  }
  return a;
}

function unary(p: Parser): Expr {
  if (accept(p, '-')) return { k: 'unary', op: '-', a: unary(p) };
  if (accept(p, '!')) return { k: 'unary', op: '!', a: unary(p) };
  return primary(p);
}

function primary(p: Parser): Expr {
  const token = next(p);
  const { line } = token;
  if (token.kind === 'number') return number(token.value);
  if (token.kind === 'text') return { k: 'text', bytes: encodeText(token.text), slot: p.slots++ };
  if (token.kind === 'name') return nameOrPure(p, token.text, line);
  if (token.text === '(') {
    const inner = expression(p);
    expect(p, ')');
    return inner;
  }
  if (token.text === '{') return struct(p, line);
  if (token.text === '[') {
    const items: Expr[] = [];
    while (!accept(p, ']')) {
      if (items.length > 0) expect(p, ',');
      items.push(expression(p));
    }
    return { k: 'array', items, slot: p.slots++ };
  }
  return fail(line, `expected a value, found '${token.text.replace('\n', 'end of line')}'`);
}

function struct(p: Parser, line: number): Expr {
  const fields: Record<string, Expr> = {};
  while (!accept(p, '}')) {
    if (Object.keys(fields).length > 0) expect(p, ',');
    const field = next(p);
    if (field.kind !== 'name') fail(field.line, `expected a field's name, found '${field.text}'`);
    expect(p, '=');
    fields[field.text] = expression(p);
  }
  return { k: 'struct', fields, slot: p.slots++, line };
}

function nameOrPure(p: Parser, text: string, line: number): Expr {
  if (isSign(p, '(')) return pure(p, text, line);
  const value = constant(text);
  if (value !== undefined) return number(value);
  if (!accept(p, '[')) return name(text, line);
  const index = expression(p);
  expect(p, ']');
  if (!accept(p, '.')) return { k: 'index', name: text, index, line };
  return { k: 'index', name: text, index, field: next(p).text, line };
}

/** htons and inet_addr swap bytes, as in C: a struct's field then has them in network order. */
function pure(p: Parser, text: string, line: number): Expr {
  const [a] = argumentList(p);
  if ((text === 'htons' || text === 'ntohs') && a) {
    const low: Expr = { k: 'binary', op: '&', a, b: number(0xff) };
    const high: Expr = { k: 'binary', op: '/', a, b: number(256) };
    const byte: Expr = { k: 'binary', op: '&', a: high, b: number(0xff) };
    const shifted: Expr = { k: 'binary', op: '*', a: low, b: number(256) };
    return { k: 'binary', op: '+', a: shifted, b: byte };
  }
  if (text === 'inet_addr' && a?.k === 'text') {
    const parts = String.fromCharCode(...a.bytes)
      .split('.')
      .map(Number);
    const valid = parts.length === 4 && parts.every((part) => part >= 0 && part <= 255);
    if (!valid) fail(line, 'inet_addr wants an address such as "10.0.0.2"');
    return number(parts[0] + parts[1] * 256 + parts[2] * 65536 + parts[3] * 16777216);
  }
  if (text === 'strlen' && a?.k === 'text') return number(a.bytes.length);
  return fail(line, `'${text}' cannot be used inside a value`);
}
