// Building: C text to an image that this machine can run, as `gcc` does for a real one.
//
// One idea: the compiler knows no headers and no library; here it is given ours.
//
// What some do without (warnings, the system's own programs) is added by whoever wants it: see whole.ts.

import {
  type CompileOptions,
  type CompileResult,
  compile,
  type SourceFile,
} from '../cc/compile.ts';
import type { Image } from '../cc/image.ts';
import type { Lint } from '../cc/lint.ts';
import { findImagesBy } from './c-programs.ts';
import { pieceOf } from './libc/archive.ts';
import { compileBriefly } from './libc/brief.ts';
import { digestText, hasDigests, leftOut } from './libc/header-digests.ts';
import { headerText } from './libc/header-texts.ts';
import { LIBC_NATIVES } from './libc/natives.ts';

/** Source of the programs that every machine has, by name. */
const programs: Record<string, SourceFile> = {};
let lint: Lint | undefined;

/** Makes the compiler warn, and not only refuse. */
export function installLints(lints: Lint): void {
  lint = lints;
}

/** Puts programs on every machine. */
export function installPrograms(sources: Readonly<Record<string, SourceFile>>): void {
  Object.assign(programs, sources);
}

/** What the compiler is given here: the machine's headers, C library and natives. */
export function buildOptions(): CompileOptions {
  return { headers: headerText, natives: LIBC_NATIVES, library: pieceOf, lint };
}

/** Compiles and links C sources with the machine's headers and C library. */
export function build(
  sources: readonly SourceFile[],
  more: Omit<CompileOptions, 'headers' | 'natives' | 'library' | 'lint'> = {},
): CompileResult {
  const options = { ...buildOptions(), ...more };
  // Macros from outside may be names that a digest leaves out.
  const isPlain = Object.keys(more).every((option) => option === 'readHeader');
  return isPlain ? briefly(sources, options) : compile(sources, options);
}

/** Compiles with digests of headers where there are some and they suffice, else with whole ones. */
function briefly(sources: readonly SourceFile[], options: CompileOptions): CompileResult {
  const digests = { text: digestText, others: leftOut };
  const brief = hasDigests ? compileBriefly(sources, options, digests) : undefined;
  return brief ?? compile(sources, options);
}

const built = new Map<string, Image>();

/** Builds one of the programs that every machine has (curl, nc ...), once; undefined for no such. */
export function systemProgram(name: string): Image | undefined {
  const known = built.get(name);
  if (known) return known;
  if (!Object.hasOwn(programs, name)) return undefined;
  // Nobody is warned of what is not theirs.
  const result = briefly([programs[name]], { ...buildOptions(), lint: undefined });
  if (!result.ok) {
    const [first] = result.diagnostics;
    throw new Error(`${name}: ${first.file}:${first.line}: ${first.message}`);
  }
  built.set(name, result.image);
  return result.image;
}

findImagesBy(systemProgram);
