// Diagnostics: what the compiler says about a program, as values.
//
// Units: lines and columns are 1-based; a tab counts as one column; `length` is in characters. In
// `text` a column is what an editor shows, with a tab stop every 8 columns, as gcc has it.

export interface Diagnostic {
  severity: 'error' | 'warning';
  file: string;
  line: number;
  column: number;
  /** How many characters of its line are underlined; at least 1. */
  length: number;
  message: string;
  /** What the reader could do about it, in a sentence of its own. */
  hint?: string;
  /** The name of the warning, as in -Wunused-variable. */
  option?: string;
  /** The function it is in. */
  within?: string;
  /** All of it as gcc prints it: place, message, source line, caret, notes. */
  text: string;
}

/** Thrown inside the compiler to give up on one construct; never leaves `compile`. */
export class CompileError {
  /** Undefined where the reason has been told before. */
  readonly diagnostic: Diagnostic | undefined;
  constructor(diagnostic: Diagnostic | undefined) {
    this.diagnostic = diagnostic;
  }
}

/** Formats all of them as gcc does, with the function that they are in; ends in a newline. */
export function formatDiagnostics(list: readonly Diagnostic[]): string {
  let out = '';
  let file: string | undefined;
  let within: string | undefined;
  for (const d of list) {
    if (d.within !== undefined && (d.within !== within || d.file !== file)) {
      out += `${d.file}: In function '${d.within}':\n`;
    } else if (d.within === undefined && within !== undefined && d.file === file) {
      out += `${d.file}: At top level:\n`;
    }
    ({ file, within } = d);
    out += `${d.text}\n`;
  }
  return out;
}
