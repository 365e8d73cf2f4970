// Compile: C text to Image, through every stage in order.

import type { NativeTable } from '../vm/native.ts';
import { check } from './check.ts';
import { CompileError, type Diagnostic } from './diagnostic.ts';
import type { Image } from './image.ts';
import { link } from './link.ts';
import { parse } from './parse-declaration.ts';
import { preprocess } from './preprocess.ts';
import type { Context } from './source.ts';
import type { Unit } from './typed.ts';

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

/** Natives that the virtual machine itself provides: see lib/vm/heap.ts. */
const HEAP_NATIVES = ['malloc', 'calloc', 'realloc', 'free'];

/**
 * Compiles and links `sources`; the first is the one whose lines the debugger shows.
 *
 * A source whose name ends in `.h` is there for the others to include.
 */
export function compile(
  sources: readonly SourceFile[],
  options: CompileOptions = {},
): CompileResult {
  const headers = options.headers ?? (() => undefined);
  const files = sources.map((s) => ({ ...s, library: false }));
  const ctx: Context = { files, diagnostics: [] };
  const user: Unit[] = [];
  sources.forEach((source, file) => {
    if (!source.name.endsWith('.h')) user.push(...compileUnit(ctx, file, headers));
  });
  const failed = (): boolean => ctx.diagnostics.some((d) => d.severity === 'error');
  if (failed()) return { ok: false, diagnostics: inOrder(ctx.diagnostics) };
  const library = libraryUnits(options.library ?? [], headers);
  if (!library.ok) return { ok: false, diagnostics: library.diagnostics };
  const natives = [...Object.keys(options.natives ?? {}), ...HEAP_NATIVES];
  const image = link({ ctx, user, library: library.units, natives });
  if (!image) return { ok: false, diagnostics: inOrder(ctx.diagnostics) };
  return { ok: true, image, warnings: inOrder(ctx.diagnostics) };
}

function compileUnit(
  ctx: Context,
  file: number,
  headers: (name: string) => string | undefined,
): Unit[] {
  try {
    const { tokens, included } = preprocess(ctx, file, headers);
    const tree = parse(ctx, tokens);
    // After a syntax error the meaning of the rest is a guess: only the first stage speaks.
    if (ctx.diagnostics.some((d) => d.severity === 'error')) return [];
    return [check({ ctx, file, tree, headers, included })];
  } catch (e) {
    if (!(e instanceof CompileError)) throw e;
    ctx.diagnostics.push(e.diagnostic);
    return [];
  }
}

/** By file as they came, then by place. */
function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  const order = [...new Set(diagnostics.map((d) => d.file))];
  return [...diagnostics].sort(
    (x, y) =>
      order.indexOf(x.file) - order.indexOf(y.file) || x.line - y.line || x.column - y.column,
  );
}

type Library = { ok: true; units: Unit[] } | { ok: false; diagnostics: Diagnostic[] };

/** The library is checked once: its units hold no state and every program may share them. */
const checkedLibraries = new WeakMap<
  readonly SourceFile[],
  { headers: (name: string) => string | undefined; library: Library }
>();

function libraryUnits(
  sources: readonly SourceFile[],
  headers: (name: string) => string | undefined,
): Library {
  const known = checkedLibraries.get(sources);
  if (known?.headers === headers) return known.library;
  const ctx: Context = { files: sources.map((s) => ({ ...s, library: true })), diagnostics: [] };
  const units = sources.flatMap((_, file) => compileUnit(ctx, file, headers));
  const bad = ctx.diagnostics.some((d) => d.severity === 'error');
  const library: Library = bad ? { ok: false, diagnostics: ctx.diagnostics } : { ok: true, units };
  checkedLibraries.set(sources, { headers, library });
  return library;
}
