// The C library's sources as the compiler takes them: texts, and what each may define.
//
// One idea: this is data, worked out beforehand for a page as in header-texts.ts.

import { SYSCALL_NUMBERS } from '../../abi/syscall-numbers.ts';
import { definesOf, type Member } from '../../cc/archive.ts';
import './all-parts.ts';
import { LIBC_SOURCES } from './sources.ts';

/** Puts numbers for the names of system calls, so that no source reads all of <sys/syscall.h>. */
function withNumbers(text: string): string {
  return text.replace(/\bSYS_(\w+)/g, (_, name) => {
    const number = (SYSCALL_NUMBERS as Record<string, number>)[name];
    if (number === undefined) throw new Error(`the C library asks for SYS_${name}, which is none`);
    return String(number);
  });
}

/** Sources in reading order. */
export const ARCHIVE: readonly Member[] = LIBC_SOURCES.map(({ name, text }) => ({
  name,
  defines: definesOf(text),
  text: withNumbers(text),
}));
