// Scope: the checker's state, its names and its tags.

import type { Context, Span } from './source.ts';
import type { Declarator } from './tree.ts';
import type { FunctionDef, Local, SwitchCase, TExpr, TStmt, Unit } from './typed.ts';
import { type CType, type EnumInfo, INT, type RecordInfo } from './types.ts';

export type Entry =
  | { kind: 'local'; local: Local }
  | { kind: 'global'; symbol: string; type: CType; span: Span; static: boolean; thread?: boolean }
  | { kind: 'typedef'; type: CType; span: Span }
  | { kind: 'constant'; value: bigint; type: CType; span: Span };

export type Tag =
  | { kind: 'record'; record: RecordInfo }
  | { kind: 'enum'; info: EnumInfo; type: CType };

export interface Scope {
  names: Map<string, Entry>;
  tags: Map<string, Tag>;
}

/** What is known while a function's body is checked. */
export interface FunctionScope {
  def: FunctionDef;
  returns: CType;
  variadic: boolean;
  breakable: number;
  loops: number;
  switches: { cases: SwitchCase[]; hasDefault: boolean; type: CType }[];
  labels: Set<string>;
  gotos: { label: string; span: Span }[];
  locals: Local[];
  /** Where a local was first read. */
  reads: Map<Local, Span>;
}

export interface Checker {
  ctx: Context;
  unit: Unit;
  file: number;
  scopes: Scope[];
  fn: FunctionScope | undefined;
  headers: (name: string) => string | undefined;
  included: ReadonlySet<string>;
  /** For naming static locals and string literals. */
  serial: number;
  strings: Map<string, string>;
  /** Where the sizes of variable-length arrays are computed; undefined where there can be none. */
  sizes: SizeContext | undefined;
  /** What function declarators declared: a definition's body goes on in that scope. */
  prototypes: Map<Declarator, Prototype>;
}

export interface SizeContext {
  out: TStmt[];
  /** The sizes outlive the place where they are computed. */
  addressed: boolean;
}

export interface Prototype {
  scope: Scope;
  params: Local[];
  prologue: TStmt[];
}

/** A variable without a name that the compiler needs; `addressed` ones may be set anywhere. */
export function hiddenLocal(type: CType, span: Span, addressed = true): Local {
  return { name: '', type, span, addressed, param: false, assigned: true };
}

export function lookUp(c: Checker, name: string): Entry | undefined {
  for (let i = c.scopes.length - 1; i >= 0; i--) {
    const found = c.scopes[i].names.get(name);
    if (found) return found;
  }
  return undefined;
}

export function lookUpTag(c: Checker, tag: string): Tag | undefined {
  for (let i = c.scopes.length - 1; i >= 0; i--) {
    const found = c.scopes[i].tags.get(tag);
    if (found) return found;
  }
  return undefined;
}

export function innermost(c: Checker): Scope {
  return c.scopes.at(-1)!;
}

export function openScope(c: Checker): void {
  c.scopes.push({ names: new Map(), tags: new Map() });
}

export function closeScope(c: Checker): void {
  c.scopes.pop();
}

/** Makes a symbol that no other file can mean. */
export function privateSymbol(c: Checker, name: string): string {
  return `${name}@${c.unit.name}`;
}

/** Remembers that the code being checked names a symbol, for the linker. */
export function useSymbol(c: Checker, symbol: string, span: Span, type: CType): void {
  c.fn?.def.refs.add(symbol);
  if (!c.unit.wanted.has(symbol)) c.unit.wanted.set(symbol, { span, type });
}

export function intExpr(value: bigint | number, span: Span, type: CType = INT): TExpr {
  return { kind: 'int', span, type, value: BigInt(value) };
}

/** Headers that the hints search, most likely first. */
const KNOWN_HEADERS = [
  ...['unistd.h', 'sys/socket.h', 'netinet/in.h', 'arpa/inet.h', 'stdio.h', 'stdlib.h', 'string.h'],
  ...[
    'errno.h',
    'fcntl.h',
    'poll.h',
    'sys/epoll.h',
    'netdb.h',
    'signal.h',
    'sys/types.h',
    'time.h',
  ],
  ...['sys/wait.h', 'sys/time.h', 'netinet/tcp.h', 'stdint.h', 'stdbool.h', 'stddef.h', 'stdarg.h'],
  ...['ctype.h', 'limits.h', 'assert.h', 'sys/un.h', 'sys/stat.h', 'sys/ioctl.h', 'sys/select.h'],
  ...['sys/uio.h', 'sys/sendfile.h', 'strings.h', 'inttypes.h', 'math.h', 'sched.h'],
];

/** Finds the header that declares a name which the program uses without including it. */
export function headerOf(c: Checker, name: string, how: 'function' | 'macro'): string | undefined {
  const declared =
    how === 'function' ? new RegExp(`\\b${name}\\s*\\(`) : new RegExp(`#\\s*define\\s+${name}\\b`);
  const plain = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return KNOWN_HEADERS.find((h) => !c.included.has(h) && declared.test(plain(c.headers(h) ?? '')));
}

/** Returns the visible name closest to a misspelt one, if it is close. */
export function similarName(c: Checker, name: string): string | undefined {
  let best: string | undefined;
  // A name of one letter is one change away from every other one.
  let bestDistance = Math.min(name.length, Math.max(1, Math.floor(name.length / 3)) + 1);
  for (const scope of c.scopes) {
    for (const [candidate, entry] of scope.names) {
      if (entry.kind === 'typedef' || candidate.startsWith('__')) continue;
      if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
      const d = editDistance(candidate, name);
      if (d < bestDistance) {
        bestDistance = d;
        best = candidate;
      }
    }
  }
  return best;
}

/** Counts the insertions, deletions, changes and swaps between two words. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      if (i === 0) {
        rows[0][j] = j;
        continue;
      }
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2][j - 2] + 1);
      }
      rows[i][j] = best;
    }
  }
  return rows[a.length][b.length];
}
