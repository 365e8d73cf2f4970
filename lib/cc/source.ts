// Source: the files of one compilation, places in them, and how stages report what is wrong.
//
// Units: lines and columns are 1-based; lengths are characters.

import { CompileError, type Diagnostic } from './diagnostic.ts';

export interface SourceText {
  name: string;
  text: string;
  /** True for the C library's own sources and headers. */
  library: boolean;
}

/** A place: `file` is an index into Context.files. */
export interface Span {
  file: number;
  line: number;
  column: number;
  length: number;
}

/** What the stages of one compilation share. */
export interface Context {
  files: SourceText[];
  diagnostics: Diagnostic[];
}

/** After this many errors the rest is noise. */
export const MAX_ERRORS = 20;

function diagnosticAt(
  ctx: Context,
  severity: Diagnostic['severity'],
  span: Span,
  message: string,
  hint?: string,
): Diagnostic {
  const { line, column, length } = span;
  const file = ctx.files[span.file].name;
  return {
    severity,
    file,
    line,
    column,
    length: Math.max(1, length),
    message,
    ...(hint && { hint }),
  };
}

/** Records an error and goes on. */
export function error(ctx: Context, span: Span, message: string, hint?: string): void {
  ctx.diagnostics.push(diagnosticAt(ctx, 'error', span, message, hint));
}

/** Records a warning; the C library's own files are compiled without warnings, as gcc does. */
export function warning(ctx: Context, span: Span, message: string, hint?: string): void {
  if (ctx.files[span.file].library) return;
  ctx.diagnostics.push(diagnosticAt(ctx, 'warning', span, message, hint));
}

/** Gives up on the construct at hand; the parser or checker catches it and goes on after it. */
export function fail(ctx: Context, span: Span, message: string, hint?: string): never {
  throw new CompileError(diagnosticAt(ctx, 'error', span, message, hint));
}

/** Refuses a construct of C that this compiler does not know, by name. */
export function unsupported(ctx: Context, span: Span, construct: string, hint?: string): never {
  fail(ctx, span, `${construct} not supported by this compiler`, hint);
}

/** Returns the place just behind `span`, where a missing `;` belongs. */
export function endOf(span: Span): Span {
  return { ...span, column: span.column + span.length, length: 1 };
}

/** Returns the span from the start of `a` to the end of `b`, or `a` where they are on two lines. */
export function join(a: Span, b: Span): Span {
  if (a.file !== b.file || a.line !== b.line || b.column < a.column) return a;
  return { ...a, length: b.column + b.length - a.column };
}
