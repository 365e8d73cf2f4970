import { describe, expect, test } from 'vitest';
import type { Segment, TraceEvent } from '../../../lib/sim/trace.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { ladderRows } from '../../../lib/view/ladder.ts';
import { segmentText, tcpdumpLines } from '../../../lib/view/tcpdump.ts';
import { bytes, established, linked, pass } from '../tcp/world.ts';

const LO = 0x7f000001;

function segment(part: Partial<Segment> & { from?: 'c' | 's' }): Segment {
  const [c, s] = [
    { addr: LO, port: 47278 },
    { addr: LO, port: 8080 },
  ];
  const { from, ...rest } = part;
  return {
    src: from === 's' ? s : c,
    dst: from === 's' ? c : s,
    seq: 0,
    ack: 0,
    flags: 0x10,
    windowField: 64,
    options: {},
    payload: new Uint8Array(0),
    ...rest,
  };
}

describe('tcpdump lines', () => {
  test('of a handshake, a request and a reset, as Linux 6.18 and tcpdump 4.99 wrote them', () => {
    const relative = new Map();
    const line = (seg: Segment) => segmentText(seg, relative);
    const mss = { mss: 65495, sackPermitted: true, windowScale: 10 };
    expect(
      line(
        segment({
          flags: 2,
          seq: 698177780,
          windowField: 65495,
          options: { ...mss, timestamps: [1834774806, 0] },
        }),
      ),
    ).toBe(
      '127.0.0.1.47278 > 127.0.0.1.8080: Flags [S], seq 698177780, win 65495, options [mss 65495,sackOK,TS val 1834774806 ecr 0,nop,wscale 10], length 0',
    );
    expect(
      line(
        segment({
          from: 's',
          flags: 0x12,
          seq: 3695337714,
          ack: 698177781,
          windowField: 65483,
          options: { ...mss, timestamps: [1479063723, 1834774806] },
        }),
      ),
    ).toBe(
      '127.0.0.1.8080 > 127.0.0.1.47278: Flags [S.], seq 3695337714, ack 698177781, win 65483, options [mss 65495,sackOK,TS val 1479063723 ecr 1834774806,nop,wscale 10], length 0',
    );
    const options = { timestamps: [1834774807, 1479063723] as [number, number] };
    const payload = new TextEncoder().encode(`GET / HTTP/1.1\r\n${'x'.repeat(62)}`);
    expect(line(segment({ flags: 0x18, seq: 698177781, ack: 3695337715, options, payload }))).toBe(
      '127.0.0.1.47278 > 127.0.0.1.8080: Flags [P.], seq 1:79, ack 1, win 64, options [nop,nop,TS val 1834774807 ecr 1479063723], length 78: HTTP: GET / HTTP/1.1',
    );
    expect(line(segment({ from: 's', seq: 3695337715, ack: 698177859 }))).toBe(
      '127.0.0.1.8080 > 127.0.0.1.47278: Flags [.], ack 79, win 64, length 0',
    );
    // Without an ACK there is nothing to be relative to.
    expect(line(segment({ flags: 4, seq: 698177781, windowField: 0 }))).toBe(
      '127.0.0.1.47278 > 127.0.0.1.8080: Flags [R], seq 698177781, win 0, length 0',
    );
    expect(line(segment({ flags: 0x18, seq: 698177859, ack: 3695337715, payload: bytes(2) }))).toBe(
      '127.0.0.1.47278 > 127.0.0.1.8080: Flags [P.], seq 79:81, ack 1, win 64, length 2: HTTP',
    );
  });

  test('a host sees what it sends and what arrives', () => {
    const world = linked();
    const { c } = established(world);
    world.network.links[0].dropPlan.push({ from: 'client', nth: 3 });
    tcpSend(world.sim, world.client, c, bytes(10));
    pass(world, 100_000);
    const { events } = world.sim.trace;
    const flags = (host: string) =>
      tcpdumpLines(events, { host, time: 'none' }).map((l) => /\[(.*?)\]/.exec(l.text)![1]);
    expect(flags('client')).toEqual(['S', 'S.', '.', 'P.']);
    expect(flags('server')).toEqual(['S', 'S.', '.']);
  });
});

describe('what cannot be reached', () => {
  const plain = {
    seq: 0,
    ack: 0,
    flags: 0,
    windowField: 0,
    options: {},
    payload: new Uint8Array(38),
  };
  const [here, there] = [0xc0a80001, 0xc0000201];
  const said = (code: number, family = 0): string => {
    const at = (addr: number, port: number) => ({ addr: family + addr, port });
    const about = { src: at(here, 5000), dst: at(there, 8080) };
    const icmp: Segment['icmp'] = [family ? 1 : 3, code, 0];
    const ends = { src: at(there, 0), dst: at(here, 0) };
    return segmentText({ ...plain, ...ends, proto: 'icmp', about, icmp }).replace(
      /^.*ICMP6?,? /,
      '',
    );
  };

  test('reads as tcpdump 4.99 writes it', () => {
    expect(said(0)).toBe('net 192.0.2.1 unreachable, length 46');
    expect(said(1)).toBe('host 192.0.2.1 unreachable, length 46');
    expect(said(2)).toBe('192.0.2.1 protocol 17 unreachable, length 46');
    expect(said(5)).toBe('192.0.2.1 unreachable - source route failed, length 46');
    const v6 = 2 ** 32;
    const start = 'destination unreachable, ';
    expect(said(0, v6)).toBe(`${start}unreachable route fd00::c000:201, length 46`);
    expect(said(1, v6)).toBe(`${start} unreachable prohibited fd00::c000:201, length 46`);
    expect(said(2, v6)).toBe(
      `${start}beyond scope fd00::c000:201, source address fd00::c0a8:1, length 46`,
    );
    expect(said(3, v6)).toBe(`${start}unreachable address fd00::c000:201, length 46`);
  });
});

describe('ladder rows', () => {
  test('join sending and arrival, and cross out what was lost', () => {
    const world = linked();
    const { c } = established(world);
    world.network.links[0].dropPlan.push({ from: 'client', nth: 3 });
    tcpSend(world.sim, world.client, c, bytes(10));
    pass(world, 1_000_000);
    const events: TraceEvent[] = world.sim.trace.events;
    const rows = ladderRows(events, { port: c.localPort }, { port: 8080 });
    expect(rows.slice(0, 5).map((r) => [r.from, r.label, r.lost, r.retransmit])).toEqual([
      ['a', 'SYN', false, false],
      ['b', 'SYN-ACK', false, false],
      ['a', 'ACK', false, false],
      ['a', '10 bytes', true, false],
      ['a', '10 bytes', false, true],
    ]);
    expect(rows[0].arrivedUs! - rows[0].sentUs).toBeGreaterThanOrEqual(1000);
    expect(rows[1].detail).toBe('seq 0, ack 1');
    expect(rows[3].arrivedUs).toBeUndefined();
    expect(rows[3]).toMatchObject({ detail: 'seq 1:11, ack 1', lost: true });
  });
});
