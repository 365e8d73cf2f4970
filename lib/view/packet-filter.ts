// Capture filters: which packets `tcpdump port 8080 and not host 10.0.0.1` shows.
//
// One idea: a filter is compiled to a function of a packet's bytes. It looks at headers and knows
// nothing else, as the kernel's filter does: `port` means TCP or UDP, an ICMP message has none.
//
// Source: pcap-filter(7): primitives, `and` and `or` of one precedence from left to right, `not` before
// both, a name without qualifiers takes those before it, arithmetic on `proto[offset:size]`.
// Departs: names of hosts and ports only where the caller knows them; no Ethernet, VLANs, multicast.

import { isV6, parseAddr, parseV6, v6Bytes } from '../net/ip.ts';

export type PacketTest = (packet: Uint8Array) => boolean;

/** What is wrong with a filter, in the words of libpcap. */
export class FilterError extends Error {}

const PROTOCOLS: Record<string, number[]> = { tcp: [6], udp: [17], icmp: [1], icmp6: [58] };

/** Names of bytes and bits that expressions may use. */
const CONSTANTS: Record<string, number> = {
  ...{ tcpflags: 13, icmptype: 0, icmpcode: 1, icmp6type: 0, icmp6code: 1 },
  ...{ 'tcp-fin': 1, 'tcp-syn': 2, 'tcp-rst': 4, 'tcp-push': 8, 'tcp-ack': 16, 'tcp-urg': 32 },
  ...{ 'icmp-echoreply': 0, 'icmp-unreach': 3, 'icmp-echo': 8 },
};

/** Where the parts of a packet lie; a fragment or another protocol has no ports. */
interface Parts {
  v6: boolean;
  protocol: number;
  body: number;
  /** Its body is not looked into: over IPv4 a later piece of a packet, over IPv6 any piece. */
  fragment: boolean;
}

function partsOf(packet: Uint8Array): Parts {
  if (packet[0] >> 4 === 6) {
    const fragment = packet[6] === FRAGMENT;
    return { v6: true, protocol: packet[fragment ? 40 : 6], body: 40, fragment };
  }
  const fragment = (((packet[6] << 8) | packet[7]) & 0x1fff) !== 0;
  return { v6: false, protocol: packet[9], body: (packet[0] & 15) * 4, fragment };
}

/** IPv6's header in front of a piece of a packet. */
const FRAGMENT = 44;

function portsOf(packet: Uint8Array): { src: number; dst: number; protocol: number } | undefined {
  const { protocol, body, fragment } = partsOf(packet);
  if (fragment || (protocol !== 6 && protocol !== 17)) return undefined;
  const at = (i: number) => (packet[body + i] << 8) | packet[body + i + 1];
  return { src: at(0), dst: at(2), protocol };
}

function addrsOf(packet: Uint8Array): { src: Uint8Array; dst: Uint8Array } {
  return packet[0] >> 4 === 6
    ? { src: packet.subarray(8, 24), dst: packet.subarray(24, 40) }
    : { src: packet.subarray(12, 16), dst: packet.subarray(16, 20) };
}

/** What stands before a name: a protocol, a direction, and what the name is of. */
interface Qualifiers {
  protocol?: string;
  direction?: string;
  kind: string;
}

export interface FilterNames {
  host(name: string): number | undefined;
  port(name: string): number | undefined;
}

interface Parser {
  words: string[];
  at: number;
  names: FilterNames;
  /** Of the last name, for one that comes without. */
  last: Qualifiers | undefined;
}

const NOBODY: FilterNames = { host: () => undefined, port: () => undefined };

/** Compiles a filter; an empty one lets everything pass. Throws FilterError. */
export function packetFilter(text: string, names: FilterNames = NOBODY): PacketTest {
  const words = text.match(/&&|\|\||<<|>>|[<>!=]=|[\w.-]*:[\w:.]*:[\w:.]*|[\w.-]+|[^\s]/g) ?? [];
  const p: Parser = { words, at: 0, names, last: undefined };
  if (words.length === 0) return () => true;
  const test = alternatives(p);
  if (p.at < words.length) throw new FilterError("can't parse filter expression: syntax error");
  return test;
}

function peek(p: Parser): string {
  return p.words[p.at] ?? '';
}

function take(p: Parser, word: string): boolean {
  if (peek(p) !== word) return false;
  p.at++;
  return true;
}

function need(p: Parser, word: string): void {
  if (!take(p, word)) throw new FilterError("can't parse filter expression: syntax error");
}

function alternatives(p: Parser): PacketTest {
  let test = negation(p);
  for (;;) {
    const left = test;
    if (take(p, 'and') || take(p, '&&')) {
      const right = negation(p);
      test = (packet) => left(packet) && right(packet);
    } else if (take(p, 'or') || take(p, '||')) {
      const right = negation(p);
      test = (packet) => left(packet) || right(packet);
    } else return test;
  }
}

