// A packet in pieces: what is cut and joined is the same packet, whatever the way does to its pieces.

import { describe, expect, test } from 'vitest';
import { addPart, cutPacket, joinParts, type Reassembly } from '../../../lib/net/fragments.ts';
import { V6 } from '../../../lib/net/ip.ts';
import { ipPacket } from '../../../lib/net/ip-packet.ts';
import { packetBytes } from '../../../lib/net/segment.ts';
import { readBody, readIpPacket } from '../../../lib/net/wire.ts';
import { createRng, nextBelow } from '../../../lib/sim/rng.ts';
import type { Segment } from '../../../lib/sim/trace.ts';

function datagram(bytes: number, family = 0): Segment {
  return {
    ...{ seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, proto: 'udp' },
    src: { addr: family + 0x0a000001, port: 4000 },
    dst: { addr: family + 0x0a000002, port: 5000 },
    payload: Uint8Array.from({ length: bytes }, (_, i) => i * 7 + (i >> 8)),
  };
}

function empty(): Reassembly {
  return { parts: [], bytes: 0, lastSeen: false };
}

/** Off the wire and together again. */
function joined(pieces: Segment[]): Segment | undefined {
  const queue = empty();
  for (const piece of pieces) {
    const read = readIpPacket(ipPacket(piece));
    if ('drop' in read) throw new Error(read.drop);
    const fit = addPart(queue, read.seg);
    if (fit !== 'fits' && fit !== 'again') throw new Error(fit);
  }
  const body = joinParts(queue);
  if (!body) return undefined;
  const { src, dst, fragment } = pieces[0];
  const { protocol } = fragment!;
  const read = readBody({ src: src.addr, dst: dst.addr, protocol, body });
  if ('drop' in read) throw new Error(read.drop);
  return read.seg;
}

const places = (pieces: Segment[]) =>
  pieces.map(({ fragment, payload }) => [fragment!.offset, payload.length, fragment!.more]);

test('what a header was asked to say is in the header of each piece', () => {
  for (const family of [0, V6]) {
    const asked = { ...datagram(3000, family), ttl: 5, tos: 16 };
    const pieces = cutPacket(asked, 1500, 7).map((one) => readIpPacket(ipPacket(one)));
    expect(pieces.map((read) => 'seg' in read && [read.seg.ttl, read.seg.tos])).toEqual(
      pieces.map(() => [5, 16]),
    );
    const whole = readIpPacket(ipPacket(asked));
    expect(whole).toMatchObject({ seg: { proto: 'udp', ttl: 5, tos: 16 } });
  }
});

test('pieces are as Linux cuts them', () => {
  expect(places(cutPacket(datagram(3000), 1500, 7))).toEqual([
    [0, 1480, true],
    [1480, 1480, true],
    [2960, 48, false],
  ]);
  expect(places(cutPacket(datagram(1453, V6), 1500, 7))).toEqual([
    [0, 1448, true],
    [1448, 13, false],
  ]);
  // The last one may fill the MTU, also where that leaves no multiple of 8.
  expect(places(cutPacket(datagram(984 + 986 - 8), 1006, 7))).toEqual([
    [0, 984, true],
    [984, 986, false],
  ]);
});

test('a piece is cut again as a router does it, and keeps its place', () => {
  const [, second, last] = cutPacket(datagram(3000), 1500, 7);
  expect(places(cutPacket(second, 1300, 9))).toEqual([
    [1480, 1280, true],
    [2760, 200, true],
  ]);
  expect(places(cutPacket(last, 1300, 9))).toEqual([[2960, 48, false]]);
  expect(cutPacket(second, 1300, 9)[0].fragment!.id).toBe(7);
});

describe.each([
  ['IPv4', 0],
  ['IPv6', V6],
])('%s', (_, family) => {
  test('any lengths, cut twice, in any order, some twice', () => {
    const rng = createRng(3);
    for (let i = 0; i < 60; i++) {
      const whole = datagram(10_000 + nextBelow(rng, 20_000), family);
      const first = 576 + nextBelow(rng, 9000);
      const second = 200 + nextBelow(rng, 1500);
      const pieces = cutPacket(whole, first, i).flatMap((one) =>
        nextBelow(rng, 2) ? [one] : cutPacket(one, second, i),
      );
      for (const one of pieces) expect(packetBytes(one)).toBe(ipPacket(one).length);
      pieces.push(pieces[nextBelow(rng, pieces.length)]);
      for (let k = pieces.length - 1; k > 0; k--) {
        const other = nextBelow(rng, k + 1);
        [pieces[k], pieces[other]] = [pieces[other], pieces[k]];
      }
      const back = joined(pieces);
      expect(back?.payload).toEqual(whole.payload);
      expect(back?.src).toEqual(whole.src);
      expect(joined(pieces.filter((one) => one !== pieces[0]))).toBeUndefined();
    }
  });

  test('the first piece shows the ports, no other does', () => {
    const ports = cutPacket(datagram(3000, family), 1500, 1).map((one) => {
      const read = readIpPacket(ipPacket(one));
      return 'seg' in read ? [read.seg.src.port, read.seg.dst.port] : [];
    });
    expect(ports).toEqual([
      [4000, 5000],
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('pieces that do not fit each other', () => {
  const [first, second, last] = cutPacket(datagram(3000), 1500, 7);
  const at = (piece: Segment, offset: number, bytes: number, more: boolean): Segment => ({
    ...piece,
    payload: new Uint8Array(bytes),
    fragment: { ...piece.fragment!, offset, more },
  });
  const fits = (...pieces: Segment[]) => {
    const queue = empty();
    return pieces.map((piece) => addPart(queue, piece));
  };

  test('the same again is nothing new, also in smaller pieces', () => {
    expect(fits(first, first)).toEqual(['fits', 'again']);
    expect(fits(first, second, at(first, 1472, 16, true))).toEqual(['fits', 'fits', 'again']);
  });

  test('one that reaches into another', () => {
    expect(fits(second, at(first, 0, 1488, true))).toEqual(['fits', 'overlaps']);
    expect(fits(first, at(second, 1472, 1480, true))).toEqual(['fits', 'overlaps']);
    expect(fits(second, at(first, 1400, 2000, true))).toEqual(['fits', 'overlaps']);
  });

  test('an end that is not the end', () => {
    expect(fits(second, at(last, 1480, 48, false))).toEqual(['fits', 'contradicts']);
    expect(fits(last, at(last, 2960, 56, false))).toEqual(['fits', 'contradicts']);
    expect(fits(last, at(last, 3008, 8, true))).toEqual(['fits', 'contradicts']);
    expect(fits(at(second, 1480, 1479, true))).toEqual(['contradicts']);
    expect(fits(at(second, 1480, 0, true))).toEqual(['contradicts']);
  });
});
