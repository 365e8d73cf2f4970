// getsockopt and setsockopt: which level and option is whose.
//
// One idea: an option belongs to the file (timeouts), to the socket of any kind (socket-options.ts),
// or to its protocol (tcp/sockopt.ts); this file only finds the owner and moves the bytes.
//
// Source: getsockopt(2), socket(7), tcp(7), ip(7), ipv6(7); Linux net/core/sock.c; every option
// read, set and read again on 6.18.

import {
  AF_INET6,
  IP_MTU,
  IP_MTU_DISCOVER,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPV6_MTU,
  IPV6_V6ONLY,
  SO_ACCEPTCONN,
  SO_BINDTODEVICE,
  SO_DOMAIN,
  SO_ERROR,
  SO_PEERCRED,
  SO_PROTOCOL,
  SO_RCVTIMEO,
  SO_SNDLOWAT,
  SO_SNDTIMEO,
  SO_TYPE,
  SO_ZEROCOPY,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
  TCP_CONGESTION,
  TCP_INFO,
} from '../abi/constants.ts';
import { EDOM, EFAULT, EINVAL, ENODEV, ENOPROTOOPT, ENOTCONN, EOPNOTSUPP } from '../abi/errno.ts';
import {
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_OPTIONS,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_PATHMTU,
  SO_COOKIE,
  SO_INCOMING_NAPI_ID,
  SO_PEEK_OFF,
  SO_RCVTIMEO_NEW,
  SO_SNDTIMEO_NEW,
  TCP_ULP,
} from '../abi/option-numbers.ts';
import { isV6 } from '../net/ip.ts';
import { JIFFY_US } from '../sim/sim.ts';
import { remoteOf } from '../tcp/demux.ts';
import { tcpInfo } from '../tcp/info.ts';
import { pathMtu } from '../tcp/options.ts';
import { setOptions } from '../tcp/socket.ts';
import { congestionName, setCongestion, tcpGetOption, tcpSetOption } from '../tcp/sockopt.ts';
import { route } from '../tcp/stack.ts';
import { decodeText, encodeText, signedAt, toBytes, unsignedAt } from './bytes.ts';
import { isGroupOption, setGroupOption } from './groups.ts';
import { keepIp, leastIpBytes, readIpKept } from './ip-options.ts';
import type { Credentials, Ctx, Handlers, OpenFile, Socket, Task } from './kernel.ts';
import { peekOffset, setPeekOffset } from './peek-offset.ts';
import { readRare, setRare } from './rare-options.ts';
import { type Found, findSocket, flush, setSocket, tcpSockOf, unixSockOf } from './sock.ts';
import { type Kept, keepOption, keptOption, levelKey, readKept } from './socket-options.ts';
import { MAX_LENGTH } from './udp.ts';
import { finishUdp } from './udp-room.ts';
import { readUdpOption, setUdpOption } from './udp-segments.ts';
import { takeUnixError } from './unix-io.ts';
import { readUser, writeUser, writeUserNumber } from './user-memory.ts';

export const SOCKOPT_CALLS: Handlers = { setsockopt, getsockopt };

/** SO_PEERCRED where nobody is known. */
const NOBODY: Credentials = { pid: 0, uid: -1, gid: -1 };

/** The options of a socket, wherever its protocol keeps them. */
function keptOf(ctx: Ctx, { file }: Found): Kept {
  const own = unixSockOf(ctx, file) ?? ctx.kernel.udps.get(file.object);
  return own ? own.options : optionsOf(file);
}

/** The options kept beside a socket; there are none before the first is set. */
function optionsOf(file: OpenFile): Kept {
  if (!file.socket!.options) setSocket(file, { options: new Map() });
  return file.socket!.options!;
}

