// The first lines of the rows of system calls: all that a machine needs of them.
//
// One idea: this is data that follows from the tables; a page's build works it out beforehand
// (components/cell/build/frozen.ts), and then a page loads no sentences for readers with its kernel.

import { ROWS } from './syscall-rows.ts';

/** A call with what each argument means, a line each. */
export const SIGNATURES = ROWS.map((row) => row.split('\n', 1)[0]).join('\n');
