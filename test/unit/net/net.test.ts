import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatAddr, parseAddr } from '../../../lib/net/ip.ts';
import { checksum, ipPacket } from '../../../lib/net/ip-packet.ts';
import { pcapBytes } from '../../../lib/net/pcap.ts';
import { optionBytes } from '../../../lib/net/segment.ts';
import * as order from '../../../lib/net/seq.ts';
import { ACK, PSH, type Segment, SYN } from '../../../lib/sim/trace.ts';
import { tcpClose } from '../../../lib/tcp/close.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions } from '../../../lib/tcp/socket.ts';
import { tcpdumpLines } from '../../../lib/view/tcpdump.ts';
import { alone, bytes, established, linked, pass } from '../tcp/world.ts';

const { seq, seqAdd, seqDiff, seqMax } = order;

describe('sequence numbers', () => {
  test('wrap', () => {
    const last = seq(0xffff_fff0);
    const next = seqAdd(last, 0x20);
    expect(order.wireSeq(next)).toBe(0x10);
    expect(seqDiff(next, last)).toBe(0x20);
    expect([order.before(last, next), order.after(next, last), order.before(next, last)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(seqMax(last, next)).toBe(next);
    expect(order.wireSeq(seqAdd(seq(0), -1))).toBe(0xffff_ffff);
  });
});

describe('addresses', () => {
  test('there and back', () => {
    for (const text of ['0.0.0.0', '127.0.0.1', '255.255.255.255', '10.0.0.2']) {
      expect(formatAddr(parseAddr(text)!)).toBe(text);
    }
    for (const text of ['', '1.2.3', '1.2.3.256', 'localhost', '1.2.3.4.5']) {
      expect(parseAddr(text)).toBeUndefined();
    }
  });
});

describe('headers', () => {
  const seg: Segment = {
    src: { addr: parseAddr('10.0.0.1')!, port: 40000 },
    dst: { addr: parseAddr('10.0.0.2')!, port: 8080 },
    seq: 1,
    ack: 0,
    flags: SYN,
    windowField: 64240,
    options: { mss: 1460, sackPermitted: true, timestamps: [1, 0], windowScale: 10 },
    payload: new Uint8Array(0),
  };

  test('options take 20 bytes in a SYN, 12 later', () => {
    expect(optionBytes(seg.options)).toBe(20);
    expect(optionBytes({ timestamps: [1, 2] })).toBe(12);
    expect(optionBytes({ mss: 1460, sackPermitted: true })).toBe(8);
  });

  test('a packet sums to zero over its checksums, odd lengths too', () => {
    expect(checksum(ipPacket(seg).subarray(0, 20))).toBe(0);
    const odd = ipPacket({ ...seg, flags: ACK | PSH, payload: bytes(7) });
    const pseudo = [0x0a00, 0x0001, 0x0a00, 0x0002, 6, odd.length - 20];
    const start = pseudo.reduce((sum, word) => sum + word, 0);
    expect(checksum(odd.subarray(20), start)).toBe(0);
    // RFC 1071's own example.
    expect(checksum(Uint8Array.of(0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(0xffff - 0xddf2);
  });
});

describe('capture files', () => {
  /** What the real tcpdump says of our bytes; it must be what our own view says of the trace. */
  test('read by the real tcpdump, they say what our lines say', () => {
    for (const world of [alone(), linked()]) {
      const { c, s } = established(world);
      const text = new TextEncoder().encode('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      tcpSend(world.sim, world.client, c, text);
      pass(world, 50_000);
      tcpSend(world.sim, world.server, s, bytes(3000));
      pass(world, 50_000);
      setOptions(s, { lingerSec: 0 });
      tcpClose(world.sim, world.server, s);
      pass(world, 50_000);
      const { events } = world.sim.trace;
      const folder = mkdtempSync(join(tmpdir(), 'capture-'));
      const file = join(folder, 'run.pcap');
      // A capture that begins at 1970 exactly confuses tcpdump's delta times.
      writeFileSync(file, pcapBytes(events, { host: 'server', epochUs: 1_000_000_000 }));
      const run = spawnSync('tcpdump', ['-ttt', '-n', '-r', file], { encoding: 'utf8' });
      const verbose = spawnSync('tcpdump', ['-vv', '-n', '-r', file], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      const ours = tcpdumpLines(events, { host: 'server' }).map((line) => line.text);
      expect(run.stdout.trimEnd().split('\n')).toEqual(ours);
      expect(verbose.stdout).not.toMatch(/incorrect|bad/);
      expect(verbose.stdout.match(/cksum .* \(correct\)/g)).toHaveLength(ours.length);
    }
  });
});
