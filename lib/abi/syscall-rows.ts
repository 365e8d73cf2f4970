// All rows of system calls, one string each, with every part on one line.

import { SYSCALL_ROWS } from './syscall-table.ts';
import { BATCH_ROWS } from './syscall-table-batch.ts';
import { TREE_ROWS } from './syscall-table-files.ts';
import { RARE_ROWS } from './syscall-table-rare.ts';

export const ROWS: readonly string[] = [SYSCALL_ROWS, TREE_ROWS, BATCH_ROWS, RARE_ROWS]
  .flatMap((rows) => rows.trim().split('\n\n'))
  // A continued line is indented four.
  .map((row) => row.replace(/\n {4}/g, ' '));
