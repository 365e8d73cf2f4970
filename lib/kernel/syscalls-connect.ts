// connect(2), and close(2) where it waits for a connection's end.
//
// Source: connect(2), socket(7) SO_LINGER; Linux net/ipv4/af_inet.c, net/ipv6/datagram.c; errnos
// checked on 6.18.

import { AF_INET, AF_INET6, AF_UNSPEC, O_NONBLOCK, POLLOUT, SOCK_DGRAM } from '../abi/constants.ts';
import {
  EAFNOSUPPORT,
  EAGAIN,
  EALREADY,
  EBADF,
  ECONNABORTED,
  EINPROGRESS,
  EINVAL,
  ENETUNREACH,
  EPIPE,
} from '../abi/errno.ts';
import { SOCKADDR_IN } from '../abi/structs.ts';
import { isV6 } from '../net/ip.ts';
import type { Endpoint } from '../sim/trace.ts';
import { disconnect } from '../tcp/close.ts';
import { tcpConnect } from '../tcp/connect.ts';
import { takeError } from '../tcp/socket.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { closeFd, fileOf } from './fd-table.ts';
import type { Ctx, Handlers, Task, UnixSock } from './kernel.ts';
import { familyOf, IN6_BYTES_MIN, lacksScope, readEnd } from './names.ts';
import { cutShort } from './signal.ts';
import { type Found, findSocket, flush, tcpSockOf, unixSockOf } from './sock.ts';
import { readAddress, unixName } from './syscalls-sockets.ts';
import { autobindUdp, connectUdp, disconnectUdp } from './udp.ts';
import type { UdpSock } from './udp-types.ts';
import { connectUnix, findByName, setPeer } from './unix.ts';
import { sockKey } from './wait-key.ts';
import { block, setDeadline, timedOut, wake } from './wait-queue.ts';

export const CONNECT_CALLS: Handlers = { connect };

/** Reads the address of a peer; UDP over IPv6 takes IPv4 addresses as they are. */
export function peerEnd(found: Found, bytes: Uint8Array, v6only = false): Endpoint | number {
  const { family, type } = found.socket;
  const given = familyOf(bytes);
  const plain = family === AF_INET6 && type === 'udp' && given === AF_INET;
  const reads = plain ? AF_INET : family;
  if (bytes.length < (reads === AF_INET6 ? IN6_BYTES_MIN : SOCKADDR_IN.size)) return -EINVAL;
  // For sendto(2) no family is AF_INET.
  if (given !== reads && !(type === 'udp' && given === AF_UNSPEC && reads === AF_INET)) {
    return -EAFNOSUPPORT;
  }
  const end = readEnd(bytes, reads);
  return v6only && !isV6(end.addr) ? -ENETUNREACH : end;
}

function connect(ctx: Ctx, task: Task, [fd, addr, length]: number[]): number {
  const found = findSocket(task, fd);
  if (found === -EBADF) return found;
  // The address is read before anybody asks whether it is for a socket.
  const bytes = readAddress(ctx, task, addr, length);
  if (typeof bytes === 'number') return bytes;
  if (typeof found === 'number') return found;
  const unix = unixSockOf(ctx, found.file);
  if (unix) return connectLocal(ctx, task, found, unix, bytes);
  if (bytes.length < 2) return -EINVAL;
  const udp = ctx.kernel.udps.get(found.file.object);
  const sk = tcpSockOf(found.file);
  if (familyOf(bytes) === AF_UNSPEC) {
    if (udp) return disconnectUdp(udp);
    return sk ? dissolve(ctx, sk) : -EINVAL;
  }
  // A socket for IPv6 alone has no such family.
  const strange = udp?.v6only && found.socket.family === AF_INET6 && familyOf(bytes) === AF_INET;
  if (strange) return refusedUdp(ctx, udp, -EAFNOSUPPORT);
  // Of a connection that has begun, the address is not looked at.
  const begun = sk !== undefined && (sk.connect !== 'unconnected' || sk.state !== 'CLOSE');
  const end = begun ? { addr: 0, port: 0 } : peerEnd(found, bytes, (sk ?? udp)?.v6only);
  if (typeof end === 'number') return refusedUdp(ctx, udp, end);
  if (!begun && familyOf(bytes) === AF_INET6 && lacksScope(bytes)) return -EINVAL;
  if (udp) return refusedUdp(ctx, udp, connectUdp(ctx, udp, end));
  return sk ? connectTcp(ctx, task, found, sk, end) : -EINVAL;
}

