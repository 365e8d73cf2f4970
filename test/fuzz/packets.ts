// Fuzz: a peer outside that sends a host any bytes at all.
//
// One idea: the peer knows what the host has answered, so it can open connections and then spoil
// them from within: sequence numbers at the edges of windows, options and lengths that lie, flags in
// any mixture, checksums right and wrong. Nothing may break; what is damaged is dropped without a
// trace; every answer is a packet that a real host would take; and when the peer falls silent,
// nothing half-open stays.
//
// Units: µs of virtual time. Run with `npm run fuzz`: see seeds.ts.

import { formatDiagnostics } from '../../lib/cc/diagnostic.ts';
import type { Image } from '../../lib/cc/image.ts';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, type Machine, traceOf } from '../../lib/machine/machine.ts';
import { bringPacket, takePackets } from '../../lib/machine/outside.ts';
import { parseAddr, V6 } from '../../lib/net/ip.ts';
import { checksum, ipPacket, pseudoSum } from '../../lib/net/ip-packet.ts';
import { OUTSIDE } from '../../lib/net/link.ts';
import { readIpPacket } from '../../lib/net/wire.ts';
import { createRng, nextBelow, nextU32, type Rng } from '../../lib/sim/rng.ts';
import { ACK, FIN, PSH, RST, type Segment, SYN, type TraceEvent } from '../../lib/sim/trace.ts';

const HOST = parseAddr('10.0.0.2')!;
const PEER = parseAddr('10.0.0.1')!;
const PORT = 8080;
const PACKETS = 150;
/** More a host does not say to one packet: 3000 bytes of echo in the smallest segments, and ACKs. */
const MOST_ANSWERS = 110;

/** An echo of TCP and a sink of UDP, each on both families. */
const PROGRAM = `
  #include <netinet/in.h>
  #include <unistd.h>
  static int bound(int type) {
    struct sockaddr_in6 all = {AF_INET6, htons(${PORT})};
    int fd = socket(AF_INET6, type, 0);
    bind(fd, (struct sockaddr *)&all, sizeof all);
    return fd;
  }
  int main(void) {
    char buffer[3000];
    int udp = bound(SOCK_DGRAM), tcp = bound(SOCK_STREAM);
    if (fork() == 0) for (;;) recv(udp, buffer, sizeof buffer, 0);
    listen(tcp, 3);
    for (;;) {
      int fd = accept(tcp, NULL, NULL);
      ssize_t got;
      while ((got = read(fd, buffer, sizeof buffer)) > 0) {
        if (write(fd, buffer, got) < 0) break;
        usleep(20000);
      }
      close(fd);
    }
  }`;

let image: Image | undefined;

function program(): Image {
  if (image) return image;
  const result = build([{ name: 'echo.c', text: PROGRAM }]);
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics));
  image = result.image;
  return image;
}

/** What the peer knows of one connection, from its own port on. */
interface Flow {
  port: number;
  v6: boolean;
  /** The next byte of its own, and the next one that it expects. */
  nxt: number;
  rcv: number;
  open: boolean;
}

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[nextBelow(rng, list.length)];
}

function world(rng: Rng, seed: number): Machine {
  const m = createMachine({
    seed,
    hosts: [
      {
        name: 'server',
        sysctl: {
          tcp_syncookies: nextBelow(rng, 3),
          tcp_abort_on_overflow: nextBelow(rng, 2),
          tcp_sack: nextBelow(rng, 2),
          tcp_timestamps: nextBelow(rng, 2),
          tcp_window_scaling: nextBelow(rng, 2),
        },
      },
    ],
    links: [{ between: ['server', OUTSIDE], latencyUs: 0, bandwidthBps: 0 }],
  });
  installC();
  exec(m, 'server', { image: program(), argv: ['echo'] });
  advance(m, { untilUs: 1000 });
  return m;
}

/** A segment of a flow as an honest peer would send it next. */
function honest(rng: Rng, flow: Flow): Segment {
  const base = flow.v6 ? V6 : 0;
  const data = flow.open ? nextBelow(rng, 4) * nextBelow(rng, 500) : 0;
  return {
    src: { addr: base + PEER, port: flow.port },
    dst: { addr: base + HOST, port: PORT },
    seq: flow.nxt,
    ack: flow.open ? flow.rcv : 0,
    flags: flow.open ? ACK | (data ? PSH : 0) | (nextBelow(rng, 12) ? 0 : FIN) : SYN,
    windowField: pick(rng, [0, 1, 512, 65535]),
    options: flow.open
      ? {}
      : { mss: pick(rng, [1, 48, 536, 1460, 65535]), sackPermitted: true, windowScale: 7 },
    payload: new Uint8Array(data).fill(120),
  };
}

