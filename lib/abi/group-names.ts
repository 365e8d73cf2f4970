// The groups of constants as whoever names values asks for them.
//
// One idea: this is data, and a program's calls name few groups: see lookup.ts.

import { GROUPS } from './groups.ts';
import { lookup } from './lookup.ts';

/** Names and values of a group, in its order. */
export const groupOf = lookup<Readonly<Record<string, number>>>(GROUPS);
