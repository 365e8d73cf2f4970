// Places in a program as gdb writes them: `main`, `server.c:12`, `12`, `*0x1234`.
//
// One idea: the line table says where statements begin; a function's breakpoint is its first one.

import type { Image, LineEntry } from '../../cc/image.ts';
import { GdbError } from './expression.ts';

export interface Place {
  pc: number;
  file: number;
  line: number;
}

/** Finds the first statement of a function of the user's, or of the library's. */
export function pcAtFunction(image: Image, name: string): Place | undefined {
  const fn = image.functions.find((f) => f.name === name);
  if (!fn) return undefined;
  const entry = image.lines.find((l) => l.statement && l.pc >= fn.pc && l.pc < fn.endPc);
  return entry && { pc: entry.pc, file: entry.file, line: entry.line };
}

/** Finds the first statement on a line, or on the next line that has one. */
export function pcAtLine(image: Image, file: number, line: number): Place | undefined {
  const starts = image.lines.filter((l) => l.statement && l.file === file && l.line >= line);
  const first = starts.reduce<LineEntry | undefined>(
    (best, l) =>
      !best || l.line < best.line || (l.line === best.line && l.pc < best.pc) ? l : best,
    undefined,
  );
  return first && { pc: first.pc, file: first.file, line: first.line };
}

/** Reads a place; `here` is the file and line that a bare number or nothing refers to. */
export function placeOf(
  image: Image,
  text: string,
  here: { file: number; line: number },
  lines: (file: number) => number,
): Place {
  const [, fileName, rest] = /^(?:([^:]+):)?(.*)$/.exec(text)!;
  const file = fileName === undefined ? here.file : fileNamed(image, fileName);
  if (/^[-+]?\d+$/.test(rest)) {
    const line = /^[-+]/.test(rest) ? here.line + Number(rest) : Number(rest);
    const place = pcAtLine(image, file, line);
    if (!place || line > lines(file)) {
      throw new GdbError(
        `No line ${line} in ${fileName === undefined ? 'the current file' : `file "${fileName}"`}.`,
      );
    }
    return place;
  }
  const place = pcAtFunction(image, rest);
  if (!place) throw new GdbError(`Function "${rest}" not defined.`);
  return place;
}

export function fileNamed(image: Image, name: string): number {
  const file = image.files.findIndex((f) => f.name === name || f.name.endsWith(`/${name}`));
  if (file < 0) throw new GdbError(`No source file named ${name}.`);
  return file;
}
