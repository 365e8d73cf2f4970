// Options that hardly any program sets, and which are answered all the same: kept, read, or refused as Linux does.
//
// One idea: most are an int with a default and a range, and so a row of a table; of the others each is a case.
// Few of them change what the machine does: TCP_INQ, SO_INQ, SO_MAX_PACING_RATE and SO_PASSPIDFD (stream-controls.ts, tcp/pacing.ts, unix.ts).
//
// Units: as setsockopt(2) has them.
// Source: socket(7), tcp(7), udp(7), ip(7), ipv6(7); Linux net/core/sock.c, net/ipv4/tcp.c do_tcp_setsockopt(), udp.c
// udp_lib_setsockopt(), net/ipv4/ip_sockglue.c, net/ipv6/ipv6_sockglue.c; every number of every level was set and read
// with many lengths on 6.18 (test/conformance/every-option.c).
// Departs: filters of packets and of BPF, TCP_REPAIR, iptables' options are not there (ledger: socket options).

import {
  AF_INET6,
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
  CLOCK_TAI,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPV6_MTU,
  SO_RCVBUF,
  SO_SNDBUF,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
  TCP_FASTOPEN,
} from '../abi/constants.ts';
import {
  EBADF,
  EINVAL,
  EMSGSIZE,
  ENODATA,
  ENOENT,
  ENOPROTOOPT,
  EOPNOTSUPP,
  EPERM,
} from '../abi/errno.ts';
import {
  IP_IPSEC_POLICY,
  IP_LOCAL_PORT_RANGE,
  IP_MSFILTER,
  IP_PKTOPTIONS,
  IP_PROTOCOL,
  IP_ROUTER_ALERT,
  IP_XFRM_POLICY,
  IPV6_2292PKTOPTIONS,
  IPV6_ADDR_PREFERENCES,
  IPV6_DSTOPTS,
  IPV6_FLOWLABEL_MGR,
  IPV6_HOPOPTS,
  IPV6_IPSEC_POLICY,
  IPV6_ROUTER_ALERT,
  IPV6_RTHDR,
  IPV6_RTHDRDSTOPTS,
  IPV6_XFRM_POLICY,
  MCAST_MSFILTER,
  SO_ATTACH_BPF,
  SO_ATTACH_FILTER,
  SO_ATTACH_REUSEPORT_CBPF,
  SO_ATTACH_REUSEPORT_EBPF,
  SO_BPF_EXTENSIONS,
  SO_BUSY_POLL_BUDGET,
  SO_CNX_ADVICE,
  SO_DETACH_FILTER,
  SO_DETACH_REUSEPORT_BPF,
  SO_INQ,
  SO_MAX_PACING_RATE,
  SO_MEMINFO,
  SO_NETNS_COOKIE,
  SO_PASSPIDFD,
  SO_PASSRIGHTS,
  SO_PASSSEC,
  SO_PEERGROUPS,
  SO_PEERNAME,
  SO_PEERPIDFD,
  SO_RESERVE_MEM,
  SO_TXREHASH,
  SO_TXTIME,
  TCP_CC_INFO,
  TCP_DELACK_MAX_US,
  TCP_FASTOPEN_CONNECT,
  TCP_FASTOPEN_KEY,
  TCP_FASTOPEN_NO_COOKIE,
  TCP_INQ,
  TCP_IS_MPTCP,
  TCP_MD5SIG,
  TCP_MD5SIG_EXT,
  TCP_RTO_MAX_MS,
  TCP_RTO_MIN_US,
  TCP_SAVE_SYN,
  TCP_SAVED_SYN,
  TCP_THIN_DUPACK,
  TCP_THIN_LINEAR_TIMEOUTS,
  TCP_TIMESTAMP,
  TCP_TX_DELAY,
  TCP_ULP,
  UDP_ENCAP,
  UDP_NO_CHECK6_RX,
  UDP_NO_CHECK6_TX,
  UDPLITE_RECV_CSCOV,
  UDPLITE_SEND_CSCOV,
} from '../abi/option-numbers.ts';
import { timestampNow } from '../tcp/options.ts';
import { setPacing } from '../tcp/pacing.ts';
import { signedAt, toBytes } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, Task } from './kernel.ts';
import { type Found, tcpSockOf, unixSockOf } from './sock.ts';
import { memoryOf } from './sock-diag.ts';
import { type Kept, keptOption, levelKey } from './socket-options.ts';
import { peerName } from './syscalls-sockets.ts';

