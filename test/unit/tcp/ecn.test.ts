// Marks of congestion over a link whose queue sets them, and what is counted of them.

import { expect, test } from 'vitest';
import { tcpInfoFields } from '../../../lib/tcp/info.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setSysctlText } from '../../../lib/tcp/sysctl.ts';
import { bytes, established, linked, pass, SECOND, segments, settle } from './world.ts';

const CWR = 0x80;

function sendOver(markAt: number, tcp_ecn: number) {
  const world = linked({ latencyUs: 20_000, bandwidthBps: 10_000_000, markAt }, { tcp_ecn });
  const { c, s } = established(world);
  for (let left = 400_000; left > 0; ) {
    const taken = tcpSend(world.sim, world.client, c, bytes(Math.min(left, 20_000)));
    if (taken > 0) left -= taken;
    settle(world);
    pass(world, 10_000);
    s.receiveQueue = [];
    s.copiedSeq = s.rcvNxt;
  }
  pass(world, SECOND);
  return { world, c, info: tcpInfoFields(world.sim, world.client, c) };
}

test('a queue that marks slows a sender down before anything is lost', () => {
  const { world, c, info } = sendOver(5, 1);
  const marked = world.server.traffic.marked.IpExtInCEPkts;
  expect(marked).toBeGreaterThan(0);
  expect(world.server.traffic.marked.IpExtInECT0Pkts).toBeGreaterThan(marked);
  expect(info.tcpi_delivered_ce).toBe(world.client.counters.TcpExtTCPDeliveredCE);
  expect(info.tcpi_delivered_ce).toBeGreaterThan(0);
  expect(c.ssthresh).toBeLessThan(100);
  expect(world.client.counters.TcpRetransSegs).toBeUndefined();
  // The trace has what was sent; the mark is the queue's.
  const slowed = segments(world, 'client').filter(({ seg }) => seg.flags === (CWR | 0x10));
  expect(slowed.length).toBeGreaterThan(0);
});

test('what nobody has asked for is not marked', () => {
  const { world, info } = sendOver(5, 2);
  expect(world.server.traffic.marked).toEqual({});
  expect(info.tcpi_options & 8).toBe(0);
});

test('tcp_ecn is 0, 1 or 2', () => {
  const { client } = linked();
  expect(setSysctlText(client.sysctl, 'net.ipv4.tcp_ecn', '1')).toBeUndefined();
  expect(setSysctlText(client.sysctl, 'net.ipv4.tcp_ecn', '3')).toBe(
    'sysctl net.ipv4.tcp_ecn: 0, 1 or 2',
  );
  expect(client.sysctl.tcp_ecn).toBe(1);
});
