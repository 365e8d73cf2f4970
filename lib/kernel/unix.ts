// AF_UNIX: sockets of one host, named by files or by themselves, that can hand over descriptors.
//
// One idea: there is no protocol. Sending puts a message straight into the peer's queue, charged to
// the sender's buffer until it is read; a stream is the same queue, read without its borders.
//
// Units: bytes.
// Source: unix(7); Linux net/unix/af_unix.c unix_bind(), unix_stream_connect(),
// unix_release_sock(), unix_poll(); every errno and size measured on 6.18.
// Departs: no MSG_OOB, no SO_PASSSEC.

import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDHUP,
  SO_PASSCRED,
  SO_SNDBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../abi/constants.ts';
import {
  EACCES,
  EADDRINUSE,
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EINVAL,
  EISCONN,
  ENOENT,
  EPERM,
  EPROTOTYPE,
} from '../abi/errno.ts';
import { IN_CREATE } from '../abi/ipc.ts';
import { SO_PASSPIDFD } from '../abi/option-numbers.ts';
import { emit, takeId, traced } from '../sim/sim.ts';
import { decodeText, encodeText } from './bytes.ts';
import { groupOf } from './credentials.ts';
import { noteName } from './inotify.ts';
import type { Credentials, Ctx, Process, Task, UnixMessage, UnixSock } from './kernel.ts';
import { putFile } from './open-file.ts';
import { keptOption, levelKey } from './socket-options.ts';
import { addName, allowed, createNode, lookUp, parentOf, walk } from './vfs.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** net.unix.max_dgram_qlen: more datagrams than this one socket does not keep for strangers. */
const MAX_DGRAM_QUEUE = 10;
const NOBODY: Credentials = { pid: 0, uid: 0xffffffff, gid: 0xffffffff };

/** Makes a socket without a name or a peer. */
export function createUnix(ctx: Ctx, type: number): UnixSock {
  const sk: UnixSock = {
    ...{ id: takeId(ctx.sim), type, state: 'unconnected', backlog: MAX_DGRAM_QUEUE },
    ...{ acceptQueue: [], queue: [], shutdown: 0, err: 0, charged: 0, options: new Map() },
    peerCreds: NOBODY,
  };
  ctx.kernel.unixes.set(sk.id, sk);
  if (traced(ctx.sim, 'sock'))
    emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: sk.id, op: 'create', type: 'unix' });
  return sk;
}

/** Tells whose socket it is, as SO_PEERCRED does. */
export function credentialsOf(process: Process): Credentials {
  const { pid, uid } = process;
  return { pid, uid, gid: groupOf(process) };
}

/** Joins two sockets, as socketpair(2) does. */
export function joinUnix(a: UnixSock, b: UnixSock, creds: Credentials): void {
  for (const [sk, peer] of [
    [a, b],
    [b, a],
  ]) {
    sk.peer = peer.id;
    sk.state = 'connected';
    sk.peerCreds = creds;
  }
}

/** Finds a socket's peer, if it is still there. */
export function peerOf(ctx: Ctx, sk: UnixSock): UnixSock | undefined {
  return sk.peer === undefined ? undefined : ctx.kernel.unixes.get(sk.peer);
}

/** What a socket's peer is called, or was. */
export function unixPeerName(ctx: Ctx, sk: UnixSock): Uint8Array | undefined {
  const peer = peerOf(ctx, sk);
  return peer ? peer.name : sk.peerName;
}

/** A path ends at its zero byte; a name that begins with one is abstract and has all its bytes. */
function pathOf(name: Uint8Array): string | undefined {
  if (name[0] === 0) return undefined;
  const end = name.indexOf(0);
  return decodeText(end < 0 ? name : name.subarray(0, end));
}