/** An int: who has it, what it is at first, its range; some are only set or only read, or stay as they are. */
interface Row {
  of: 'all' | 'unix' | 'stream' | 'datagrams';
  first: number;
  range?: readonly [least: number, most: number];
  how?: 'set' | 'read' | 'fixed' | 'switch';
}

const MOST = 0x7fffffff;
const ONE = [0, 1] as const;

const int = (level: number, option: number, row: Row): [number, Row] => [
  levelKey(level, option),
  row,
];

/** By level and number. */
const ROWS = new Map([
  int(SOL_SOCKET, SO_PASSSEC, { of: 'unix', first: 0, how: 'switch' }),
  int(SOL_SOCKET, SO_PASSPIDFD, { of: 'unix', first: 0, how: 'switch' }),
  int(SOL_SOCKET, SO_PASSRIGHTS, { of: 'unix', first: 1, how: 'switch' }),
  int(SOL_SOCKET, SO_BPF_EXTENSIONS, { of: 'all', first: 64, how: 'read' }),
  int(SOL_SOCKET, SO_CNX_ADVICE, { of: 'all', first: 0, how: 'set' }),
  int(SOL_SOCKET, SO_BUSY_POLL_BUDGET, { of: 'all', first: 0, range: [0, 0xffff], how: 'set' }),
  int(SOL_IP, IP_ROUTER_ALERT, { of: 'all', first: 0, range: [1, 0] }),
  int(SOL_IP, IP_LOCAL_PORT_RANGE, { of: 'all', first: 0 }),
  int(IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, { of: 'stream', first: 0, range: ONE }),
  int(IPPROTO_TCP, TCP_THIN_DUPACK, { of: 'stream', first: 0, range: ONE, how: 'fixed' }),
  int(IPPROTO_TCP, TCP_FASTOPEN, { of: 'stream', first: 0, range: [0, MOST] }),
  int(IPPROTO_TCP, TCP_SAVE_SYN, { of: 'stream', first: 0, range: [0, 2] }),
  int(IPPROTO_TCP, TCP_FASTOPEN_CONNECT, { of: 'stream', first: 0, range: ONE }),
  int(IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, { of: 'stream', first: 0, range: ONE }),
  int(IPPROTO_TCP, TCP_INQ, { of: 'stream', first: 0, range: ONE }),
  int(IPPROTO_TCP, TCP_TX_DELAY, { of: 'stream', first: 0, range: [0, MOST] }),
  int(IPPROTO_TCP, TCP_IS_MPTCP, { of: 'stream', first: 0, how: 'read' }),
  int(IPPROTO_TCP, TCP_RTO_MAX_MS, { of: 'stream', first: 120_000, range: [1000, 120_000] }),
  int(IPPROTO_TCP, TCP_RTO_MIN_US, { of: 'stream', first: 200_000, range: [4001, 200_000] }),
  int(IPPROTO_TCP, TCP_DELACK_MAX_US, { of: 'stream', first: 200_000, range: [4001, 200_000] }),
  int(IPPROTO_UDP, UDPLITE_SEND_CSCOV, { of: 'datagrams', first: 0, how: 'read' }),
  int(IPPROTO_UDP, UDPLITE_RECV_CSCOV, { of: 'datagrams', first: 0, how: 'read' }),
  int(IPPROTO_UDP, UDP_NO_CHECK6_TX, { of: 'datagrams', first: 0, how: 'switch' }),
  int(IPPROTO_UDP, UDP_NO_CHECK6_RX, { of: 'datagrams', first: 0, how: 'switch' }),
]);

const MIN_MTU6 = 1280;

/** Options that are nothing, and read so. */
const EMPTY = new Set([
  levelKey(SOL_SOCKET, SO_ATTACH_FILTER),
  ...[TCP_CC_INFO, TCP_SAVED_SYN, TCP_ULP, TCP_FASTOPEN_KEY].map((option) =>
    levelKey(IPPROTO_TCP, option),
  ),
  ...[IPV6_HOPOPTS, IPV6_RTHDRDSTOPTS, IPV6_RTHDR, IPV6_DSTOPTS].map((option) =>
    levelKey(SOL_IPV6, option),
  ),
]);

/** Those of which one may be set while there is no connection: TCP_FASTOPEN and its like. */
function isIdleOnly(key: number): boolean {
  return [TCP_FASTOPEN, TCP_FASTOPEN_CONNECT, TCP_FASTOPEN_NO_COOKIE].some(
    (option) => levelKey(IPPROTO_TCP, option) === key,
  );
}