function setsockopt(ctx: Ctx, task: Task, [fd, level, option, addr, length]: number[]): number {
  const found = findSocket(task, fd);
  if (typeof found === 'number') return found;
  if (length < 0) return -EINVAL;
  if (level === SOL_SOCKET && option === SO_BINDTODEVICE) {
    return bindToDevice(ctx, task, found.file, addr, length);
  }
  const { socket } = found;
  const unknown = unknownLevel(socket, level);
  if (unknown) return unknown;
  if (level === SOL_IP || level === SOL_IPV6) {
    return setIpLevel(ctx, task, found, [level, option, addr, length]);
  }
  if (length < shortest(level, option)) return -EINVAL;
  const bytes = readUser(ctx, task, addr, Math.min(length, 128));
  if (!bytes) return -EFAULT;
  const values = Array.from({ length: bytes.length >> 2 }, (_, i) => signedAt(bytes, 4 * i, 4));
  if (level === SOL_SOCKET) return setSocketOption(ctx, task, found, option, values, bytes);
  const udp = ctx.kernel.udps.get(found.file.object);
  const sk = tcpSockOf(found.file);
  if (sk && option === TCP_CONGESTION)
    return setCongestion(sk, decodeText(bytes).replace(/\0.*$/s, ''));
  const result = udp
    ? setUdpOption(udp, option, values[0], () => finishUdp(ctx, udp))
    : sk
      ? tcpSetOption(ctx.sim, ctx.stack, sk, level, option, values)
      : -ENOPROTOOPT;
  flush(ctx);
  if (result !== -ENOPROTOOPT) return result;
  return setRare(ctx, task, found, keptOf(ctx, found), { level, option, bytes });
}

/** A level that a socket's family does not have: an error of setsockopt(2), or 0. */
function unknownLevel({ type, family }: Socket, level: number): number {
  if (level === SOL_SOCKET) return 0;
  if (type === 'unix') return -EOPNOTSUPP;
  if (level === SOL_IPV6 && family !== AF_INET6) return -ENOPROTOOPT;
  if (level === (type === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP)) return 0;
  return level === SOL_IP || level === SOL_IPV6 ? 0 : -ENOPROTOOPT;
}

/** Fewest bytes that an option may be set with. */
function shortest(level: number, option: number): number {
  return level === IPPROTO_TCP && (option === TCP_CONGESTION || option === TCP_ULP) ? 1 : 4;
}

/** Options of IPv6 that are not set whatever their length: IPV6_PATHMTU, and of streams those on groups. */
function isReadOnly6({ socket }: Found, option: number): boolean {
  return (
    option === IPV6_PATHMTU ||
    (socket.type === 'tcp' && (option === IPV6_MULTICAST_IF || option === IPV6_MULTICAST_HOPS))
  );
}

/** An option of IP or IPv6; of IP's a byte will do, or none for 0. */
function setIpLevel(
  ctx: Ctx,
  task: Task,
  found: Found,
  asked: readonly [level: number, option: number, addr: number, length: number],
): number {
  const [level, option, addr, length] = asked;
  if (isGroupOption(level, option)) {
    const stream = found.socket.type === 'tcp';
    const sk = { id: found.file.object, options: keptOf(ctx, found), stream };
    return setGroupOption(ctx, task, sk, asked);
  }
  const bytes = readUser(ctx, task, addr, Math.min(length, 128));
  if (!bytes) return -EFAULT;
  if (level === SOL_IP && option === IP_OPTIONS) {
    // Padding is all that is taken.
    return length <= 40 && bytes.every((byte) => byte <= 1) ? 0 : -EINVAL;
  }
  const result =
    length < leastIpBytes(level, option)
      ? tooShort(ctx, found, level, option)
      : setIpOption(ctx, found, [level, option, intOf(level, bytes)], bytes);
  if (result !== -ENOPROTOOPT) return result;
  return setRare(ctx, task, found, keptOf(ctx, found), { level, option, bytes });
}

/** What fewer bytes than an option needs come to: -EINVAL, or -ENOPROTOOPT for what is not set here at all. */
function tooShort(ctx: Ctx, found: Found, level: number, option: number): number {
  const readOnly = level === SOL_IPV6 && isReadOnly6(found, option);
  const known = !readOnly && readIpOption(ctx, found, level, option, 128) !== -ENOPROTOOPT;
  return known ? -EINVAL : -ENOPROTOOPT;
}

/** An int, or of IP's options a byte. */
function intOf(level: number, bytes: Uint8Array): number {
  if (bytes.length >= 4) return signedAt(bytes, 0, 4);
  return level === SOL_IP ? (bytes[0] ?? 0) : 0;
}

