// tee(2) and vmsplice(2): pipes as buffers that a program fills, copies and empties without write(2).
//
// Units: bytes.
// Source: tee(2), vmsplice(2); Linux fs/splice.c; answers of Linux 6.18.
// Departs: vmsplice() copies the program's bytes, so that what it changes afterwards is not seen.

import {
  MSG_DONTWAIT,
  O_ACCMODE,
  O_RDONLY,
  O_WRONLY,
  SPLICE_F_NONBLOCK,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL, EPIPE } from '../abi/errno.ts';
import { fileOf } from './fd-table.ts';
import { gather, input, MAX_RW_COUNT, pieceBytes, waitForFile } from './io.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';
import { freeSlots, inPipe, outPipe, putIntoPipe, roomInPipe } from './pipe.ts';
import { readPieces } from './syscalls-files.ts';

/** SPLICE_F_MOVE to SPLICE_F_GIFT. */
const KNOWN_FLAGS = 15;
const MAX_PIECES = 1024;

export const PIPE_MOVE_CALLS: Handlers = { tee, vmsplice };

/** tee(2): what waits in one pipe goes into another too, and stays. */
function tee(ctx: Ctx, task: Task, [inFd, outFd, length, flags]: number[]): number {
  if (flags & ~KNOWN_FLAGS) return -EINVAL;
  const source = fileOf(task.process, inFd);
  const target = fileOf(task.process, outFd);
  if (!source || !target) return -EBADF;
  const readable = (source.flags & O_ACCMODE) !== O_WRONLY;
  if (!readable || (target.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  const from = source.what === 'pipe' ? inPipe(ctx, source) : undefined;
  const to = target.what === 'pipe' ? outPipe(ctx, target) : undefined;
  if (!from || !to || from === to) return -EINVAL;
  if (length === 0) return 0;
  if (to.readers === 0) return -EPIPE;
  const never = (flags & SPLICE_F_NONBLOCK) !== 0;
  if (from.slots.length === 0) {
    if (from.writers === 0) return 0;
    return never ? -EAGAIN : (waitForFile(ctx, task, source, 'recv', 0) ?? -EAGAIN);
  }
  if (freeSlots(to) <= 0) {
    return never ? -EAGAIN : (waitForFile(ctx, task, target, 'send', 0) ?? -EAGAIN);
  }
  // A slot goes into a slot, however little is in it.
  const most = length < 0 ? MAX_RW_COUNT : length;
  let copied = 0;
  for (const { bytes } of from.slots.slice(0, freeSlots(to))) {
    const part = bytes.subarray(0, most - copied);
    if (part.length === 0) break;
    putIntoPipe(ctx, to, part, 'lent');
    copied += part.length;
  }
  return copied;
}

/** vmsplice(2): as writev(2) into a pipe that stops at what fits, or as readv(2) from one. */
function vmsplice(ctx: Ctx, task: Task, [fd, addr, count, flags]: number[]): number {
  if (flags & ~KNOWN_FLAGS) return -EINVAL;
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (count > MAX_PIECES) return -EINVAL;
  const pieces = readPieces(ctx, task, addr, count);
  if (typeof pieces === 'number') return pieces;
  if (file.what !== 'pipe') return -EBADF;
  const patience = flags & SPLICE_F_NONBLOCK ? MSG_DONTWAIT : 0;
  if ((file.flags & O_ACCMODE) === O_RDONLY) return input(ctx, task, file, pieces, patience);
  if (pieceBytes(pieces) === 0) return 0;
  const pipe = outPipe(ctx, file)!;
  if (pipe.readers === 0) return -EPIPE;
  const room = roomInPipe(pipe, pieceBytes(pieces), 'lent');
  if (room === 0) return waitForFile(ctx, task, file, 'send', patience) ?? -EAGAIN;
  const bytes = gather(ctx, task, pieces, 0);
  if (!bytes) return -EFAULT;
  putIntoPipe(ctx, pipe, bytes.subarray(0, room), 'lent');
  return room;
}
