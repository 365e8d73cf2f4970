// Which constants leave the machine's script with the rooms that read them.

import { parseAst } from 'vite';
import { expect, test } from 'vitest';
import type { Cut } from '../../../components/cell/build/cutting.ts';
import type { Node } from '../../../components/cell/build/scopes.ts';
import { planTables } from '../../../components/cell/build/tables.ts';

/** A room whose only piece reads `names`. */
function reader(room: string, names: string): Cut {
  const text = `function $${room}(){return[${names}]}`;
  return { start: 0, end: 0, stub: '', name: `$${room}`, numbered: true, text, room };
}

/** What leaves, as `name room`. */
function moved(code: string, cuts: Cut[]): string[] {
  const tables = planTables(code, parseAst(code) as unknown as Node, cuts, ['script', 'server']);
  return tables.map(({ name, room }) => `${name} ${room}`);
}

const LONG = `{first:1,second:2,third:3,fourth:4,fifth:5}`;

test('a table goes where it is read, and stays where the script reads it', () => {
  expect(moved(`const a=${LONG};`, [reader('server', 'a')])).toEqual(['a server']);
  expect(moved(`const a=${LONG};self.x=a`, [reader('server', 'a')])).toEqual([]);
  expect(moved(`let a=${LONG};`, [reader('server', 'a')])).toEqual([]);
});

test('another name of a part of it does not hold it back, however short', () => {
  const code = `const a=${LONG},b=a.first;`;
  expect(moved(code, [reader('server', 'b')])).toEqual(['a server', 'b server']);
  expect(moved(`${code}self.x=b`, [reader('server', 'b')])).toEqual([]);
});

test('functions that only compute may make it, and go with it if nobody else calls them', () => {
  const make = `function make(n){return{n,run:()=>log(n)}}`;
  const table = `const a={first:make(1),second:make(2),third:make(3)};`;
  expect(moved(make + table, [reader('more', 'a')])).toEqual(['make more', 'a more']);
  expect(moved(`${make}${table}self.x=make`, [reader('more', 'a')])).toEqual(['a more']);
});

test('what does more than compute stays', () => {
  const counts = `let n=0;function make(){return{n:n++}}`;
  const table = `const a={first:make(1),second:make(2),third:make(3)};`;
  expect(moved(counts + table, [reader('more', 'a')])).toEqual([]);
  const asks = `const make=()=>self.ask();const a={first:make(),second:make(),third:make()};`;
  expect(moved(asks, [reader('more', 'a')])).toEqual([]);
});

test('what is worked out for nobody is left out, and holds nothing back', () => {
  const gone = moved(`const a=${LONG};[...a.list,a];`, [reader('server', 'a')]);
  expect(gone).toEqual(['a server', ' ']);
  expect(moved(`const a=${LONG};tell(a);`, [reader('server', 'a')])).toEqual([]);
});
