// tee(2), vmsplice(2) and splice(2) between pipes: buffers that a program fills, copies and empties without write(2).
//
// Units: bytes.
// Source: tee(2), vmsplice(2); Linux fs/splice.c; answers of Linux 6.18.
// Departs: vmsplice() copies the program's bytes, so that what it changes afterwards is not seen.

import {
  MSG_DONTWAIT,
  O_ACCMODE,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  SPLICE_F_NONBLOCK,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL } from '../abi/errno.ts';
import { brokenPipe } from './broken-pipe.ts';
import { fileOf } from './fd-table.ts';
import { gather, input, MAX_RW_COUNT, type Piece, pieceBytes, scatter, waitForFile } from './io.ts';
import type { Ctx, Handlers, OpenFile, Pipe, Task } from './kernel.ts';
import {
  copySlots,
  freeSlots,
  inPipe,
  lookIntoPipe,
  moveSlots,
  outPipe,
  putIntoPipe,
  roomInPipe,
  takeFromPipe,
} from './pipe.ts';
import { readPieces } from './syscalls-files.ts';
import { tellCopy } from './user-memory.ts';

/** SPLICE_F_MOVE to SPLICE_F_GIFT. */
const KNOWN_FLAGS = 15;
const MAX_PIECES = 1024;

export const PIPE_MOVE_CALLS: Handlers = { tee, vmsplice };

/** tee(2): what waits in one pipe goes into another too, and stays. */
function tee(ctx: Ctx, task: Task, [inFd, outFd, length, flags]: number[]): number {
  if (flags & ~KNOWN_FLAGS) return -EINVAL;
  if (length === 0) return 0;
  const source = fileOf(task.process, inFd);
  const target = fileOf(task.process, outFd);
  if (!source || !target) return -EBADF;
  const readable = (source.flags & O_ACCMODE) !== O_WRONLY;
  if (!readable || (target.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  if (source.what !== 'pipe' || target.what !== 'pipe') return -EINVAL;
  const most = length < 0 ? MAX_RW_COUNT : length;
  return betweenPipes(ctx, task, source, target, flags, (from, to) => {
    return copySlots(ctx, from, to, most);
  });
}

/** splice(2) from one pipe into another: whole slots change hands. */
export function pipeToPipe(
  ctx: Ctx,
  task: Task,
  source: OpenFile,
  target: OpenFile,
  most: number,
  flags: number,
): number {
  return betweenPipes(ctx, task, source, target, flags, (from, to) => {
    return moveSlots(ctx, from, to, most);
  });
}

/**
 * Waits until one pipe has something and another has room, in this order. That nobody waits is said by the
 * call or by either end, and that nobody will read counts only once there is something.
 */
function betweenPipes(
  ctx: Ctx,
  task: Task,
  source: OpenFile,
  target: OpenFile,
  flags: number,
  move: (from: Pipe, to: Pipe) => number,
): number {
  const from = inPipe(ctx, source)!;
  const to = outPipe(ctx, target)!;
  if (from === to) return -EINVAL;
  const asked = flags & SPLICE_F_NONBLOCK || (source.flags | target.flags) & O_NONBLOCK;
  const patience = asked ? MSG_DONTWAIT : 0;
  if (from.slots.length === 0 && from.writers > 0) {
    return waitForFile(ctx, task, source, 'recv', patience) ?? -EAGAIN;
  }
  if (to.readers === 0) return brokenPipe(ctx, task);
  if (freeSlots(to) <= 0) return waitForFile(ctx, task, target, 'send', patience) ?? -EAGAIN;
  return move(from, to);
}

/** As readv(2), but that packets are bytes like others. */
function outOfPipe(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
  patience: number,
): number {
  const pipe = inPipe(ctx, file)!;
  const bytes = lookIntoPipe(pipe, pieceBytes(pieces), false);
  if (bytes.length === 0) return input(ctx, task, file, pieces, patience);
  if (!scatter(ctx, task, pieces, 0, bytes)) return -EFAULT;
  tellCopy(ctx, 'cpu', bytes.length, 'pipe', 'user', task.process.pid);
  takeFromPipe(ctx, pipe, bytes.length, false);
  return bytes.length;
}

/** vmsplice(2): as writev(2) into a pipe that stops at what fits, or as readv(2) from one. */
function vmsplice(ctx: Ctx, task: Task, [fd, addr, count, flags]: number[]): number {
  if (flags & ~KNOWN_FLAGS) return -EINVAL;
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (count > MAX_PIECES) return -EINVAL;
  const pieces = readPieces(ctx, task, addr, count);
  if (typeof pieces === 'number') return pieces;
  // Of nothing there is nothing to move, whatever the file is.
  if (pieceBytes(pieces) === 0) return 0;
  if (file.what !== 'pipe') return -EBADF;
  const patience = flags & SPLICE_F_NONBLOCK ? MSG_DONTWAIT : 0;
  if ((file.flags & O_ACCMODE) === O_RDONLY) return outOfPipe(ctx, task, file, pieces, patience);
  const pipe = outPipe(ctx, file)!;
  if (pipe.readers === 0) return brokenPipe(ctx, task);
  const room = roomInPipe(pipe, pieceBytes(pieces), 'lent');
  if (room === 0) return waitForFile(ctx, task, file, 'send', patience) ?? -EAGAIN;
  const bytes = gather(ctx, task, pieces, 0);
  if (!bytes) return -EFAULT;
  putIntoPipe(ctx, pipe, bytes.subarray(0, room), 'lent');
  return room;
}
