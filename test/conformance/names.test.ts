// Whatever the model promises has a comparison with Linux, and the comparison still speaks of it.

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NAMES } from './names.ts';

const FOLDERS = ['./', './traced/', '../../content/programs/', '../packet/'];

function textOf(file: string): string | undefined {
  const places = FOLDERS.map((folder) => new URL(folder + file, import.meta.url));
  const found = places.find((place) => existsSync(place));
  // What a comment says is not compared.
  return found && readFileSync(found, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

/** What is wrong with one row; undefined for nothing. */
function wrong(row: string): string | undefined {
  const match = /^(\w+): ([\w.\- ]+?)(?: as (\w+))?$/.exec(row);
  if (!match) return `not a row: ${row}`;
  const [, name, files, word = name] = match;
  for (const file of files.split(' ')) {
    const text = textOf(file);
    if (text === undefined) return `${name}: there is no ${file}`;
    // A name that is another's beginning is no mention; one that a macro puts together is.
    if (!new RegExp(`(?<![A-Za-z0-9])${word}\\b`).test(text))
      return `${name}: ${file} has no ${word}`;
  }
  return undefined;
}

const rows = NAMES.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('each promised name is compared where its row says so', () => {
  expect(rows.map(wrong).filter((text) => text !== undefined)).toEqual([]);
});

test('no name is promised twice, and none is lost', () => {
  const names = rows.map((row) => row.split(':')[0]);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(150);
});

test('a row whose probe is gone or silent is noticed', () => {
  expect(wrong('socket: no-such-probe.c')).toBe('socket: there is no no-such-probe.c');
  expect(wrong('SO_NOTHING: unix.c')).toBe('SO_NOTHING: unix.c has no SO_NOTHING');
  expect(wrong('connect')).toBe('not a row: connect');
});
