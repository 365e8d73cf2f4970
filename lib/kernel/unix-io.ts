// AF_UNIX messages: how bytes and descriptors get into a queue and out of it.
//
// One idea: a stream cuts what is written into pieces of the allocator's sizes and joins what is
// read, but never across a message that carries descriptors.
//
// Units: bytes.
// Source: unix(7), cmsg(3); Linux net/unix/af_unix.c unix_stream_sendmsg(), unix_dgram_sendmsg(),
// unix_stream_read_generic(), net/unix/garbage.c; sizes measured on 6.18.

import { POLLOUT, SO_PASSCRED, SO_SNDBUF, SOCK_DGRAM, SOCK_STREAM } from '../abi/constants.ts';
import {
  EAGAIN,
  ECONNREFUSED,
  EINVAL,
  EMSGSIZE,
  ENOTCONN,
  EPERM,
  EPIPE,
  EPROTOTYPE,
} from '../abi/errno.ts';
import type { Credentials, Ctx, OpenFile, Task, UnixMessage, UnixSock } from './kernel.ts';
import { getFile, putFile } from './open-file.ts';
import { messageAt } from './peek-offset.ts';
import { keptOption } from './socket-options.ts';
import {
  autobind,
  dropFiles,
  findByName,
  isFull,
  isWriteable,
  maySend,
  passesSender,
  peerOf,
  setPeer,
  uncharge,
} from './unix.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** What fits one page-sized buffer beside its bookkeeping, and the pages that may follow. */
const HEAD_MAX = 3776;
const PAGES_MAX = 32_768;
const ALLOC_MAX = 16_064;
const FRAGS_MAX = 17 * 4096;

/** Size of what the allocator gives for `bytes` in one run. */
function headSize(bytes: number): number {
  let size = 512;
  while (size < bytes + 320) size *= 2;
  return size + 256;
}

function pages(bytes: number): number {
  return Math.ceil(bytes / 4096) * 4096;
}

/** What a piece of a stream is charged with. */
function streamSize(bytes: number): number {
  const inPages = Math.min(pages(Math.max(0, bytes - HEAD_MAX)), bytes);
  return headSize(bytes - inPages) + inPages;
}

function datagramSize(bytes: number): number {
  const inPages = bytes > ALLOC_MAX ? pages(Math.min(bytes - ALLOC_MAX, FRAGS_MAX)) : 0;
  return headSize(Math.max(0, bytes - inPages)) + inPages;
}

/** What goes with the bytes of one send: descriptors, and who sends. */
export interface Rider {
  files: OpenFile[];
  creds: Credentials;
}

function makeMessage(
  ctx: Ctx,
  sk: UnixSock,
  bytes: Uint8Array,
  size: number,
  rider: Rider,
): UnixMessage {
  for (const file of rider.files) getFile(ctx, file);
  sk.charged += size;
  const files = rider.files.map(({ id }) => id);
  const { creds } = rider;
  const atUs = ctx.sim.nowUs;
  const message = { bytes: bytes.slice(), size, files, creds, atUs, sender: sk.id };
  return sk.name ? { ...message, name: sk.name } : message;
}

/** Tells why a stream takes nothing, whatever it is: -EPIPE, -ENOTCONN, or 0. */
export function streamRefusal(ctx: Ctx, sk: UnixSock): number {
  if (sk.state !== 'connected') return -ENOTCONN;
  if (sk.shutdown & 2) return -EPIPE;
  const peer = peerOf(ctx, sk);
  return !peer || peer.shutdown & 1 ? -EPIPE : 0;
}

/** Writes into a stream: how many bytes it took, -EAGAIN while there is no room. */
export function sendStream(ctx: Ctx, sk: UnixSock, bytes: Uint8Array, rider: Rider): number {
  const refused = streamRefusal(ctx, sk);
  if (refused) return refused;
  const peer = peerOf(ctx, sk)!;
  const limit = keptOption(sk.options, SO_SNDBUF)[0];
  let done = 0;
  let files = rider;
  while (done < bytes.length && sk.charged < limit) {
    const length = Math.min(bytes.length - done, (limit >> 1) - 64, HEAD_MAX + PAGES_MAX);
    const part = bytes.subarray(done, done + length);
    peer.queue.push(makeMessage(ctx, sk, part, streamSize(length), files));
    // Descriptors ride with the first piece.
    files = { ...rider, files: [] };
    done += length;
  }
  if (done === 0 && bytes.length > 0) return -EAGAIN;
  wake(ctx, sockKey(peer.id), 1);
  return done;
}

