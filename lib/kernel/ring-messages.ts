// io_uring's RECVMSG into buffers of the kernel's choice: once, or for every message that comes.
//
// One idea: many messages cannot share one struct msghdr, so each lies in its buffer behind a head of its own:
// struct io_uring_recvmsg_out, then as much room for a name and for control messages as the msghdr asked for.
//
// Units: bytes.
// Source: io_uring_prep_recvmsg_multishot(3); Linux io_uring/net.c io_recvmsg_multishot(); answers of 6.18.

import { MSG_WAITALL, POLLIN } from '../abi/constants.ts';
import { EAGAIN, EFAULT, EINVAL, ENOBUFS, ENOTSOCK } from '../abi/errno.ts';
import { RING_CONSTANTS } from '../abi/io-uring.ts';
import { toBytes } from './bytes.ts';
import { layControl } from './control.ts';
import type { Ctx, Task } from './kernel.ts';
import type { Received } from './receive.ts';
import { type Buffer, peekBuffer, pickedFlags, takeBuffer } from './ring-buffers.ts';
import { heldFile, tryWith, waitForFile } from './ring-ops.ts';
import { post, type Request } from './ring-request.ts';
import { besides, type Message, readMessage, receive, recvmsg } from './syscalls-socket-io.ts';
import { writeUser } from './user-memory.ts';

const R = RING_CONSTANTS;
/** struct io_uring_recvmsg_out: lengths of name, control messages and payload, and flags. */
const HEAD_BYTES = 16;

/** Tells what is wrong with a RECVMSG whose buffer the kernel is to choose: 0 or -EINVAL. */
export function judgeMessages({ ioprio, flags, opFlags }: Request, pieces: number): number {
  if (ioprio & ~(R.IORING_RECVSEND_POLL_FIRST | R.IORING_RECV_MULTISHOT)) return -EINVAL;
  const selects = (flags & R.IOSQE_BUFFER_SELECT) !== 0;
  if (selects && pieces > 1) return -EINVAL;
  if (!(ioprio & R.IORING_RECV_MULTISHOT)) return 0;
  return selects && !(opFlags & MSG_WAITALL) ? 0 : -EINVAL;
}

/** Receives a message into the next buffer, or all that come. */
export function receiveMessages(ctx: Ctx, req: Request): number {
  const many = (req.ioprio & R.IORING_RECV_MULTISHOT) !== 0;
  for (;;) {
    if (heldFile(ctx, req).what !== 'socket') return -ENOTSOCK;
    const buffer = peekBuffer(ctx, req);
    if (!buffer) return -ENOBUFS;
    const result = tryWith(ctx, req, 'recvmsg', [req.fd, req.addr, req.opFlags], (task, args) => {
      const message = readMessage(ctx, task, req.addr);
      if (typeof message === 'number') return message;
      const asked = message.pieces[0]?.length ?? 0;
      const length = asked === 0 ? buffer.length : Math.min(asked, buffer.length);
      return many
        ? lay(ctx, task, req, args, message, { ...buffer, length })
        : recvmsg(ctx, task, args, [{ addr: buffer.addr, length }]);
    });
    if (result === -EAGAIN) return waitForFile(ctx, req, POLLIN);
    if (result > 0) takeBuffer(ctx, req, buffer);
    if (result <= 0 || !many || req.call.object === LAST) return result;
    post(ctx, req, result, R.IORING_CQE_F_MORE | pickedFlags(req));
    req.picked = undefined;
    req.call.doneBytes = 0;
  }
}

/** Said in the call's record: an empty message ends the request. */
const LAST = -1;

/** Lays one message into its buffer; how many bytes of it are used, or -errno. */
function lay(
  ctx: Ctx,
  task: Task,
  req: Request,
  [fd, , flags]: number[],
  { name, nameLength, control, controlLength }: Message,
  { addr, length }: Buffer,
): number {
  const rooms = { name: name ? nameLength : 0, control: control ? controlLength : 0 };
  const head = HEAD_BYTES + rooms.name + rooms.control;
  if (length < head) return -EFAULT;
  const pieces = [{ addr: addr + head, length: length - head }];
  const got: Received | number = receive(ctx, task, fd, pieces, flags);
  if (typeof got === 'number') return got;
  const list = besides(ctx, task, heldFile(ctx, req), got, rooms.control, flags);
  const laid = layControl(list, rooms.control);
  const from = rooms.name ? (got.name ?? new Uint8Array(0)) : new Uint8Array(0);
  const words = [from.length, laid.bytes.length, got.count, got.flags | laid.flags];
  const bytes = Uint8Array.from(words.flatMap((word) => [...toBytes(word, 4)]));
  const whole =
    writeUser(ctx, task, addr, bytes) &&
    writeUser(ctx, task, addr + HEAD_BYTES, from.slice(0, rooms.name)) &&
    writeUser(ctx, task, addr + HEAD_BYTES + rooms.name, laid.bytes);
  req.call.object = got.count === 0 ? LAST : undefined;
  return whole ? head + got.count : -EFAULT;
}