function setSocketOption(
  ctx: Ctx,
  task: Task,
  found: Found,
  option: number,
  values: number[],
  bytes: Uint8Array,
): number {
  const { socket, file } = found;
  const limit = commonOf(option);
  if (limit === SO_RCVTIMEO || limit === SO_SNDTIMEO) return setTimeLimit(file, limit, bytes);
  if (option === SO_ZEROCOPY) {
    if (socket.type === 'unix') return -EOPNOTSUPP;
    if (values[0] < 0 || values[0] > 1) return -EINVAL;
    setSocket(file, { zerocopy: values[0] !== 0 });
    return 0;
  }
  const sk = tcpSockOf(file);
  if (sk) {
    const result = tcpSetOption(ctx.sim, ctx.stack, sk, SOL_SOCKET, option, values);
    flush(ctx);
    if (result !== -ENOPROTOOPT || option === SO_ACCEPTCONN) return result;
  }
  const kept = keptOf(ctx, found);
  const idle = sk?.state === 'CLOSE' || sk?.state === 'LISTEN';
  if (option === SO_PEEK_OFF) {
    setPeekOffset(kept, values[0], sk);
    return 0;
  }
  const { uid } = task.process;
  const result = keepOption(kept, socket.type, uid, ctx.stack.sysctl, option, values, idle);
  if (result !== -ENOPROTOOPT) return result;
  return setRare(ctx, task, found, kept, { level: SOL_SOCKET, option, bytes });
}

/** The newer numbers mean the same here, where a time has 64 bits anyway. */
function commonOf(option: number): number {
  return option === SO_RCVTIMEO_NEW
    ? SO_RCVTIMEO
    : option === SO_SNDTIMEO_NEW
      ? SO_SNDTIMEO
      : option;
}

/** MAX_SCHEDULE_TIMEOUT in seconds. */
const FOR_EVER_S = 2 ** 63 / (1e6 / JIFFY_US) - 1;
/** Less than a tick, so that it reads as 0 and is not, which would be no limit. */
const AT_ONCE_US = 1;

function setTimeLimit(file: OpenFile, option: number, bytes: Uint8Array): number {
  if (bytes.length < 16) return -EINVAL;
  const usec = signedAt(bytes, 8, 8);
  if (usec < 0 || usec >= 1e6) return -EDOM;
  const seconds = signedAt(bytes, 0, 8);
  const ticks = Math.ceil((seconds * 1e6 + usec) / JIFFY_US);
  // What has no room is no limit, and what has passed waits no time.
  const us = seconds < 0 ? AT_ONCE_US : seconds >= FOR_EVER_S ? 0 : ticks * JIFFY_US;
  setSocket(file, option === SO_RCVTIMEO ? { rcvtimeoUs: us } : { sndtimeoUs: us });
  return 0;
}

/** Keeps an interface's name, as text of 15 bytes at most. */
function bindToDevice(ctx: Ctx, task: Task, file: OpenFile, addr: number, length: number): number {
  const bytes = readUser(ctx, task, addr, Math.min(length, 15));
  if (!bytes) return -EFAULT;
  const end = bytes.indexOf(0);
  const name = decodeText(end < 0 ? bytes : bytes.subarray(0, end));
  const index = ctx.stack.ifaces.findIndex((iface) => iface.name === name);
  if (name !== '' && index < 0) return -ENODEV;
  optionsOf(file).set(SO_BINDTODEVICE, [index]);
  return 0;
}

function setIpOption(
  ctx: Ctx,
  found: Found,
  asked: readonly [level: number, option: number, value: number],
  bytes: Uint8Array,
): number {
  const [level, option, value] = asked;
  if (level === SOL_IPV6 && option === IPV6_V6ONLY) {
    const sk = tcpSockOf(found.file) ?? ctx.kernel.udps.get(found.file.object)!;
    if ('local' in sk ? sk.local.port !== 0 : sk.hasPort) return -EINVAL;
    sk.v6only = value !== 0;
    return 0;
  }
  const sk = tcpSockOf(found.file);
  const wrong = keepIp(ctx, keptOf(ctx, found), sk !== undefined, asked, bytes);
  if (wrong < 0) return wrong;
  if (sk && option === IP_MTU_DISCOVER && level === SOL_IP) {
    setOptions(sk, { pathDiscovery: value === 1 ? undefined : value });
  }
  return 0;
}

