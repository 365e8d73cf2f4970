// Regular expressions, first half: the text of a pattern becomes a program of a few instructions.
//
// One idea: an alternative, an optional part and a loop are one instruction, a fork with a preferred way;
// everything else looks at one character or one place.
//
// Source: POSIX.1-2017 9; glibc 2.36 regcomp.c for its additions (\w, \b, \< ...) and which error is told.
// Departs: one locale, "C": no collating elements beside single characters.

/** A class of bytes: 256 flags. */
export type ByteSet = Uint8Array;

export type Instruction =
  | { op: 'set'; set: ByteSet }
  /** Two places to go on, the preferred one first. */
  | { op: 'fork'; to: number; or: number }
  | { op: 'jump'; to: number }
  /** Notes the place as the begin (even) or end (odd) of a group. */
  | { op: 'save'; slot: number }
  /** A loop whose body matched nothing does not go round again. */
  | { op: 'enter'; loop: number }
  | { op: 'moved'; loop: number }
  | { op: 'back'; group: number }
  | { op: 'at'; what: '^' | '$' | 'b' | 'B' | '<' | '>' | '`' | "'" }
  | { op: 'end' };

export interface Program {
  code: Instruction[];
  groups: number;
  loops: number;
  hasBack: boolean;
}

/** Numbers of <regex.h>. */
export const REG = {
  ...{ EXTENDED: 1, ICASE: 2, NEWLINE: 4, NOSUB: 8, NOTBOL: 1, NOTEOL: 2, STARTEND: 4 },
  ...{ NOMATCH: 1, BADPAT: 2, ECOLLATE: 3, ECTYPE: 4, EESCAPE: 5, ESUBREG: 6, EBRACK: 7 },
  ...{ EPAREN: 8, EBRACE: 9, BADBR: 10, ERANGE: 11, ESPACE: 12, BADRPT: 13 },
} as const;

type Node =
  | { kind: 'empty' }
  | { kind: 'one'; instruction: Instruction }
  | { kind: 'all'; parts: Node[] }
  | { kind: 'any'; ways: Node[] }
  | { kind: 'group'; index: number; body: Node }
  | { kind: 'repeat'; body: Node; least: number; most: number };

/** RE_DUP_MAX of glibc. */
const MOST_REPEATS = 32_767;
const MOST_INSTRUCTIONS = 20_000;

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this class is about.
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

class PatternError extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`regcomp: ${code}`);
    this.code = code;
  }
}

function fail(code: number): never {
  throw new PatternError(code);
}

function setWhere(test: (char: string, byte: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    test(String.fromCharCode(byte), byte) ? 1 : 0,
  );
}

/** A descent through the pattern; `at` is the next character. */
interface Reader {
  text: string;
  at: number;
  extended: boolean;
  icase: boolean;
  newline: boolean;
  groups: number;
  /** Groups that are complete, so that \1 may name them. */
  closed: Set<number>;
  depth: number;
  hasBack: boolean;
}

/** Compiles a pattern; the number of <regex.h> for one that is wrong. */
export function compileRegex(text: string, flags: number): Program | number {
  const reader: Reader = {
    ...{ text, at: 0, groups: 0, depth: 0, hasBack: false, closed: new Set() },
    extended: (flags & REG.EXTENDED) !== 0,
    icase: (flags & REG.ICASE) !== 0,
    newline: (flags & REG.NEWLINE) !== 0,
  };
  try {
    const node = alternatives(reader);
    if (reader.at < text.length) fail(REG.EPAREN);
    const code: Instruction[] = [{ op: 'save', slot: 0 }];
    const counter = { loops: 0 };
    emit(code, node, counter);
    code.push({ op: 'save', slot: 1 }, { op: 'end' });
    return { code, groups: reader.groups, loops: counter.loops, hasBack: reader.hasBack };
  } catch (error) {
    if (error instanceof PatternError) return error.code;
    throw error;
  }
}

function looksAt(r: Reader, token: string): boolean {
  return r.text.startsWith(token, r.at);
}

/** What an operator looks like: bare in extended expressions, behind a backslash in basic ones. */
function operator(r: Reader, char: string): string {
  return r.extended ? char : `\\${char}`;
}

function alternatives(r: Reader): Node {
  const ways = [sequence(r)];
  while (looksAt(r, operator(r, '|'))) {
    r.at += operator(r, '|').length;
    ways.push(sequence(r));
  }
  return ways.length === 1 ? ways[0] : { kind: 'any', ways };
}

function ends(r: Reader): boolean {
  if (r.at >= r.text.length || looksAt(r, operator(r, '|'))) return true;
  // In an extended expression a ')' that nothing opened is an ordinary character.
  return looksAt(r, operator(r, ')')) && (r.depth > 0 || !r.extended);
}