/** Sets such an option: 0, or a number of errno, negated; -ENOPROTOOPT for what is not here either. */
export function setRare(
  ctx: Ctx,
  task: Task,
  found: Found,
  kept: Kept,
  { level, option, bytes }: { level: number; option: number; bytes: Uint8Array },
): number {
  const key = levelKey(level, option);
  const row = ROWS.get(key);
  if (row) return setRow(found, kept, key, row, bytes);
  if (level === SOL_SOCKET) return setSocketRare(ctx, task, found, kept, option, bytes);
  const { length } = bytes;
  const value = signedAt(bytes, 0, 4);
  switch (key) {
    // Lists of sources that cannot be set, and IPsec.
    case levelKey(SOL_IP, IP_MSFILTER):
    case levelKey(SOL_IP, MCAST_MSFILTER):
    case levelKey(SOL_IPV6, IPV6_FLOWLABEL_MGR):
    case levelKey(SOL_IPV6, MCAST_MSFILTER):
    case levelKey(IPPROTO_TCP, TCP_MD5SIG):
    case levelKey(IPPROTO_TCP, TCP_MD5SIG_EXT):
      return -EINVAL;
    case levelKey(SOL_IP, IP_IPSEC_POLICY):
    case levelKey(SOL_IPV6, IPV6_IPSEC_POLICY):
      return length === 0 ? -EMSGSIZE : -EOPNOTSUPP;
    case levelKey(SOL_IP, IP_XFRM_POLICY):
      if (length > 0 && found.socket.family === AF_INET6) return -EOPNOTSUPP;
      return length === 0 ? -EMSGSIZE : -EINVAL;
    case levelKey(SOL_IPV6, IPV6_XFRM_POLICY):
      return length === 0 ? -EMSGSIZE : -EINVAL;
    // No protocol is put over TCP here, as there are no modules.
    case levelKey(IPPROTO_TCP, TCP_ULP):
      return length === 0 ? -EINVAL : -ENOENT;
    case levelKey(IPPROTO_TCP, TCP_TIMESTAMP):
      return length < 4 ? -EINVAL : -EPERM;
    case levelKey(IPPROTO_TCP, TCP_FASTOPEN_KEY):
      if (length !== 16 && length !== 32) return -EINVAL;
      kept.set(key, [...bytes]);
      return 0;
    case levelKey(IPPROTO_UDP, UDP_ENCAP):
      return length < 4 ? -EINVAL : value === 0 ? 0 : -ENOPROTOOPT;
    // What is shorter than a header of a control message has none.
    case levelKey(SOL_IPV6, IPV6_2292PKTOPTIONS):
      return length < 16 ? 0 : -EINVAL;
    case levelKey(SOL_IPV6, IPV6_ROUTER_ALERT):
      return length < 4 ? -EINVAL : -ENOPROTOOPT;
    // It may not be less than IPv6's smallest.
    case levelKey(SOL_IPV6, IPV6_MTU):
      return length >= 4 && (value === 0 || value >= MIN_MTU6) ? 0 : -EINVAL;
    case levelKey(SOL_IPV6, IPV6_ADDR_PREFERENCES):
      return setPreferences(kept, key, bytes);
    default:
      return -ENOPROTOOPT;
  }
}

function isOf({ of }: Row, { socket }: Found): boolean {
  if (of === 'all') return true;
  return socket.type === (of === 'unix' ? 'unix' : of === 'stream' ? 'tcp' : 'udp');
}

function setRow(found: Found, kept: Kept, key: number, row: Row, bytes: Uint8Array): number {
  if (!isOf(row, found)) return row.of === 'unix' ? -EOPNOTSUPP : -ENOPROTOOPT;
  if (row.how === 'read') return -ENOPROTOOPT;
  const ports = key === levelKey(SOL_IP, IP_LOCAL_PORT_RANGE);
  const value = signedAt(bytes, 0, 4);
  const [least, most] = row.range ?? [-MOST - 1, MOST];
  if (ports ? bytes.length !== 4 || !isRange(value) : bytes.length < 4) return -EINVAL;
  if (value < least || value > most) return -EINVAL;
  const sk = tcpSockOf(found.file);
  if (isIdleOnly(key) && sk && sk.state !== 'CLOSE' && sk.state !== 'LISTEN') return -EINVAL;
  if (row.how !== 'fixed') kept.set(key, [row.how === 'switch' ? Number(value !== 0) : value]);
  return 0;
}

