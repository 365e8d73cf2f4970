// Interfaces, as ioctl(2) on a socket tells of them: names, addresses, masks, flags.
//
// Source: netdevice(7); Linux net/core/dev_ioctl.c and net/ipv4/devinet.c.
// Departs: nothing can be changed; lo is number 1 and the others follow in their order.

import { EFAULT, EINVAL, ENODEV } from '../abi/errno.ts';
import { v4Bytes } from '../net/ip.ts';
import type { Iface } from '../tcp/stack.ts';
import { decodeText, encodeText, signedAt, toBytes, unsignedAt } from './bytes.ts';
import type { Ctx, Task } from './kernel.ts';
import { readUser, writeUser } from './user-memory.ts';

const SIOCGIFNAME = 0x8910;
const SIOCGIFCONF = 0x8912;
const SIOCGIFFLAGS = 0x8913;
const SIOCGIFADDR = 0x8915;
const SIOCGIFBRDADDR = 0x8919;
const SIOCGIFNETMASK = 0x891b;
const SIOCGIFMTU = 0x8921;
const SIOCGIFINDEX = 0x8933;

const NAME_BYTES = 16;
const IFREQ_BYTES = 40;
/** IFF_UP | IFF_RUNNING, with IFF_LOOPBACK or IFF_BROADCAST | IFF_MULTICAST. */
const LOOPBACK_FLAGS = 0x49;
const CARD_FLAGS = 0x1043;

/** What only a socket of TCP or UDP may ask. */
const INET_ONLY: number[] = [SIOCGIFADDR, SIOCGIFNETMASK, SIOCGIFBRDADDR];

/** Answers a request about interfaces; undefined where it is about something else. */
export function interfaceRequest(
  ctx: Ctx,
  task: Task,
  inet: boolean,
  request: number,
  addr: number,
): number | undefined {
  if (request === SIOCGIFCONF) return list(ctx, task, addr);
  const known = request === SIOCGIFNAME || FIELDS[request];
  if (!known || (!inet && INET_ONLY.includes(request))) return undefined;
  const bytes = readUser(ctx, task, addr, IFREQ_BYTES);
  if (!bytes) return -EFAULT;
  const { ifaces } = ctx.stack;
  const name = decodeText(bytes.subarray(0, NAME_BYTES)).split('\0')[0];
  const index =
    request === SIOCGIFNAME
      ? signedAt(bytes, NAME_BYTES, 4) - 1
      : ifaces.findIndex((iface) => iface.name === name);
  const iface = ifaces[index];
  if (!iface) return -ENODEV;
  const field = FIELDS[request]?.(iface, index);
  const [at, value] = field ? [NAME_BYTES, field] : [0, nameOf(iface)];
  return writeUser(ctx, task, addr + at, value) ? 0 : -EFAULT;
}

const FIELDS: Readonly<Record<number, (iface: Iface, index: number) => Uint8Array>> = {
  [SIOCGIFFLAGS]: ({ name }) => toBytes(name === 'lo' ? LOOPBACK_FLAGS : CARD_FLAGS, 2),
  [SIOCGIFADDR]: ({ addr }) => sockaddr(addr),
  [SIOCGIFNETMASK]: ({ prefix }) => sockaddr(maskOf(prefix)),
  [SIOCGIFBRDADDR]: ({ name, addr, prefix }) => {
    return sockaddr(name === 'lo' ? 0 : (addr | ~maskOf(prefix)) >>> 0);
  },
  [SIOCGIFMTU]: ({ mtu }) => toBytes(mtu, 4),
  [SIOCGIFINDEX]: (_iface, index) => toBytes(index + 1, 4),
};

function maskOf(prefix: number): number {
  return prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0;
}

function nameOf({ name }: Iface): Uint8Array {
  const bytes = new Uint8Array(NAME_BYTES);
  bytes.set(encodeText(name));
  return bytes;
}

/** A struct sockaddr_in of 16 bytes. */
function sockaddr(addr: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes[0] = 2;
  bytes.set(v4Bytes(addr), 4);
  return bytes;
}

/** Fills a struct ifconf with as many struct ifreq as fit. */
function list(ctx: Ctx, task: Task, addr: number): number {
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [length, buffer] = [signedAt(bytes, 0, 4), unsignedAt(bytes, 8, 8)];
  if (length < 0) return -EINVAL;
  const { ifaces } = ctx.stack;
  const all = ifaces.length * IFREQ_BYTES;
  const count = buffer === 0 ? 0 : Math.min(ifaces.length, Math.floor(length / IFREQ_BYTES));
  for (const [i, iface] of ifaces.slice(0, count).entries()) {
    const entry = new Uint8Array(IFREQ_BYTES);
    entry.set(nameOf(iface));
    entry.set(sockaddr(iface.addr), NAME_BYTES);
    if (!writeUser(ctx, task, buffer + i * IFREQ_BYTES, entry)) return -EFAULT;
  }
  const used = buffer === 0 ? all : count * IFREQ_BYTES;
  return writeUser(ctx, task, addr, toBytes(used, 4)) ? 0 : -EFAULT;
}
