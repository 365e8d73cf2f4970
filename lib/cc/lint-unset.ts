// Lint of unset arrays: a text that is read before anything has been written to it.
//
// One idea: a function is checked from top to bottom. Where the first mention of an array is in a call that
// reads it, nothing before can have filled it.
//
// Source: gcc 12, -Wuninitialized.
// Departs: gcc says so of one array or another in a function, here it is said of each.

import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';

/** By function: the arguments that it reads as texts, from 0. */
const readBy = (name: string): readonly number[] => {
  const all: Record<string, readonly number[]> = {
    ...{
      strlen: [0],
      strcat: [0, 1],
      strncat: [0, 1],
      strcmp: [0, 1],
      strncmp: [0, 1],
      strcpy: [1],
    },
    ...{ strncpy: [1], strchr: [0], strrchr: [0], strstr: [0, 1], strdup: [0], puts: [0] },
    ...{ fputs: [0], atoi: [0], atol: [0], strtol: [0], strcasecmp: [0, 1] },
  };
  return Object.hasOwn(all, name) ? all[name] : [];
};

/** Warns about a call of such a function, in a function without a way back. */
export function lintUnset(
  { mentions }: NonNullable<Checker['fn']>,
  ctx: Checker['ctx'],
  name: string,
  args: readonly TExpr[],
  span: Span,
): void {
  for (const i of readBy(name)) {
    let arg = args[i];
    while (arg?.kind === 'cast') arg = arg.operand;
    const local = arg?.kind === 'address' && arg.of.kind === 'local' ? arg.of.local : undefined;
    if (local?.type.kind !== 'array' || local.assigned || local.param) continue;
    if (mentions.get(local) !== 1) continue;
    const notes = [{ span: local.span, message: `'${local.name}' declared here` }];
    warning(ctx, span, `'${local.name}' is used uninitialized`, {
      option: 'uninitialized',
      notes,
    });
  }
}
