// A script's call to a raw one: a number, six registers, and a memory in which the pointers point.
//
// One idea: the memory is one array that begins at `MEMORY_BASE`, so that the same raw call can be
// made in the model and, by a test tool, of a real kernel. What the script expects in memory after
// the call (revents, an option's value) is a list of checks.
//
// Source: the structs of lib/abi; defaults of packetdrill for `...`: the local end for bind, the
// remote one for connect, memory of the size needed elsewhere.

import { AF_INET, AF_INET6 } from '../abi/constants.ts';
import { LIBC_CALLS, SYS, type SyscallName } from '../abi/syscalls.ts';
import { encodeText, toBytes } from '../kernel/bytes.ts';
import { V6, v6Bytes } from '../net/ip.ts';
import { layOut } from './control-messages.ts';
import type { Value } from './value.ts';

export const MEMORY_BASE = 0x2000_0000;
export const LOCAL = { addr: 0xc0a80001, port: 8080 };
export const REMOTE = { addr: 0xc0000201, port: 8080 };

/** What must lie in memory after the call, if it succeeded. */
export interface Check {
  what: string;
  at: number;
  size: number;
  want: number;
}

/** `--ip_version`: what `...` means where a family or an address is expected. */
export type IpVersion = 'ipv4' | 'ipv4-mapped-ipv6' | 'ipv6';

/** The process's descriptors by the numbers that the script has for them, where these differ. */
export type Descriptors = ReadonlyMap<number, number>;

export interface RawCall {
  nr: number;
  args: number[];
  memory: Uint8Array;
  checks: Check[];
}

interface Builder {
  name: string;
  version: IpVersion;
  fds: Descriptors;
  bytes: number[];
  checks: Check[];
}

/** Where calls that take numbers alone have descriptors. */
const DESCRIPTORS = new Map([
  ...['close', 'dup', 'listen', 'shutdown', 'lseek', 'ftruncate'].map(
    (name): [string, number[]] => [name, [0]],
  ),
  ...['dup2', 'dup3'].map((name): [string, number[]] => [name, [0, 1]]),
]);

/** The most that one call may move. */
const MAX_BYTES = 16 << 20;
/** Room that a receiver has for control messages. */
const CONTROL_BYTES = 512;

type Marshal = (b: Builder, args: Value[]) => number[];

/** Makes the raw call; throws an Error that says which argument is wrong. */
export function marshal(
  name: string,
  args: Value[],
  version: IpVersion = 'ipv4',
  fds: Descriptors = new Map(),
): RawCall {
  const b: Builder = { name, version, fds, bytes: [], checks: [] };
  const own = CALLS[name];
  const kernelName = (LIBC_CALLS[name] ?? name) as SyscallName;
  const nr = own?.nr ?? SYS[kernelName];
  if (nr === undefined) throw new Error(`unknown system call '${name}'`);
  if (own && (args.length < own.least || args.length > own.most)) {
    const most = own.most > own.least ? ` to ${own.most}` : '';
    throw new Error(`${name}: expected ${own.least}${most} arguments, not ${args.length}`);
  }
  const plain = (arg: Value, i: number): number =>
    DESCRIPTORS.get(name)?.includes(i) ? fd(b, arg, i) : int(b, arg, i);
  const registers = own ? own.marshal(b, args) : args.map(plain);
  return { nr, args: registers, memory: Uint8Array.from(b.bytes), checks: b.checks };
}

/** Reads the result of a check out of memory. */
export function checkedValue(memory: Uint8Array, check: Check): number {
  let value = 0;
  for (let i = check.size - 1; i >= 0; i--) value = value * 256 + memory[check.at + i];
  return check.size === 4 ? value | 0 : value;
}

function alloc(b: Builder, bytes: ArrayLike<number>): number {
  while (b.bytes.length % 8 !== 0) b.bytes.push(0);
  const at = b.bytes.length;
  for (let i = 0; i < bytes.length; i++) b.bytes.push(bytes[i]);
  return MEMORY_BASE + at;
}