function getsockopt(ctx: Ctx, task: Task, [fd, level, option, addr, lengthAddr]: number[]): number {
  const found = findSocket(task, fd);
  if (typeof found === 'number') return found;
  const unread = unreadLevel(found.socket, level);
  if (unread) return unread;
  const given = readUser(ctx, task, lengthAddr, 4);
  if (!given) return -EFAULT;
  // Of IPv6's options the length is taken as it is, without a sign.
  const room = level === SOL_IPV6 ? unsignedAt(given, 0, 4) : signedAt(given, 0, 4);
  if (room < 0) return -EINVAL;
  const common = readOption(
    ctx,
    found,
    level,
    level === SOL_SOCKET ? commonOf(option) : option,
    room,
  );
  const value =
    common === -ENOPROTOOPT
      ? readRare(ctx, found, keptOf(ctx, found), { level, option, room })
      : common;
  if (typeof value === 'number') return value;
  const byByte = level === SOL_IP && option !== IP_MULTICAST_IF;
  const bytes = value.slice(0, byByte ? ipRoom(value, room) : room);
  if (!writeUser(ctx, task, addr, bytes)) return -EFAULT;
  return writeUserNumber(ctx, task, lengthAddr, bytes.length, 4) ? 0 : -EFAULT;
}

/** A level that cannot be read is refused before anything is looked at. */
function unreadLevel({ type, family }: Socket, level: number): number {
  if (level === SOL_SOCKET) return 0;
  if (type === 'unix') return -EOPNOTSUPP;
  if (level === SOL_IP || level === (type === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP)) return 0;
  if (family === AF_INET6) return level === SOL_IPV6 ? 0 : -ENOPROTOOPT;
  return -EOPNOTSUPP;
}

/** An option of IP that is a small number is one byte where an int has no room. */
function ipRoom(value: Uint8Array, room: number): number {
  const small = value.length === 4 && value[1] === 0 && value[2] === 0 && value[3] === 0;
  return room > 0 && room < 4 && small ? 1 : room;
}

function ints(values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [...toBytes(value, 4)]));
}

function readOption(
  ctx: Ctx,
  found: Found,
  level: number,
  option: number,
  room: number,
): Uint8Array | number {
  const { file, socket } = found;
  const sk = tcpSockOf(file);
  if (level === SOL_SOCKET) {
    const own = ownOption(ctx, found, option, room);
    if (own !== undefined) return own;
    const values = sk ? tcpGetOption(ctx.sim, ctx.stack, sk, level, option) : -ENOPROTOOPT;
    const known =
      values === -ENOPROTOOPT ? readKept(keptOf(ctx, found), socket.type, option) : values;
    return typeof known === 'number' ? known : ints(known);
  }
  if (sk && level === IPPROTO_TCP && option === TCP_INFO) return tcpInfo(ctx.sim, ctx.stack, sk);
  if (sk && level === IPPROTO_TCP && option === TCP_CONGESTION) {
    return encodeText(congestionName(ctx.stack, sk).padEnd(16, '\0'));
  }
  if (sk && level === IPPROTO_TCP) {
    const values = tcpGetOption(ctx.sim, ctx.stack, sk, level, option);
    return typeof values === 'number' ? values : ints(values);
  }
  if (socket.type === 'unix') return -EOPNOTSUPP;
  const udp = level === IPPROTO_UDP && ctx.kernel.udps.get(file.object);
  if (udp) return readUdpOption(udp, option);
  return readIpOption(ctx, found, level, option, room);
}

function readIpOption(
  ctx: Ctx,
  found: Found,
  level: number,
  option: number,
  room: number,
): Uint8Array | number {
  const { socket, file } = found;
  const v6 = socket.family === AF_INET6;
  if (level === SOL_IPV6 && v6) {
    const sk = tcpSockOf(file) ?? ctx.kernel.udps.get(file.object)!;
    if (option === IPV6_V6ONLY) return toBytes(sk.v6only ? 1 : 0, 4);
  } else if (level !== SOL_IP) return -EOPNOTSUPP;
  if (option === (level === SOL_IP ? IP_MTU : IPV6_MTU)) return mtuOf(ctx, found);
  if (level === SOL_IP && option === IP_OPTIONS) return new Uint8Array(0);
  if (level === SOL_IPV6 && option === IPV6_PATHMTU) return pathOf(mtuOf(ctx, found), room);
  const kept = keptOf(ctx, found);
  if (v6 && level === SOL_IP && option === IP_MULTICAST_ALL && !kept.has(levelKey(SOL_IP, option)))
    return toBytes(0, 4);
  return readIpKept(kept, level, option);
}

