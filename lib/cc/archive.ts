// Archive: the C library's sources as ar(1) would keep them, with an index of what each defines.
//
// One idea: a source is read and checked when something first needs a name that it may define, and
// only once: units hold no state, and every program may share them.

import type { Unit } from './typed.ts';

/** A source of the library. */
export interface Member {
  name: string;
  text: string;
  /** Names that it may define, between spaces; read off the text where it is left out. */
  defines?: string;
}

export interface Archive {
  /** Finds the unit that defines a symbol. */
  find: (symbol: string) => Unit | undefined;
  /** Members that have been looked into. */
  used: ReadonlySet<Member>;
}

/** Opens an archive; `unitsOf` compiles a member. */
export function openArchive(
  members: readonly Member[],
  unitsOf: (member: Member) => readonly Unit[],
): Archive {
  const used = new Set<Member>();
  return {
    used,
    find(symbol) {
      for (const member of members) {
        if (!namesOf(member).has(symbol)) continue;
        used.add(member);
        const unit = unitsOf(member).find((u) => u.defs.has(symbol));
        if (unit) return unit;
      }
      return undefined;
    },
  };
}

const indexed = new WeakMap<Member, Set<string>>();

function namesOf(member: Member): Set<string> {
  let known = indexed.get(member);
  if (!known) {
    known = new Set((member.defines ?? definesOf(member.text)).split(' '));
    indexed.set(member, known);
  }
  return known;
}

/** Lists the names that a C text may define: what begins in the first column may be a definition,
 * unless it is a prototype; all else is not. */
export function definesOf(text: string): string {
  const names = new Set<string>();
  for (const [line] of text.matchAll(/^(?!static |typedef |extern |enum )[A-Za-z_].*/gm)) {
    if (/^[^=(]*\w\([^*].*\);/.test(line)) continue;
    const declarators = line.includes('(')
      ? /\w+(?=\()|(?<=\(\*)\w+/g
      : /\w+(?=[[ ]*[^\]]*\]?\s*[=;,])/g;
    for (const name of line.match(declarators) ?? []) names.add(name);
  }
  return [...names].join(' ');
}