function reserve(b: Builder, size: number): number {
  if (size < 0 || size > MAX_BYTES) throw new Error(`${b.name}: ${size} bytes are too many`);
  return alloc(b, new Uint8Array(size));
}

function expect(b: Builder, what: string, addr: number, size: number, want: Value | undefined) {
  if (want?.k !== 'number') return;
  b.checks.push({ what, at: addr - MEMORY_BASE, size, want: want.value });
}

function int(b: Builder, value: Value | undefined, i: number, fallback = 0): number {
  if (value?.k === 'number') return value.value;
  if (value === undefined || value.k === 'any') return fallback;
  throw new Error(`${b.name}: argument ${i + 1} is not a number`);
}

/** A descriptor: the script's number, or the process's that it stands for. */
function fd(b: Builder, value: Value | undefined, i: number): number {
  const number = int(b, value, i);
  return b.fds.get(number) ?? number;
}

function field(value: Value, name: string, index: number): Value | undefined {
  if (value.k !== 'struct') return undefined;
  const named = value.fields.find((f) => f.name === name);
  if (named) return named.value;
  const at = value.fields[index];
  return at && at.name === undefined ? at.value : undefined;
}

/** Reads the one number of `[n]`, or a bare one. */
function single(b: Builder, value: Value | undefined): Value | undefined {
  if (value?.k !== 'list') return value;
  if (value.items.length !== 1) throw new Error(`${b.name}: expected [one number]`);
  return value.items[0];
}

/** Bytes to be sent: a text, or as many zeros as the count says. */
function data(b: Builder, value: Value | undefined, count: number): number {
  if (count < 0 || count > MAX_BYTES) throw new Error(`${b.name}: a count of ${count}`);
  if (value?.k === 'number') return value.value;
  const bytes = new Uint8Array(count);
  if (value?.k === 'text') bytes.set(value.bytes.subarray(0, count));
  return alloc(b, bytes);
}

/** Writes a struct sockaddr_in6: an address that goes with the IPv4 one, or has that inside. */
function sockaddrV6(version: IpVersion, { addr, port }: typeof LOCAL): Uint8Array {
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET6, true);
  view.setUint16(2, port);
  if (version === 'ipv6') bytes.set(v6Bytes(V6 + addr), 8);
  else {
    view.setUint16(18, 0xffff);
    view.setUint32(20, addr);
  }
  return bytes;
}

function sockaddr(b: Builder, value: Value | undefined, end: typeof LOCAL): [number, number] {
  if (value?.k === 'number') return [value.value, 0];
  let { addr, port } = end;
  let family = b.version === 'ipv4' ? AF_INET : AF_INET6;
  if (family === AF_INET6 && (value === undefined || value.k === 'any')) {
    return [alloc(b, sockaddrV6(b.version, end)), 28];
  }
  if (value?.k === 'struct') {
    family = int(b, field(value, 'sa_family', 0), 1, AF_INET);
    port = int(b, field(value, 'sin_port', 1), 1, port);
    addr = int(b, field(value, 'sin_addr', 2), 1, addr);
  }
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true);
  view.setUint16(2, port);
  view.setUint32(4, addr);
  return [alloc(b, bytes), 16];
}

/** Room for an address that the kernel writes, with its length; NULL stays NULL. */
function addressOut(b: Builder, addr: Value | undefined, len: Value | undefined): number[] {
  if (!addr || (addr.k === 'number' && addr.value === 0)) return [0, 0];
  const where = reserve(b, 128);
  const room = int(b, single(b, len), 2, 128);
  const pair = [where, alloc(b, toBytes(room, 4))];
  if (addr.k === 'struct') {
    const port = field(addr, 'sin_port', 1);
    const quad = field(addr, 'sin_addr', 2);
    const turned = (value: Value | undefined, size: number): Value | undefined =>
      value?.k === 'number' ? { k: 'number', value: networkOrder(value.value, size) } : undefined;
    expect(b, 'sin_port', where + 2, 2, turned(port, 2));
    expect(b, 'sin_addr', where + 4, 4, turned(quad, 4));
  }
  return pair;
}

