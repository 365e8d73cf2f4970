// The table of connections: finds by four numbers what was entered, also among those that mix alike.

import { describe, expect, test } from 'vitest';
import { V6 } from '../../../lib/net/ip.ts';
import { createChains } from '../../../lib/sim/chains.ts';
import { createRng, nextBelow } from '../../../lib/sim/rng.ts';
import {
  type Demuxed,
  type DemuxTable,
  enterBetween,
  findBetween,
  leaveBetween,
  localOf,
  mixEnds,
  remoteOf,
} from '../../../lib/tcp/demux.ts';

interface One extends Demuxed<One> {
  name: string;
}

function one(name: string, local: [number, number], remote: [number, number]): One {
  const [[localAddr, localPort], [remoteAddr, remotePort]] = [local, remote];
  return { name, localAddr, localPort, remoteAddr, remotePort, alike: undefined };
}

/** Makes ends that give the same number: a connection from a port, and one to the port before. */
function alike(): One[] {
  const [here, there] = [0x0a000002, 0x0a000001];
  const both = [
    one('from', [here, 40_001], [there, 8080]),
    one('to', [here, 8080], [there, 40_002]),
  ];
  const [a, b] = both.map((ends) => mixEnds(localOf(ends), remoteOf(ends)));
  expect(a).toBe(b);
  return both;
}

describe('the table of connections', () => {
  test('agrees with a plain map under random entries and removals', () => {
    const rng = createRng(5);
    const table: DemuxTable<One> = createChains();
    const plain = new Map<string, One>();
    for (let i = 0; i < 3000; i++) {
      const ends = [nextBelow(rng, 3), nextBelow(rng, 4), nextBelow(rng, 3), nextBelow(rng, 4)];
      const made = one(ends.join(), [ends[0], ends[1]], [ends[2] + V6, ends[3]]);
      const there = plain.get(made.name);
      expect(findBetween(table, localOf(made), remoteOf(made))).toBe(there);
      if (there && nextBelow(rng, 2)) {
        leaveBetween(table, there);
        plain.delete(made.name);
      } else {
        enterBetween(table, made);
        plain.set(made.name, made);
      }
    }
    for (const made of plain.values()) leaveBetween(table, made);
    expect(table.size).toBe(0);
  });

  test('those that mix alike are told apart, whichever leaves first', () => {
    const [a, b] = alike();
    for (const [first, second] of [
      [a, b],
      [b, a],
    ]) {
      const table: DemuxTable<One> = createChains();
      enterBetween(table, a);
      enterBetween(table, b);
      expect(table.size).toBe(2);
      leaveBetween(table, first);
      expect(findBetween(table, localOf(first), remoteOf(first))).toBeUndefined();
      expect(findBetween(table, localOf(second), remoteOf(second))).toBe(second);
      leaveBetween(table, second);
      expect(table.size).toBe(0);
    }
  });

  test('an address of IPv6 is not the one of IPv4 that goes with it', () => {
    const table: DemuxTable<One> = createChains();
    const v4 = one('v4', [1, 2], [3, 4]);
    enterBetween(table, v4);
    enterBetween(table, one('v6', [1 + V6, 2], [3 + V6, 4]));
    expect(findBetween(table, localOf(v4), remoteOf(v4))).toBe(v4);
  });
});
