// Literal place: where in the source the bytes of a string literal stand.
//
// Units: `at` and `length` count bytes of the string; columns are 1-based.

import type { Context, Span } from './source.ts';

const UNIT = /\\(?:x[0-9A-Fa-f]+|[0-7]{1,3}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|./suy;

/**
 * Returns the place of bytes of a literal, with the caret on the last of them.
 *
 * Literals written one behind another are followed from line to line; where a macro made a part,
 * the place is that of the whole.
 */
export function literalPlace(ctx: Context, literal: Span, at: number, length: number): Span {
  if (literal.macro) return literal;
  const { text } = ctx.files[literal.file];
  let offset = lineStart(text, literal.line) + literal.column - 1;
  let line = literal.line;
  let start = offset - literal.column + 1;
  let first: { line: number; column: number } | undefined;
  let bytes = -1; // outside quotes
  for (let done = 0; offset < text.length; ) {
    const ch = text[offset];
    if (bytes < 0) {
      if (ch === '"') bytes = 0;
      else if (ch === '\n') {
        line++;
        start = offset + 1;
      } else if (!/\s/.test(ch)) return literal;
      offset++;
      continue;
    }
    if (ch === '"') {
      bytes = -1;
      offset++;
      continue;
    }
    UNIT.lastIndex = offset;
    const unit = UNIT.exec(text)?.[0] ?? ch;
    if (unit.includes('\n')) return literal;
    const column = offset - start + 1;
    if (done === at) first = { line, column };
    done += unit[0] === '\\' ? escapeBytes(unit) : utf8Bytes(unit.codePointAt(0)!);
    if (first && done >= at + length) {
      const last = { file: literal.file, line, column, length: unit.length };
      return first.line === line && first.column < column ? { ...last, start: first } : last;
    }
    offset += unit.length;
  }
  return literal;
}

function escapeBytes(unit: string): number {
  if (unit[1] !== 'u' && unit[1] !== 'U') return 1;
  return utf8Bytes(Number.parseInt(unit.slice(2), 16));
}

function utf8Bytes(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  return at;
}
