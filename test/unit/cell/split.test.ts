// The split machine of the built site says what the whole one says, and fetches what it needs.

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import {
  CURL,
  HELLO,
  MISTAKES,
  SERVER,
  WHOLE_HEADERS,
} from '../../../components/cell/build/rehearsals.ts';
import type { Request } from '../../../lib/notebook/messages.ts';
import { boxOf, builtMachine } from './built-machine.ts';

let split: Map<string, string>;
let whole: Map<string, string>;

beforeAll(async () => {
  split = await builtMachine();
  whole = await builtMachine(true);
}, 120_000);

const rooms = (requests: readonly Request[]): string[] => {
  const box = boxOf(split);
  for (const request of requests) box.ask(request);
  return box.fetched.map((file) => file.replace(/-[\w-]{8}\.js$/, '')).sort();
};

it('hello needs the script alone, the server a room, curl two', () => {
  expect(rooms([HELLO])).toEqual(['cell.worker']);
  expect(rooms([SERVER])).toEqual(['cell.worker', 'server']);
  expect(rooms([SERVER, CURL])).toEqual(['cell.worker', 'client', 'more', 'server']);
});

it('a program with a rare name of a header fetches the headers', () => {
  expect(rooms([WHOLE_HEADERS])).toEqual(['cell.worker', 'headers', 'more', 'server']);
});

it('a mistake fetches what the compiler says of it, and not a client', () => {
  for (const mistake of MISTAKES) expect(rooms([mistake])).not.toContain('client');
});

it('every script is strict, and none is evaluated text', () => {
  for (const text of split.values()) {
    expect(text.startsWith('"use strict"')).toBe(true);
    expect(text).not.toMatch(/\beval\(|new Function\b/);
  }
});

const folder = new URL('../../c/', import.meta.url);
const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.c'))
  .sort()
  // Two machines run each; a quarter of them has something of every folder.
  .filter((_, i) => i % 4 === 0);

it('programs have the same answers, whatever has been fetched before', () => {
  const [here, there] = [boxOf(split), boxOf(whole)];
  for (const path of programs) {
    const source = readFileSync(new URL(path, folder), 'utf8');
    const name = path.replace(/^.*\//, '');
    const request: Request = { type: 'run', name, source, args: [], leaks: true };
    expect(here.ask(request), path).toEqual(there.ask(request));
  }
  expect(programs.length).toBeGreaterThan(30);
}, 240_000);