function sequence(r: Reader): Node {
  const parts: Node[] = [];
  const start = r.at;
  while (!ends(r)) {
    const first = r.at === start || (!r.extended && parts.length === 1 && isCaret(parts[0]));
    parts.push(repeats(r, atom(r, first)));
  }
  if (parts.length === 0) return { kind: 'empty' };
  return parts.length === 1 ? parts[0] : { kind: 'all', parts };
}

function isCaret(node: Node): boolean {
  return node.kind === 'one' && node.instruction.op === 'at' && node.instruction.what === '^';
}

const place = (what: Extract<Instruction, { op: 'at' }>['what']): Node => ({
  kind: 'one',
  instruction: { op: 'at', what },
});

function oneOf(r: Reader, set: ByteSet): Node {
  if (r.icase) {
    for (let byte = 65; byte <= 90; byte++) {
      const either = set[byte] | set[byte + 32];
      set[byte] = either;
      set[byte + 32] = either;
    }
  }
  return { kind: 'one', instruction: { op: 'set', set } };
}

const literal = (r: Reader, char: string): Node =>
  oneOf(
    r,
    setWhere((c) => c === char),
  );

function atom(r: Reader, first: boolean): Node {
  const char = r.text[r.at];
  if (looksAt(r, operator(r, '('))) return group(r);
  if (r.extended && (char === '*' || char === '+' || char === '?')) {
    if (first) fail(REG.BADRPT);
  }
  if (r.extended && char === '{' && first) fail(REG.BADRPT);
  if (!r.extended && looksAt(r, '\\{') && first) fail(REG.BADRPT);
  r.at++;
  switch (char) {
    case '.':
      return oneOf(
        r,
        setWhere((c) => c !== '\0' && !(r.newline && c === '\n')),
      );
    case '[':
      return bracket(r);
    case '^':
      return r.extended || first ? place('^') : literal(r, char);
    case '$': {
      const last = r.at >= r.text.length || looksAt(r, '\\)') || looksAt(r, '\\|');
      return r.extended || last ? place('$') : literal(r, char);
    }
    case '\\':
      return escaped(r);
    default:
      return literal(r, char);
  }
}

function group(r: Reader): Node {
  r.at += operator(r, '(').length;
  const index = ++r.groups;
  r.depth++;
  const body = alternatives(r);
  r.depth--;
  if (!looksAt(r, operator(r, ')'))) fail(REG.EPAREN);
  r.at += operator(r, ')').length;
  r.closed.add(index);
  return { kind: 'group', index, body };
}

function escaped(r: Reader): Node {
  if (r.at >= r.text.length) fail(REG.EESCAPE);
  const char = r.text[r.at++];
  const word = (c: string) => /\w/.test(c);
  const space = (c: string) => CLASSES.space.test(c);
  switch (char) {
    case 'w':
      return oneOf(r, setWhere(word));
    case 'W':
      return oneOf(
        r,
        setWhere((c) => !word(c)),
      );
    case 's':
      return oneOf(r, setWhere(space));
    case 'S':
      return oneOf(
        r,
        setWhere((c) => !space(c)),
      );
    case 'b':
    case 'B':
    case '<':
    case '>':
    case '`':
    case "'":
      return place(char);
  }
  if (char >= '1' && char <= '9') {
    if (!r.closed.has(Number(char))) fail(REG.ESUBREG);
    r.hasBack = true;
    return { kind: 'one', instruction: { op: 'back', group: Number(char) } };
  }
  return literal(r, char);
}

/** Behind '[': the characters that are meant, up to the ']' that is neither first nor part of a class. */
function bracket(r: Reader): Node {
  const not = r.text[r.at] === '^';
  if (not) r.at++;
  if (r.at >= r.text.length) fail(REG.BADPAT);
  const set = new Uint8Array(256);
  for (let first = true; first || r.text[r.at] !== ']'; first = false) {
    if (r.at >= r.text.length) fail(REG.EBRACK);
    if (looksAt(r, '[:')) {
      const close = r.text.indexOf(':]', r.at + 2);
      if (close < 0) fail(REG.EBRACK);
      const named = CLASSES[r.text.slice(r.at + 2, close)];
      if (!named) fail(REG.ECTYPE);
      for (let byte = 0; byte < 256; byte++)
        if (named.test(String.fromCharCode(byte))) set[byte] = 1;
      r.at = close + 2;
      continue;
    }
    const low = element(r);
    let high = low;
    if (r.text[r.at] === '-' && r.text[r.at + 1] !== ']' && r.at + 1 < r.text.length) {
      r.at++;
      high = element(r);
      if (high < low) fail(REG.ERANGE);
    }
    set.fill(1, low, high + 1);
  }
  r.at++;
  const node = oneOf(r, set);
  if (not) {
    for (let byte = 0; byte < 256; byte++) set[byte] ^= 1;
    if (r.newline) set[10] = 0;
  }
  return node;
}

