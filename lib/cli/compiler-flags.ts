// The flags of gcc(1) that `run` and `compile` take: what each means here, and which mean nothing.

import { readWarningFlags, type WarningSet } from '../cc/warnings.ts';

export interface CompilerFlags {
  /** -I folders, in order. */
  folders: string[];
  defines: string[];
  undefines: string[];
  /** -w and -W flags, in order. */
  warnings: string[];
  /** -fcommon, which gcc had by default before version 10. */
  common: boolean;
  /** -ftrivial-auto-var-init=zero. */
  zeroed: boolean;
}

export function noFlags(): CompilerFlags {
  return { folders: [], defines: [], undefines: [], warnings: [], common: false, zeroed: false };
}

const AUTO_INIT = '-ftrivial-auto-var-init=';

/** Says nothing about optimization, debugging, standards, libraries: there is one of each here. */
const WITHOUT_EFFECT =
  /^-(O\w*|g\w*|std=.+|ansi|pedantic(-errors)?|l.+|L.+|pthread|pipe|f[a-z].*|m[a-z0-9].*|s|static|rdynamic|Wl,.*|Wa,.*|Wp,.*)$/;

/**
 * Takes the compiler flag `word`; `next` is the word behind it.
 *
 * Returns how many words it took, 0 if it is none, or what is wrong with it.
 */
export function takeFlag(
  flags: CompilerFlags,
  word: string,
  next: string | undefined,
): number | string {
  const letter = word.slice(0, 2);
  if (letter === '-I' || letter === '-D' || letter === '-U') {
    const glued = word.slice(2);
    const value = glued || next;
    if (value === undefined) return `option ${letter} wants a value`;
    if (letter === '-I') flags.folders.push(value);
    else {
      const plain = letter === '-U' ? /^[A-Za-z_]\w*$/ : /^[A-Za-z_]\w*(\([\w\s,.]*\))?(=.*)?$/;
      if (!plain.test(value)) return `${letter} wants a macro's name, not '${value}'`;
      (letter === '-D' ? flags.defines : flags.undefines).push(value);
    }
    return glued ? 1 : 2;
  }
  if (word === '-l' || word === '-L' || word === '-o') {
    return next === undefined ? `option ${word} wants a value` : 2;
  }
  if (word === '-fcommon' || word === '-fno-common') {
    flags.common = word === '-fcommon';
    return 1;
  }
  if (word.startsWith(AUTO_INIT)) {
    const what = word.slice(AUTO_INIT.length);
    flags.zeroed = what === 'zero';
    return /^(zero|uninitialized)$/.test(what)
      ? 1
      : `option ${AUTO_INIT} wants zero or uninitialized`;
  }
  if (WITHOUT_EFFECT.test(word)) return 1;
  if (word === '-w' || letter === '-W') {
    flags.warnings.push(word);
    return 1;
  }
  return 0;
}

/** The warnings that the flags ask for, and a word about each flag that nobody knows. */
export function warningsOf(flags: CompilerFlags): { set: WarningSet; words: string } {
  const { set, unknown } = readWarningFlags(flags.warnings);
  const words = unknown.map((flag) => `sockscope: ${flag} is not known here and changes nothing\n`);
  return { set, words: words.join('') };
}
