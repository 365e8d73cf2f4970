// Broken: what the statements name that the compiler gave up, for whoever asks which names are used.
//
// One idea: a statement with an error in it is missing from the tree, but as gcc reads it its names
// are used all the same, up to the error; of `x = wrong;` x is only set.

import type { Context } from './source.ts';
import type { Token } from './tokenize.ts';

/** The names in the broken statements of one function, or of what is outside of all. */
export interface Broken {
  read: Set<string>;
  /** How often a name was the target of an assignment that came to nothing. */
  stored: Map<string, number>;
  /** There is a `return` among them. */
  returned?: boolean;
  /** Variables of a type that is wrong: no use of them counts. */
  wrong: Set<unknown>;
}

/** What is known of a function; outside of all functions, of ''. */
export function brokenIn(ctx: Context, within = ctx.within ?? ''): Broken {
  ctx.broken ??= new Map();
  const old = ctx.broken.get(within);
  if (old) return old;
  const fresh: Broken = { read: new Set(), stored: new Map(), wrong: new Set() };
  ctx.broken.set(within, fresh);
  return fresh;
}

/** Remembers the names among tokens that were read before the parser gave up. */
export function noteTokens(ctx: Context, tokens: readonly Token[]): void {
  const { read } = brokenIn(ctx);
  for (const { kind, text } of tokens) if (kind === 'name') read.add(text);
}

/** Tells whether any broken code names this. */
export function namedInBroken(ctx: Context, name: string): boolean {
  return [...(ctx.broken?.values() ?? [])].some(({ read }) => read.has(name));
}