/** IPV6_PATHMTU: an address that nobody fills in, and what fits the way. */
function pathOf(mtu: Uint8Array | number, room: number): Uint8Array | number {
  if (room < 32) return -EINVAL;
  return typeof mtu === 'number' ? mtu : Uint8Array.from([...new Uint8Array(28), ...mtu]);
}

/** What fits the way to a connected socket's peer. */
function mtuOf(ctx: Ctx, { file }: Found): Uint8Array | number {
  const tcp = tcpSockOf(file);
  if (tcp && (tcp.state === 'CLOSE' || tcp.state === 'LISTEN')) return -ENOTCONN;
  const remote = tcp ? remoteOf(tcp) : ctx.kernel.udps.get(file.object)?.remote;
  const way = remote && route(ctx.stack, remote.addr);
  if (!way) return -ENOTCONN;
  const mtu = pathMtu(ctx.stack, way.iface.name, remote.addr);
  return toBytes(isV6(remote.addr) ? mtu : Math.min(mtu, MAX_LENGTH), 4);
}

/** Options of SOL_SOCKET that are the file's, or follow from the kind of socket. */
function ownOption(
  ctx: Ctx,
  { file, socket }: Found,
  option: number,
  room: number,
): Uint8Array | number | undefined {
  const { type } = socket;
  const unix = unixSockOf(ctx, file);
  const udp = ctx.kernel.udps.get(file.object);
  const limit = option === SO_RCVTIMEO ? socket.rcvtimeoUs : socket.sndtimeoUs;
  const us = limit - (limit % JIFFY_US);
  switch (option) {
    case SO_TYPE:
      return toBytes(unix?.type ?? (type === 'tcp' ? SOCK_STREAM : SOCK_DGRAM), 4);
    case SO_DOMAIN:
      return toBytes(socket.family, 4);
    case SO_PROTOCOL:
      return toBytes(unix ? 0 : type === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP, 4);
    case SO_RCVTIMEO:
    case SO_SNDTIMEO:
      return Uint8Array.from([...toBytes(Math.floor(us / 1e6), 8), ...toBytes(us % 1e6, 8)]);
    case SO_ZEROCOPY:
      return toBytes(socket.zerocopy ? 1 : 0, 4);
    case SO_SNDLOWAT:
      return toBytes(1, 4);
    case SO_INCOMING_NAPI_ID:
      return toBytes(0, 4);
    case SO_PEEK_OFF:
      return toBytes(peekOffset(unix?.options ?? udp?.options ?? socket.options, file.tcp), 4);
    // The kernel's own number of the socket.
    case SO_COOKIE:
      return room < 8 ? -EINVAL : toBytes(file.object, 8);
    case SO_BINDTODEVICE: {
      const [index] = keptOption(optionsOf(file), SO_BINDTODEVICE);
      const name = index > 0 ? ctx.stack.ifaces[index].name : '';
      return name === '' ? new Uint8Array(0) : encodeText(`${name}\0`);
    }
    case SO_PEERCRED: {
      const { pid, uid, gid } = unix?.peerCreds ?? NOBODY;
      return ints([pid, uid, gid]);
    }
    case SO_ERROR:
      if (unix) return toBytes(takeUnixError(unix), 4);
      return type === 'udp' ? takeUdpError(ctx, file) : undefined;
    case SO_ACCEPTCONN:
      if (type === 'tcp') return undefined;
      return toBytes(unix?.state === 'listening' ? 1 : 0, 4);
    default:
      return undefined;
  }
}

function takeUdpError(ctx: Ctx, file: OpenFile): Uint8Array {
  const udp = ctx.kernel.udps.get(file.object)!;
  const { err } = udp;
  udp.err = 0;
  return toBytes(err, 4);
}
