// io_uring's buffers of the kernel's choice: groups from which a receive takes one when it has something.
//
// One idea: a group is a ring in the program's memory whose tail the program moves and whose head only the
// kernel knows, or the older list that requests fill. Which of them a receive got, its completion says.
//
// Units: bytes.
// Source: io_uring_register(2), io_uring_enter(2) IOSQE_BUFFER_SELECT; Linux io_uring/kbuf.c; answers of 6.18.
// Departs: no rings that the kernel allocates (IOU_PBUF_RING_MMAP), none that are consumed bit by bit
// (IOU_PBUF_RING_INC).

import { E2BIG, EEXIST, EFAULT, EINVAL, ENOENT } from '../abi/errno.ts';
import { RING_CONSTANTS } from '../abi/io-uring.ts';
import { unsignedAt } from './bytes.ts';
import type { Ctx, Task } from './kernel.ts';
import type { Ring } from './ring.ts';
import type { Op } from './ring-ops.ts';
import { type Request, ringOfRequest } from './ring-request.ts';
import { readUser } from './user-memory.ts';

/** struct io_uring_buf: address, length, number; the first one's last half word is the ring's tail. */
const BUFFER_BYTES = 16;
const TAIL_AT = 14;
const REG_BYTES = 40;
const MAX_ENTRIES = 65_536;
const PAGE_BYTES = 4096;

export interface Buffer {
  addr: number;
  length: number;
  id: number;
}

/** `ring` for one in the program's memory, `list` for what IORING_OP_PROVIDE_BUFFERS gave. */
export interface BufferGroup {
  ring?: { addr: number; entries: number; head: number };
  list: Buffer[];
}

/** IORING_REGISTER_PBUF_RING. */
export function registerGroup(
  ctx: Ctx,
  task: Task,
  ring: Ring,
  addr: number,
  count: number,
): number {
  const reg = readReg(ctx, task, addr, count);
  if (typeof reg === 'number') return reg;
  const [at, entries, id] = [unsignedAt(reg, 0, 8), unsignedAt(reg, 8, 4), unsignedAt(reg, 12, 2)];
  if (unsignedAt(reg, 14, 2) !== 0) return -EINVAL;
  if (at === 0) return -EFAULT;
  const power = entries > 0 && Number.isInteger(Math.log2(entries));
  if (at % PAGE_BYTES !== 0 || !power || entries >= MAX_ENTRIES) return -EINVAL;
  const known = ring.groups?.get(id);
  if (known && (known.ring || known.list.length > 0)) return -EEXIST;
  if (!readUser(ctx, task, at, BUFFER_BYTES * entries)) return -EFAULT;
  ring.groups ??= new Map();
  ring.groups.set(id, { ring: { addr: at, entries, head: 0 }, list: [] });
  return 0;
}

/** IORING_UNREGISTER_PBUF_RING. */
export function unregisterGroup(
  ctx: Ctx,
  task: Task,
  ring: Ring,
  addr: number,
  count: number,
): number {
  const reg = readReg(ctx, task, addr, count);
  if (typeof reg === 'number') return reg;
  const id = unsignedAt(reg, 12, 2);
  const group = ring.groups?.get(id);
  if (!group) return -ENOENT;
  if (!group.ring) return -EINVAL;
  ring.groups!.delete(id);
  return 0;
}

/** Reads a struct io_uring_buf_reg, whose last words are nobody's yet. */
function readReg(ctx: Ctx, task: Task, addr: number, count: number): Uint8Array | number {
  if (!addr || count !== 1) return -EINVAL;
  const reg = readUser(ctx, task, addr, REG_BYTES);
  if (!reg) return -EFAULT;
  return reg.subarray(16).some((byte) => byte !== 0) ? -EINVAL : reg;
}

/** Finds the next buffer of the group that a request names; it stays where it is. */
export function peekBuffer(ctx: Ctx, req: Request): Buffer | undefined {
  const group = ringOfRequest(ctx, req).groups?.get(req.bufIndex);
  const task = ctx.kernel.tasks.get(req.tid);
  if (!group || !task) return undefined;
  if (!group.ring) return group.list[0];
  const { addr, entries, head } = group.ring;
  const tail = readUser(ctx, task, addr + TAIL_AT, 2);
  if (!tail || unsignedAt(tail, 0, 2) === head % 2 ** 16) return undefined;
  const bytes = readUser(ctx, task, addr + BUFFER_BYTES * (head % entries), BUFFER_BYTES);
  return (
    bytes && {
      addr: unsignedAt(bytes, 0, 8),
      length: unsignedAt(bytes, 8, 4),
      id: unsignedAt(bytes, 12, 2),
    }
  );
}

/** Takes the buffer that was looked at. */
export function takeBuffer(ctx: Ctx, req: Request, { id }: Buffer): void {
  const group = ringOfRequest(ctx, req).groups!.get(req.bufIndex)!;
  if (group.ring) group.ring.head++;
  else group.list.shift();
  req.picked = id;
}

/** What a completion says of the buffer that its request took. */
export function pickedFlags({ picked }: Request): number {
  return picked === undefined ? 0 : RING_CONSTANTS.IORING_CQE_F_BUFFER | (picked << 16);
}

/** The operations that fill and empty a list. */
export const BUFFER_OPS: Readonly<Record<string, Op>> = {
  PROVIDE_BUFFERS: {
    prepare: (ctx, task, { fd, addr, len, off, opFlags, extra }) => {
      if (opFlags || extra) return -EINVAL;
      if (fd <= 0 || fd > MAX_ENTRIES || off < 0 || off >= MAX_ENTRIES) return -E2BIG;
      if (len === 0 || off + fd > MAX_ENTRIES) return -EINVAL;
      return readUser(ctx, task, addr, len * fd) ? 0 : -EFAULT;
    },
    run: (ctx, req) => {
      const ring = ringOfRequest(ctx, req);
      ring.groups ??= new Map();
      const group: BufferGroup = ring.groups.get(req.bufIndex) ?? { list: [] };
      if (group.ring) return -EINVAL;
      for (let i = 0; i < req.fd; i++) {
        group.list.push({ addr: req.addr + i * req.len, length: req.len, id: req.off + i });
      }
      ring.groups.set(req.bufIndex, group);
      return 0;
    },
  },
  REMOVE_BUFFERS: {
    prepare: (_ctx, _task, { fd, addr, len, off, opFlags, extra }) => {
      const bad = opFlags || addr || len || off || extra || fd <= 0 || fd > MAX_ENTRIES;
      return bad ? -EINVAL : 0;
    },
    run: (ctx, req) => {
      const group = ringOfRequest(ctx, req).groups?.get(req.bufIndex);
      if (!group) return -ENOENT;
      return group.ring ? -EINVAL : group.list.splice(0, req.fd).length;
    },
  },
};