function networkOrder(value: number, size: number): number {
  const bytes = toBytes(value, size).reverse();
  const number = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  return size === 4 ? number | 0 : number;
}

function iovec(b: Builder, value: Value | undefined): [number, number] {
  if (value?.k !== 'list') throw new Error(`${b.name}: expected a list of buffers, [{..., 100}]`);
  const parts = value.items.map((item) => {
    const count = int(b, field(item, 'iov_len', 1), 1);
    return [data(b, field(item, 'iov_base', 0), count), count];
  });
  const bytes = parts.flatMap(([base, count]) => [...toBytes(base, 8), ...toBytes(count, 8)]);
  return [alloc(b, bytes), parts.length];
}

function msghdr(b: Builder, value: Value): number {
  const name = field(value, 'msg_name', -1);
  const [addr, length] = name && name.k !== 'any' ? sockaddr(b, name, REMOTE) : [0, 0];
  const [iov, count] = iovec(b, field(value, 'msg_iov', -1) ?? { k: 'list', items: [] });
  const control = field(value, 'msg_control', -1);
  const messages = control && control.k !== 'any' ? layOut(control) : undefined;
  const receives = b.name === 'recvmsg';
  const room = messages ? (receives ? CONTROL_BYTES : messages.bytes) : 0;
  const controls = messages ? reserve(b, room) : 0;
  const words = [addr, length, iov, count, controls, room, 0];
  const where = alloc(
    b,
    words.flatMap((word) => [...toBytes(word, 8)]),
  );
  if (receives && messages) expect(b, 'msg_controllen', where + 40, 8, numberValue(messages.bytes));
  for (const { what, at, size, value } of messages?.fields ?? []) {
    if (receives) expect(b, what, controls + at, size, numberValue(value));
    else b.bytes.splice(controls - MEMORY_BASE + at, size, ...toBytes(value, size));
  }
  if (receives) expect(b, 'msg_flags', where + 48, 4, field(value, 'msg_flags', -1));
  return where;
}

function numberValue(value: number): Value {
  return { k: 'number', value };
}

function pollfds(b: Builder, value: Value): number {
  if (value.k !== 'list') throw new Error('poll: expected [{fd=3, events=POLLIN, revents=0}]');
  const bytes = value.items.flatMap((item) => {
    const polled = fd(b, field(item, 'fd', 0), 0);
    return [...toBytes(polled, 4), ...toBytes(int(b, field(item, 'events', 1), 0), 2), 0, 0];
  });
  const where = alloc(b, bytes);
  value.items.forEach((item, i) => {
    expect(b, `revents of entry ${i}`, where + 8 * i + 6, 2, field(item, 'revents', 2));
  });
  return where;
}

function epollEvent(b: Builder, value: Value): number[] {
  const id = field(value, 'fd', 1) ?? field(value, 'ptr', 1) ?? field(value, 'u32', 1);
  return [...toBytes(int(b, field(value, 'events', 0), 0), 4), ...toBytes(int(b, id, 0), 8)];
}

function epollOut(b: Builder, value: Value, max: number): number {
  const where = reserve(b, 12 * Math.max(1, Math.min(max, 1024)));
  const items = value.k === 'list' ? value.items : value.k === 'struct' ? [value] : [];
  items.forEach((item, i) => {
    const id = field(item, 'fd', 1) ?? field(item, 'ptr', 1) ?? field(item, 'u32', 1);
    expect(b, `events of entry ${i}`, where + 12 * i, 4, field(item, 'events', 0));
    expect(b, `fd of entry ${i}`, where + 12 * i + 4, 4, id);
  });
  return where;
}

