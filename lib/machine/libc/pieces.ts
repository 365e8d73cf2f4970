// Pieces: a source of the C library taken apart, one for each function and variable that it defines.
//
// One idea: a piece is C that stands alone. In front of a definition come the declarations that it
// needs, and those that they need, out of the source and its headers; macros are expanded. So a
// program is compiled with what it reaches and nothing else, as with a libc.a of one file a function.
//
// What is static in the source keeps a name that only its pieces know: an assembler's label.
//
// Departs: no #pragma pack, no alias, no _Static_assert in sources of the library.

import { check } from '../../cc/check.ts';
import type { SourceFile } from '../../cc/compile.ts';
import { functionOf, nameOf, parse } from '../../cc/parse-declaration.ts';
import { preprocess } from '../../cc/preprocess.ts';
import { type Context, hasErrors } from '../../cc/source.ts';
import type { Token } from '../../cc/tokenize.ts';
import type { TopLevel } from '../../cc/tree.ts';
import { NO_WARNINGS } from '../../cc/warnings.ts';

/** A top-level declaration with the names that it declares and those that it needs. */
interface Item {
  at: number;
  /** As other pieces see it: a definition is a declaration for them. */
  text: string;
  /** Names, and tags as `struct name`. */
  declares: Set<string>;
  needs: Set<string>;
}

interface Definition extends Item {
  symbol: string;
}

/** Takes a source apart; returns the text of each piece by the symbol that it defines. */
export function piecesOf(
  source: SourceFile,
  headers: (name: string) => string | undefined,
): Map<string, string> {
  const ctx: Context = {
    files: [{ ...source, library: true }],
    diagnostics: [],
    warnings: NO_WARNINGS,
  };
  const { tokens } = preprocess(ctx, 0, { headers });
  const tree = parse(ctx, tokens);
  const read = { headers, included: new Set<string>(), macros: new Set<string>() };
  const { defs } = check({
    ...read,
    ctx,
    file: 0,
    tree,
    prototypeOf: () => undefined,
    lint: undefined,
  });
  const lists = topLevels(tokens);
  if (hasErrors(ctx) || lists.length !== tree.length) {
    const why = ctx.diagnostics[0]?.message ?? 'it could not be taken apart';
    throw new Error(`${source.name}: ${why}`);
  }
  const lengths = new Map<string, number>();
  for (const { name, type } of defs.values()) {
    if (type.kind === 'array' && type.length !== undefined) lengths.set(name, type.length);
  }
  const reader: Reader = { label: labelOf(source.name), lengths, items: [], definitions: [] };
  for (const [at, item] of tree.entries()) readItem(reader, item, lists[at], at);
  const known = declarers(reader);
  return new Map(reader.definitions.map((d) => [d.symbol, pieceText(d, known)]));
}

interface Reader {
  label: string;
  /** Of arrays that are defined here, by name. */
  lengths: ReadonlyMap<string, number>;
  items: Item[];
  definitions: Definition[];
}

/** What follows the name in the symbol of a static of a source: `empty@stdio`. */
export function labelOf(file: string): string {
  return `@${file.replace(/^libc\/|\.c$/g, '')}`;
}

// ---- tokens -----------------------------------------------------------------------------------

/** The tokens of each top-level declaration. */
export function topLevels(tokens: readonly Token[]): Token[][] {
  const lists: Token[][] = [[]];
  let depth = 0;
  let body = false;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'end') break;
    const list = lists.at(-1)!;
    const { text } = token;
    const punct = token.kind === 'punct';
    if (punct && text === ';' && list.length === 0) continue;
    list.push(token);
    if (!punct) continue;
    if (text === '{' && depth === 0)
      body = tokens[i - 1].text === ')' && !isAttribute(tokens, i - 1);
    if (/^[({[]$/.test(text)) depth++;
    if (/^[)}\]]$/.test(text)) depth--;
    if (depth === 0 && (text === ';' || (text === '}' && body))) lists.push([]);
  }
  return lists.filter((list) => list.length > 0);
}

