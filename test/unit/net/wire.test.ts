// Packets off the wire: what we write we read back, and nothing that comes from outside can hurt.
import { describe, expect, test } from 'vitest';
import { advance, createMachine, exec } from '../../../lib/machine/machine.ts';
import { bringPacket, takePackets } from '../../../lib/machine/outside.ts';
import { parseAddr, V6 } from '../../../lib/net/ip.ts';
import { ipPacket } from '../../../lib/net/ip-packet.ts';
import { OUTSIDE } from '../../../lib/net/link.ts';
import { readIpPacket } from '../../../lib/net/wire.ts';
import { createRng, nextU32 } from '../../../lib/sim/rng.ts';
import { ACK, PSH, RST, type Segment, SYN } from '../../../lib/sim/trace.ts';
import { fuzzPackets } from '../../fuzz/packets.ts';

const seg: Segment = {
  src: { addr: parseAddr('10.0.0.9')!, port: 40000 },
  dst: { addr: parseAddr('10.0.0.2')!, port: 8080 },
  seq: 0xffff_fff0,
  ack: 7,
  flags: ACK | PSH,
  windowField: 512,
  options: { timestamps: [1, 2], sack: [[5, 9]] },
  payload: Uint8Array.of(1, 2, 3),
};
const syn: Segment = {
  ...seg,
  ack: 0,
  flags: SYN,
  options: { mss: 1460, sackPermitted: true, timestamps: [1, 0], windowScale: 10 },
  payload: new Uint8Array(0),
};

describe('a packet', () => {
  test.each([
    ['data', seg],
    ['syn', syn],
  ])('%s is read as it was written', (_, one) => {
    expect(readIpPacket(ipPacket(one))).toEqual({ seg: one });
  });

  const v6 = {
    src: { addr: V6 + 0x0a000009, port: 40000 },
    dst: { addr: V6 + 0x0a000002, port: 53 },
  };
  const none = { seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, payload: seg.payload };
  const [from, to] = [
    { addr: seg.src.addr, port: 0 },
    { addr: seg.dst.addr, port: 0 },
  ];
  test.each<[string, Segment]>([
    ['over IPv6', { ...seg, ...v6 }],
    ['UDP', { ...none, src: seg.src, dst: seg.dst, proto: 'udp' }],
    ['UDP over IPv6', { ...none, ...v6, proto: 'udp' }],
    ['ping', { ...none, src: from, dst: to, proto: 'icmp', icmp: [8, 0, 0x1234_0001] }],
  ])('%s is read as it was written', (_, one) => {
    expect(readIpPacket(ipPacket(one))).toEqual({ seg: one });
  });

  test.each<[string, Segment]>([
    ['ICMP', { ...none, src: seg.src, dst: seg.dst, proto: 'udp' }],
    ['ICMPv6', { ...none, ...v6, proto: 'udp' }],
  ])('%s says whose datagram it is about', (_, datagram) => {
    const { src, dst } = datagram;
    const message: Segment = {
      ...{ ...none, proto: 'icmp', payload: ipPacket(datagram), about: { src, dst } },
      ...{ src: { ...dst, port: 0 }, dst: { ...src, port: 0 } },
    };
    expect(readIpPacket(ipPacket(message))).toEqual({ seg: message });
  });

  test('behind it there may be padding', () => {
    const padded = new Uint8Array(100);
    padded.set(ipPacket(syn));
    expect(readIpPacket(padded)).toEqual({ seg: syn });
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['shorter than an IP header', (b) => b.subarray(0, 19)],
    ['IP version 5', (b) => b.with(0, 0x55)],
    ['an IPv6 address that no host has', (b) => b.with(0, 0x60)],
    ['an IP header with options', (b) => b.with(0, 0x46)],
    ['cut short', (b) => b.subarray(0, b.length - 1)],
    ['IP checksum', (b) => b.with(8, b[8] - 1)],
    ['TCP checksum', (b) => b.with(b.length - 1, b[b.length - 1] ^ 1)],
  ])('is dropped: %s', (drop, spoil) => {
    expect(readIpPacket(spoil(ipPacket(seg)))).toEqual({ drop });
  });

  test('an option that runs over the end of the header ends the list', () => {
    const bytes = ipPacket(syn);
    const tcp = new DataView(bytes.buffer, 20);
    // MSS's length, 4, becomes 200: the checksum is made right again by the same amount.
    tcp.setUint8(21, 200);
    tcp.setUint16(
      16,
      tcp.getUint16(16) - 196 < 0 ? tcp.getUint16(16) - 197 : tcp.getUint16(16) - 196,
    );
    expect(readIpPacket(bytes)).toEqual({ seg: { ...syn, options: {} } });
  });
});

