// Compile: C text to Image, through every stage in order.

import type { NativeTable } from '../vm/native.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Image } from './image.ts';

/** One file of C. */
export interface SourceFile {
  name: string;
  text: string;
}

export interface CompileOptions {
  /** Returns the text of the header `name`, as in `#include <name>`; undefined if there is none. */
  headers?: (name: string) => string | undefined;
  /** Library functions in TypeScript; a call of an undefined function goes to the one so named. */
  natives?: NativeTable;
  /** The C library's sources: of these, only what the program reaches is linked in. */
  library?: readonly SourceFile[];
}

export type CompileResult =
  | { ok: true; image: Image; warnings: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] };

/** Compiles and links `sources`; the first is the one whose lines the debugger shows. */
export function compile(
  _sources: readonly SourceFile[],
  _options: CompileOptions = {},
): CompileResult {
  throw new Error('compile: under construction');
}