/** Moves a number to where windows end and signs change. */
function edge(rng: Rng, at: number): number {
  const near = [-70_000, -65_536, -1, 0, 1, 1460, 65_535, 131_072, 2 ** 31 - 1, 2 ** 31];
  return nextBelow(rng, 5) ? (at + pick(rng, near)) >>> 0 : nextU32(rng);
}

/** Spoils a segment's numbers, so that it stays a packet that a network would carry. */
function spoil(rng: Rng, seg: Segment): Segment {
  const spoilt = { ...seg };
  if (nextBelow(rng, 3) === 0) spoilt.seq = edge(rng, seg.seq);
  if (nextBelow(rng, 3) === 0) spoilt.ack = edge(rng, seg.ack);
  if (nextBelow(rng, 3) === 0) spoilt.flags = nextBelow(rng, 32);
  if (nextBelow(rng, 4) === 0) spoilt.options = { timestamps: [nextU32(rng), nextU32(rng)] };
  if (nextBelow(rng, 4) === 0) {
    const from = edge(rng, seg.ack);
    spoilt.options = { ...spoilt.options, sack: [[from, edge(rng, from)]] };
  }
  if (nextBelow(rng, 8) === 0) spoilt.dst = { ...seg.dst, port: nextBelow(rng, 65_536) };
  return spoilt;
}

/** Makes the checksums of damaged TCP bytes right again, so that the damage gets past them. */
function rightSums(bytes: Uint8Array, seg: Segment): void {
  if (seg.src.addr >= V6) {
    bytes.set([0, 0], 56);
    const sum = checksum(bytes.subarray(40), pseudoSum(seg, bytes.length - 40));
    bytes.set([sum >> 8, sum & 255], 56);
    return;
  }
  bytes.set([0, 0], 10);
  const header = checksum(bytes.subarray(0, 20));
  bytes.set([header >> 8, header & 255], 10);
  bytes.set([0, 0], 36);
  const sum = checksum(bytes.subarray(20), pseudoSum(seg, bytes.length - 20));
  bytes.set([sum >> 8, sum & 255], 36);
}

/** Damages bytes of the TCP header and its options. */
function damageHeader(rng: Rng, seg: Segment): Uint8Array {
  const bytes = ipPacket(seg);
  const start = (seg.src.addr >= V6 ? 40 : 20) + 12;
  for (let n = 1 + nextBelow(rng, 4); n > 0; n--) {
    bytes[start + nextBelow(rng, Math.min(40, bytes.length - start))] = nextU32(rng);
  }
  rightSums(bytes, seg);
  return bytes;
}

/** What ICMP's errors are called: a type, a code, and room for an MTU; ICMPv6's behind them. */
const ERRORS = [
  [3, 11, 12],
  [1, 2, 3, 4],
] as const;

/** An error about a segment that the host has sent, or might have. */
function complaint(rng: Rng, flow: Flow): Segment {
  const { src, dst } = honest(rng, flow);
  const plain = { flags: 0, windowField: 0, options: {}, payload: new Uint8Array(0) };
  const seq = nextBelow(rng, 2) ? (flow.rcv - nextBelow(rng, 3000)) >>> 0 : edge(rng, flow.rcv);
  const quoted = { ...plain, src: dst, dst: src, seq, ack: 0 };
  const quote = ipPacket(quoted).slice(0, (flow.v6 ? 48 : 28) + nextBelow(rng, 13));
  const mtu = pick(rng, [0, 68, 552, 1000, 1280, 1400, 1500, 65_535]);
  const code = flow.v6 ? nextBelow(rng, 7) : pick(rng, [0, 1, 2, 3, 4, 4, 4, 5, 13, 99]);
  return {
    ...{ ...plain, seq: 0, ack: 0, proto: 'icmp', payload: quote },
    ...{ src: { addr: src.addr, port: 0 }, dst: { addr: dst.addr, port: 0 } },
    about: { src: dst, dst: src, seq },
    icmp: [pick(rng, ERRORS[flow.v6 ? 1 : 0]), code, mtu],
  };
}

function datagram(rng: Rng, flow: Flow): Segment {
  if (nextBelow(rng, 3) === 0) return complaint(rng, flow);
  const { src, dst } = honest(rng, flow);
  const payload = new Uint8Array(nextBelow(rng, 1400));
  const message: Segment = {
    ...{ src, dst, seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, payload, proto: 'udp' },
  };
  if (nextBelow(rng, 3) === 0) message.dst = { ...dst, port: nextBelow(rng, 65_536) };
  if (nextBelow(rng, 4) > 0) return message;
  const icmp: Segment['icmp'] = [nextBelow(rng, 256), nextBelow(rng, 20), nextU32(rng)];
  const about = { src: dst, dst: src };
  const quote = ipPacket({ ...message, ...about }).slice(0, 28 + nextBelow(rng, 8));
  return nextBelow(rng, 2)
    ? { ...message, proto: 'icmp', icmp }
    : { ...message, proto: 'icmp', payload: quote, about };
}

