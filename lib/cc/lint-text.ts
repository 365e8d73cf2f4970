// Lint of text: what only the characters of a file show, before they are tokens.
//
// Source: gcc 12, libcpp: -Wcomment, "extra tokens at end of #include directive", -Wendif-labels,
// "backslash and newline separated by space".

import { type Context, type More, warning } from './source.ts';

/** Comments, strings and character constants, whichever comes first. */
const PIECES =
  /\/\*[\s\S]*?\*\/|\/\/(?:\\[ \t\r]*\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;

/** Directives that end where their first word does, or the first word behind it. */
const SHORT =
  /^([ \t]*#[ \t]*(?:(else|endif)\b|(include)[ \t]*(?:<[^>\n]*>|"[^"\n]*")|(ifdef|ifndef|undef)[ \t]+\w+\b))[ \t]*(\w+|[^\s\w])/gm;

/** Warns about the characters of the files that are not the library's. */
export function lintText(ctx: Context): void {
  ctx.files.forEach(({ text, library }, file) => {
    if (library) return;
    const say = (at: number, length: number, message: string, more?: More): void => {
      const line = text.slice(0, at).split('\n').length;
      const column = at - text.lastIndexOf('\n', at - 1);
      warning(ctx, { file, line, column, length }, message, more);
    };
    comments(text, say);
    for (const m of text.matchAll(/\\[ \t\f\v]+\r?\n/g)) {
      say(m.index, 1, 'backslash and newline separated by space');
    }
    extraTokens(text, say);
  });
}

type Say = (at: number, length: number, message: string, more?: More) => void;

function comments(text: string, say: Say): void {
  for (const m of text.matchAll(PIECES)) {
    const [piece] = m;
    if (piece.startsWith('//') && piece.includes('\n')) {
      say(m.index, 1, 'multi-line comment', { option: 'comment' });
    }
    if (!piece.startsWith('/*')) continue;
    for (let i = piece.indexOf('/*', 2); i > 0; i = piece.indexOf('/*', i + 2)) {
      say(m.index + i, 1, '"/*" within comment', { option: 'comment' });
    }
  }
}

function extraTokens(text: string, say: Say): void {
  const code = text.replace(PIECES, (piece) =>
    piece.startsWith('/') ? piece.replace(/[^\n]/g, ' ') : piece,
  );
  for (const m of code.matchAll(SHORT)) {
    const [all, , label, include, name, extra] = m;
    const at = m.index + all.length - extra.length;
    const more = label ? { option: 'endif-labels' } : undefined;
    say(at, extra.length, `extra tokens at end of #${label ?? include ?? name} directive`, more);
  }
}
