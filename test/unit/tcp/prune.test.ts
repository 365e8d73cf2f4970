// Small packets that fill a receive buffer: it grows where it may, or their bytes are copied together.

import { expect, test } from 'vitest';
import { tcpRecv } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions } from '../../../lib/tcp/socket.ts';
import { chargedBytes } from '../../../lib/tcp/window.ts';
import { alone, bytes, established, pass } from './world.ts';

/** Sends 20 bytes at a time until there is no room for the next, and some times more. */
function crowd(rcvbuf: number, locked: boolean) {
  const world = alone();
  const { c, s } = established(world);
  setOptions(c, { noDelay: true });
  setOptions(s, { rcvbufLocked: locked });
  s.rcvbuf = rcvbuf;
  let sent = 0;
  const charges: number[] = [];
  for (let more = 10; more > 0 && sent < 100_000; sent += 20) {
    const before = world.server.counters.TcpExtPruneCalled ?? 0;
    tcpSend(world.sim, world.client, c, bytes(20, sent));
    pass(world, 50_000);
    charges.push(chargedBytes(s));
    if (before > 0) more--;
  }
  return { world, s, sent, charges };
}

test('a buffer whose size is the program’s is emptied of what packets waste', () => {
  const { world, s, sent, charges } = crowd(9216, true);
  expect(world.server.counters.TcpExtTCPRcvCollapsed).toBeGreaterThan(5);
  expect(world.server.counters.TcpExtRcvPruned).toBeUndefined();
  expect(s.rcvbuf).toBe(9216);
  // It is less than half of what it was, and what comes next fills the rest of the last block.
  const drop = charges.findIndex((charge, i) => i > 0 && charge < charges[i - 1]);
  expect(charges[drop]).toBeLessThan(charges[drop - 1] / 2);
  expect(charges[drop + 2]).toBe(charges[drop + 1]);
  expect(tcpRecv(world.sim, world.server, s, sent)).toEqual(bytes(sent));
  expect(chargedBytes(s)).toBe(0);
});

test('another one grows over what it holds', () => {
  const { world, s, sent } = crowd(9216, false);
  expect(world.server.counters.TcpExtTCPRcvCollapsed).toBeUndefined();
  expect(s.rcvbuf).toBeGreaterThan(9216);
  expect(tcpRecv(world.sim, world.server, s, sent)).toEqual(bytes(sent));
});
