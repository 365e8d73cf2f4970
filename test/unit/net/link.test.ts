// A link's queue: packets wait, whatever their lengths, and one too many is lost.

import { expect, test } from 'vitest';
import { createLink, type LinkEnd, transmit } from '../../../lib/net/link.ts';
import type { Packet } from '../../../lib/net/segment.ts';
import { createSim } from '../../../lib/sim/sim.ts';

const ENDS: [LinkEnd, LinkEnd] = [
  { host: 'a', iface: 'eth0', addr: 0x0a000001 },
  { host: 'b', iface: 'eth0', addr: 0x0a000002 },
];

/** Sends packets of these lengths at these times; tells of each when its wire has it, or that it was refused. */
function send(queueLimit: number, sent: [atUs: number, bytes: number][]) {
  const sim = createSim({ seed: 1 });
  const link = createLink({ ends: ENDS, bandwidthBps: 8e6, queueLimit });
  return sent.map(([atUs, bytes], id) => {
    sim.nowUs = atUs;
    const packet: Packet = {
      id,
      iface: 'eth0',
      seg: {
        ...{ seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, proto: 'udp' },
        src: { addr: ENDS[0].addr, port: 1 },
        dst: { addr: ENDS[1].addr, port: 2 },
        payload: new Uint8Array(bytes - 28),
      },
    };
    transmit(sim, link, 'a', packet);
    return packet.refused ? 'refused' : packet.leavesUs;
  });
}

test('one is on the wire, and as many wait as may', () => {
  const times = Array.from({ length: 6 }, (): [number, number] => [0, 1000]);
  expect(send(3, times)).toEqual([1000, 2000, 3000, 4000, 'refused', 'refused']);
});

test('a short packet behind long ones waits like any other', () => {
  expect(
    send(4, [
      [0, 1000],
      [0, 1000],
      [0, 1000],
      [0, 100],
      [0, 100],
      [0, 100],
    ]),
  ).toEqual([...[1000, 2000, 3000, 3100, 3200, 'refused']]);
});

test('places are free again as packets leave', () => {
  expect(
    send(1, [
      [0, 1000],
      [10, 1000],
      [20, 1000],
      [1000, 500],
      [1500, 500],
      [9000, 100],
    ]),
  ).toEqual([...[1000, 2000, 'refused', 2500, 'refused', 9100]]);
});
