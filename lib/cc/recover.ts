// Recover: how the parser goes on behind what is no C, token by token as gcc does.
//
// One idea: a construct that misses something is read to its end without it, and until something
// has been skipped, or a statement has ended, nothing more is said: `failed` is gcc's parser->error.
//
// Source: gcc 12, c/c-parser.cc: c_parser_error, c_parser_require, c_parser_skip_until_found,
// c_parser_skip_to_end_of_block_or_statement.

import { advance, describe, type Parser, peek, previous } from './parser.ts';
import { endOf, error, type More, type Span } from './source.ts';
import type { Token } from './tokenize.ts';
import type { Expr } from './tree.ts';

/** The name in place of an expression about which all has been said; see undeclared.ts. */
export const POISON = '';

/** Reports an error unless one of the same construct has been reported. */
export function complain(p: Parser, span: Span, message: string, more?: More): void {
  if (!p.failed) error(p.ctx, span, message, more);
  p.failed = true;
}

/** Says that no expression begins here; what is returned stands for it. */
export function missingExpression(p: Parser): Expr {
  const { span } = peek(p);
  complain(p, span, `expected expression ${describe(peek(p))}`);
  return { kind: 'name', span, name: POISON };
}

/** Says that a token is missing, where it belongs: a closing one behind what came before it. */
export function missing(p: Parser, text: string, open?: Token): void {
  const next = peek(p);
  // Behind what a macro made nothing can be inserted.
  const macro = !!previous(p).span.macro;
  const before = macro || /^[([{]$/.test(text);
  const more: More = { also: before ? [] : [next.span] };
  if (!macro) more.fix = { text, insert: true };
  const span = before ? next.span : endOf(previous(p).span);
  const far = open && open.span.line !== span.line && open.span.line !== next.span.line;
  if (open && !far) more.also!.push(open.span);
  if (far) more.notes = [{ span: open.span, message: `to match this '${open.text}'` }];
  complain(p, span, `expected '${text}' ${describe(next)}`, more);
}

/** Says that a token is missing and goes on behind the next such one, or where a bracket closes. */
export function skipTo(p: Parser, text: string, open?: Token): Token {
  missing(p, text, open);
  for (let depth = 0; ; ) {
    const token = peek(p);
    if (token.kind === 'end') return token;
    const punct = token.kind === 'punct';
    if (punct && token.text === text && depth === 0) {
      advance(p);
      break;
    }
    if (punct && /^[([{]$/.test(token.text)) depth++;
    else if (punct && /^[)\]}]$/.test(token.text) && depth-- === 0) break;
    advance(p);
  }
  p.failed = false;
  return previous(p);
}

/** Skips to behind the `;` that ends this, or behind a `}`. */
export function skipBlockOrStatement(p: Parser): void {
  for (let depth = 0; ; ) {
    const { kind, text } = peek(p);
    if (kind === 'end') return;
    advance(p);
    if (kind !== 'punct') continue;
    if (text === ';' && depth === 0) break;
    if (text === '{') depth++;
    else if (text === '}' && (depth === 0 || --depth === 0)) break;
  }
  p.failed = false;
}