function negation(p: Parser): PacketTest {
  if (!take(p, 'not') && !take(p, '!')) return primary(p);
  const test = negation(p);
  return (packet) => !test(packet);
}

function primary(p: Parser): PacketTest {
  const start = p.at;
  if (isArithmetic(p)) return relation(p);
  p.at = start;
  if (take(p, '(')) {
    const test = alternatives(p);
    need(p, ')');
    return test;
  }
  return primitive(p);
}

/** Tells whether a comparison of numbers stands here, which may begin with a parenthesis too. */
function isArithmetic(p: Parser): boolean {
  let depth = 0;
  for (let i = p.at; i < p.words.length; i++) {
    const word = p.words[i];
    if (word === '(') depth++;
    else if (word === ')' && --depth < 0) return false;
    else if (/^(and|or|not|&&|\|\||!)$/.test(word)) return false;
    else if (/^([<>=]|[<>!=]=)$/.test(word)) return depth === 0;
  }
  return false;
}

function primitive(p: Parser): PacketTest {
  const given: Partial<Qualifiers> = {};
  let any = false;
  for (; ; p.at++) {
    const word = peek(p);
    if (/^(ip|ip6|tcp|udp|icmp|icmp6)$/.test(word)) given.protocol = word;
    else if (word === 'src' || word === 'dst') given.direction = direction(p, word);
    else if (/^(host|net|port|portrange|proto)$/.test(word)) given.kind = word;
    else break;
    any = true;
  }
  const word = peek(p);
  if (word === 'less' || word === 'greater') return length(p, word);
  const ends = word === '' || /^(and|or|&&|\|\||\))$/.test(word);
  if (any && ends && given.protocol && !given.direction && !given.kind) {
    return ofProtocol(given.protocol);
  }
  if (ends || /^\W+$/.test(word)) {
    throw new FilterError("can't parse filter expression: syntax error");
  }
  p.at++;
  const qualifiers: Qualifiers = any ? { kind: 'host', ...given } : (p.last ?? { kind: 'host' });
  p.last = qualifiers;
  return named(p, qualifiers, word);
}

/** Reads `src`, `dst`, `src or dst`, `src and dst`; leaves the parser at the last word. */
function direction(p: Parser, word: string): string {
  const [, between, other] = p.words.slice(p.at, p.at + 3);
  const both = other === 'src' || other === 'dst';
  if (!both || other === word || (between !== 'or' && between !== 'and')) return word;
  p.at += 2;
  return between;
}

function length(p: Parser, word: string): PacketTest {
  p.at++;
  const bound = Number(p.words[p.at++]);
  if (Number.isNaN(bound)) throw new FilterError("can't parse filter expression: syntax error");
  return word === 'less' ? ({ length }) => length <= bound : ({ length }) => length >= bound;
}

function ofProtocol(name: string): PacketTest {
  if (name === 'ip' || name === 'ip6') return (packet) => partsOf(packet).v6 === (name === 'ip6');
  return (packet) => PROTOCOLS[name].includes(partsOf(packet).protocol);
}

function named(
  p: Parser,
  { protocol, direction = 'or', kind }: Qualifiers,
  word: string,
): PacketTest {
  const carried = protocol ? ofProtocol(protocol) : () => true;
  const either = (src: boolean, dst: boolean): boolean => {
    if (direction === 'src') return src;
    if (direction === 'dst') return dst;
    return direction === 'and' ? src && dst : src || dst;
  };
  if (kind === 'port' || kind === 'portrange') {
    const [low, high] = portRange(p, word, kind);
    const inside = (port: number) => port >= low && port <= high;
    return (packet) => {
      const ports = portsOf(packet);
      return !!ports && carried(packet) && either(inside(ports.src), inside(ports.dst));
    };
  }
  if (kind === 'proto') {
    const number = PROTOCOLS[word]?.[0] ?? Number(word);
    return (packet) => carried(packet) && partsOf(packet).protocol === number;
  }
  const [bytes, bits] = network(p, word, kind);
  const inside = (addr: Uint8Array) => addr.length === bytes.length && sameBits(addr, bytes, bits);
  return (packet) => {
    const { src, dst } = addrsOf(packet);
    return carried(packet) && either(inside(src), inside(dst));
  };
}