function sameName(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Finds the socket that has a name: -ECONNREFUSED, -ENOENT, -ENOTDIR, -EACCES. */
export function findByName(
  ctx: Ctx,
  task: Task,
  type: number,
  name: Uint8Array,
): UnixSock | number {
  const path = pathOf(name);
  const found = path === undefined ? undefined : walk(ctx, task.process, path);
  if (typeof found === 'number') return found;
  const node = found?.node;
  if (found && !node) return -ENOENT;
  if (node && !allowed(node, task.process.uid, 2)) return -EACCES;
  if (!node) return findAbstract(ctx, type, name) ?? -ECONNREFUSED;
  for (const sk of ctx.kernel.unixes.values()) {
    // A name is the socket's that was bound, not that of the connections it has accepted.
    if (sk.parent === undefined && sk.name && sk.ino === node.ino) return sk;
  }
  return -ECONNREFUSED;
}

/** bind(2): a file, an abstract name, or with an empty one a name of the kernel's choice. */
export function bindUnix(ctx: Ctx, task: Task, sk: UnixSock, name: Uint8Array): number {
  if (name.length === 0) {
    if (!sk.name) autobind(ctx, sk);
    return 0;
  }
  const path = pathOf(name);
  if (path !== undefined) {
    const { process } = task;
    const found = walk(ctx, process, path, false);
    if (typeof found === 'number') return found;
    if (found.node) return -EADDRINUSE;
    const parent = lookUp(ctx, parentOf(found.path));
    if (!parent || !allowed(parent, process.uid, 2)) return -EACCES;
    if (sk.name) return -EINVAL;
    // What fchmod(2) made of the socket before is the name's.
    const own = [...ctx.kernel.files.values()].find(
      (file) => file.socket && file.object === sk.id,
    )?.about;
    const mode = (own?.mode ?? 0o777) & ~(process.umask ?? 0o22);
    const node = createNode(ctx, { kind: 'socket', mode, uid: process.uid, gid: process.uid });
    addName(ctx, found.path, node);
    noteName(ctx, found.path, node, IN_CREATE);
    sk.ino = node.ino;
    const end = name.indexOf(0);
    setName(ctx, sk, Uint8Array.of(...(end < 0 ? name : name.subarray(0, end)), 0));
    return 0;
  }
  if (sk.name) return -EINVAL;
  if (typeof findAbstract(ctx, sk.type, name) !== 'undefined') return -EADDRINUSE;
  setName(ctx, sk, name.slice());
  return 0;
}

/** Gives a socket its name. A receiver is told the one that the sender has by then: so what is on its way has it too. */
function setName(ctx: Ctx, sk: UnixSock, name: Uint8Array): void {
  sk.name = name;
  if (sk.charged === 0) return;
  for (const { queue } of ctx.kernel.unixes.values()) {
    for (const message of queue) if (message.sender === sk.id) message.name = name;
  }
}

/** Abstract names are one set for each type of socket. */
function findAbstract(ctx: Ctx, type: number, name: Uint8Array): UnixSock | undefined {
  return [...ctx.kernel.unixes.values()].find((sk) => {
    const own = sk.parent === undefined && sk.ino === undefined && sk.type === type;
    return own && sk.name && sameName(sk.name, name);
  });
}

/** Tells whether a socket has asked for a descriptor of whoever sends. */
export function isPidfdAsked({ options }: UnixSock): boolean {
  return Boolean(options.get(levelKey(SOL_SOCKET, SO_PASSPIDFD))?.[0]);
}

/** Tells whether a socket has asked to hear who sends: then it has a name itself before it sends or connects. */
export function passesSender(sk: UnixSock): boolean {
  return keptOption(sk.options, SO_PASSCRED)[0] !== 0 || isPidfdAsked(sk);
}

/** Names a socket with a zero byte and five hexadecimal digits. */
export function autobind(ctx: Ctx, sk: UnixSock): void {
  for (let number = 1; ; number++) {
    const name = encodeText(`\0${number.toString(16).padStart(5, '0')}`);
    if (findAbstract(ctx, sk.type, name)) continue;
    setName(ctx, sk, name);
    return;
  }
}

/** listen(2) on a socket that has a name; what waits stays. */
export function listenUnix(
  sk: UnixSock,
  backlog: number,
  limit: number,
  creds: Credentials,
): number {
  if (!sk.name || (sk.state !== 'unconnected' && sk.state !== 'listening')) return -EINVAL;
  sk.state = 'listening';
  sk.backlog = Math.min(backlog >>> 0, limit);
  sk.peerCreds = creds;
  return 0;
}

/** Who is connected hears from its peer alone. */
export function maySend(sk: UnixSock, target: UnixSock): boolean {
  return target.peer === undefined || target.peer === sk.id;
}

/**
 * Gives a datagram socket another peer, or none. What it had not read is lost with the one before, which is told
 * so if it was connected, too. Linux: unix_dgram_disconnected().
 */
export function setPeer(ctx: Ctx, sk: UnixSock, peer: UnixSock | undefined, pid: number): void {
  const before = sk.peer;
  const old = peerOf(ctx, sk);
  sk.peer = peer?.id;
  sk.peerName = undefined;
  sk.state = peer ? 'connected' : 'unconnected';
  if (before === undefined || before === peer?.id || sk.queue.length === 0) return;
  const lost = sk.queue;
  sk.queue = [];
  for (const message of lost) {
    uncharge(ctx, message);
    dropFiles(ctx, message, pid);
  }
  wake(ctx, sockKey(sk.id), POLLOUT);
  if (old?.peer !== sk.id) return;
  old.err = ECONNRESET;
  wake(ctx, sockKey(old.id), 0);
}

/** connect(2) of a stream: the connection stands at once, or -EAGAIN while the queue is full. */
export function connectUnix(ctx: Ctx, task: Task, sk: UnixSock, name: Uint8Array): number {
  if (passesSender(sk) && !sk.name) autobind(ctx, sk);
  const found = findByName(ctx, task, sk.type, name);
  if (typeof found === 'number') return found;
  if (found.type !== sk.type) return -EPROTOTYPE;
  if (sk.type === SOCK_DGRAM) {
    if (!maySend(sk, found)) return -EPERM;
    setPeer(ctx, sk, found, task.process.pid);
    return 0;
  }
  if (found.state !== 'listening' || found.shutdown & 1) return -ECONNREFUSED;
  // In this order: who is connected already would wait for room all the same.
  if (found.acceptQueue.length > found.backlog) return -EAGAIN;
  if (sk.state === 'connected') return -EISCONN;
  if (sk.state === 'listening') return -EINVAL;
  const child = createUnix(ctx, sk.type);
  const creds = credentialsOf(task.process);
  joinUnix(sk, child, creds);
  sk.peerCreds = found.peerCreds;
  child.name = found.name;
  child.ino = found.ino;
  child.parent = found.id;
  for (const [option, value] of found.options) child.options.set(option, value);
  found.acceptQueue.push(child.id);
  wake(ctx, sockKey(found.id), POLLIN);
  return 0;
}

/** accept(2): takes the oldest connection; -EAGAIN, or -EINVAL where nobody listens. */
export function acceptUnix(ctx: Ctx, sk: UnixSock): UnixSock | number {
  if (sk.state !== 'listening') return -EINVAL;
  const id = sk.acceptQueue.shift();
  // That nobody comes any more is seen by who would wait: see accept().
  if (id === undefined) return -EAGAIN;
  // Who sleeps in connect(2) for room in the queue tries again.
  wake(ctx, sockKey(sk.id), POLLOUT);
  return ctx.kernel.unixes.get(id)!;
}

/** Gives the bytes of a read message back to its sender, and tells it when that is enough. */
export function uncharge(ctx: Ctx, message: UnixMessage): void {
  const sender = ctx.kernel.unixes.get(message.sender);
  if (!sender) return;
  sender.charged -= message.size;
  if (isWriteable(sender)) wake(ctx, sockKey(sender.id), POLLOUT);
}

/** Tells whether poll(2) says that there is room. */
export function isWriteable(sk: UnixSock): boolean {
  // The socket itself counts as one byte (Linux: sk_wmem_alloc).
  return 4 * (sk.charged + 1) <= keptOption(sk.options, SO_SNDBUF)[0];
}

/** Closes a socket with its last descriptor; what nobody has read goes with it. */
export function releaseUnix(ctx: Ctx, id: number, pid: number): void {
  const sk = ctx.kernel.unixes.get(id);
  if (!sk) return;
  ctx.kernel.unixes.delete(id);
  const { queue, acceptQueue } = sk;
  sk.queue = [];
  sk.acceptQueue = [];
  const peer = peerOf(ctx, sk);
  // Who was connected to it still knows what it was called.
  const left = sk.type === SOCK_DGRAM ? ctx.kernel.unixes.values() : peer ? [peer] : [];
  for (const other of left) if (other.peer === id) other.peerName = sk.name;
  if (peer && peer.peer === id && sk.type !== SOCK_DGRAM) {
    peer.shutdown = 3;
    // Of a message without bytes at the head of the queue Linux takes no notice.
    const unread = queue.length > (queue[0]?.bytes.length === 0 ? 1 : 0);
    if (unread || sk.parent === WAITING) peer.err = ECONNRESET;
    wake(ctx, sockKey(peer.id), 0);
  }
  for (const message of queue) {
    uncharge(ctx, message);
    dropFiles(ctx, message, pid);
  }
  for (const child of acceptQueue) {
    ctx.kernel.unixes.get(child)!.parent = WAITING;
    releaseUnix(ctx, child, pid);
  }
  // Those who wait for room in its queue learn that it is gone.
  wake(ctx, sockKey(id), 0);
  if (traced(ctx.sim, 'sock'))
    emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: id, op: 'free', type: 'unix' });
}

