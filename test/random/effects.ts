// Effects: which objects an expression reads and writes.
//
// One idea: C does not say in which order the operands of most operators are evaluated, so two
// operands may stand beside each other only if neither writes what the other touches.
//
// An object is named by its root: scalars by their name, all that a pointer may reach by the type
// of the element, so that a store through a pointer to long meets every long in memory.
//
// Source: C17 6.5 p2, 6.5.2.2 p10.

export interface Effects {
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
}

export const NONE: Effects = { reads: new Set(), writes: new Set() };

export const reading = (root: string): Effects => ({ reads: new Set([root]), writes: NONE.writes });
export const writing = (root: string): Effects => ({
  reads: new Set([root]),
  writes: new Set([root]),
});

export function both(...all: Effects[]): Effects {
  const used = all.filter((e) => e.reads.size + e.writes.size > 0);
  if (used.length < 2) return used[0] ?? NONE;
  return {
    reads: new Set(used.flatMap((e) => [...e.reads])),
    writes: new Set(used.flatMap((e) => [...e.writes])),
  };
}

const meets = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const root of a) if (b.has(root)) return true;
  return false;
};

/** Tells whether two operands mean the same in either order of evaluation. */
export function independent(a: Effects, b: Effects): boolean {
  return !(meets(a.writes, b.reads) || meets(a.writes, b.writes) || meets(b.writes, a.reads));
}
