// A reader's texts: noted, kept through a new edition, carried elsewhere, and never lost.

import { describe, expect, test } from 'vitest';
import {
  bookChanged,
  freshId,
  isEmpty,
  joined,
  merge,
  noEdits,
  type OwnCell,
  type PageEdits,
  readEdits,
  readPage,
  withEdit,
  withoutOwn,
  withUndecided,
  writeEdits,
} from '../../../lib/notebook/edits.ts';
import { hashText } from '../../../lib/notebook/hash.ts';

const own = (id: string, beside: string, source = id): OwnCell => ({
  ...{ id, kind: 'scratch', name: `${id}.c`, source, beside, side: 'below', needs: [] },
});
const page = (edits: PageEdits['edits'], ...cells: OwnCell[]): PageEdits => ({ edits, own: cells });

test('a text has one name, and another text another', () => {
  // Known answers of FNV-1a with 64 bits.
  expect(hashText('')).toBe('cbf29ce484222325');
  expect(hashText('a')).toBe('af63dc4c8601ec8c');
  expect(hashText('foobar')).toBe('85944171f73967e8');
});

describe('an edit', () => {
  const edited = withEdit(noEdits(), 'a', 'mine', 'book');

  test('remembers which text it was made from', () => {
    expect(bookChanged(edited.edits.a!, 'book')).toBe(false);
    expect(bookChanged(edited.edits.a!, 'book, second edition')).toBe(true);
  });

  test('is none where the text is the book’s', () => {
    expect(isEmpty(withEdit(edited, 'a', 'book', 'book'))).toBe(true);
  });

  test('that an import replaces is kept beside it', () => {
    const theirs = withEdit(noEdits(), 'a', 'theirs', 'book');
    expect(merge(edited, theirs).edits.a).toMatchObject({ source: 'theirs', earlier: 'mine' });
    expect(merge(edited, edited).edits.a).not.toHaveProperty('earlier');
    expect(merge(noEdits(), theirs)).toEqual(theirs);
  });
});

describe('a text that is still shown where another tab has given another', () => {
  const theirs = withEdit(noEdits(), 'a', 'theirs', 'book');

  test('is kept as what was there before', () => {
    const left = withUndecided(theirs, 'a', 'mine', 'book');
    expect(left.edits.a).toMatchObject({ source: 'theirs', earlier: 'mine' });
    // Also where the other tab went back to the book's text.
    const reset = withUndecided(noEdits(), 'a', 'mine', 'book').edits.a!;
    expect(reset).toMatchObject({ source: 'book', earlier: 'mine' });
    expect(bookChanged(reset, 'book')).toBe(false);
  });

  test('is none where it is that of the store, or the book’s', () => {
    expect(withUndecided(theirs, 'a', 'theirs', 'book')).toBe(theirs);
    expect(withUndecided(theirs, 'a', 'book', 'book')).toBe(theirs);
  });
});

