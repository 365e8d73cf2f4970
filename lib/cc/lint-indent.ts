// Lint of indentation: statements that stand as if an `if` or a loop before them still held them.
//
// Source: gcc 12, c-family/c-indentation.cc, should_warn_for_misleading_indentation.
// Departs: what stands behind `else` is not looked at.

import { linesOf } from './lint-syntax.ts';
import { type Context, type Span, warning } from './source.ts';
import type { BlockItem, Stmt } from './tree.ts';

const TAB = 8;

/** The last statement of a chain that has no braces, and the word that guards it. */
function guarded(s: BlockItem): { word: string; span: Span; body: Stmt } | undefined {
  switch (s.kind) {
    case 'if':
      if (s.no?.kind === 'if') return guarded(s.no);
      return s.no ? undefined : { word: 'if', span: s.span, body: s.yes };
    case 'while':
    case 'for':
      return { word: s.kind, span: s.span, body: s.body };
    default:
      return undefined;
  }
}

/** A statement that is indented as if the `if` or loop before it still held it. */
export function misleading(ctx: Context, s: BlockItem, next: BlockItem | undefined): void {
  const guard = guarded(s);
  // A `;` too many is not about indentation.
  if (!guard || !next || written(guard.body) || next.kind === 'empty') return;
  const spans = [guard.span, guard.body.span, next.span];
  if (spans.some((span) => span.macro || span.file !== guard.span.file)) return;
  const [g, b, n] = spans.map((span) => visual(ctx, span));
  if (!misleads(g, b, n, guard.body.kind === 'empty', next.kind === 'block')) return;
  warning(ctx, guard.span, `this '${guard.word}' clause does not guard...`, {
    option: 'misleading-indentation',
    notes: [
      {
        span: startOf(next.span),
        message: `...this statement, but the latter is misleadingly indented as if it were guarded by the '${guard.word}'`,
      },
    ],
  });
}

/** Tells whether there are braces, and not only something in the place of what is wrong. */
function written(s: Stmt): boolean {
  return s.kind === 'block' && s.end !== s.span;
}

/** Where something stands, and where its line's first character does, in columns of the screen. */
interface Visual {
  line: number;
  column: number;
  first: number;
}

function misleads(g: Visual, b: Visual, n: Visual, semicolon: boolean, block: boolean): boolean {
  if (n.line === b.line) return g.line < b.line || g.column === g.first;
  const aligned = semicolon
    ? b.line > g.line && b.first !== b.column && n.column > g.first
    : n.column === b.column;
  // Where all is aligned, nobody indents; where the guard is further in, it is no guide.
  if (aligned) return n.column !== g.first && g.column <= b.column;
  if (!semicolon || b.line !== g.line) return false;
  return n.column > g.first || (block && n.column === g.first);
}

/** The first token alone: what gcc shows of a statement. */
function startOf(span: Span): Span {
  const { start, end, ...at } = span;
  return start ? { ...at, ...start, length: 1 } : span;
}

function visual(ctx: Context, span: Span): Visual {
  const { line, column } = span.start ?? span;
  const text = linesOf(ctx, span.file)[line - 1] ?? '';
  const width = (lead: string): number =>
    [...lead].reduce((w, ch) => (ch === '\t' ? w + TAB - (w % TAB) : w + 1), 0);
  return {
    line,
    column: width(text.slice(0, column - 1)),
    first: width(text.slice(0, text.length - text.trimStart().length)),
  };
}
