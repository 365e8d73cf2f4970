// Digests: headers without what a program does not name.
//
// One idea: a declaration that nobody names has no effect. So a page carries of each header the lines
// that common programs name, and instead of the other names a hash of each. A program that has none
// of these names is compiled as with the whole header (brief.ts); any other reads the whole.
//
// Which lines those are is worked out when the site is built, from the words of programs.

import { lookup } from '../../abi/lookup.ts';
import { nameOf, parse } from '../../cc/parse-declaration.ts';
import { preprocess } from '../../cc/preprocess.ts';
import { type Context, hasErrors } from '../../cc/source.ts';
import { NO_WARNINGS } from '../../cc/warnings.ts';
import { type Digests, FAMILY, numberOf, wordsIn } from './brief.ts';
import { declaredInside, topLevels } from './pieces.ts';

/** A part of a header that is taken or left as a whole. */
interface Entry {
  header: string;
  text: string;
  /** What every digest keeps: an #include, and a function's body, which becomes part of each program. */
  isFixed: boolean;
  declares: string[];
}

/** Writes names as brief.ts reads them. */
function written(names: readonly string[]): string {
  const numbers = [...new Set(names.map(numberOf))].sort((a, b) => a - b);
  const digits = (n: number): string =>
    (n >= 26 ? digits(Math.floor(n / 26)) : '') + String.fromCharCode(65 + (n % 26));
  return numbers
    .map((n, i) => digits(n - (numbers[i - 1] ?? 0)))
    .map((text) => text.slice(0, -1) + text.slice(-1).toLowerCase())
    .join('');
}

/**
 * Makes digests for programs that name no others than these words, and include no other headers than `first`,
 * `more` and those that these include; whoever includes but the first need not know of the others.
 */
export function digestsOf(
  headers: Readonly<Record<string, string>>,
  [first, more]: readonly (readonly string[])[],
  words: ReadonlySet<string>,
): Digests {
  const usual = declaredBy(headers, first);
  const declared = declaredBy(headers, [...first, ...more]);
  const asked = new Map<string, readonly string[]>();
  const entries = [...declared.keys()].flatMap((name) => {
    const { chunks, asks } = chunksOf(name, headers[name]);
    asked.set(name, asks);
    return withNames(name, chunks, declared);
  });
  const kept = reached(entries, words);
  const known = new Set([...kept].flatMap(({ declares }) => declares.map(numberOf)));
  const others = new Map<string, string[]>();
  const text: Record<string, string> = {};
  for (const name of declared.keys()) {
    const own = entries.filter(({ header }) => header === name);
    const left = own.filter((one) => !kept.has(one)).flatMap(({ declares }) => declares);
    const names = [...left, ...asked.get(name)!].filter(
      (one) => !known.has(numberOf(one)) && !FAMILY.test(one),
    );
    const place = usual.has(name) ? '' : name;
    others.set(place, [...(others.get(place) ?? []), ...names]);
    const guard = `_${name.toUpperCase().replace(/\W/g, '_')}`;
    const lines = own.filter((one) => kept.has(one)).map((one) => one.text);
    text[name] = `#ifndef ${guard}\n#define ${guard}\n${lines.join('\n')}\n#endif\n`;
  }
  const hidden = [...others].map(([name, names]) => [name, written(names)] as const);
  return { text: lookup(text), others: lookup(Object.fromEntries(hidden)) };
}

/** Entries that words name, and those that these name in turn; names are the same if their numbers are. */
function reached(entries: readonly Entry[], words: ReadonlySet<string>): ReadonlySet<Entry> {
  const declaring = new Map<number, Entry[]>();
  for (const entry of entries) {
    for (const name of entry.declares.map(numberOf))
      declaring.set(name, [...(declaring.get(name) ?? []), entry]);
  }
  const kept = new Set<Entry>();
  const keep = (entry: Entry): void => {
    if (kept.has(entry)) return;
    kept.add(entry);
    for (const word of wordsIn(entry.text)) ask(word);
  };
  const ask = (word: string): void => {
    for (const entry of declaring.get(numberOf(word)) ?? []) keep(entry);
  };
  for (const entry of entries) if (entry.isFixed) keep(entry);
  for (const word of words) ask(word);
  return kept;
}

interface Chunk {
  text: string;
  /** Its first line and the one behind its last. */
  from: number;
  to: number;
}

