import { describe, expect, test } from 'vitest';
import {
  createEventQueue,
  insertEntry,
  moveEntry,
  popEntry,
  type QueueEntry,
  removeEntry,
} from '../../../lib/sim/event-queue.ts';
import { chance, createRng, nextBelow, nextU32 } from '../../../lib/sim/rng.ts';
import { cancel, createSim, emit, nextDueUs, popDue, schedule } from '../../../lib/sim/sim.ts';

const record = (kind: string) => ({ kind, host: 'h' });

describe('the event queue', () => {
  test('gives the earliest, and at one time the first put in', () => {
    const queue = createEventQueue();
    for (const [kind, atUs] of [
      ['c', 5],
      ['a', 1],
      ['d', 5],
      ['b', 3],
      ['e', 5],
    ] as const) {
      insertEntry(queue, atUs, record(kind));
    }
    const order = Array.from({ length: 5 }, () => popEntry(queue)!.record.kind);
    expect(order.join('')).toBe('abcde');
    expect(popEntry(queue)).toBeUndefined();
  });

  test('agrees with a sorted list under random insertions, removals and moves', () => {
    const rng = createRng(3);
    const queue = createEventQueue();
    let list: QueueEntry[] = [];
    for (let i = 0; i < 2000; i++) {
      const what = nextBelow(rng, 10);
      if (what < 6) {
        const atUs = nextBelow(rng, 50);
        list.push(insertEntry(queue, atUs, record('x')));
      } else if (what < 8 && list.length > 0) {
        const gone = list[nextBelow(rng, list.length)];
        expect(removeEntry(queue, gone)).toBe(true);
        expect(removeEntry(queue, gone)).toBe(false);
        list = list.filter((entry) => entry !== gone);
      } else if (what < 9 && list.length > 0) {
        const moved = list[nextBelow(rng, list.length)];
        moveEntry(queue, moved, nextBelow(rng, 50));
        expect(list.every((entry) => entry === moved || entry.id < moved.id)).toBe(true);
      } else {
        list.sort((a, b) => a.atUs - b.atUs || a.id - b.id);
        expect(popEntry(queue)).toBe(list.shift());
      }
      expect(queue.heap.length).toBe(list.length);
    }
  });
});

describe('the simulation', () => {
  test('time jumps to what is due, never goes back, and a copy has the same future', () => {
    const sim = createSim();
    schedule(sim, 100, record('late'));
    const id = schedule(sim, 50, record('cancelled'));
    schedule(sim, 30, record('soon'));
    expect(cancel(sim, id)).toBe(true);
    const copy = structuredClone(sim);
    for (const each of [sim, copy]) {
      expect(popDue(each, 40)?.kind).toBe('soon');
      expect(each.nowUs).toBe(30);
      expect(popDue(each, 40)).toBeUndefined();
      each.nowUs = 200;
      expect(popDue(each, 200)?.kind).toBe('late');
      expect(each.nowUs).toBe(200);
      expect(nextDueUs(each)).toBeUndefined();
    }
  });

  test('events carry time and number', () => {
    const sim = createSim();
    sim.nowUs = 7;
    emit(sim, { kind: 'counter', host: 'h', name: 'x', value: 1 });
    expect(sim.trace.events[0]).toMatchObject({ n: 0, atUs: 7 });
  });
});

describe('chance', () => {
  test('a seed gives one sequence, another seed another', () => {
    const draw = (seed: number) => {
      const rng = createRng(seed);
      return Array.from({ length: 5 }, () => nextU32(rng));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('is fair enough, and certain at the ends', () => {
    const rng = createRng(9);
    let heads = 0;
    for (let i = 0; i < 10_000; i++) if (chance(rng, 0.3)) heads++;
    expect(heads / 10_000).toBeCloseTo(0.3, 1);
    const { state } = rng;
    expect([chance(rng, 0), chance(rng, 1)]).toEqual([false, true]);
    expect(rng.state).toBe(state);
    expect(() => nextBelow(rng, 0)).toThrow('bound 0');
  });
});