/** The lowest and the highest port, of which either may be left open. */
function isRange(value: number): boolean {
  const [low, high] = [value & 0xffff, value >>> 16];
  return low === 0 || high === 0 || low <= high;
}

function setSocketRare(
  ctx: Ctx,
  task: Task,
  { file }: Found,
  kept: Kept,
  option: number,
  bytes: Uint8Array,
): number {
  const value = signedAt(bytes, 0, 4);
  const { length } = bytes;
  const key = levelKey(SOL_SOCKET, option);
  switch (option) {
    case SO_MAX_PACING_RATE:
      kept.set(key, rateOf(bytes));
      pace(file, kept.get(key)!);
      return 0;
    case SO_TXTIME: {
      const flags = signedAt(bytes, 4, 4);
      if (length !== 8 || flags & ~3 || !isTxClock(value)) return -EINVAL;
      if (value !== CLOCK_MONOTONIC && task.process.uid !== 0) return -EPERM;
      kept.set(key, [value, flags]);
      return 0;
    }
    // No filter is ever there to be taken away, and no program of BPF has a descriptor.
    case SO_DETACH_FILTER:
      return -ENOENT;
    case SO_ATTACH_BPF:
    case SO_ATTACH_REUSEPORT_EBPF:
      return length !== 4 || fileOf(task.process, value) ? -EINVAL : -EBADF;
    case SO_ATTACH_REUSEPORT_CBPF:
    case SO_DETACH_REUSEPORT_BPF:
      return -EINVAL;
    case SO_RESERVE_MEM:
      return value < 0 ? -EINVAL : -EOPNOTSUPP;
    case SO_TXREHASH:
      if (!tcpSockOf(file)) return -EOPNOTSUPP;
      if (value < -1 || value > 1) return -EINVAL;
      kept.set(key, [value < 0 ? 1 : value]);
      return 0;
    case SO_INQ:
      if (unixSockOf(ctx, file)?.type !== SOCK_STREAM) return -ENOPROTOOPT;
      if (length !== 4 || value < 0 || value > 1) return -EINVAL;
      kept.set(key, [value]);
      return 0;
    default:
      return -ENOPROTOOPT;
  }
}

/** Clocks by which a datagram may be told to leave. */
function isTxClock(clock: number): boolean {
  return clock === CLOCK_REALTIME || clock === CLOCK_MONOTONIC || clock === CLOCK_TAI;
}

/** A rate of four bytes or eight; of four all ones are as of eight. */
function rateOf(bytes: Uint8Array): number[] {
  if (bytes.length >= 8) return [...bytes.subarray(0, 8)];
  const none = signedAt(bytes, 0, 4) === -1 ? 255 : 0;
  return [...bytes.subarray(0, 4), none, none, none, none];
}

/** TCP keeps to a rate itself; all ones are no rate. */
function pace(file: Found['file'], rate: number[]): void {
  const sk = tcpSockOf(file);
  if (!sk) return;
  const none = rate.every((byte) => byte === 255);
  const perSecond = rate.reduceRight((sum, byte) => sum * 256 + byte, 0);
  setPacing(sk, none ? Number.POSITIVE_INFINITY : perSecond);
}

/** Addresses that a program prefers: of each of three pairs or triples at most one. */
function preferences(): number[][] {
  return [
    [0, 1, 2, 0x100],
    [0, 4, 0x400],
    [0, 8, 0x800],
  ];
}

function setPreferences(kept: Kept, key: number, bytes: Uint8Array): number {
  const value = signedAt(bytes, 0, 4);
  const fits = preferences().every((of) => of.includes(value & of.reduce((all, one) => all | one)));
  if (bytes.length < 4 || !fits) return -EINVAL;
  const before = kept.get(key)?.[0] ?? 0;
  const chosen = preferences().map((of) => {
    const mask = of.reduce((all, one) => all | one);
    return value & mask || before & mask;
  });
  kept.set(key, [chosen[0] | chosen[1] | chosen[2]]);
  return 0;
}

