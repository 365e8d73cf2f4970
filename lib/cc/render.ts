// Render: a message to the text that gcc would print: place, sentence, source lines, carets, notes.
//
// One idea: a column is turned into what an editor shows (a tab goes to the next multiple of 8)
// only here, and only here a token that a macro made is traced back to where it is written.
//
// Units: lines and columns are 1-based; inside, display cells count from 0.
// Source: gcc 12, diagnostics of the C front end, observed.
// Departs: a range of many lines is cut after its first; a very long line is shown around its caret.

import type { Diagnostic } from './diagnostic.ts';
import type { Context, More, Place, Span } from './source.ts';

/** What is said beside a message, at a place of its own. */
export interface Note {
  span: Span;
  message: string;
  fix?: More['fix'];
  /** A line to be added before the place. */
  addLine?: string;
}

const TAB = 8;
/** Lines with more cells than this are shown in part. */
const LONG_LINE = 300;
const LONG_MESSAGE = 600;
const MAX_RANGE_LINES = 4;
const MAX_NOTES = 8;

/** Makes a diagnostic with its text. */
export function renderDiagnostic(
  ctx: Context,
  severity: Diagnostic['severity'],
  span: Span,
  sentence: string,
  more: More,
): Diagnostic {
  const { place, notes } = origin(ctx, span);
  const message = cut(sentence);
  const option = more.option;
  const flag = option && ` [-W${severity === 'error' ? 'error=' : ''}${optionName(option)}]`;
  const word = `${more.fatal ? 'fatal ' : ''}${severity}: ${message}${flag ?? ''}`;
  const all = [...notes, ...(more.notes ?? [])];
  if (more.hint) all.push({ span: place, message: more.hint });
  const text = [
    ...includeLines(ctx, place),
    head(ctx, place, word),
    ...excerpt(ctx, place, more.also ?? [], more.fix, more.labels),
    ...all.slice(0, MAX_NOTES).flatMap((note) => renderNote(ctx, note, more.hint)),
    ...(more.fatal ? ['compilation terminated.'] : []),
  ].join('\n');
  const hint = more.hint ?? more.notes?.map((n) => n.message).join('; ');
  return {
    severity,
    file: ctx.files[place.file].name,
    line: place.line,
    column: place.column,
    length: Math.max(1, place.length),
    message,
    ...(hint && { hint }),
    ...(option && { option }),
    ...(ctx.within && { within: ctx.within }),
    text,
  };
}

/** gcc writes an option that could have a level with its equals sign. */
function optionName(option: string): string {
  return /^(format|implicit-fallthrough|unused-const-variable|stringop-overflow|format-overflow|format-truncation)$/.test(
    option,
  )
    ? `${option}=`
    : option;
}

function cut(message: string): string {
  return message.length > LONG_MESSAGE ? `${message.slice(0, LONG_MESSAGE)}...` : message;
}

function renderNote(ctx: Context, note: Note, hint: string | undefined): string[] {
  const { place } = origin(ctx, note.span);
  const lines = [head(ctx, place, `note: ${cut(note.message)}`)];
  // A hint is about the lines just shown.
  if (note.message === hint) return lines;
  if (note.addLine === undefined) return [...lines, ...excerpt(ctx, place, [], note.fix)];
  return [...lines, `  +++ |+${note.addLine}`, ...excerpt(ctx, place, [], undefined).slice(0, 1)];
}

/** Where a token is written, and through which macros it came into the text. */
export function origin(ctx: Context, span: Span): { place: Span; notes: Note[] } {
  const notes: Note[] = [];
  let place: Span | undefined;
  let at = span;
  while (at.macro) {
    const { name, spelled, use } = at.macro;
    if (!ctx.files[spelled.file].library) {
      place ??= spelled;
      notes.push({ span: spelledAt(ctx, use), message: `in expansion of macro '${name}'` });
    }
    at = use;
  }
  return { place: place ?? at, notes };
}

function spelledAt(ctx: Context, span: Span): Span {
  const { macro } = span;
  if (!macro) return span;
  return ctx.files[macro.spelled.file].library ? spelledAt(ctx, macro.use) : { ...macro.spelled };
}

function fileName(ctx: Context, file: number): string {
  const { name, library } = ctx.files[file];
  return library && name.endsWith('.h') ? `/usr/include/${name}` : name;
}

function head(ctx: Context, place: Span, rest: string): string {
  const { line, column } = place;
  const shown = cellsOf(lineOf(ctx, place.file, line).slice(0, column - 1)).length + 1;
  return `${fileName(ctx, place.file)}:${line}:${shown}: ${rest}`;
}

/** "In file included from a.c:1:" for what stands in a header. */
function includeLines(ctx: Context, place: Span): string[] {
  const lines: string[] = [];
  let from = ctx.files[place.file].includedAt;
  for (; from && lines.length < MAX_NOTES; from = ctx.files[from.file].includedAt) {
    const lead = lines.length === 0 ? 'In file included' : '                ';
    lines.push(`${lead} from ${fileName(ctx, from.file)}:${from.line}`);
  }
  return lines.map((text, i) => text + (i === lines.length - 1 ? ':' : ','));
}

