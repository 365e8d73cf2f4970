// Frozen modules: modules of data whose values are worked out when the site is built.
//
// One idea: what a module exports is written out as JavaScript. A long text becomes a getter, so that
// split.ts may put it elsewhere and a page fetches it when somebody reads it.

import { pathToFileURL } from 'node:url';

/** Texts from this length on become getters, in characters. */
const LONG = 200;

/** Writes a plain value as JavaScript; throws for anything else, with the place in which it was. */
function written(value: unknown, place: string): string {
  if (Array.isArray(value))
    return `[${value.map((v, i) => written(v, `${place}[${i}]`)).join(',')}]`;
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') throw new Error(`${place}: plain data was expected`);
    return JSON.stringify(value);
  }
  const fields = Object.entries(value).map(([name, field]) => {
    const key = JSON.stringify(name);
    const text = written(field, `${place}.${name}`);
    return typeof field === 'string' && field.length >= LONG
      ? `get ${key}(){return ${text}}`
      : `${key}:${text}`;
  });
  return `{${fields.join(',')}}`;
}

/** Runs a module of this site and returns the text of one that exports the same values. */
export async function frozen(file: string): Promise<string> {
  const exports: Record<string, unknown> = await import(pathToFileURL(file).href);
  return Object.entries(exports)
    .map(([name, value]) => `export const ${name}=${written(value, name)};`)
    .join('\n');
}