function portRange(p: Parser, word: string, kind: string): [low: number, high: number] {
  const [low, high = low] = (kind === 'portrange' ? word.split('-') : [word]).map((text) =>
    /^\d+$/.test(text) ? Number(text) : p.names.port(text),
  );
  if (low === undefined || high === undefined) throw new FilterError(`unknown port '${word}'`);
  if (low > 0xffff || high > 0xffff) {
    throw new FilterError(`illegal port number ${Math.max(low, high)} > 65535`);
  }
  return [low, high];
}

/** Reads an address, and behind `/` how many of its bits count. */
function network(p: Parser, word: string, kind: string): [bytes: Uint8Array, bits: number] {
  const addr = parseAddr(word) ?? parseV6(word) ?? p.names.host(word);
  if (addr === undefined) {
    // `net 10.0` is the network of the bytes that are there.
    const octets = word.split('.').map(Number);
    if (kind !== 'net' || octets.some((one) => !(one <= 255))) {
      throw new FilterError(`unknown ${kind === 'net' ? 'network' : 'host'} '${word}'`);
    }
    const bytes = Uint8Array.from([0, 1, 2, 3].map((i) => octets[i] ?? 0));
    return [bytes, take(p, '/') ? Number(p.words[p.at++]) : 8 * octets.length];
  }
  const bytes = addrBytes(addr);
  return [bytes, take(p, '/') ? Number(p.words[p.at++]) : 8 * bytes.length];
}

function addrBytes(addr: number): Uint8Array {
  if (isV6(addr)) return Uint8Array.from(v6Bytes(addr));
  return Uint8Array.from([24, 16, 8, 0].map((shift) => (addr >>> shift) & 255));
}

function sameBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  for (let i = 0; i < bits; i++) {
    const mask = 128 >> (i & 7);
    if ((a[i >> 3] & mask) !== (b[i >> 3] & mask)) return false;
  }
  return true;
}

/** A number that a packet has; undefined where it has no such header or byte. */
type Value = (packet: Uint8Array) => number | undefined;

function relation(p: Parser): PacketTest {
  const left = sum(p, 0);
  const operator = p.words[p.at++];
  const right = sum(p, 0);
  return (packet) => {
    const [a, b] = [left(packet), right(packet)];
    if (a === undefined || b === undefined) return false;
    if (operator === '=' || operator === '==') return a === b;
    if (operator === '!=') return a !== b;
    if (operator === '<') return a < b;
    if (operator === '>') return a > b;
    return operator === '<=' ? a <= b : a >= b;
  };
}

/** Operators by precedence, the loosest first; all work on 32 bits without sign. */
const OPERATORS: Record<string, (a: number, b: number) => number>[] = [
  { '|': (a, b) => a | b },
  { '&': (a, b) => a & b },
  { '<<': (a, b) => a << b, '>>': (a, b) => a >>> b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b, '^': (a, b) => a ^ b },
];

function sum(p: Parser, level: number): Value {
  if (level === OPERATORS.length) return factor(p);
  let value = sum(p, level + 1);
  for (;;) {
    const operator = OPERATORS[level][peek(p)];
    if (!operator) return value;
    p.at++;
    const [left, right] = [value, sum(p, level + 1)];
    value = (packet) => {
      const [a, b] = [left(packet), right(packet)];
      return a === undefined || b === undefined ? undefined : operator(a, b) >>> 0;
    };
  }
}

function factor(p: Parser): Value {
  if (take(p, '(')) {
    const value = sum(p, 0);
    need(p, ')');
    return value;
  }
  const word = p.words[p.at++] ?? '';
  if (word === 'len') return ({ length }) => length;
  if (/^(0x[\da-f]+|\d+)$/i.test(word)) return () => Number(word);
  if (Object.hasOwn(CONSTANTS, word)) return () => CONSTANTS[word];
  if (!/^(ip|ip6|tcp|udp|icmp|icmp6)$/.test(word) || !take(p, '[')) {
    throw new FilterError("can't parse filter expression: syntax error");
  }
  const offset = sum(p, 0);
  const size = take(p, ':') ? Number(p.words[p.at++]) : 1;
  if (![1, 2, 4].includes(size)) throw new FilterError('data size must be 1, 2, or 4');
  need(p, ']');
  return field(word, offset, size);
}

function field(name: string, offset: Value, size: number): Value {
  return (packet) => {
    const { v6, protocol, body, fragment } = partsOf(packet);
    const isIp = name === 'ip' || name === 'ip6';
    // The bytes of what IPv6 carries are not looked for, but those of ICMPv6.
    if (v6 !== (name === 'ip6' || name === 'icmp6')) return undefined;
    if (!isIp && (fragment || !PROTOCOLS[name].includes(protocol))) return undefined;
    const at = offset(packet);
    const from = (isIp ? 0 : body) + (at ?? 0);
    if (at === undefined || from + size > packet.length) return undefined;
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + packet[from + i];
    return value;
  };
}