function element(r: Reader): number {
  for (const mark of ['.', '=']) {
    if (!looksAt(r, `[${mark}`)) continue;
    const close = r.text.indexOf(`${mark}]`, r.at + 2);
    if (close < 0) fail(REG.EBRACK);
    if (close !== r.at + 3) fail(REG.ECOLLATE);
    r.at = close + 2;
    return r.text.charCodeAt(close - 1) & 0xff;
  }
  if (r.at >= r.text.length) fail(REG.EBRACK);
  return r.text.charCodeAt(r.at++) & 0xff;
}

function repeats(r: Reader, atomNode: Node): Node {
  let body = atomNode;
  for (;;) {
    const times = bounds(r, body);
    if (!times) return body;
    body = { kind: 'repeat', body, least: times[0], most: times[1] };
  }
}

/** An operator that repeats what is before it; nothing else is taken. */
function bounds(r: Reader, body: Node): [number, number] | undefined {
  // In a basic expression a star behind a leading ^ is a star.
  const star = r.text[r.at] === '*' && (r.extended || !isCaret(body));
  if (star) {
    r.at++;
    return [0, Infinity];
  }
  for (const [char, times] of [
    ['+', [1, Infinity]],
    ['?', [0, 1]],
  ] as const) {
    if (!looksAt(r, operator(r, char))) continue;
    r.at += operator(r, char).length;
    return [...times];
  }
  const open = operator(r, '{');
  if (!looksAt(r, open)) return undefined;
  const [whole, low, comma, high] = /^(\d*)(,?)(\d*)/.exec(r.text.slice(r.at + open.length)) ?? [];
  const end = r.at + open.length + whole!.length;
  if (!r.text.startsWith(operator(r, '}'), end))
    fail(end >= r.text.length ? REG.EBRACE : REG.BADBR);
  if (low === '' && comma === '') fail(REG.BADBR);
  r.at = end + operator(r, '}').length;
  const least = Number(low);
  const most = comma === '' ? least : high === '' ? Infinity : Number(high);
  if (most < least) fail(REG.BADBR);
  if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS)) fail(REG.ESPACE);
  return [least, most];
}

function emit(code: Instruction[], node: Node, counter: { loops: number }): void {
  if (code.length > MOST_INSTRUCTIONS) fail(REG.ESPACE);
  switch (node.kind) {
    case 'empty':
      return;
    case 'one':
      code.push(node.instruction);
      return;
    case 'all':
      for (const part of node.parts) emit(code, part, counter);
      return;
    case 'group':
      code.push({ op: 'save', slot: 2 * node.index });
      emit(code, node.body, counter);
      code.push({ op: 'save', slot: 2 * node.index + 1 });
      return;
    case 'any':
      emitWays(code, node.ways, counter);
      return;
    case 'repeat':
      emitRepeat(code, node, counter);
  }
}

function emitWays(code: Instruction[], ways: Node[], counter: { loops: number }): void {
  const jumps: { op: 'jump'; to: number }[] = [];
  ways.forEach((way, i) => {
    const last = i === ways.length - 1;
    const fork = { op: 'fork' as const, to: code.length + 1, or: 0 };
    if (!last) code.push(fork);
    emit(code, way, counter);
    if (last) return;
    const jump = { op: 'jump' as const, to: 0 };
    jumps.push(jump);
    code.push(jump);
    fork.or = code.length;
  });
  for (const jump of jumps) jump.to = code.length;
}

function emitRepeat(
  code: Instruction[],
  { body, least, most }: Extract<Node, { kind: 'repeat' }>,
  counter: { loops: number },
): void {
  for (let i = 0; i < least; i++) emit(code, body, counter);
  if (most === Infinity) {
    const loop = counter.loops++;
    const fork = { op: 'fork' as const, to: code.length + 1, or: 0 };
    const start = code.length;
    code.push(fork, { op: 'enter', loop });
    emit(code, body, counter);
    code.push({ op: 'moved', loop }, { op: 'jump', to: start });
    fork.or = code.length;
    return;
  }
  const forks: { op: 'fork'; to: number; or: number }[] = [];
  for (let i = least; i < most; i++) {
    const fork = { op: 'fork' as const, to: code.length + 1, or: 0 };
    forks.push(fork);
    code.push(fork);
    emit(code, body, counter);
  }
  for (const fork of forks) fork.or = code.length;
}
