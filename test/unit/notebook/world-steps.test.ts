// Undo and Redo of a world: each step by itself, and nothing that was written meanwhile is lost.

import { expect, test } from 'vitest';
import type { World } from '../../../lib/notebook/world.ts';
import {
  changedFile,
  changedLink,
  moved,
  renamedHost,
  withFile,
  withHost,
  withLink,
  withoutFile,
  withoutHost,
  withTyped,
} from '../../../lib/notebook/world-edits.ts';
import { NO_STEPS, redo, undo, withStep } from '../../../lib/notebook/world-steps.ts';
import { ONE_HOST } from './worlds.ts';

const start: World = {
  ...ONE_HOST,
  files: [{ name: 'a.c', text: 'first' }],
  points: [{ kind: 'line', file: 'a.c', line: 1 }],
};

/** A reader: steps, what is no step, and the way back and forth. */
class Reader {
  world = start;
  steps = NO_STEPS;

  step(next: (world: World) => World, more: { name?: string; whole?: boolean } = {}): this {
    const [before, after] = [this.world, next(this.world)];
    this.steps = withStep(this.steps, { before, after, whole: false, ...more });
    this.world = after;
    return this;
  }

  write(text: string, name = 'a.c'): this {
    this.world = changedFile(this.world, name, { text });
    return this;
  }

  undo(): this {
    return this.move(undo(this.steps, this.world));
  }

  redo(): this {
    return this.move(redo(this.steps, this.world));
  }

  private move(made: ReturnType<typeof undo>): this {
    if (!made) throw new Error('there is no such step');
    Object.assign(this, { world: made.world, steps: made.steps });
    return this;
  }
}

test('every change of the arrangement is gone back over, one by one, and done again', () => {
  const worlds: World[] = [];
  const reader = new Reader();
  const acts: ((world: World) => World)[] = [
    (w) => withHost(w)!,
    (w) => withLink(w, 'client', 'server')!,
    (w) => changedLink(w, 0, { loss: 0.5 }),
    (w) => moved(w, 'client', 7, 8),
    (w) => renamedHost(w, 'client', 'web'),
    (w) => withoutHost(w, 'web'),
  ];
  for (const act of acts) worlds.push(reader.world) && reader.step(act);
  const last = reader.world;
  for (const world of worlds.toReversed()) expect(reader.undo().world).toEqual(world);
  expect(undo(reader.steps, reader.world)).toBeUndefined();
  for (const _ of acts) reader.redo();
  expect(reader.world).toEqual(last);
  expect(redo(reader.steps, reader.world)).toBeUndefined();
});

test('texts, lines and points of meanwhile stay, under the names of before', () => {
  const reader = new Reader().step((w) => withHost(w)!);
  reader.step((w) => changedFile(w, 'a.c', { name: 'b.c' })).write('second', 'b.c');
  reader.world = withTyped(reader.world, 1, 0, 'ls');
  reader.world = { ...reader.world, points: [{ kind: 'line', file: 'b.c', line: 9 }] };
  expect(reader.undo().world).toMatchObject({
    files: [{ name: 'a.c', text: 'second' }],
    terminals: [{ typed: ['ls'] }, { id: 2 }],
    points: [{ file: 'a.c', line: 9 }],
  });
  expect(reader.undo().world.hosts).toEqual(start.hosts);
  expect(reader.world.files[0].text).toBe('second');
});

test('a file that was deleted comes back with its breakpoints, beside a new one of that name', () => {
  const reader = new Reader().step((w) => withoutFile(w, 'a.c'));
  expect(reader.world.points).toEqual([]);
  expect(reader.undo().world).toEqual(start);
});

test('what was written in a file that Undo takes away comes back with Redo', () => {
  const reader = new Reader().step((w) => withFile(w, 'b.c', '')!.world).write('long', 'b.c');
  expect(reader.undo().world.files).toHaveLength(1);
  expect(reader.redo().world.files[1]).toEqual({ name: 'b.c', text: 'long' });
});

test('another world altogether: its texts are not taken for those of before', () => {
  const other = { ...start, files: [{ name: 'a.c', text: 'a stranger’s' }] };
  const reader = new Reader().step(() => other, { whole: true }).write('mine in it');
  expect(reader.undo().world).toEqual(start);
  expect(reader.redo().world.files[0].text).toBe('mine in it');
});

test('a host that is dragged has one step, unless something is written on the way', () => {
  const name = 'move server';
  const reader = new Reader();
  for (const x of [1, 2, 3]) reader.step((w) => moved(w, 'server', x, 0), { name });
  expect(reader.steps.done).toHaveLength(1);
  reader.write('meanwhile').step((w) => moved(w, 'server', 4, 0), { name });
  expect(reader.steps.done).toHaveLength(2);
  expect(reader.undo().world.hosts[0].x).toBe(3);
  expect(reader.undo().world.hosts[0].x).toBe(0);
});

test('whoever does something else cannot redo', () => {
  const reader = new Reader().step((w) => withHost(w)!).undo();
  reader.step((w) => moved(w, 'server', 5, 5));
  expect(reader.steps.undone).toEqual([]);
});