/** Whether a `)` closes an attribute's list. */
function isAttribute(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at; i >= 0; i--) {
    if (tokens[i].text === ')') depth++;
    if (tokens[i].text === '(' && --depth === 0) return tokens[i - 1]?.text === '__attribute__';
  }
  return false;
}

/** Writes tokens with blanks where two would become one, or where an operator had one. */
function written(tokens: readonly Token[]): string {
  return tokens
    .map((token, i) => {
      const before = tokens[i - 1];
      if (!before) return token.text;
      const words = /\w$/.test(before.text) && /^[\w"'.]/.test(token.text);
      const signs = /[^\w()[\]{},;"']$/.test(before.text) && /^[^\w()[\]{},;"']/.test(token.text);
      return words || signs ? ` ${token.text}` : token.text;
    })
    .join('');
}

const TAG_WORD = /^(?:struct|union|enum)$/;

function namesOf(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, i) => {
    if (token.kind !== 'name') return;
    const before = tokens[i - 1]?.text ?? '';
    if (TAG_WORD.test(before)) names.add(`struct ${token.text}`);
    else if (before !== '.' && before !== '->') names.add(token.text);
  });
  return names;
}

/** Tags and enumeration constants that tokens declare. */
export function declaredInside(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, i) => {
    if (!TAG_WORD.test(token.text)) return;
    const tagged = tokens[i + 1]?.kind === 'name';
    const open = i + (tagged ? 2 : 1);
    if (tagged && /^[{;]$/.test(tokens[open]?.text)) names.add(`struct ${tokens[i + 1].text}`);
    if (token.text !== 'enum' || tokens[open]?.text !== '{') return;
    for (let k = open; tokens[k] && tokens[k].text !== '}'; k++)
      if (/^[{,]$/.test(tokens[k].text) && tokens[k + 1].kind === 'name')
        names.add(tokens[k + 1].text);
  });
  return names;
}

// ---- declarations -----------------------------------------------------------------------------

function readItem(r: Reader, item: TopLevel, tokens: readonly Token[], at: number): void {
  if (item.kind === 'static-assert') return;
  const declares = declaredInside(tokens);
  const add = (list: readonly Token[], text: string, names: Iterable<string>): void => {
    r.items.push({ at, text, declares: new Set([...declares, ...names]), needs: namesOf(list) });
  };
  if (item.kind === 'function') {
    const { name } = nameOf(item.declarator);
    if (item.span.file !== 0) add(tokens, written(tokens), [name!]);
    else readFunction(r, name!, item.specifiers.storage === 'static', tokens, at);
    return;
  }
  const { storage } = item.specifiers;
  const names = item.declarators.map(({ declarator }) => nameOf(declarator).name!);
  const isObject = item.declarators.some(({ declarator }) => !functionOf(declarator));
  if (storage !== 'typedef' && storage !== 'extern' && isObject) {
    readObjects(r, names, storage === 'static', tokens, at);
    // A static function's prototype, with its label, comes from its definition.
  } else if (storage !== 'static') add(tokens, written(tokens), names);
}

const NOT_OUTSIDE = /^(?:static|inline|extern)$/;

function readFunction(
  r: Reader,
  name: string,
  isStatic: boolean,
  tokens: readonly Token[],
  at: number,
): void {
  const open = tokens.findIndex(({ text }) => text === '{');
  const head = tokens.slice(0, open).filter(({ text }) => !NOT_OUTSIDE.test(text));
  const symbol = isStatic ? name + r.label : name;
  const label = isStatic ? ` __asm__("${symbol}")` : '';
  const prototype = `${written(head)}${label};`;
  r.items.push({ at, text: prototype, declares: new Set([name]), needs: namesOf(head) });
  const text = `${isStatic ? `${prototype}\n` : ''}${written(head)}${written(tokens.slice(open))}`;
  r.definitions.push({ at, text, symbol, declares: new Set([name]), needs: namesOf(tokens) });
}