/** Puts a datagram, or a message of a sequence, into the queue of the socket that is named, or of the peer. */
export function sendDatagram(
  ctx: Ctx,
  task: Task,
  sk: UnixSock,
  name: Uint8Array | undefined,
  bytes: Uint8Array,
  rider: Rider,
): number {
  const sequence = sk.type !== SOCK_DGRAM;
  if (sequence && sk.err) return -takeUnixError(sk);
  if (sequence && sk.state !== 'connected') return -ENOTCONN;
  if (passesSender(sk) && !sk.name) autobind(ctx, sk);
  const limit = keptOption(sk.options, SO_SNDBUF)[0];
  if (bytes.length > limit - 32) return -EMSGSIZE;
  // Room is found before anybody is looked for.
  if (sk.err) return -takeUnixError(sk);
  if (sk.shutdown & 2) return -EPIPE;
  if (sk.charged >= limit) return -EAGAIN;
  const result = deliver(ctx, task, sk, name, bytes, rider);
  // The buffer of what nobody took is free again, and that is an edge to who waits for room.
  if (result < 0 && result !== -EAGAIN && isWriteable(sk)) wake(ctx, sockKey(sk.id), POLLOUT);
  return result;
}

/** Finds whom a message is for, and puts it into that queue. */
function deliver(
  ctx: Ctx,
  task: Task,
  sk: UnixSock,
  name: Uint8Array | undefined,
  bytes: Uint8Array,
  rider: Rider,
): number {
  const sequence = sk.type !== SOCK_DGRAM;
  const target = name ? findByName(ctx, task, sk.type, name) : peerOf(ctx, sk);
  if (typeof target === 'number') return target;
  if (!target) {
    if (sequence) return -EPIPE;
    if (sk.peer === undefined) return -ENOTCONN;
    // The peer has gone; whoever sends learns of it once, and is on its own from then on.
    setPeer(ctx, sk, undefined, rider.creds.pid);
    return -ECONNREFUSED;
  }
  if (target.type !== sk.type) return -EPROTOTYPE;
  if (!maySend(sk, target)) return -EPERM;
  if (target.shutdown & 1) return -EPIPE;
  if (!sequence && isFull(sk, target)) return -EAGAIN;
  target.queue.push(makeMessage(ctx, sk, bytes, datagramSize(bytes.length), rider));
  wake(ctx, sockKey(target.id), 1);
  return bytes.length;
}

/** Takes the pending error: its number once, then 0. */
export function takeUnixError(sk: UnixSock): number {
  const { err } = sk;
  sk.err = 0;
  return err;
}

/** What a receive finds: bytes, and what came with them. */
export interface UnixInput {
  bytes: Uint8Array;
  /** Length of the whole message, where it has borders. */
  whole: number;
  first?: UnixMessage;
  files: number[];
  /** Messages to take out, and how much of the one behind them. */
  taken: number;
  rest: number;
}

