// The C library as the compiler takes it: for each symbol the C that defines it.
//
// One idea: this is data, worked out beforehand for a page as in header-texts.ts. Elsewhere a source is
// taken apart when something first needs a name of it.

import { headerText } from '../../abi/headers.ts';
import type { Lookup } from '../../abi/lookup.ts';
import { SYSCALL_NUMBERS } from '../../abi/syscall-numbers.ts';
import './all-parts.ts';
import { labelOf, piecesOf } from './pieces.ts';
import { LIBC_SOURCES } from './sources.ts';

/** Puts numbers for the names of system calls, so that no source reads all of <sys/syscall.h>. */
function withNumbers(text: string): string {
  return text.replace(/\bSYS_(\w+)/g, (_, name) => {
    const number = (SYSCALL_NUMBERS as Record<string, number>)[name];
    if (number === undefined) throw new Error(`the C library asks for SYS_${name}, which is none`);
    return String(number);
  });
}

/** Lists the names that a C text may define: what begins in the first column may be a definition,
 * unless it is a prototype; all else is not. */
function definesOf(text: string): Set<string> {
  const names = new Set<string>();
  for (const [line] of text.matchAll(/^(?!static |typedef |extern |enum )[A-Za-z_].*/gm)) {
    if (/^[^=(]*\w\([^*].*\);/.test(line)) continue;
    const declarators = line.includes('(')
      ? /\w+(?=\()|(?<=\(\*)\w+/g
      : /\w+(?=[[ ]*[^\]]*\]?\s*[=;,])/g;
    for (const name of line.match(declarators) ?? []) names.add(name);
  }
  return names;
}

interface Source {
  name: string;
  text: string;
  defines: ReadonlySet<string>;
  pieces?: ReadonlyMap<string, string>;
}

/** Sources in reading order. */
export const SOURCES: readonly Source[] = LIBC_SOURCES.map(({ name, text }) => ({
  name,
  defines: definesOf(text),
  text: withNumbers(text),
}));

function take(source: Source): ReadonlyMap<string, string> {
  source.pieces ??= piecesOf(source, headerText);
  return source.pieces;
}

function find(symbol: string): string | undefined {
  const at = symbol.indexOf('@');
  for (const source of SOURCES) {
    const has = at < 0 ? source.defines.has(symbol) : labelOf(source.name) === symbol.slice(at);
    const piece = has ? take(source).get(symbol) : undefined;
    if (piece !== undefined) return piece;
  }
  return undefined;
}

/** The C that defines a symbol; undefined for one that the library's sources do not. */
export const pieceOf: Lookup<string> = Object.defineProperty(find, 'all', {
  get: () => Object.fromEntries(SOURCES.flatMap((source) => [...take(source)])),
}) as Lookup<string>;
