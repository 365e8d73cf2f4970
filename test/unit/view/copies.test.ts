import { describe, expect, it } from 'vitest';
import { copyFrames, copyTotals, type Sides } from '../../../lib/view/copies.ts';
import { byHand, client, SERVER, SYN, segment } from './by-hand.ts';

const TWO_HOSTS: Sides = { serverHost: 's', clientHost: 'c', clientPid: 20, sinceUs: 0 };

/** One request of 40 bytes over a link: a copy and a transfer at each end. */
function request() {
  const hand = byHand();
  hand.enter('c', 20, 'write', [3, 0, 40]);
  hand.add({
    kind: 'copy',
    host: 'c',
    how: 'cpu',
    bytes: 40,
    from: 'user',
    to: 'send-queue',
    pid: 20,
  });
  hand.add({ kind: 'copy', host: 'c', how: 'dma', bytes: 40, from: 'send-queue', to: 'nic' });
  hand.add({
    kind: 'segment',
    host: 'c',
    at: 'tx',
    iface: 'eth0',
    seg: segment(client(1), SERVER, 0, 40),
    packet: 1,
  });
  hand.add({ kind: 'copy', host: 's', how: 'dma', bytes: 40, from: 'nic', to: 'receive-queue' });
  hand.enter('s', 7, 'read', [4, 0, 1024], 9);
  hand.add({
    kind: 'copy',
    host: 's',
    how: 'cpu',
    bytes: 40,
    from: 'receive-queue',
    to: 'user',
    pid: 7,
  });
  return hand.exit('s', 7, 'read', [4, 0, 1024], 40, 9);
}

describe('copyFrames', () => {
  it('follows the bytes from program to program and counts each side apart', () => {
    const frames = copyFrames(request().events, TWO_HOSTS);
    expect(frames.map((frame) => frame.how)).toEqual(['start', 'cpu', 'dma', 'wire', 'dma', 'cpu']);
    expect(frames.at(-1)!.tally).toEqual({
      client: { cpu: 1, cpuBytes: 40, dma: 1, dmaBytes: 40 },
      server: { cpu: 1, cpuBytes: 40, dma: 1, dmaBytes: 40 },
    });
    expect(frames.at(-1)).toMatchObject({ call: 'read(4, 1024)', line: 9, to: 'server.user' });
  });

  it('leaves out segments without payload and makes one frame of the segments of one answer', () => {
    const hand = byHand();
    const tx = (flags: number, bytes: number) =>
      hand.add({
        kind: 'segment',
        host: 's',
        at: 'tx',
        iface: 'eth0',
        seg: segment(SERVER, client(1), flags, bytes),
        packet: 1,
      });
    tx(SYN, 0);
    tx(0, 1448);
    tx(0, 552);
    const frames = copyFrames(hand.events, TWO_HOSTS);
    expect(frames.map((frame) => frame.bytes)).toEqual([0, 2000]);
  });

  it('tells client and server apart on one host, and the way of a hand-over', () => {
    const hand = byHand();
    const sides: Sides = { serverHost: 's', clientHost: 's', clientPid: 20, sinceUs: 0 };
    hand.enter('s', 20, 'write', [3, 0, 40]);
    hand.add({
      kind: 'copy',
      host: 's',
      how: 'cpu',
      bytes: 40,
      from: 'user',
      to: 'send-queue',
      pid: 20,
    });
    hand.add({
      kind: 'copy',
      host: 's',
      how: 'link',
      bytes: 40,
      from: 'send-queue',
      to: 'receive-queue',
    });
    hand.enter('s', 7, 'read', [4, 0, 1024]);
    hand.add({
      kind: 'copy',
      host: 's',
      how: 'cpu',
      bytes: 40,
      from: 'receive-queue',
      to: 'user',
      pid: 7,
    });
    const frames = copyFrames(hand.events, sides);
    expect(frames.slice(1).map((frame) => `${frame.from} ${frame.to}`)).toEqual([
      'client.user client.send-queue',
      'client.send-queue server.receive-queue',
      'server.receive-queue server.user',
    ]);
    expect(frames.at(-1)!.tally.server).toEqual({ cpu: 1, cpuBytes: 40, dma: 0, dmaBytes: 0 });
  });
});

describe('copyTotals', () => {
  it('counts one side’s copies and calls', () => {
    const totals = copyTotals(request().events, TWO_HOSTS, 'server');
    expect(totals).toMatchObject({ cpu: 1, dma: 1, syscalls: 1, sentBytes: 0 });
  });
});
