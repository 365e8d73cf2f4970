// The first lines of the rows of system calls: all that a machine needs of them.
//
// One idea: this is data that follows from the tables; a page's build works it out beforehand
// (components/cell/build/frozen.ts), and then a page loads no sentences for readers with its kernel.

import { lookup } from './lookup.ts';
import { ROWS } from './syscall-rows.ts';

/** A call with what each argument means, by the call's name. */
export const signatureOf = lookup(
  Object.fromEntries(ROWS.map((row) => [/^\w+/.exec(row)![0], row.split('\n', 1)[0]])),
);
