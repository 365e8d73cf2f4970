// Words: how events are named in the figures, shorter than strace prints them.
//
// One idea: a figure says what happened in the past tense, with the numbers of the run, and every
// figure says the same thing the same way.
//
// Units: times in us of virtual time, sizes in bytes.

import { errnoName, strerror } from '../abi/errno.ts';
import {
  ACK,
  type Endpoint,
  FIN,
  RST,
  type Segment,
  SYN,
  type SysEnter,
  type SysExit,
} from '../sim/trace.ts';
import { bytesText, grouped } from './amounts.ts';

/** Writes an IPv4 address as dotted quad. */
export function addrText(addr: number): string {
  return [24, 16, 8, 0].map((shift) => (addr >>> shift) & 0xff).join('.');
}

/** Writes an endpoint as `address:port`. */
export function endpointText(end: Endpoint): string {
  return `${addrText(end.addr)}:${end.port}`;
}

/** Names a segment by what it does: `SYN`, `SYN-ACK`, `ACK`, `FIN`, `RST`, `78 bytes`. */
export function segmentName(seg: Segment): string {
  if (seg.flags & RST) return 'RST';
  if (seg.flags & SYN) return seg.flags & ACK ? 'SYN-ACK' : 'SYN';
  if (seg.payload.length > 0) {
    return bytesText(seg.payload.length) + (seg.flags & FIN ? ' + FIN' : '');
  }
  if (seg.flags & FIN) return 'FIN';
  return 'ACK';
}

/** Calls whose first argument is a file descriptor that the figures print. */
const FD_FIRST = new Set([
  'read',
  'write',
  'close',
  'dup',
  'dup2',
  'dup3',
  'bind',
  'listen',
  'accept',
  'accept4',
  'connect',
  'sendto',
  'recvfrom',
  'sendmsg',
  'recvmsg',
  'shutdown',
  'fcntl',
  'setsockopt',
  'getsockopt',
  'epoll_ctl',
  'epoll_wait',
  'lseek',
]);

/** Writes a call with the arguments that matter: `accept(3)`, `read(4, 1024)`, `listen(3, 10)`. */
export function callText(call: SysEnter | SysExit): string {
  return `${call.name}(${callArgs(call).join(', ')})`;
}

function callArgs({ name, args }: SysEnter | SysExit): (number | string)[] {
  switch (name) {
    case 'socket':
      return ['AF_INET', 'SOCK_STREAM', '0'];
    case 'bind': {
      return [args[0], '…'];
    }
    case 'listen':
      return [args[0], args[1]];
    case 'read':
    case 'write':
    case 'recvfrom':
    case 'sendto':
      return [args[0], grouped(args[2])];
    case 'dup2':
    case 'dup3':
      return [args[0], args[1]];
    case 'sendfile':
      return [args[0], args[1], grouped(args[3])];
    case 'splice':
      return [args[0], args[2], grouped(args[4])];
    case 'exit':
    case 'exit_group':
      return [args[0]];
    default:
      return FD_FIRST.has(name) ? [args[0]] : [];
  }
}

/** Writes a result as the caller sees it: `4`, or `-1 EADDRINUSE`. */
export function resultText(result: number): string {
  return result < 0 ? `-1 ${errnoName(-result)}` : grouped(result);
}

/** Writes a failed result in words: `EADDRINUSE, Address already in use`. */
export function errorText(result: number): string {
  return `${errnoName(-result)}, ${strerror(-result)}`;
}

/** Names what wakes a blocked call. */
export function awaitedText(on: string): string {
  switch (on) {
    case 'accept':
      return 'a finished connection in the accept queue';
    case 'connect':
      return 'the handshake to finish';
    case 'recv':
      return 'bytes from the peer';
    case 'send':
      return 'room in the send queue';
    case 'poll':
      return 'any of its descriptors to become ready';
    case 'sleep':
      return 'the time to pass';
    case 'child':
      return 'a child to exit';
    case 'pipe':
      return 'the other end of the pipe';
    case 'tty':
      return 'the terminal';
    default:
      return 'its linger time';
  }
}