/** An option's value as bytes: [n], a text, or a struct of ints or longs. */
function optionBytes(b: Builder, value: Value): Uint8Array {
  if (value.k === 'text') return Uint8Array.from([...value.bytes, 0]);
  if (value.k === 'struct') {
    const wide = value.fields.some((f) => f.name?.startsWith('tv_'));
    return Uint8Array.from(
      value.fields.flatMap((f) => [...toBytes(int(b, f.value, 3), wide ? 8 : 4)]),
    );
  }
  const items = value.k === 'list' ? value.items : [value];
  return Uint8Array.from(items.flatMap((item) => [...toBytes(int(b, item, 3), 4)]));
}

function setOption(b: Builder, args: Value[]): number[] {
  const head = [fd(b, args[0], 0), int(b, args[1], 1), int(b, args[2], 2)];
  const value = args[3];
  const bytes = optionBytes(b, value);
  return [...head, alloc(b, bytes), int(b, args[4], 4, bytes.length)];
}

function getOption(b: Builder, args: Value[]): number[] {
  const head = [fd(b, args[0], 0), int(b, args[1], 1), int(b, args[2], 2)];
  const value = args[3];
  const where = reserve(b, 256);
  const length = int(b, single(b, args[4]), 4, 256);
  if (value.k === 'list' || value.k === 'number') {
    const items = value.k === 'list' ? value.items : [value];
    items.forEach((item, i) => {
      expect(b, 'the value', where + 4 * i, 4, item);
    });
  } else if (value.k === 'struct') {
    const wide = value.fields.some((f) => f.name?.startsWith('tv_'));
    value.fields.forEach((f, i) => {
      expect(b, f.name ?? `field ${i}`, where + (wide ? 8 : 4) * i, wide ? 8 : 4, f.value);
    });
  } else if (value.k === 'text') {
    value.bytes.forEach((byte, i) => {
      expect(b, `byte ${i} of the value`, where + i, 1, { k: 'number', value: byte });
    });
  }
  return [...head, where, alloc(b, toBytes(length, 4))];
}

/** Calls whose third argument is an int or a pointer to one, which is checked or given. */
function controlled(b: Builder, args: Value[]): number[] {
  const [file, request, arg] = args;
  const head = [fd(b, file, 0), int(b, request, 1)];
  if (arg?.k !== 'list') return [...head, int(b, arg, 2)];
  const FIONBIO = 0x5421;
  const value = single(b, arg);
  const where = alloc(b, toBytes(int(b, value, 2), 4));
  if (head[1] !== FIONBIO) expect(b, 'the value', where, 4, value);
  return [...head, where];
}

function transfer(b: Builder, args: Value[], out: boolean): number[] {
  const count = int(b, args[2], 2);
  const buffer = out || args[1].k === 'number' ? data(b, args[1], count) : reserve(b, count);
  const head = [fd(b, args[0], 0), buffer, count];
  if (b.name === 'read' || b.name === 'write') return head;
  const flags = int(b, args[3], 3);
  if (out) return [...head, flags, ...(args[4] ? sockaddr(b, args[4], REMOTE) : [0, 0])];
  return [...head, flags, ...addressOut(b, args[4], args[5])];
}

function vector(b: Builder, args: Value[]): number[] {
  const [where, count] = iovec(b, args[1]);
  return [fd(b, args[0], 0), where, int(b, args[2], 2, count)];
}

function named(b: Builder, args: Value[]): number[] {
  const [addr, length] = sockaddr(b, args[1], b.name === 'bind' ? LOCAL : REMOTE);
  return [fd(b, args[0], 0), addr, int(b, args[2], 2, length)];
}

function accepted(b: Builder, args: Value[]): number[] {
  return [fd(b, args[0], 0), ...addressOut(b, args[1], args[2]), int(b, args[3], 3)];
}