describe('a link to the outside', () => {
  const machine = () =>
    createMachine({
      hosts: [{ name: 'server' }],
      links: [{ between: ['server', OUTSIDE], latencyUs: 0, bandwidthBps: 0 }],
    });
  const answers = (m: ReturnType<typeof machine>) => {
    advance(m, { untilUs: m.sim.nowUs + 1000 });
    return takePackets(m).map((bytes) => {
      const read = readIpPacket(bytes);
      if ('drop' in read) throw new Error(read.drop);
      return read.seg;
    });
  };

  test('a SYN to a listener is answered, to a closed port refused', () => {
    const m = machine();
    exec(m, 'server', {
      comm: 'server',
      script: `
        fd = socket(AF_INET, SOCK_STREAM, 0)
        bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
        listen(fd, 5)
        accept(fd, NULL, NULL)`,
    });
    advance(m);
    expect(bringPacket(m, ipPacket(syn))).toBeUndefined();
    expect(answers(m)).toMatchObject([{ flags: SYN | ACK, ack: 0xffff_fff1, dst: syn.src }]);
    const closed = { ...syn, dst: { ...syn.dst, port: 81 } };
    expect(bringPacket(m, ipPacket(closed))).toBeUndefined();
    expect(answers(m)).toMatchObject([{ flags: RST | ACK, ack: 0xffff_fff1 }]);
  });

  test('ping is answered, and a datagram for a closed port', () => {
    const m = machine();
    const ping: Segment = { ...seg, flags: 0, options: {}, proto: 'icmp', icmp: [8, 0, 0x70001] };
    bringPacket(m, ipPacket(ping));
    expect(answers(m)).toMatchObject([{ icmp: [0, 0, 0x70001], payload: seg.payload }]);
    const { src, dst } = seg;
    bringPacket(m, ipPacket({ ...seg, flags: 0, options: {}, proto: 'udp' }));
    expect(answers(m)).toMatchObject([{ proto: 'icmp', about: { src, dst } }]);
  });

  test.each([
    ['0.0.0.1', 1],
    ['127.0.0.1', 0x7f000001],
    ['224.0.0.1', 0xe0000001],
    ['10.0.0.2', 0x0a000002],
    ['::1', V6 + 0x7f000001],
  ])('nobody outside can be %s', (text, addr) => {
    const m = machine();
    const dst = addr >= V6 ? { ...syn.dst, addr: V6 + syn.dst.addr } : syn.dst;
    const forged = { ...syn, dst, src: { addr, port: 5 } };
    expect(bringPacket(m, ipPacket(forged))).toBe(`from ${text}, which nobody can have`);
  });

  // Some seeds of what `npm run fuzz` does with many.
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('no bytes at all break it: seed %i', (seed) => {
    const { opened } = fuzzPackets(seed);
    expect(opened).toBeGreaterThan(0);
  });

  test('what is for another host is dropped, and so is any noise', () => {
    const m = machine();
    const stray = { ...syn, dst: { ...syn.dst, addr: syn.dst.addr + 1 } };
    expect(bringPacket(m, ipPacket(stray))).toBe('not for this host');
    const rng = createRng(5);
    for (let i = 0; i < 2000; i++) {
      const bytes = ipPacket({ ...seg, flags: nextU32(rng) & 0x1f, seq: nextU32(rng) });
      for (let n = nextU32(rng) % 3; n > 0; n--) bytes[nextU32(rng) % bytes.length] = nextU32(rng);
      bringPacket(m, bytes.subarray(0, nextU32(rng) % 4 ? undefined : nextU32(rng) % 60));
    }
    expect(advance(m, { untilUs: m.sim.nowUs + 1e6 })).not.toBe('fuel');
  });
});