/** Parent of a connection that was never accepted, while it is being freed. */
const WAITING = -1;

/** Lets go of descriptors that were on their way. */
export function dropFiles(ctx: Ctx, message: UnixMessage, pid: number): void {
  const files = message.files;
  message.files = [];
  for (const id of files) {
    const file = ctx.kernel.files.get(id);
    if (file) putFile(ctx, file, pid);
  }
}

/** shutdown(2): the peer of a stream hears of it. */
export function shutdownUnix(ctx: Ctx, sk: UnixSock, how: number): number {
  const bits = how + 1;
  sk.shutdown |= bits;
  const peer = peerOf(ctx, sk);
  if (peer && sk.type !== SOCK_DGRAM) {
    peer.shutdown |= (bits & 1 ? 2 : 0) | (bits & 2 ? 1 : 0);
    wake(ctx, sockKey(peer.id), 0);
  }
  wake(ctx, sockKey(sk.id), 0);
  return 0;
}

/** Tells what poll(2) would. */
export function pollUnix(ctx: Ctx, id: number): number {
  const sk = ctx.kernel.unixes.get(id);
  if (!sk) return POLLERR;
  let mask = sk.err ? POLLERR : 0;
  const stream = sk.type !== SOCK_DGRAM;
  if (sk.shutdown === 3) mask |= POLLHUP;
  if (sk.shutdown & 1) mask |= POLLIN | POLLRDHUP;
  if (sk.queue.length > 0 || sk.acceptQueue.length > 0) mask |= POLLIN;
  if (stream && sk.state === 'unconnected') mask |= POLLHUP;
  const peer = peerOf(ctx, sk);
  const full = !stream && peer !== undefined && isFull(sk, peer);
  if (isWriteable(sk) && !full && sk.state !== 'listening') mask |= POLLOUT;
  return mask;
}

/** A datagram queue is bounded for all but the socket that it is itself connected to. */
export function isFull(sk: UnixSock, target: UnixSock): boolean {
  return target !== sk && target.peer !== sk.id && target.queue.length > target.backlog;
}

/** Tells the name of the type, as `ss -x` does. */
export function typeName(type: number): string {
  return type === SOCK_STREAM ? 'u_str' : type === SOCK_DGRAM ? 'u_dgr' : 'u_seq';
}
