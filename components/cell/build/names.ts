// Names: what the parts of a script call each other's functions and tables.
//
// One idea: whatever lies in a room is called by the room's letter and a number, so that the script
// need not list the names for which it puts up doors: a count says it all. What stays in the script
// gets the shortest of the other names, the one that is said most often first.
//
// Units: offsets in characters.

import { parseAst } from 'vite';
import { declaredBy, type Node, type Reference, referencesIn } from './scopes.ts';

/** The room of the script itself. */
export const SCRIPT = '';

/** What the script needs to know of a room. Of its names, which are the letter and a number, those that
 * other parts read come first; and of these the functions. */
export interface Door {
  letter: string;
  count: number;
  functions: number;
}

export interface Named {
  /** By room. */
  texts: Map<string, string>;
  doors: Map<string, Door>;
}

/** With the letters that minified text has most at the front. */
const LETTERS = 'etnriaoscludfpmhg_vybxSCwTEDOkAjMNPFILRzBVHUWGKqJYZXQ$';
export const DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const RESERVED =
  /^(?:as|do|if|in|of|for|get|let|new|set|try|var|case|else|enum|eval|null|self|this|true|void|with|\$open)$/;

/** The name of a room's number `n`; DOORS in split.ts counts in the same way. */
export function numbered(letter: string, n: number): string {
  return n < DIGITS.length
    ? letter + DIGITS[n]
    : numbered(letter, Math.floor(n / DIGITS.length) - 1) + DIGITS[n % DIGITS.length];
}

interface Part {
  room: string;
  text: string;
  /** Names that it declares for all. */
  own: ReadonlySet<string>;
  /** Those of them that are no functions. */
  tables: ReadonlySet<string>;
  references: Reference[];
}

/** Reads a part: what it declares at its top, and where it says a name that is no function's. */
function read(room: string, text: string): Part {
  const program = parseAst(text) as unknown as Node;
  const own = new Set(declaredBy(program.body));
  const references = referencesIn(program);
  const tables = new Set<string>();
  const hidden = new Set<string>();
  for (const statement of program.body as Node[]) {
    const { id } = statement;
    if (id) references.push({ node: id, short: false, hidden });
    const table = tableName(statement);
    if (!table) continue;
    own.add(table.value);
    tables.add(table.value);
    const node = { ...table, name: table.value, start: table.start + 1, end: table.end - 1 };
    references.push({ node, short: false, hidden });
  }
  references.sort((a, b) => a.node.start - b.node.start);
  return { room, text, own, tables, references };
}

/** The string in `Object.defineProperty(self,"name",…)`, as tables.ts writes a table. */
function tableName({ type, expression: call }: Node): Node | undefined {
  if (type !== 'ExpressionStatement' || call.type !== 'CallExpression') return undefined;
  const [target, name] = call.arguments;
  return target?.name === 'self' && name?.type === 'Literal' ? name : undefined;
}

/** A name that all parts share, and what is known of its uses. */
interface Shared {
  name: string;
  room: string;
  /** In the script, and in all parts. */
  said: [number, number];
  isOutside: boolean;
  isTable: boolean;
  hidden: Set<string>;
}

/** Lists shared names with the most used first. */
function sharedNames(parts: readonly Part[]): Shared[] {
  const all = new Map<string, Shared>();
  for (const { room, own, tables } of parts) {
    for (const name of own) {
      const isTable = tables.has(name);
      all.set(name, { name, room, said: [0, 0], isOutside: false, isTable, hidden: new Set() });
    }
  }
  for (const { room, references } of parts) {
    for (const { node, hidden } of references) {
      const one = all.get(node.name);
      if (!one) continue;
      if (room === SCRIPT) one.said[0]++;
      one.said[1]++;
      one.isOutside ||= room !== one.room;
      for (const name of hidden) one.hidden.add(name);
    }
  }
  return [...all.values()].sort((a, b) => b.said[0] - a.said[0] || b.said[1] - a.said[1]);
}

/** Where it stands among its room's: functions that others read, tables that others read, the rest. */
function rank({ isOutside, isTable }: Shared): number {
  return isOutside ? Number(isTable) : 2;
}

/** Gives new names to what the script and its rooms share; texts are given by room. */
export function rename(texts: ReadonlyMap<string, string>): Named {
  const parts = [...texts].map(([room, text]) => read(room, text));
  const shared = sharedNames(parts);
  const known = new Set(shared.map(({ name }) => name));
  // What belongs to the platform, and what a function that refers to the name declares, is taken.
  const platform = new Set<string>();
  for (const { references } of parts)
    for (const { node } of references) if (!known.has(node.name)) platform.add(node.name);
  const names = new Map<string, string>();
  const doors = new Map<string, Door>();
  const letters = [...LETTERS];
  for (const { room } of parts) {
    if (room === SCRIPT) continue;
    const own = shared.filter((one) => one.room === room);
    own.sort((a, b) => rank(a) - rank(b));
    const fits = (letter: string): boolean =>
      own.every(({ hidden }, n) => {
        const name = numbered(letter, n);
        return !hidden.has(name) && !platform.has(name) && !RESERVED.test(name);
      });
    const letter = letters.splice(letters.findLastIndex(fits), 1)[0];
    for (const [n, { name }] of own.entries()) names.set(name, numbered(letter, n));
    const ranks = own.map(rank);
    doors.set(room, {
      letter,
      count: ranks.filter((one) => one < 2).length,
      functions: ranks.filter((one) => one < 1).length,
    });
  }
  const free = [...letters, ...letters.flatMap((one) => [...LETTERS].map((two) => one + two))];
  for (const { name, hidden } of inOrder(shared, parts)) {
    const at = free.findIndex((n) => !hidden.has(n) && !platform.has(n) && !RESERVED.test(n));
    if (at < 0) throw new Error('the script has more names than there are short ones');
    names.set(name, free.splice(at, 1)[0]);
  }
  return { texts: new Map(parts.map((part) => [part.room, renamed(part, names)])), doors };
}

/** The script's names: the most used, which get a letter alone, then as they appear, so that those near each
 * other look alike. */
function inOrder(shared: readonly Shared[], parts: readonly Part[]): Shared[] {
  const own = shared.filter(({ room }) => room === SCRIPT);
  const order = new Map<string, number>();
  const { references } = parts.find(({ room }) => room === SCRIPT)!;
  for (const { node } of references) if (!order.has(node.name)) order.set(node.name, order.size);
  const rest = own.slice(LETTERS.length);
  rest.sort((a, b) => order.get(a.name)! - order.get(b.name)!);
  return [...own.slice(0, LETTERS.length), ...rest];
}

function renamed({ text, references }: Part, names: ReadonlyMap<string, string>): string {
  let written = '';
  let at = 0;
  for (const { node, short } of references) {
    const name = names.get(node.name);
    if (name === undefined) continue;
    written += text.slice(at, node.start) + (short ? `${node.name}:${name}` : name);
    at = node.end;
  }
  return written + text.slice(at);
}