/** What is sent next, and whether it must be dropped. */
function next(rng: Rng, flow: Flow): { bytes: Uint8Array; broken: boolean } {
  const seg = honest(rng, flow);
  const kind = nextBelow(rng, 10);
  if (kind < 4) return { bytes: ipPacket(seg), broken: false };
  if (kind < 6) return { bytes: ipPacket(spoil(rng, seg)), broken: false };
  if (kind === 6) return { bytes: damageHeader(rng, spoil(rng, seg)), broken: false };
  if (kind === 7) return { bytes: ipPacket(datagram(rng, flow)), broken: false };
  const bytes = ipPacket(nextBelow(rng, 2) ? seg : datagram(rng, flow));
  if (kind === 8) return { bytes: bytes.subarray(0, nextBelow(rng, bytes.length)), broken: true };
  // One bit: no checksum of the Internet's overlooks that. IPv6's own header has none.
  const first = flow.v6 ? 40 : 0;
  const at = first + nextBelow(rng, bytes.length - first);
  bytes[at] ^= 1 << nextBelow(rng, 8);
  return { bytes, broken: true };
}

/** Reads what the host says, as a peer does that trusts it. */
function listen(flows: Map<number, Flow>, packets: Uint8Array[]): void {
  for (const bytes of packets) {
    const read = readIpPacket(bytes);
    if ('drop' in read) throw new Error(`the host sent a packet that is dropped: ${read.drop}`);
    const { seg } = read;
    const flow = seg.proto ? undefined : flows.get(seg.dst.port);
    if (!flow) continue;
    if (seg.flags & RST) flow.open = false;
    else if (seg.flags & SYN) {
      flow.open = true;
      flow.rcv = (seg.seq + 1) >>> 0;
      flow.nxt = seg.ack;
    } else if (seg.flags & ACK) {
      flow.nxt = seg.ack;
      flow.rcv = (seg.seq + seg.payload.length + (seg.flags & FIN ? 1 : 0)) >>> 0;
    }
  }
}

/** Sends a host 150 packets of every kind; throws where it does not stand that. */
export function fuzzPackets(seed: number): { opened: number } {
  const rng = createRng(seed);
  const m = world(rng, seed);
  const flows = new Map<number, Flow>();
  for (let i = 0; i < 6; i++) {
    const port = 1 + nextBelow(rng, 65_535);
    const v6 = nextBelow(rng, 3) === 0;
    flows.set(port, { port, v6, nxt: nextU32(rng), rcv: 0, open: false });
  }
  for (let i = 0; i < PACKETS; i++) {
    const { bytes, broken } = next(rng, pick(rng, [...flows.values()]));
    const events = traceOf(m).length;
    const dropped = bringPacket(m, bytes);
    if (broken && dropped === undefined) throw new Error(`packet ${i} is broken and was taken`);
    if (broken && traceOf(m).length !== events) throw new Error(`packet ${i} left a trace`);
    advance(m, { untilUs: m.sim.nowUs + pick(rng, [10, 10, 100, 5000, 300_000]) });
    const answers = takePackets(m);
    if (answers.length > MOST_ANSWERS) throw new Error(`${answers.length} answers to packet ${i}`);
    listen(flows, answers);
  }
  afterwards(m);
  // So that a peer which never gets in would be noticed.
  const opens = (e: TraceEvent) => e.kind === 'tcp-state' && e.to === 'ESTABLISHED';
  return { opened: traceOf(m).filter(opens).length };
}

/** Connections may stay so while both ends are silent, or reset while nobody accepts them. */
const STAY = ['LISTEN', 'ESTABLISHED', 'CLOSE_WAIT', 'CLOSE'];

/** The peer is gone: four hours later no handshake and no farewell is still going on. */
function afterwards(m: Machine): void {
  advance(m, { untilUs: m.sim.nowUs + 4 * 3600e6 });
  const stack = m.net.stacks.get('server')!;
  const states = [...stack.socks.values()].map(({ state }) => state);
  const left = states.filter((state) => !STAY.includes(state));
  if (left.length > 0) throw new Error(`left behind: ${left}`);
  if (stack.requests.size > 0) throw new Error(`${stack.requests.size} requests left behind`);
}
