// Packet fields: read from the bytes, and the same names, places and values as tshark's.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutPacket } from '../../../lib/net/fragments.ts';
import { parseAddr } from '../../../lib/net/ip.ts';
import { ipPacket } from '../../../lib/net/ip-packet.ts';
import { pcapBytes } from '../../../lib/net/pcap.ts';
import { ACK, PSH, type Segment, SYN, type TraceEvent } from '../../../lib/sim/trace.ts';
import { packetFields } from '../../../lib/view/packet-fields.ts';

const addr = (text: string): number => parseAddr(text)!;
const base = {
  src: { addr: addr('10.0.0.1'), port: 40000 },
  dst: { addr: addr('10.0.0.2'), port: 8080 },
  seq: 1_000_000_007,
  ack: 77,
  flags: ACK,
  windowField: 502,
  options: {},
  payload: new Uint8Array(0),
};
const six = { addr: 2 ** 32 + addr('10.0.0.1'), port: 40000 };
const LARGE: Segment = { ...base, proto: 'udp', payload: new Uint8Array(3000) };
const SEGMENTS: Record<string, Segment> = {
  'a SYN with all options': {
    ...base,
    flags: SYN,
    options: { mss: 1460, sackPermitted: true, timestamps: [11, 22], windowScale: 7 },
  },
  data: {
    ...base,
    flags: PSH | ACK,
    options: { timestamps: [5, 6] },
    payload: new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
  },
  'an ACK with a SACK block': { ...base, options: { timestamps: [1, 2], sack: [[100, 200]] } },
  'a datagram': { ...base, proto: 'udp', payload: Uint8Array.of(1, 2, 3) },
  'TCP over IPv6': { ...base, src: six, dst: { ...six, port: 8080 } },
  'a piece of a datagram': cutPacket(LARGE, 1500, 7)[1],
  'the last piece': cutPacket(LARGE, 1500, 7)[2],
  'a piece over IPv6': cutPacket({ ...LARGE, src: six, dst: { ...six, port: 53 } }, 1500, 7)[1],
};

test('the first piece of a datagram shows its header, a later one does not', () => {
  const [first, second] = cutPacket(LARGE, 1500, 7).map((seg) => packetFields(ipPacket(seg)));
  expect(first.find(({ key }) => key === 'udp.length')?.value).toBe('3008');
  expect(second.map(({ key }) => key)).not.toContain('udp');
  expect(second.find(({ key }) => key === 'ip.frag_offset')?.note).toBe(
    'times 8: from byte 1480 on',
  );
});

test('every byte of the headers belongs to a field, in order', () => {
  for (const seg of Object.values(SEGMENTS)) {
    const bytes = ipPacket(seg);
    const fields = packetFields(bytes);
    const covered = new Set(
      fields.flatMap((f) => Array.from({ length: f.to - f.from }, (_, i) => f.from + i)),
    );
    expect(covered.size).toBe(bytes.length);
  }
});

test('a packet that is cut short shows what is there', () => {
  const bytes = ipPacket(SEGMENTS['a SYN with all options']);
  for (let length = 0; length < bytes.length; length++) {
    const fields = packetFields(bytes.subarray(0, length));
    for (const f of fields.filter(({ depth }) => depth > 0)) {
      expect(f.key === 'tcp.options' || f.to <= length).toBe(true);
    }
  }
});

const tshark = spawnSync('tshark', ['--version']).status === 0;

describe.skipIf(!tshark)('tshark says the same of', () => {
  for (const [what, seg] of Object.entries(SEGMENTS)) {
    test(what, () => {
      const event = {
        n: 0,
        atUs: 0,
        host: 'a',
        kind: seg.proto ? 'datagram' : 'segment',
        at: 'tx',
        iface: 'lo',
        packet: 1,
        seg,
      };
      const file = join(mkdtempSync(join(tmpdir(), 'fields-')), 'one.pcap');
      writeFileSync(file, pcapBytes([event as TraceEvent]));
      const xml = execFileSync('tshark', ['-r', file, '-T', 'pdml'], { encoding: 'utf8' });
      const theirs = new Map<string, { show: string; from: number; to: number }>();
      for (const [, name, attributes] of xml.matchAll(/<(?:field|proto) name="([^"]+)"([^>]*)>/g)) {
        const of = (key: string) => new RegExp(` ${key}="([^"]*)"`).exec(attributes)?.[1] ?? '';
        const from = Number(of('pos'));
        const nth = [...theirs.keys()].filter((key) => key.startsWith(`${name} `)).length;
        theirs.set(`${name} ${nth}`, { show: of('show'), from, to: from + Number(of('size')) });
      }
      const ours = packetFields(ipPacket(seg));
      const seen = new Map<string, number>();
      let compared = 0;
      for (const field of ours) {
        const nth = seen.get(field.key) ?? 0;
        seen.set(field.key, nth + 1);
        const their = theirs.get(`${field.key} ${nth}`);
        if (!their || field.depth === 0) continue;
        compared++;
        expect({ key: field.key, from: field.from, to: field.to }).toEqual({
          ...{ key: field.key, from: their.from, to: their.to },
        });
        if (field.depth === 1 && field.key !== 'tcp.options') {
          expect(`${field.key} ${normal(field.value)}`).toBe(`${field.key} ${normal(their.show)}`);
        }
      }
      expect(compared).toBeGreaterThanOrEqual(ours.filter((f) => f.depth === 1).length - 1);
    });
  }
});

/** Wireshark pads numbers in base 16 by the field's own rule. */
function normal(text: string): string {
  return /^0x/.test(text) ? String(Number(text)) : text;
}