/** Variables: one piece a declarator. */
function readObjects(
  r: Reader,
  names: readonly string[],
  isStatic: boolean,
  tokens: readonly Token[],
  at: number,
): void {
  const parts = declarators(tokens, names);
  const base = tokens.slice(0, parts[0].start).filter(({ text }) => !NOT_OUTSIDE.test(text));
  const inside = declaredInside(base);
  parts.forEach(({ start, equals, end }, i) => {
    const name = names[i];
    const symbol = isStatic ? name + r.label : name;
    const label = isStatic ? ` __asm__("${symbol}")` : '';
    const own = written([...base, ...tokens.slice(start, equals)]);
    const length = r.lengths.get(name);
    const outside = length === undefined ? own : own.replace(/\[\]$/, `[${length}]`);
    const needs = namesOf([...base, ...tokens.slice(start, end)]);
    const declares = new Set([...inside, name]);
    const seen = namesOf([...base, ...tokens.slice(start, equals)]);
    r.items.push({ at, text: `extern ${outside}${label};`, declares, needs: seen });
    const text = `${own}${label}${written(tokens.slice(equals, end))};`;
    r.definitions.push({ at, text, symbol, declares, needs });
  });
}

/** Where each declarator of a declaration begins, its `=` stands, and it ends. */
function declarators(tokens: readonly Token[], names: readonly string[]) {
  const parts: { start: number; equals: number; end: number }[] = [];
  let [depth, braces] = [0, 0];
  let [start, equals] = [-1, -1];
  for (const [i, { text, kind }] of tokens.entries()) {
    if (start < 0 && braces === 0 && text === names[parts.length]) start = startOf(tokens, i);
    if (kind !== 'punct') continue;
    if (/^[({[]$/.test(text)) depth++;
    if (/^[)}\]]$/.test(text)) depth--;
    if (text === '{' || text === '}') braces += text === '{' ? 1 : -1;
    if (depth > 0 || start < 0) continue;
    if (text === '=' && equals < 0) equals = i;
    if (text !== ',' && text !== ';') continue;
    parts.push({ start, equals: equals < 0 ? i : equals, end: i });
    [start, equals] = [-1, -1];
  }
  return parts;
}

/** From a declared name back over `*`, `(` and what qualifies a pointer. */
function startOf(tokens: readonly Token[], name: number): number {
  let start = name;
  for (let i = name - 1; /^(?:[*(]|const)$/.test(tokens[i]?.text); i--)
    if (tokens[i].text !== 'const') start = i;
  return start;
}

// ---- pieces -----------------------------------------------------------------------------------

/** The declarations of each name. Of functions and variables one is enough. */
function declarers({ items }: Reader): Map<string, Item[]> {
  const known = new Map<string, Item[]>();
  for (const item of items) {
    for (const name of item.declares) {
      const others = known.get(name) ?? [];
      if (others.length > 0 && !name.startsWith('struct ')) {
        // The source's own says more: how long an array is, and a static's label.
        if (/^extern|__asm__/.test(item.text)) known.set(name, [item]);
      } else known.set(name, [...others, item]);
    }
  }
  return known;
}

function pieceText(definition: Definition, known: ReadonlyMap<string, Item[]>): string {
  const chosen = new Set<Item>();
  const ask = (item: Item): void => {
    for (const name of item.needs) {
      if (item === definition && definition.declares.has(name)) continue;
      for (const one of known.get(name) ?? []) {
        // What the definition declares itself is not declared before it.
        if (chosen.has(one) || (one.at === definition.at && one.declares.has(ownName(definition))))
          continue;
        chosen.add(one);
        ask(one);
      }
    }
  };
  ask(definition);
  const before = [...chosen].sort((a, b) => a.at - b.at).map(({ text }) => text);
  return `${[...new Set(before), definition.text].join('\n')}\n`;
}

function ownName({ symbol }: Definition): string {
  return symbol.replace(/@.*/, '');
}
