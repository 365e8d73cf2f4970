// Diagnostics: what the compiler says about a program, as values, and gcc's way of printing them.
//
// Units: lines and columns are 1-based; a tab counts as one column; `length` is in characters.

export interface Diagnostic {
  severity: 'error' | 'warning';
  file: string;
  line: number;
  column: number;
  /** How many characters the caret line underlines; at least 1. */
  length: number;
  message: string;
  /** What the reader could do about it, in a sentence of its own. */
  hint?: string;
}

/** Thrown inside the compiler to give up on one construct; never leaves `compile`. */
export class CompileError extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/**
 * Formats a diagnostic as gcc does: place and message, the line of source, a caret below it.
 *
 * `text` is the source of the file that the diagnostic names.
 */
export function formatDiagnostic(d: Diagnostic, text: string): string {
  const head = `${d.file}:${d.line}:${d.column}: ${d.severity}: ${d.message}`;
  const source = d.line > 0 ? text.split('\n')[d.line - 1] : undefined;
  const hint = d.hint === undefined ? '' : `\n${d.file}:${d.line}:${d.column}: note: ${d.hint}`;
  if (source === undefined) return head + hint;
  const number = String(d.line).padStart(5);
  // Tabs are kept in the margin so that the caret stands under the same place as the text.
  const margin = source.slice(0, d.column - 1).replace(/[^\t]/g, ' ');
  const room = Math.max(1, source.length - d.column + 1);
  const caret = `^${'~'.repeat(Math.max(0, Math.min(d.length, room) - 1))}`;
  return `${head}\n${number} | ${source}\n      | ${margin}${caret}${hint}`;
}
