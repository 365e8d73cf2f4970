// Suggest: what a misspelt or undeclared name may have meant, and which header has it.
//
// One idea: nothing here runs before there is a mistake; then the headers are read once and what
// they declare is kept by name.
//
// Source: gcc 12, spellcheck.cc, for how far a suggestion may be from what was written.

import type { Note } from './render.ts';
import type { More, Span } from './source.ts';

export type Headers = (name: string) => string | undefined;

/** The headers that are searched, most likely first. */
const HEADERS = (
  'stdio stdlib string unistd errno sys/socket netinet/in arpa/inet netdb signal sys/types time ' +
  'fcntl poll sys/epoll sys/select sys/wait sys/time sys/stat sys/ioctl sys/un sys/uio sys/mman ' +
  'sys/sendfile sys/resource netinet/tcp stdint inttypes stdbool stddef stdarg ctype limits assert ' +
  'strings math getopt setjmp locale float pthread semaphore sched sys/param endian stdatomic ' +
  'threads stdalign stdnoreturn iso646 wchar err syslog dirent termios libgen pwd sys/utsname ' +
  'sys/syscall net/if byteswap memory malloc alloca'
)
  .split(' ')
  .map((name) => `${name}.h`);

type Kind = 'function' | 'macro' | 'type' | 'tag';

interface Known {
  header: string;
  kind: Kind;
}

const indexes = new WeakMap<Headers, Map<string, Known>>();

/** A header's text with that of its parts, which nobody includes by their own names. */
function textOf(headers: Headers, name: string): string | undefined {
  return headers(name)?.replace(
    /^#include <(bits\/.*)>$/gm,
    (_, part: string) => textOf(headers, part) ?? '',
  );
}

/** What the headers declare, by name; the first header that has it counts. */
function indexOf(headers: Headers): Map<string, Known> {
  const old = indexes.get(headers);
  if (old) return old;
  const index = new Map<string, Known>();
  const put = (name: string, header: string, kind: Kind): void => {
    if (!index.has(name)) index.set(name, { header, kind });
  };
  for (const header of HEADERS) {
    const text = textOf(headers, header)?.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    if (text === undefined) continue;
    for (const m of text.matchAll(/#\s*define\s+(\w+)/g)) put(m[1], header, 'macro');
    const code = text.replace(/^[ \t]*#(?:.*\\\n)*.*/gm, '');
    for (const m of code.matchAll(/typedef\b[^;{]*(?:\{[^}]*\})?[^;]*?(\w+)\s*;/g)) {
      put(m[1], header, 'type');
    }
    for (const m of code.matchAll(/\b(?:struct|union|enum)\s+(\w+)\s*\{/g))
      put(m[1], header, 'tag');
    for (const m of code.matchAll(/\benum\b[^{;]*\{([^}]*)\}/g)) {
      for (const name of m[1].matchAll(/(\w+)\s*(?:=[^,]*)?(?:,|$)/g))
        put(name[1], header, 'macro');
    }
    for (const m of code.matchAll(/\b(\w+)\s*\([^;{}]*\)[^;{}()]*;/g))
      put(m[1], header, 'function');
    for (const m of code.matchAll(/\bextern\s+[^;()]*?(\w+)\s*;/g)) put(m[1], header, 'macro');
  }
  indexes.set(headers, index);
  return index;
}

/** The header that declares a name, if it is not included already. */
export function headerOf(
  headers: Headers,
  included: ReadonlySet<string>,
  name: string,
  kinds: readonly Kind[] = ['function', 'macro', 'type', 'tag'],
): string | undefined {
  const known = indexOf(headers).get(name);
  return known && kinds.includes(known.kind) && !included.has(known.header)
    ? known.header
    : undefined;
}

/** Names of a kind that some header has. */
export function headerNames(headers: Headers, kind: Kind): string[] {
  return [...indexOf(headers)].filter(([, known]) => known.kind === kind).map(([name]) => name);
}

/** The note that tells to include a header, with the line to add. */
export function includeNote(name: string, header: string, file: number): Note {
  const span: Span = { file, line: 1, column: 1, length: 1 };
  const message = `'${name}' is declared in header <${header}>; add #include <${header}>`;
  return { span, message, addLine: `#include <${header}>` };
}

/** What may be said beside "unknown type name": the header that has it, or a type like it. */
export function typeAdvice(
  name: string,
  known: Iterable<string>,
  headers: Headers,
  included: ReadonlySet<string>,
  file: number,
): { rest: string; more: More } {
  const header = headerOf(headers, included, name, ['type', 'macro']);
  if (header) return { rest: '', more: { notes: [includeNote(name, header, file)] } };
  const similar = nearest(name, [...known, ...TYPE_NAMES]);
  if (similar === undefined) return { rest: '', more: {} };
  return { rest: `; did you mean '${similar}'?`, more: { fix: { text: similar } } };
}

const TYPE_NAMES = [
  ...['unsigned', 'long', 'short', 'signed', 'int', 'char', 'float', 'double', 'void', 'enum'],
  ...['struct', 'union', 'typeof', 'const', 'volatile', 'restrict', '_Bool', '_Atomic', '_Alignas'],
];

/** The header with the name nearest to one that is not there. */
export function similarHeader(headers: Headers, name: string): string | undefined {
  return nearest(
    name,
    HEADERS.filter((one) => headers(one) !== undefined),
  );
}

/** The candidate nearest to a name, if that one is near enough to be meant; of equals the first. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  if (name.length > 100) return undefined;
  for (const candidate of candidates) {
    const least = Math.abs(candidate.length - name.length);
    if (least >= bestDistance || least > cutoff(name.length, candidate.length)) continue;
    const distance = editDistance(name, candidate);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  const near = best !== undefined && bestDistance <= cutoff(name.length, best.length);
  return near && bestDistance > 0 ? best : undefined;
}

/** Names that are the implementation's own, which nobody means who does not begin so. */
export function isReserved(name: string): boolean {
  return /^_[_A-Z]/.test(name);
}

function cutoff(a: number, b: number): number {
  const long = Math.max(a, b);
  if (long <= 1) return 0;
  return Math.abs(a - b) <= 1
    ? Math.max(1, Math.floor(long / 3))
    : Math.floor((2 * (long + 2)) / 3) / 2;
}

/** Counts the insertions, deletions, changes and swaps between two words; case counts half. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [x, y] = [a[i - 1], b[j - 1]];
      const change = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1;
      let best = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change);
      if (i > 1 && j > 1 && x === b[j - 2] && a[i - 2] === y)
        best = Math.min(best, before[j - 2] + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}