/** Takes a header apart; `asks` are names of macros that it wants a program to define. */
function chunksOf(name: string, text: string): { chunks: Chunk[]; asks: string[] } {
  const lines = text.split('\n');
  const chunks: Chunk[] = [];
  const asks: string[] = [];
  const fail = (at: number): never => {
    throw new Error(`<${name}>:${at + 1}: a digest does not know what to make of this line`);
  };
  const read = (start: number, end: number): void => {
    for (let at = start; at < end; ) {
      const to = endOf(lines, at);
      const [line] = lines.slice(at, at + 1);
      if (/^#if/.test(line) && !/^#ifndef (?!_GNU_SOURCE)/.test(line)) {
        asks.push(...wordsIn(line.replace(/^#\w+|\bdefined\b/g, '')));
        const middle = elseOf(lines, at, to);
        if (holds(line) ?? fail(at)) read(at + 1, middle);
        else if (middle < to - 1) read(middle + 1, to - 1);
      } else if (line !== '') chunks.push({ text: lines.slice(at, to).join('\n'), from: at, to });
      at = to;
    }
  };
  if (!lines[0].startsWith('#ifndef')) fail(0);
  read(2, lines.lastIndexOf('#endif'));
  return { chunks, asks };
}

/** Whether a condition holds where none of its macros is defined; undefined for other conditions. */
function holds(line: string): boolean | undefined {
  if (/^#ifdef \w+$/.test(line)) return false;
  const terms = line.replace(/^#if /, '').split(' || ');
  if (!terms.every((term) => /^!?defined \w+$/.test(term))) return undefined;
  return terms.some((term) => term.startsWith('!'));
}

/** The line of a condition's #else, or of its #endif. */
function elseOf(lines: readonly string[], at: number, to: number): number {
  let depth = 0;
  for (let i = at + 1; i < to - 1; i++) {
    if (/^#if/.test(lines[i])) depth++;
    else if (lines[i] === '#endif') depth--;
    else if (lines[i] === '#else' && depth === 0) return i;
  }
  return to - 1;
}

/** The line behind a directive with all that belongs to it, or behind a declaration. */
function endOf(lines: readonly string[], at: number): number {
  let depth = 0;
  const isCondition = /^#if/.test(lines[at]);
  for (let i = at; i < lines.length; i++) {
    const line = lines[i];
    if (isCondition) {
      if (/^#if/.test(line)) depth++;
      if (line === '#endif' && --depth === 0) return i + 1;
    } else if (lines[at].startsWith('#')) {
      if (!line.endsWith('\\')) return i + 1;
    } else {
      depth += line.split(/[({]/).length - line.split(/[)}]/).length;
      if (depth === 0 && /(?:[;}]|\*\/)$/.test(line)) return i + 1;
      if (i === at && line === '') return i + 1;
    }
  }
  throw new Error(`'${lines[at]}' does not end`);
}

/** The names that each line of each header declares, as the compiler reads them. */
type Declared = ReadonlyMap<string, readonly { line: number; names: readonly string[] }[]>;

function declaredBy(
  headers: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Declared {
  const declared = new Map<string, { line: number; names: string[] }[]>();
  for (const header of wanted) {
    const files = [{ name: '', text: `#include <${header}>\n`, library: true }];
    const ctx: Context = { files, diagnostics: [], warnings: NO_WARNINGS };
    const { tokens, included } = preprocess(ctx, 0, { headers: (name) => headers[name] });
    const tree = parse(ctx, tokens);
    const lists = topLevels(tokens);
    if (hasErrors(ctx) || lists.length !== tree.length)
      throw new Error(`<${header}>: ${ctx.diagnostics[0]?.message ?? 'no list of declarations'}`);
    for (const name of included) if (!declared.has(name)) declared.set(name, []);
    tree.forEach((item, i) => {
      const { file, line } = lists[i][0].span;
      const all =
        item.kind === 'function' ? [item] : item.kind === 'declaration' ? item.declarators : [];
      const names = all.map(({ declarator }) => nameOf(declarator).name!);
      const tags = [...declaredInside(lists[i])].map((name) => name.replace(/^struct /, ''));
      declared.get(ctx.files[file].name)!.push({ line, names: [...names, ...tags] });
    });
  }
  return declared;
}

function withNames(header: string, chunks: readonly Chunk[], declared: Declared): Entry[] {
  const names = chunks.map(({ text }) => (text.startsWith('#') ? definedIn(text) : []));
  for (const one of declared.get(header)!) {
    const at = chunks.findIndex(({ from, to }) => from < one.line && one.line <= to);
    if (at < 0) throw new Error(`<${header}>:${one.line}: a digest has no part for this`);
    names[at].push(...one.names);
  }
  return chunks.map(({ text }, i) => {
    const isFixed = text.startsWith('#include') || text.endsWith('}');
    return { header, text, isFixed, declares: [...new Set(names[i])] };
  });
}

/** Macros that a chunk of directives defines. */
function definedIn(text: string): string[] {
  return [...text.matchAll(/^#define (\w+)/gm)].map(([, name]) => name);
}
