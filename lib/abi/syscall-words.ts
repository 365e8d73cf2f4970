// What the book says of each system call: a sentence, what comes back, which errors.
//
// `errnos` lists what this kernel answers, after Linux 6.18; the order is that of likelihood.

import { ROWS } from './syscall-rows.ts';
import { readSignature, type SyscallInfo } from './syscalls.ts';

export interface SyscallWords extends SyscallInfo {
  /** One sentence for a reader who has never met the call. */
  summary: string;
  /** What comes back when it works. */
  returns: string;
  errnos: string[];
  man: 2 | 3;
}

function readRow(row: string): SyscallWords {
  const lines = row.split('\n');
  const part = (mark: string) => lines.find((line) => line.startsWith(mark))?.slice(mark.length);
  return {
    ...readSignature(lines[0]),
    summary: lines[1].trim(),
    returns: part('  = ') ?? '',
    errnos: part('  ! ')?.split(' ') ?? [],
    man: 2,
  };
}

/** Every call that this machine knows. */
export const SYSCALLS: readonly SyscallWords[] = ROWS.map(readRow);
