// The rules of a notebook: what has to run, in which order, and what is still true.

import { describe, expect, test } from 'vitest';
import {
  ancestorsOf,
  begin,
  type CellText,
  createNotebook,
  inLabel,
  type Notebook,
  needsProblems,
  plan,
  stateOf,
} from '../../../lib/notebook/notebook.ts';

/** Writes cells as `id: needs needs`, each with its id as its text. */
function cells(...lines: string[]): CellText[] {
  return lines.map((line) => {
    const [id, rest = ''] = line.split(':');
    return { id, needs: rest.split(' ').filter(Boolean), source: id };
  });
}

function edited(list: CellText[], id: string, source: string): CellText[] {
  return list.map((cell) => (cell.id === id ? { ...cell, source } : cell));
}

function ran(list: CellText[], ...ids: string[]): Notebook {
  return ids.reduce((notebook, id) => begin(notebook, list, id), createNotebook());
}

const CHAIN = cells('header:', 'server: header', 'client: server', 'alone:');

describe('needs', () => {
  test('come before whoever needs them, each once', () => {
    const list = cells('a: b c', 'b: d', 'c: d', 'd:');
    expect(ancestorsOf(list, 'a').map(({ id }) => id)).toEqual(['d', 'b', 'c']);
  });

  test('may be named before they stand on the page', () => {
    expect(ancestorsOf(cells('a: b', 'b:'), 'a').map(({ id }) => id)).toEqual(['b']);
  });

  test('of an unknown id are a mistake that lists what there is', () => {
    expect(needsProblems(cells('a: x', 'b:'))).toEqual([
      { id: 'a', message: 'needs "x": no cell of that id here; there is b' },
    ]);
  });

  test('in a circle are a mistake that names the circle', () => {
    const [problem, ...more] = needsProblems(cells('first:', 'a: b', 'b: c', 'c: a'));
    expect(more).toEqual([]);
    expect(problem).toEqual({
      id: 'a',
      message: '"a" needs "b" needs "c" needs "a": none of them could ever run first',
    });
  });

  test('of a cell that needs itself are a circle of one', () => {
    expect(needsProblems(cells('a: a'))[0].message).toContain('"a" needs "a"');
  });

  test('without a mistake have no problems', () => {
    expect(needsProblems(CHAIN)).toEqual([]);
  });
});

describe('a plan', () => {
  test('for a cell begins with what it needs and has not run', () => {
    expect(plan(CHAIN, createNotebook(), { kind: 'cell', id: 'client' })).toEqual([
      'header',
      'server',
      'client',
    ]);
  });

  test('leaves out what is fresh, and runs what was asked for again', () => {
    const notebook = ran(CHAIN, 'header', 'server', 'client');
    expect(plan(CHAIN, notebook, { kind: 'cell', id: 'client' })).toEqual(['client']);
  });

  test('runs again what stands below an edit', () => {
    const notebook = ran(CHAIN, 'header', 'server', 'client');
    const now = edited(CHAIN, 'header', 'other');
    expect(plan(now, notebook, { kind: 'cell', id: 'client' })).toEqual([
      'header',
      'server',
      'client',
    ]);
  });

  test('to a cell takes all above it; of everything, all', () => {
    const notebook = ran(CHAIN, 'header');
    expect(plan(CHAIN, notebook, { kind: 'to', id: 'server' })).toEqual(['header', 'server']);
    expect(plan(CHAIN, notebook, { kind: 'all' })).toEqual(CHAIN.map(({ id }) => id));
  });

  test('runs what stands further down first where it is needed, and once', () => {
    const list = cells('a: b', 'b:');
    expect(plan(list, createNotebook(), { kind: 'all' })).toEqual(['b', 'a']);
  });
});

describe('a state', () => {
  const notebook = ran(CHAIN, 'header', 'server', 'client');
  const state = (list: CellText[], id: string) => stateOf(list, notebook, id);

  test('is never run, running, fresh', () => {
    expect(state(CHAIN, 'alone')).toBe('never');
    expect(stateOf(CHAIN, notebook, 'alone', 'busy')).toBe('running');
    expect(state(CHAIN, 'client')).toBe('fresh');
  });

  test('is failed after an error, until the text is another', () => {
    expect(stateOf(CHAIN, notebook, 'client', 'failed')).toBe('failed');
    expect(stateOf(edited(CHAIN, 'client', 'mended'), notebook, 'client', 'failed')).toBe('edited');
    expect(stateOf(edited(CHAIN, 'header', 'other'), notebook, 'client', 'failed')).toBe(
      'upstream',
    );
  });

  test('is edited at the cell, upstream changed below it, and neither once it is undone', () => {
    const now = edited(CHAIN, 'header', 'other');
    expect(['header', 'server', 'client'].map((id) => state(now, id))).toEqual([
      'edited',
      'upstream',
      'upstream',
    ]);
    expect(state(edited(now, 'header', 'header'), 'client')).toBe('fresh');
  });
});

test('runs are counted over the page', () => {
  const notebook = ran(CHAIN, 'header', 'alone', 'header');
  expect(inLabel(notebook, 'header', false)).toBe('In [3]');
  expect(inLabel(notebook, 'alone', false)).toBe('In [2]');
  expect(inLabel(notebook, 'alone', true)).toBe('In [*]');
  expect(inLabel(notebook, 'client', false)).toBe('In [ ]');
});