describe('two tabs', () => {
  const edit = (source: string, earlier?: string) => ({
    ...{ source, book: 'b' },
    ...(earlier !== undefined && { earlier }),
  });
  const BASE = page({ a: edit('1') }, own('own-1', 'a'));

  test.each([
    ['only here', { a: edit('2') }, { a: edit('1') }, { a: edit('2') }],
    ['only there', { a: edit('1') }, { a: edit('3') }, { a: edit('3') }],
    [
      'another cell each',
      { a: edit('1'), b: edit('x') },
      { a: edit('3') },
      { a: edit('3'), b: edit('x') },
    ],
    ['both: here counts, there is kept', { a: edit('2') }, { a: edit('3') }, { a: edit('2', '3') }],
    ['both alike', { a: edit('2') }, { a: edit('2') }, { a: edit('2') }],
    ['reset there', { a: edit('1') }, {}, {}],
    ['reset here, changed there', {}, { a: edit('3') }, { a: edit('3') }],
    ['reset there, changed here', { a: edit('2') }, {}, { a: edit('2') }],
  ] as const)('%s', (_, mine, theirs, expected) => {
    const both = joined(BASE, page(mine, ...BASE.own), page(theirs, ...BASE.own));
    expect(both).toEqual(page(expected, ...BASE.own));
  });

  test('cells of the reader’s: new ones come, deleted ones go, and two texts are two cells', () => {
    const [changed, other] = [own('own-1', 'a', 'mine'), own('own-1', 'a', 'theirs')];
    const join = (mine: OwnCell[], theirs: OwnCell[]) =>
      joined(BASE, page({}, ...mine), page({}, ...theirs)).own;
    const fresh = own('own-2', 'a');
    expect(join(BASE.own, [...BASE.own, fresh])).toEqual([...BASE.own, fresh]);
    expect(join(BASE.own, [])).toEqual([]);
    expect(join([], BASE.own)).toEqual([]);
    expect(join([], [other])).toEqual([other]);
    expect(join([changed], [])).toEqual([changed]);
    expect(join([changed], [other])).toEqual([changed, { ...other, id: 'own-2' }]);
    expect(join(BASE.own, [other])).toEqual([other]);
    // The store gives the same cell back with its fields in another order: it is no change of it.
    const stored = readPage(JSON.parse(JSON.stringify(BASE))).own;
    expect(Object.keys(stored[0])).not.toEqual(Object.keys(BASE.own[0]));
    expect(join([], stored)).toEqual([]);
    expect(join([changed], stored)).toEqual([changed]);
  });
});

describe('cells of the reader’s', () => {
  test('of one name and two texts are both there after an import', () => {
    const both = merge(page({}, own('own-1', 'a')), page({}, own('own-1', 'a', 'other')));
    expect(both.own.map(({ id, source }) => [id, source])).toEqual([
      ['own-1', 'own-1'],
      ['own-2', 'other'],
    ]);
  });

  test('move up when the one that they stood beside goes', () => {
    const left = withoutOwn(page({}, own('own-1', 'a'), own('own-2', 'own-1')), 'own-1');
    expect(left.own).toEqual([own('own-2', 'a')]);
  });

  test('get ids that are free', () => {
    expect(freshId([own('own-1', 'a'), own('own-3', 'a')])).toBe('own-2');
  });
});

describe('the file of all edits', () => {
  const pages = { 'the-accept-queue': page({ a: { source: 'x', book: 'h' } }, own('own-1', 'a')) };

  test('is read as it was written', () => {
    expect(readEdits(writeEdits(pages))).toEqual({ ok: true, value: pages });
    expect(readEdits(writeEdits({ ...pages, empty: noEdits() }))).toEqual({
      ok: true,
      value: pages,
    });
  });

  test.each([
    ['', /not JSON, or it is damaged/],
    [writeEdits(pages).slice(0, -20), /not JSON, or it is damaged/],
    ['[]', /does not hold edits of this book/],
    ['null', /does not hold edits of this book/],
    ['{"nbformat": 4, "cells": []}', /does not hold edits of this book/],
    [writeEdits(pages).replace('"version": 1', '"version": 7'), /version 7; this one reads 1/],
  ])('that is something else is refused in a sentence: %#', (text, message) => {
    const read = readEdits(text);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.message).toMatch(message);
  });
});

test('of a foreign record only what fits is taken', () => {
  const read = readPage({
    edits: {
      good: { source: 'x', book: 'h', more: 1 },
      noText: { source: 5, book: 'h' },
      '<script>': { source: 'x', book: 'h' },
      long: { source: 'x'.repeat(300_000), book: 'h' },
    },
    own: [
      { ...own('own-1', 'a'), name: '../../etc/passwd', needs: ['a', 5] },
      { ...own('own-2', 'a'), kind: 'html' },
      'nothing',
    ],
  });
  expect(Object.keys(read.edits)).toEqual(['good']);
  expect(read.own).toEqual([{ ...own('own-1', 'a'), name: 'scratch.c', needs: ['a'] }]);
  for (const value of [null, 5, 'x', [], { edits: [], own: {} }]) {
    expect(readPage(value)).toEqual(noEdits());
  }
});