function lineOf(ctx: Context, file: number, line: number): string {
  const { text } = ctx.files[file];
  let at = 0;
  for (let n = 1; n < line && at >= 0; n++) at = text.indexOf('\n', at) + 1 || -1;
  if (at < 0 || line < 1) return '';
  const end = text.indexOf('\n', at);
  return text.slice(at, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** The cells that a text takes on a screen; a wide character takes two. */
function cellsOf(text: string): string[] {
  const cells: string[] = [];
  for (const ch of text) {
    if (ch === '\t')
      do cells.push(' ');
      while (cells.length % TAB !== 0);
    else if (ch < ' ' || ch === '\x7f') cells.push('?');
    else {
      cells.push(ch);
      if (
        /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
          ch,
        )
      )
        cells.push('');
    }
  }
  return cells;
}

interface Mark {
  start: Place;
  end: Place;
}

function markOf(span: Span): Mark {
  const { line, column, length } = span;
  const start = span.start ?? { line, column };
  const end = span.end ?? { line, column: column + Math.max(1, length) - 1 };
  return end.line - start.line < MAX_RANGE_LINES
    ? { start, end }
    : { start, end: { line: start.line, column: 1e9 } };
}

/** The source lines of a place with carets below them. */
function excerpt(
  ctx: Context,
  place: Span,
  also: readonly Span[],
  fix: More['fix'],
  labels: readonly string[] = [],
): string[] {
  const places = [place, ...also.map((s) => origin(ctx, s).place)];
  const marks = places.filter((s) => s.file === place.file).map(markOf);
  const numbers = new Set([place.line]);
  for (const { start, end } of marks) for (let n = start.line; n <= end.line; n++) numbers.add(n);
  const lines = [...numbers].sort((a, b) => a - b);
  const width = Math.max(5, String(lines.at(-1)).length);
  const margin = `${' '.repeat(width)} | `;
  const out: string[] = [];
  lines.forEach((n, i) => {
    const source = lineOf(ctx, place.file, n);
    if (source.trim() === '' && n > ctx.files[place.file].text.split('\n').length) return;
    if (i > 0 && n > lines[i - 1] + 1) out.push('......');
    const cells = cellsOf(source);
    const column = (c: number): number => cellsOf(source.slice(0, c - 1)).length;
    const caret = n === place.line ? column(place.column) : undefined;
    const under = underline(source, n, marks, column, caret);
    const from = cells.length > LONG_LINE ? Math.max(0, (caret ?? 0) - LONG_LINE / 2) : 0;
    const to = from + LONG_LINE;
    const window = (row: string[]): string => row.slice(from, to).join('').trimEnd();
    out.push(`${String(n).padStart(width)} | ${window(cells)}`);
    if (under.some((c) => c !== ' ')) out.push(margin + window(under));
    const words = labels.flatMap((word, k) =>
      places[k].line === n && places[k].file === place.file
        ? [{ at: column(places[k].column), word }]
        : [],
    );
    for (const row of labelRows(words)) out.push(margin + window([...row]));
    if (caret !== undefined && fix) {
      const place0 = markOf(place).start;
      const at = fix.insert || place0.line !== n ? caret : column(place0.column);
      out.push(margin + window([...' '.repeat(at), ...fix.text]));
    }
  });
  return out;
}

/** Words below a place: a row of bars, then as many rows as the words need side by side. */
function labelRows(words: { at: number; word: string }[]): string[] {
  if (words.length === 0) return [];
  const left = [...words].sort((a, b) => a.at - b.at);
  const bars = (list: typeof left): string =>
    list.reduce((row, { at }) => `${row.padEnd(at)}|`, '');
  const rows = [bars(left)];
  while (left.length > 0) {
    // From the right, as many as fit; what is left keeps its bar.
    let limit = Number.POSITIVE_INFINITY;
    const fit: typeof left = [];
    while (
      left.length > 0 &&
      left[left.length - 1].at + left[left.length - 1].word.length < limit
    ) {
      const last = left.pop()!;
      fit.unshift(last);
      limit = last.at;
    }
    rows.push(fit.reduce((row, { at, word }) => row.padEnd(at) + word, bars(left)));
  }
  return rows;
}

/** The row below a source line: `^` at the caret, `~` under the ranges. */
function underline(
  source: string,
  n: number,
  marks: readonly Mark[],
  column: (c: number) => number,
  caret: number | undefined,
): string[] {
  const row: string[] = [];
  const put = (at: number, ch: string): void => {
    while (row.length < at) row.push(' ');
    row[at] = ch;
  };
  const indent = source.length - source.trimStart().length + 1;
  for (const { start, end } of marks) {
    if (n < start.line || n > end.line) continue;
    const first = n === start.line ? start.column : indent;
    const last = Math.min(
      n === end.line ? end.column : source.length,
      Math.max(first, source.length),
    );
    const stop = column(last) + Math.max(1, cellsOf(source[last - 1] ?? '').length);
    for (let at = column(first); at < stop; at++) put(at, '~');
  }
  if (caret !== undefined) put(caret, '^');
  return row;
}
