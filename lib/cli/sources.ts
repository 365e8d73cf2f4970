// Sources: the C files of a command line, and what reads the headers that they include.

import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { CompileOptions, SourceFile } from '../cc/compile.ts';
import { type CompilerFlags, warningsOf } from './compiler-flags.ts';

/** Reads the files; a text says which cannot be read. */
export function readSources(names: readonly string[]): SourceFile[] | string {
  const sources: SourceFile[] = [];
  for (const name of names) {
    if (sources.some((one) => one.name === name)) return `${name} is named twice`;
    const text = readText(name);
    if (typeof text !== 'string') return `${name}: ${text.why}`;
    sources.push({ name, text });
  }
  return sources;
}

/** What the flags mean for the compiler, and a word about each that nobody knows. */
export function optionsOf(flags: CompilerFlags): { options: CompileOptions; words: string } {
  const { set, words } = warningsOf(flags);
  const { folders, defines, undefines, common, zeroed } = flags;
  const readHeader = (path: string): string | undefined => {
    const text = readText(path);
    return typeof text === 'string' ? text : undefined;
  };
  const more = { common, zeroed, readHeader };
  return { options: { warnings: set, folders, defines, undefines, ...more }, words };
}

function readText(path: string): string | { why: string } {
  try {
    // A device may have no end, which reading would wait for.
    if (statSync(path).isCharacterDevice()) return { why: 'is a device' };
    // Some editors begin a file with a mark of its encoding, which is none of C's.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { why: 'no such file' };
    return { why: code === 'EISDIR' ? 'is a folder' : message };
  }
}

/** Tells whether a word of the command line names a file for the compiler. */
export function isSource(word: string): boolean {
  return /\.[chi]$/.test(word);
}

/** What gcc -o would be given: the first file's name without folder and ending. */
export function programName(file: string): string {
  return basename(file).replace(/\.[ci]$/, '');
}
