// The table of chains: finds what hangs in it, in the order of hanging, however often it has grown.

import { expect, test } from 'vitest';
import { allIn, chainOf, createChains, hang, type Link, unhang } from '../../../lib/sim/chains.ts';
import { createRng, nextBelow } from '../../../lib/sim/rng.ts';

interface One extends Link<One> {
  hash: number;
  nth: number;
}

const hashOf = ({ hash }: One): number => hash;

function withHash(table: ReturnType<typeof createChains<One>>, hash: number): One[] {
  const found: One[] = [];
  for (let one = chainOf(table, hash); one; one = one.alike) if (one.hash === hash) found.push(one);
  return found;
}

test('agrees with plain lists under random entries and removals', () => {
  const rng = createRng(3);
  const table = createChains<One>();
  const plain = new Map<number, One[]>();
  for (let nth = 0; nth < 5000; nth++) {
    // Negative hashes, and some that differ in high bits alone.
    const hash = (nextBelow(rng, 400) - 200) * (nextBelow(rng, 2) ? 1 : 65_536);
    const there = plain.get(hash) ?? [];
    expect(withHash(table, hash)).toEqual(there);
    if (there.length > 0 && nextBelow(rng, 3) === 0) {
      const [gone] = there.splice(nextBelow(rng, there.length), 1);
      expect(unhang(table, gone, hash)).toBe(true);
      expect(unhang(table, gone, hash)).toBe(false);
    } else {
      const one = { hash, nth, alike: undefined };
      hang(table, one, hashOf);
      plain.set(hash, [...there, one]);
    }
  }
  const all = [...plain.values()].flat();
  expect(table.size).toBe(all.length);
  expect(all.length).toBeGreaterThan(1000);
  expect(new Set(allIn(table))).toEqual(new Set(all));
  expect(structuredClone(table)).toEqual(table);
});