/** Whatever becomes of it: who connects has a port. */
function refusedUdp(ctx: Ctx, udp: UdpSock | undefined, result: number): number {
  if (udp) autobindUdp(ctx, udp);
  return result;
}

/** connect(2) to AF_UNSPEC: a connection is given up, a listener stops. */
function dissolve(ctx: Ctx, sk: TcpSock): number {
  sk.connect = 'unconnected';
  disconnect(ctx.sim, ctx.stack, sk);
  flush(ctx);
  const key = sockKey(sk.id);
  for (const { tid } of ctx.kernel.waiting.get(key) ?? []) {
    const sleeper = ctx.kernel.tasks.get(tid);
    const { on, doneBytes = 0 } = sleeper?.syscall ?? {};
    // Whoever was in the middle of a message has none any more.
    if (sleeper && (on === 'recv' || on === 'send')) cutShort(ctx, sleeper, doneBytes || -EPIPE);
  }
  wake(ctx, key);
  return 0;
}

function connectTcp(ctx: Ctx, task: Task, found: Found, sk: TcpSock, end: Endpoint): number {
  const call = task.syscall!;
  if (sk.connect === 'disconnecting') return -EINVAL;
  // While it slept another thread has given the attempt up.
  if (call.begun && sk.connect === 'unconnected') return -(takeError(sk) || ECONNABORTED);
  let result = tcpConnect(ctx.sim, ctx.stack, sk, end.addr, end.port);
  call.begun ||= result === -EALREADY ? 'elsewhere' : true;
  flush(ctx);
  if (found.file.flags & O_NONBLOCK) return result;
  // Over loopback the handshake is over by now, so that asking again has the answer.
  if (result === -EINPROGRESS) result = tcpConnect(ctx.sim, ctx.stack, sk, end.addr, end.port);
  // A blocking call waits for a handshake that is under way, whoever began it.
  if (result !== -EALREADY) return result;
  if (timedOut(ctx, task)) return call.begun === 'elsewhere' ? -EALREADY : -EINPROGRESS;
  setDeadline(ctx, task, found.socket.sndtimeoUs || undefined);
  return block(ctx, task, 'connect', [{ key: sockKey(sk.id) }], sk.id);
}

/** Connects within the host; a full queue of the listener is waited for. */
function connectLocal(ctx: Ctx, task: Task, found: Found, sk: UnixSock, bytes: Uint8Array): number {
  if (sk.type === SOCK_DGRAM && familyOf(bytes) === AF_UNSPEC) {
    setPeer(ctx, sk, undefined, task.process.pid);
    return 0;
  }
  const name = unixName(bytes);
  if (typeof name === 'number') return name;
  if (name.length === 0) return -EINVAL;
  const result = connectUnix(ctx, task, sk, name);
  if (result !== -EAGAIN || found.file.flags & O_NONBLOCK || timedOut(ctx, task)) return result;
  const listener = findByName(ctx, task, sk.type, name);
  if (typeof listener === 'number') return listener;
  setDeadline(ctx, task, found.socket.sndtimeoUs || undefined);
  return block(ctx, task, 'connect', [{ key: sockKey(listener.id), mask: POLLOUT }], sk.id);
}

/**
 * close(2) on a socket with SO_LINGER: sleeps until the peer has acknowledged everything.
 *
 * undefined where close(2) has nothing to wait for.
 */
export function lingerClose(ctx: Ctx, task: Task, fd: number): number | undefined {
  const call = task.syscall!;
  if (!call.begun) {
    const file = fileOf(task.process, fd);
    const sk = file && file.refs === 1 ? tcpSockOf(file) : undefined;
    if (!sk?.opt.lingerSec || sk.listen) return undefined;
    call.begun = true;
    call.object = sk.id;
    closeFd(ctx, task.process, fd);
    setDeadline(ctx, task, sk.opt.lingerSec * 1e6);
  }
  const sk = ctx.stack.socks.get(call.object!);
  const waits = sk && ['FIN_WAIT1', 'CLOSING', 'LAST_ACK'].includes(sk.state);
  if (!waits || timedOut(ctx, task)) return 0;
  return block(ctx, task, 'linger', [{ key: sockKey(sk.id) }], sk.id);
}