/** Reads such an option, into `room` bytes: its bytes, or a number of errno, negated. */
export function readRare(
  ctx: Ctx,
  found: Found,
  kept: Kept,
  { level, option, room }: { level: number; option: number; room: number },
): Uint8Array | number {
  const key = levelKey(level, option);
  const row = ROWS.get(key);
  if (row) {
    if (!isOf(row, found)) return row.of === 'unix' ? -EOPNOTSUPP : -ENOPROTOOPT;
    return row.how === 'set' ? -ENOPROTOOPT : toBytes(kept.get(key)?.[0] ?? row.first, 4);
  }
  if (EMPTY.has(key)) return Uint8Array.from(kept.get(key) ?? []);
  if (level === SOL_SOCKET) return readSocketRare(ctx, found, kept, option, room);
  switch (key) {
    case levelKey(SOL_IP, IP_PKTOPTIONS):
    case levelKey(SOL_IPV6, IPV6_2292PKTOPTIONS):
      return found.socket.type === 'tcp' ? new Uint8Array(0) : -ENOPROTOOPT;
    case levelKey(SOL_IP, IP_MSFILTER):
    case levelKey(SOL_IP, MCAST_MSFILTER):
    case levelKey(SOL_IPV6, IPV6_FLOWLABEL_MGR):
    case levelKey(SOL_IPV6, MCAST_MSFILTER):
      return -EINVAL;
    // A port, in spite of its name.
    case levelKey(SOL_IP, IP_PROTOCOL):
      return toBytes(portOf(ctx, found), 4);
    // The connection's clock; its lowest bit says whether it counts microseconds.
    case levelKey(IPPROTO_TCP, TCP_TIMESTAMP):
      return toBytes((timestampNow(ctx.sim, tcpSockOf(found.file)?.tsOffset ?? 0) & ~1) >>> 0, 4);
    case levelKey(IPPROTO_UDP, UDP_ENCAP):
    case levelKey(SOL_IPV6, IPV6_ROUTER_ALERT):
      return toBytes(0, 4);
    case levelKey(SOL_IPV6, IPV6_ADDR_PREFERENCES): {
      const chosen = kept.get(key)?.[0] ?? 0;
      return toBytes(chosen & 3 || 0x100, 4).map(
        (byte, i) => byte | ((chosen & 4 || 0x400) >> (8 * i)),
      );
    }
    default:
      return -ENOPROTOOPT;
  }
}

function portOf(ctx: Ctx, { file }: Found): number {
  return tcpSockOf(file)?.localPort ?? ctx.kernel.udps.get(file.object)?.local.port ?? 0;
}

function readSocketRare(
  ctx: Ctx,
  found: Found,
  kept: Kept,
  option: number,
  room: number,
): Uint8Array | number {
  const { file } = found;
  const key = levelKey(SOL_SOCKET, option);
  switch (option) {
    case SO_MAX_PACING_RATE: {
      const rate = Uint8Array.from(kept.get(key) ?? new Array<number>(8).fill(255));
      return rate.subarray(0, room < 8 ? 4 : 8);
    }
    case SO_TXTIME: {
      const [clock, flags] = kept.get(key) ?? [0, 0];
      return Uint8Array.from([...toBytes(clock, 4), ...toBytes(flags, 4)]);
    }
    case SO_PEERNAME: {
      const name = peerName(ctx, found);
      if (typeof name === 'number') return name;
      return room > name.length ? -EINVAL : name;
    }
    // Of peers that left neither.
    case SO_PEERGROUPS:
    case SO_PEERPIDFD:
      return -ENODATA;
    // Of UDP the sizes of both buffers alone are known.
    case SO_MEMINFO: {
      const sk = tcpSockOf(file);
      const udp = ctx.kernel.udps.get(file.object);
      const [rcvbuf, sndbuf] = [SO_RCVBUF, SO_SNDBUF].map((one) => keptOption(kept, one)[0]);
      const { r, rb, t, tb, f, w } = sk
        ? memoryOf(sk)
        : { r: 0, rb: rcvbuf, t: 0, tb: sndbuf, f: 0, w: 0 };
      const words = [r, rb, t, tb, f, w, 0, 0, udp?.drops ?? 0];
      return Uint8Array.from(words.flatMap((word) => [...toBytes(word, 4)]));
    }
    case SO_NETNS_COOKIE:
      return room === 8 ? toBytes(1, 8) : -EINVAL;
    case SO_RESERVE_MEM:
      return toBytes(0, 4);
    case SO_TXREHASH:
      if (!tcpSockOf(file)) return -EOPNOTSUPP;
      return toBytes(kept.get(key)?.[0] ?? 1, 4);
    default:
      return -ENOPROTOOPT;
  }
}
