// Frozen modules: modules of data whose values are worked out when the site is built.
//
// One idea: what a module exports is written out as JavaScript. A long text becomes a getter, and a
// look-up (lib/abi/lookup.ts) a function with a case for each answer, so that split.ts may put them
// elsewhere and a page fetches an answer when somebody asks for it.

import { pathToFileURL } from 'node:url';
import type { Lookup } from '../../../lib/abi/lookup.ts';

/** Texts from this length on become getters, in characters. */
const LONG = 200;

/** A table of numbers from this many on is written as a text. */
const MANY = 50;

/** Numbers by name in ascending order: names in a row, and a number only where one is left out. */
function writtenNumbers(table: Readonly<Record<string, number>>): string {
  let next = 0;
  const words = Object.entries(table).flatMap(([name, number]) => {
    const jump = number === next ? [] : [String(number)];
    next = number + 1;
    return [...jump, name];
  });
  const read = 'w=>w>=0?(n=+w,[]):[[w,n++]]';
  return `(n=>Object.fromEntries(${JSON.stringify(words.join(' '))}.split(" ").flatMap(${read})))(0)`;
}

function isNumbers(value: object): value is Record<string, number> {
  const all = Object.entries(value);
  return (
    all.length >= MANY && all.every(([name, n]) => /^[a-z]\w*$/.test(name) && Number.isInteger(n))
  );
}

/** Writes a plain value as JavaScript; throws for anything else, with the place in which it was. */
function written(value: unknown, place: string): string {
  if (Array.isArray(value))
    return `[${value.map((v, i) => written(v, `${place}[${i}]`)).join(',')}]`;
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') throw new Error(`${place}: plain data was expected`);
    return JSON.stringify(value);
  }
  if (isNumbers(value)) return writtenNumbers(value);
  const fields = Object.entries(value).map(([name, field]) => {
    const key = JSON.stringify(name);
    const text = written(field, `${place}.${name}`);
    return typeof field === 'string' && field.length >= LONG
      ? `get ${key}(){return ${text}}`
      : `${key}:${text}`;
  });
  return `{${fields.join(',')}}`;
}

/** Writes what a module exports under a name. */
function exported(name: string, value: unknown): string {
  if (typeof value !== 'function' || !('all' in value))
    return `export const ${name}=${written(value, name)};`;
  const cases = Object.entries((value as Lookup<unknown>).all).map(
    ([key, answer]) => `case ${JSON.stringify(key)}:return ${written(answer, `${name}(${key})`)};`,
  );
  return `export function ${name}(key){switch(key){${cases.join('')}}}`;
}

/** Runs a module of this site and returns the text of one that exports the same values, or in the place
 * of some those given here. */
export async function frozen(file: string, instead: Record<string, unknown> = {}): Promise<string> {
  const exports: Record<string, unknown> = {
    ...(await import(pathToFileURL(file).href)),
    ...instead,
  };
  return Object.entries(exports)
    .map(([name, value]) => exported(name, value))
    .join('\n');
}
