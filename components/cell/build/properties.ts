// Properties: the fields of the machine's records by shorter names, where nobody else says them.
//
// One idea: a name may be changed everywhere at once if every place that says it is known. So it stays
// where it is one of the platform's, where a page or what a page shares with the machine says it, and
// where it stands in a string, by which a field may be reached, too. Tables are also asked for by what a
// reader types: names of C, commands, counters. Those have no capital, or begin with one, and so only
// names in camel case are changed.
//
// Units: offsets in characters.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseAst } from 'vite';
import { type Node, walk } from './scopes.ts';

/** A place that says a property's name; `short` where it is a variable's as well, as in `{name}`. */
interface Place {
  node: Node;
  short: boolean;
}

interface Read {
  places: Place[];
  /** Words of its strings. */
  quoted: string[];
}

const WORD = /[A-Za-z_$][\w$]*/g;
const CAMEL_CASE = /^[a-z][a-z\d]*[A-Z]/;
/** Words that TypeScript may use for a member: behind a dot, in quotes, or before what can follow one. */
const MEMBER =
  /\.\s*([A-Za-z_$][\w$]*)|['"`]([A-Za-z_$][\w$]*)['"`]|([A-Za-z_$][\w$]*)\s*[?!]?\s*[:(=,;}<[\]]/g;

/** Reads a part of the script. */
function read(text: string): Read {
  const places: Place[] = [];
  const quoted: string[] = [];
  walk(parseAst(text) as unknown as Node, (node) => {
    quoted.push(...(quotedIn(node)?.match(WORD) ?? []));
    if (node.computed) return undefined;
    if (node.type === 'MemberExpression') places.push({ node: node.property, short: false });
    if (node.type === 'Property') places.push({ node: node.key, short: node.shorthand });
    if (/^(?:Method|Property)Definition$/.test(node.type))
      places.push({ node: node.key, short: false });
    return undefined;
  });
  const named = places.filter(({ node }) => node.type === 'Identifier');
  return { places: named.sort((a, b) => a.node.start - b.node.start), quoted };
}

function quotedIn(node: Node): string | undefined {
  if (node.type === 'TemplateElement') return node.value.raw;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** Lists what a text of TypeScript may say of members; some words too many, none too few. */
export function membersIn(text: string): string[] {
  return Array.from(text.matchAll(MEMBER), ([, ...words]) => words.find(Boolean)!);
}

/** Reads what all TypeScript files below some folders may say of members. */
export function membersBelow(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:tsx?|astro)$/.test(name))
      .flatMap((name) => membersIn(readFileSync(join(folder, name), 'utf8'))),
  );
}

/** Lists what the language and a worker's platform call members. */
export function membersOfPlatform(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('typescript'));
  return readdirSync(folder)
    .filter((name) => /^lib\.(?:es|webworker)/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, ''))
    .flatMap(membersIn);
}

const FIRST = 'etnriaoscludfpmhgvybxSCwTEDOkAjMNPFILRzBVHUWGKqJYZXQ';
const NEXT = `${FIRST}0123456789`;

function* shortNames(): Generator<string> {
  for (const one of FIRST) for (const two of NEXT) yield one + two;
  for (const one of FIRST)
    for (const two of NEXT) for (const three of NEXT) yield one + two + three;
}

/**
 * Renames the properties that only these texts say, those that are said most often to the shortest names.
 *
 * `known` has the names that others say.
 */
export function shorten(
  texts: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): Map<string, string> {
  const parts = [...texts].map(([room, text]) => ({ room, text, ...read(text) }));
  const taken = new Set([...known, ...parts.flatMap(({ quoted }) => quoted)]);
  const said = new Map<string, number>();
  for (const { places } of parts)
    for (const { node } of places) said.set(node.name, (said.get(node.name) ?? 0) + 1);
  const long = [...said].filter(([name]) => CAMEL_CASE.test(name) && !taken.has(name));
  const free = shortNames();
  const names = new Map<string, string>();
  for (const [name] of long.sort((a, b) => b[1] - a[1])) {
    let next = free.next().value!;
    while (taken.has(next) || said.has(next)) next = free.next().value!;
    names.set(name, next);
  }
  return new Map(parts.map(({ room, text, places }) => [room, renamed(text, places, names)]));
}

function renamed(
  text: string,
  places: readonly Place[],
  names: ReadonlyMap<string, string>,
): string {
  let written = '';
  let at = 0;
  for (const { node, short } of places) {
    const name = names.get(node.name);
    // A pattern's `{name = 1}` has its name twice at one place.
    if (name === undefined || node.start < at) continue;
    written += text.slice(at, node.start) + (short ? `${name}:${node.name}` : name);
    at = node.end;
  }
  return written + text.slice(at);
}
