// Compile: C text to Image, through every stage in order.

import type { NativeTable } from '../vm/native.ts';
import { type Library, type Member, openArchive } from './archive.ts';
import { BIT_BUILTINS } from './bits.ts';
import { check } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Image } from './image.ts';
import { link } from './link.ts';
import type { Lint } from './lint.ts';
import { parse } from './parse-declaration.ts';
import { preprocess } from './preprocess.ts';
import { type Context, caught, error, hasErrors, tooManyErrors } from './source.ts';
import { typeAdvice } from './suggest.ts';
import type { Token } from './tokenize.ts';
import type { TopLevel } from './tree.ts';
import type { Unit } from './typed.ts';
import type { CType } from './types.ts';
import { NO_WARNINGS, type WarningSet } from './warnings.ts';

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
  /** The C library: of it, only what the program reaches is linked in. */
  library?: Library;
  /** Functions of the library that are linked in although nothing names them. */
  also?: readonly string[];
  /** Macros, as in `-DNAME` or `-DNAME=value`. */
  defines?: readonly string[] | undefined;
  /** Macros that are not to be, as in `-UNAME`. */
  undefines?: readonly string[] | undefined;
  /** Where to look for headers after the folder of the file that names them, as with `-I`. */
  folders?: readonly string[] | undefined;
  /** Reads a header that is none of the sources; the path begins with a source's folder or `-I`'s. */
  readHeader?: ((path: string) => string | undefined) | undefined;
  /** Variables that several files declare without an initialiser are one, as with -fcommon. */
  common?: boolean | undefined;
  /** Local variables without an initialiser begin as zero, as with -ftrivial-auto-var-init=zero. */
  zeroed?: boolean | undefined;
  /** Which warnings to give; the usual ones if it is left out. */
  warnings?: WarningSet;
  /** What looks for doubtful code; without it only the checker's own warnings are given. */
  lint?: Lint;
}

export type CompileResult =
  | { ok: true; image: Image; warnings: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] };

/** Natives that the virtual machine itself provides: see lib/vm/heap.ts and lib/vm/bits.ts. */
const MACHINE_NATIVES = [
  ...['malloc', 'calloc', 'realloc', 'free', '__builtin_overflow', '__builtin_unreachable'],
  ...['__builtin_trap', '__tls_size', '__tls_init', ...BIT_BUILTINS],
];

/**
 * Compiles and links `sources`; the first is the one whose lines the debugger shows.
 *
 * A source whose name ends in `.h` is there for the others to include.
 */
export function compile(
  sources: readonly SourceFile[],
  options: CompileOptions = {},
): CompileResult {
  const files = sources.map((s) => ({ ...s, library: false }));
  const ctx: Context = { files, diagnostics: [], warnings: options.warnings };
  const user: Unit[] = [];
  sources.forEach((source, file) => {
    if (!source.name.endsWith('.h')) user.push(...compileUnit(ctx, file, options));
  });
  options.lint?.text(ctx);
  if (hasErrors(ctx)) return { ok: false, diagnostics: inOrder(withoutFlow(ctx.diagnostics)) };
  const library = openArchive(options.library ?? NO_LIBRARY, readMember);
  const natives = [...Object.keys(options.natives ?? {}), ...MACHINE_NATIVES];
  let image: Image | undefined;
  try {
    const { also = [], common, zeroed } = options;
    image = link({ ctx, user, library: library.find, natives, also, common, zeroed });
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    tooDeep(ctx, 0);
  }
  const bad = [...library.used].flatMap((member) => member.diagnostics);
  if (bad.length > 0) return { ok: false, diagnostics: bad };
  if (!image) return { ok: false, diagnostics: inOrder(ctx.diagnostics) };
  return { ok: true, image, warnings: inOrder(ctx.diagnostics) };
}

/** What the stages make of one file; after an error a later stage's result is missing. */
export function readUnit(
  ctx: Context,
  file: number,
  options: CompileOptions,
): { tokens: Token[]; tree: TopLevel[]; unit: Unit | undefined } {
  const read: ReturnType<typeof readUnit> = { tokens: [], tree: [], unit: undefined };
  try {
    const { headers = () => undefined, lint } = options;
    const { tokens, included, packs, macros } = preprocess(ctx, file, { ...options, headers });
    read.tokens = tokens;
    ctx.skipped = new Set();
    ctx.typeAdvice = (type, known) =>
      typeAdvice(type, [...known, ...macros], headers, included, file);
    read.tree = parse(ctx, tokens, packs);
    if (tooManyErrors(ctx)) return read;
    lint?.syntax(ctx, read.tree);
    const prototypeOf = (header: string, name: string) => prototype(headers, header, name);
    const more = { headers, included, macros, prototypeOf, lint };
    read.unit = check({ ctx, file, tree: read.tree, ...more });
  } catch (e) {
    if (e instanceof RangeError) tooDeep(ctx, file);
    else caught(ctx, e);
  }
  return read;
}

/** The compiler's own stack or memory is at its end: what it reads is nested too deeply, or too long. */
function tooDeep(ctx: Context, file: number): void {
  const message =
    'this file is nested too deeply, or has too long an expression, for this compiler';
  ctx.within = undefined;
  error(ctx, { file, line: 1, column: 1, length: 1 }, message);
}

/** The type that a header gives a function: the header is read for it alone, as a whole. */
function prototype(headers: Headers, header: string, name: string): CType | undefined {
  const text = `#define _GNU_SOURCE\n#include <${header}>\n`;
  const files = [{ name: '', text, library: true }];
  const ctx: Context = { files, diagnostics: [], warnings: NO_WARNINGS };
  const { unit } = readUnit(ctx, 0, { headers });
  return unit?.declared.get(name);
}

function compileUnit(ctx: Context, file: number, options: CompileOptions): Unit[] {
  const { unit } = readUnit(ctx, file, options);
  return unit ? [unit] : [];
}

/** In a program with errors gcc does not follow values: what it would find by that it does not say. */
function withoutFlow(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const flow =
    /^(uninitialized|maybe-uninit|free-nonheap|array-bounds|stringop|format-overflow|use-)/;
  return diagnostics.filter((d) => d.severity === 'error' || !flow.test(d.option ?? ''));
}

/** By file as they came, then by place. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const order = [...new Set(diagnostics.map((d) => d.file))];
  return [...diagnostics].sort(
    (x, y) =>
      order.indexOf(x.file) - order.indexOf(y.file) || x.line - y.line || x.column - y.column,
  );
}

type Headers = (name: string) => string | undefined;

const NO_LIBRARY: Library = () => undefined;

/** Compiles a member of the library. */
function readMember(name: string, text: string): Member {
  const files = [{ name, text, library: true }];
  const ctx: Context = { files, diagnostics: [], warnings: NO_WARNINGS };
  const { unit } = readUnit(ctx, 0, {});
  return { unit, diagnostics: ctx.diagnostics.filter((d) => d.severity === 'error') };
}