function message(b: Builder, [file, msg, flags]: Value[]): number[] {
  return [fd(b, file, 0), msghdr(b, msg), int(b, flags, 2)];
}

function pipeOut(b: Builder, args: Value[]): number[] {
  const where = reserve(b, 8);
  const ends = args[0].k === 'list' ? args[0].items : [];
  ends.forEach((end, i) => {
    expect(b, `end ${i}`, where + 4 * i, 4, end);
  });
  return [where, int(b, args[1], 1)];
}

/** An offset is NULL or `[n]`. */
function offset(b: Builder, value: Value): number {
  return value.k === 'list' ? alloc(b, toBytes(int(b, single(b, value), 1), 8)) : int(b, value, 1);
}

interface CallRow {
  nr?: number;
  least: number;
  most: number;
  marshal: Marshal;
}

const row = (least: number, most: number, how: Marshal, nr?: number): CallRow =>
  nr === undefined ? { least, most, marshal: how } : { nr, least, most, marshal: how };

const CALLS: Record<string, CallRow | undefined> = {
  socket: row(3, 3, (b, args) => {
    const family = b.version === 'ipv4' ? AF_INET : AF_INET6;
    return args.map((arg, i) => int(b, arg, i, i === 0 ? family : 0));
  }),
  bind: row(3, 3, named),
  connect: row(3, 3, named),
  accept: row(3, 3, accepted),
  accept4: row(4, 4, accepted),
  getsockname: row(3, 3, accepted),
  getpeername: row(3, 3, accepted),
  read: row(3, 3, (b, args) => transfer(b, args, false)),
  recv: row(4, 4, (b, args) => transfer(b, args, false)),
  recvfrom: row(6, 6, (b, args) => transfer(b, args, false)),
  write: row(3, 3, (b, args) => transfer(b, args, true)),
  send: row(4, 4, (b, args) => transfer(b, args, true)),
  sendto: row(6, 6, (b, args) => transfer(b, args, true)),
  readv: row(3, 3, vector),
  writev: row(3, 3, vector),
  sendmsg: row(3, 3, message),
  recvmsg: row(3, 3, message),
  poll: row(3, 3, (b, [fds, n, ms]) => [pollfds(b, fds), int(b, n, 1), int(b, ms, 2)]),
  epoll_create: row(1, 1, (b, [n]) => [int(b, n, 0)]),
  epoll_ctl: row(4, 4, (b, [ep, op, file, event]) => [
    fd(b, ep, 0),
    int(b, op, 1),
    fd(b, file, 2),
    event.k === 'struct' ? alloc(b, epollEvent(b, event)) : int(b, event, 3),
  ]),
  epoll_wait: row(4, 4, (b, [ep, events, max, ms]) => {
    const most = int(b, max, 2);
    return [fd(b, ep, 0), epollOut(b, events, most), most, int(b, ms, 3)];
  }),
  setsockopt: row(5, 5, setOption),
  getsockopt: row(5, 5, getOption),
  fcntl: row(2, 3, (b, args) => args.map((arg, i) => (i === 0 ? fd(b, arg, 0) : int(b, arg, i)))),
  ioctl: row(3, 3, controlled),
  pipe: row(1, 1, pipeOut),
  pipe2: row(2, 2, pipeOut),
  splice: row(6, 6, (b, args) =>
    args.map((arg, i) => (i > 3 ? int(b, arg, i) : i % 2 ? offset(b, arg) : fd(b, arg, i))),
  ),
  sendfile: row(4, 4, (b, args) =>
    args.map((arg, i) => (i > 2 ? int(b, arg, i) : i > 1 ? offset(b, arg) : fd(b, arg, i))),
  ),
  open: row(2, 3, (b, args) => {
    const path = args[0].k === 'text' ? args[0].bytes : encodeText('/dev/null');
    return [-100, alloc(b, [...path, 0]), int(b, args[1], 1), int(b, args[2], 2)];
  }),
};