/** Looks at what a receive of up to `max` bytes would get, `offset` bytes on; -EAGAIN, -ECONNRESET, -ENOTCONN. */
export function lookUnix(sk: UnixSock, max: number, offset = 0): UnixInput | number {
  const nothing = { bytes: new Uint8Array(0), whole: 0, files: [], taken: 0, rest: 0 };
  const seen = messageAt(sk.queue, offset);
  const first = seen?.message;
  // Where messages have borders an error comes before them.
  if (sk.err && sk.type !== SOCK_STREAM) return -takeUnixError(sk);
  if (!first) {
    if (sk.err) return -takeUnixError(sk);
    if (sk.type === SOCK_STREAM && sk.state !== 'connected') return -EINVAL;
    if (sk.type !== SOCK_DGRAM && sk.state !== 'connected') return -ENOTCONN;
    // Of datagrams an end of reading is seen by who would wait: see receiveUnix.
    return sk.shutdown & 1 && sk.type !== SOCK_DGRAM ? nothing : -EAGAIN;
  }
  if (sk.type !== SOCK_STREAM) {
    const bytes = first.bytes.slice(seen.skip, seen.skip + max);
    const whole = first.bytes.length - seen.skip;
    return { bytes, whole, first, files: first.files, taken: 1, rest: 0 };
  }
  const parts: Uint8Array[] = [];
  let [length, taken, rest] = [0, 0, 0];
  let files: number[] = [];
  // Whose bytes they are matters only to those who have asked; descriptors to all.
  const asked = keptOption(sk.options, SO_PASSCRED)[0] !== 0;
  let { skip } = seen;
  for (const message of sk.queue.slice(sk.queue.indexOf(first))) {
    const strange = message.creds.pid !== first.creds.pid || message.creds.uid !== first.creds.uid;
    if (length === max || (asked && strange)) break;
    const part = message.bytes.subarray(skip, skip + max - length);
    parts.push(part);
    length += part.length;
    files = message.files;
    if (skip + part.length < message.bytes.length) {
      rest = part.length;
      break;
    }
    taken++;
    skip = 0;
    // Nothing is joined behind descriptors.
    if (files.length > 0) break;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, whole: length, first, files, taken, rest };
}

/** Takes out what was looked at. The descriptors among it are the caller's, or dropped. */
export function takeUnix(
  ctx: Ctx,
  sk: UnixSock,
  input: UnixInput,
  pid: number,
  keep = false,
): void {
  const { taken, rest } = input;
  const gone = sk.queue.slice(0, taken);
  sk.queue = sk.queue.slice(taken);
  const [next] = sk.queue;
  if (rest > 0 && next) {
    next.bytes = next.bytes.slice(rest);
    if (keep) next.files = [];
    else dropFiles(ctx, next, pid);
  }
  for (const message of gone) {
    uncharge(ctx, message);
    if (keep) message.files = [];
    else dropFiles(ctx, message, pid);
  }
  // A full datagram queue has room again; whoever sends to it sleeps at its key.
  if (gone.length > 0 && sk.type === SOCK_DGRAM) wake(ctx, sockKey(sk.id), 4);
}

/** Tells how many bytes wait: all of them, or those of the next datagram (FIONREAD). */
export function unixUnread(sk: UnixSock): number {
  if (sk.type === SOCK_DGRAM) return sk.queue[0]?.bytes.length ?? 0;
  return sk.queue.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Frees sockets that only their own queues still hold, in a circle that no process can reach. */
export function collectUnix(ctx: Ctx, pid: number): void {
  const { files, unixes } = ctx.kernel;
  const flying = new Map<number, number>();
  for (const { queue } of unixes.values()) {
    for (const message of queue) {
      for (const id of message.files) flying.set(id, (flying.get(id) ?? 0) + 1);
    }
  }
  if (flying.size === 0) return;
  const held = [...files.values()].filter(({ id, refs }) => refs > (flying.get(id) ?? 0));
  const reached = new Set<number>();
  const visit = (file: OpenFile): void => {
    if (reached.has(file.id)) return;
    reached.add(file.id);
    const sk = file.what === 'socket' ? unixes.get(file.object) : undefined;
    const waiting = (sk?.acceptQueue ?? []).flatMap((id) => unixes.get(id)?.queue ?? []);
    for (const message of [...(sk?.queue ?? []), ...waiting]) {
      for (const id of message.files) {
        const inside = files.get(id);
        if (inside) visit(inside);
      }
    }
  };
  held.forEach(visit);
  const gone: UnixMessage[] = [];
  for (const id of flying.keys()) {
    const file = files.get(id);
    const sk = file?.what === 'socket' ? unixes.get(file.object) : undefined;
    if (!sk || reached.has(id)) continue;
    gone.push(...sk.queue);
    sk.queue = [];
  }
  // Only then do they close: nobody is reset for what was collected.
  for (const message of gone) {
    uncharge(ctx, message);
    dropFiles(ctx, message, pid);
  }
}

/** Lets a descriptor go that nobody took. */
export function dropFile(ctx: Ctx, id: number, pid: number): void {
  const file = ctx.kernel.files.get(id);
  if (file) putFile(ctx, file, pid);
}
