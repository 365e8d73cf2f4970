// Archive: the C library as ar(1) would keep it, a member for each symbol that it defines.
//
// One idea: a member is read and checked when something first needs its symbol, and only once: units
// hold no state, and every program may share them.

import type { Diagnostic } from './diagnostic.ts';
import type { Unit } from './typed.ts';

/** Returns the C that defines a symbol, without any #include; undefined for one that is not there. */
export type Library = (symbol: string) => string | undefined;

/** What the compiler made of a member. */
export interface Member {
  unit: Unit | undefined;
  diagnostics: readonly Diagnostic[];
}

export interface Archive {
  /** Finds the unit that defines a symbol. */
  find: (symbol: string) => Unit | undefined;
  /** Members that have been looked into. */
  used: ReadonlySet<Member>;
}

const members = new WeakMap<Library, Map<string, Member>>();

/** Opens an archive; `read` compiles a member. */
export function openArchive(
  library: Library,
  read: (name: string, text: string) => Member,
): Archive {
  const known = members.get(library) ?? new Map<string, Member>();
  members.set(library, known);
  const used = new Set<Member>();
  return {
    used,
    find(symbol) {
      let member = known.get(symbol);
      if (!member) {
        const text = library(symbol);
        if (text === undefined) return undefined;
        member = read(`libc/${symbol}.c`, text);
        known.set(symbol, member);
      }
      used.add(member);
      return member.unit?.defs.has(symbol) ? member.unit : undefined;
    },
  };
}
