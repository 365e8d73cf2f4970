// Source: the files of one compilation, places in them, and how stages report what is wrong.
//
// Units: lines and columns are 1-based; lengths are characters.

import type { Broken } from './broken.ts';
import { CompileError, type Diagnostic } from './diagnostic.ts';
import { type Note, renderDiagnostic } from './render.ts';
import { isEnabled, type WarningSet } from './warnings.ts';

export interface SourceText {
  name: string;
  text: string;
  /** True for the C library's own sources and headers. */
  library: boolean;
  /** The #include that brought the file in first. */
  includedAt?: Span;
}

export interface Place {
  line: number;
  column: number;
}

/** A place: `file` is an index into Context.files. */
export interface Span {
  file: number;
  line: number;
  column: number;
  length: number;
  /** Where the underlined range begins if that is before the caret, as in `a + b`. */
  start?: Place;
  /** The last character of the range if that is not `length - 1` behind the caret. */
  end?: Place;
  /** Set for a token that a macro made: `line` and `column` are those of the use. */
  macro?: Expansion;
}

/** Which macro made a token: where the macro's body has it, and where the macro's name stood. */
export interface Expansion {
  name: string;
  spelled: Span;
  use: Span;
}

/** What the stages of one compilation share. */
export interface Context {
  files: SourceText[];
  diagnostics: Diagnostic[];
  /** Which warnings are wanted; without it, those that gcc gives by default. */
  warnings?: WarningSet;
  /** The function being checked, for "In function ...". */
  within?: string;
  /** What the lint of the tree found for that of the meaning. */
  marks?: Marks;
  /** What to say beside "unknown type name". */
  typeAdvice?: (name: string, known: Iterable<string>) => { rest: string; more: More };
  /** Names in what the parser skipped: whoever misses their declaration says nothing. */
  skipped?: Set<string>;
  /** What the statements name that were given up, by function. */
  broken?: Map<string, Broken>;
}

export interface Marks {
  /** Operands of `&` and sizeof: `&a[n]` reads nothing. */
  addressOnly: Set<unknown>;
  /** Names that may be nowhere. */
  weak: Set<string>;
  /** Functions that may be unused: inline, or with an attribute that says so. */
  quiet: Set<string>;
  /** Functions that never return. */
  noReturn: Set<string>;
}

/** After this many errors the rest is noise. */
export const MAX_ERRORS = 30;
/** The same for warnings. */
export const MAX_WARNINGS = 100;

/** What a message may have besides its sentence. */
export interface More {
  /** The -W name that switches the warning. */
  option?: string;
  /** What the reader could do, as a sentence; printed as a note at the same place. */
  hint?: string;
  notes?: Note[];
  /** What to write in place of the range, or with `insert` before it. */
  fix?: { text: string; insert?: boolean };
  /** Other places to underline. */
  also?: Span[];
  /** Nothing is compiled behind it. */
  fatal?: boolean;
  /** Words below the caret and below each of `also`. */
  labels?: string[];
}

function diagnosticAt(
  ctx: Context,
  severity: Diagnostic['severity'],
  span: Span,
  message: string,
  given: string | More | undefined,
): Diagnostic {
  const more = typeof given === 'string' ? { hint: given } : (given ?? {});
  return renderDiagnostic(ctx, severity, span, message, more);
}

/** Records an error and goes on. */
export function error(ctx: Context, span: Span, message: string, more?: string | More): void {
  if (tooManyErrors(ctx)) return;
  ctx.diagnostics.push(diagnosticAt(ctx, 'error', span, message, more));
}

/** Records a warning; the C library's own files are compiled without warnings, as gcc does. */
export function warning(ctx: Context, span: Span, message: string, more?: string | More): void {
  if (ctx.files[span.file].library) return;
  const option = typeof more === 'object' ? more.option : undefined;
  if (!isEnabled(ctx.warnings, option)) return;
  const fatal = ctx.warnings && (ctx.warnings.allErrors || ctx.warnings.errors.has(option ?? ''));
  if (!fatal && ctx.diagnostics.length >= MAX_WARNINGS) return;
  ctx.diagnostics.push(diagnosticAt(ctx, fatal ? 'error' : 'warning', span, message, more));
}

/** Gives up on the construct at hand; the parser or checker catches it and goes on after it. */
export function fail(ctx: Context, span: Span, message: string, more?: string | More): never {
  if (tooManyErrors(ctx)) giveUp();
  throw new CompileError(diagnosticAt(ctx, 'error', span, message, more));
}

/** Gives up on a construct about which something has been said already. */
export function giveUp(): never {
  throw new CompileError(undefined);
}

/** Records what a construct was given up for; throws on what is no such thing. */
export function caught(ctx: Context, thrown: unknown): void {
  if (!(thrown instanceof CompileError)) throw thrown;
  if (thrown.diagnostic) ctx.diagnostics.push(thrown.diagnostic);
}

export function hasErrors(ctx: Context): boolean {
  return ctx.diagnostics.some((d) => d.severity === 'error');
}

export function tooManyErrors(ctx: Context): boolean {
  return ctx.diagnostics.filter((d) => d.severity === 'error').length >= MAX_ERRORS;
}

/** Refuses a construct of C that this compiler does not know, by name. */
export function unsupported(ctx: Context, span: Span, construct: string, hint?: string): never {
  fail(ctx, span, `${construct} not supported by this compiler`, hint);
}

/** Returns the caret of a place without its range. */
export function caretOf({ file, line, column, macro }: Span): Span {
  return { file, line, column, length: 1, ...(macro && { macro }) };
}

/** Returns the place just behind `span`, where a missing `;` belongs. */
export function endOf(span: Span): Span {
  const { file, line, column } = span;
  if (span.end && !span.macro) {
    return { file, line: span.end.line, column: span.end.column + 1, length: 1 };
  }
  return { file, line, column: column + span.length, length: 1 };
}

/** Returns the span from the start of `a` to the end of `b`, its caret at the start. */
export function join(a: Span, b: Span): Span {
  return around(a, a, b);
}

/** Returns the place of `caret` with a range from the start of `first` to the end of `last`. */
export function around(caret: Span, first: Span, last: Span): Span {
  const { file, line, column, length, macro } = caret;
  // What a macro's body made has no extent of its own at the place of use.
  if (macro || first.file !== file || last.file !== file) return caret;
  const start = first.start ?? { line: first.line, column: first.column };
  const end = last.end ?? { line: last.line, column: last.column + last.length - 1 };
  if (after(start, { line, column }) || after({ line, column }, end)) return caret;
  if (start.line === line && start.column === column && end.line === line) {
    return { file, line, column, length: end.column - column + 1 };
  }
  return { file, line, column, length, start, end };
}

function after(a: Place, b: Place): boolean {
  return a.line > b.line || (a.line === b.line && a.column > b.column);
}
