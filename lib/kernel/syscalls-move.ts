// sendfile and splice: bytes that move inside the kernel, page by page, past the program.
//
// One idea: pages of the page cache become part of the send queue, so no CPU copy is told. The
// network card later reads the very same pages.
//
// Units: bytes.
// Source: sendfile(2), splice(2); Linux since 6.5 does both with MSG_SPLICE_PAGES; fs/splice.c __do_splice(),
// do_splice(), splice_file_to_pipe(), fs/read_write.c do_sendfile(); answers of 6.18 (test/conformance/pipe-order.c).

import {
  MSG_DONTWAIT,
  MSG_MORE,
  O_ACCMODE,
  O_APPEND,
  O_RDONLY,
  O_WRONLY,
  SPLICE_F_MORE,
  SPLICE_F_NONBLOCK,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL, ESPIPE } from '../abi/errno.ts';
import type { Place } from '../sim/trace.ts';
import { brokenPipe } from './broken-pipe.ts';
import { fileOf } from './fd-table.ts';
import { consumeInput, MAX_RW_COUNT, peekInput, push, waitForFile } from './io.ts';
import type { Ctx, Handlers, OpenFile, Task } from './kernel.ts';
import { inPipe, lookIntoPipe, outPipe, PIPE_CAPACITY, roomInPipe, takeFromPipe } from './pipe.ts';
import { pipeToPipe } from './pipe-moves.ts';
import { readUserNumber, writeUserNumber } from './user-memory.ts';

export const MOVE_CALLS: Handlers = { sendfile, splice };

function sendfile(ctx: Ctx, task: Task, [outFd, inFd, offsetAddr, count]: number[]): number {
  const given = offsetAddr ? readUserNumber(ctx, task, offsetAddr, 8) : undefined;
  if (offsetAddr && given === undefined) return -EFAULT;
  const source = fileOf(task.process, inFd);
  if (!source || (source.flags & O_ACCMODE) === O_WRONLY) return -EBADF;
  if (offsetAddr && source.what !== 'file') return -ESPIPE;
  // An offset has a sign.
  if (count < 0 || (given ?? 0) >= 2 ** 63) return -EINVAL;
  const target = fileOf(task.process, outFd);
  if (!target || (target.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  const start = given ?? source.offset;
  const most = Math.min(count, MAX_RW_COUNT);
  const sent =
    target.what === 'pipe'
      ? intoPipe(ctx, task, source, target, most, start, 0)
      : fromFile(ctx, task, source, target, most, start);
  if (sent <= 0) return sent;
  if (offsetAddr) return writeUserNumber(ctx, task, offsetAddr, start + sent, 8) ? sent : -EFAULT;
  if (source.what === 'file') source.offset = start + sent;
  else consumeInput(ctx, source, sent);
  return sent;
}

/** What lies in a file goes anywhere but into a pipe. */
function fromFile(
  ctx: Ctx,
  task: Task,
  source: OpenFile,
  target: OpenFile,
  most: number,
  start: number,
): number {
  if (target.flags & O_APPEND || source.what === 'socket' || source.what === 'pipe') return -EINVAL;
  if (most === 0) return 0;
  if (source.what !== 'file' || isDirectory(ctx, source)) return -EINVAL;
  const bytes = peekInput(ctx, task, source, most, start);
  if (typeof bytes === 'number') return bytes;
  if (bytes.length === 0) return 0;
  if (!takesPages(target)) return -EINVAL;
  return push(ctx, task, target, bytes, { place: 'page-cache', how: 'link' }, 0);
}

/** What a file or a socket has goes into a pipe, which is asked first whether it has readers and room. */
function intoPipe(
  ctx: Ctx,
  task: Task,
  source: OpenFile,
  target: OpenFile,
  most: number,
  start: number,
  patience: number,
): number {
  const pipe = outPipe(ctx, target)!;
  if (pipe.readers === 0) return brokenPipe(ctx, task);
  const room = roomInPipe(pipe, most, 'lent');
  if (room === 0 && most > 0) {
    return waitForFile(ctx, task, target, 'send', patience) ?? -EAGAIN;
  }
  if (most === 0) return 0;
  const place = PLACES[source.what];
  if (!place || isDirectory(ctx, source)) return -EINVAL;
  const bytes = peekInput(ctx, task, source, Math.min(most, room), start);
  if (bytes === -EAGAIN) {
    // The flag is about pipes; a socket waits as its own flags say.
    return waitForFile(ctx, task, source, 'recv', 0) ?? -EAGAIN;
  }
  if (typeof bytes === 'number') return bytes;
  if (bytes.length > 0) return push(ctx, task, target, bytes, { place, how: 'link' }, 0);
  // A message without bytes is taken.
  if (source.what === 'socket') consumeInput(ctx, source, 0);
  return 0;
}

/** Tells whether pages may go there: not where every write goes to the end, and not into a counter. */
function takesPages({ what, flags }: OpenFile): boolean {
  return (
    what === 'pipe' || what === 'socket' || what === 'tty' || !(flags & O_APPEND || what !== 'file')
  );
}

function isDirectory(ctx: Ctx, file: OpenFile): boolean {
  return file.what === 'file' && ctx.kernel.inodes.get(file.object)?.kind === 'directory';
}

const PLACES: Partial<Record<OpenFile['what'], Place>> = {
  file: 'page-cache',
  socket: 'receive-queue',
};

function splice(
  ctx: Ctx,
  task: Task,
  [inFd, inOffset, outFd, outOffset, length, flags]: number[],
): number {
  if (length === 0) return 0;
  if (flags & ~15) return -EINVAL;
  const source = fileOf(task.process, inFd);
  const target = fileOf(task.process, outFd);
  if (!source || !target) return -EBADF;
  // A pipe has no places: that is said before anybody asks what may be read or written.
  if ((inOffset && source.what === 'pipe') || (outOffset && target.what === 'pipe')) {
    return -ESPIPE;
  }
  const start = inOffset ? readUserNumber(ctx, task, inOffset, 8) : source.offset;
  const end = outOffset ? readUserNumber(ctx, task, outOffset, 8) : target.offset;
  if (start === undefined || end === undefined) return -EFAULT;
  if ((source.flags & O_ACCMODE) === O_WRONLY || (target.flags & O_ACCMODE) === O_RDONLY)
    return -EBADF;
  const most = length < 0 ? MAX_RW_COUNT : length;
  if (source.what === 'pipe' && target.what === 'pipe') {
    return pipeToPipe(ctx, task, source, target, most, flags);
  }
  // A length that is none is too much for a file or a socket; between pipes it is the most.
  if ((source.what !== 'pipe' && target.what !== 'pipe') || length < 0) return -EINVAL;
  if ((inOffset && source.what !== 'file') || (outOffset && target.what !== 'file')) return -EINVAL;
  const moved =
    target.what === 'pipe'
      ? intoPipe(ctx, task, source, target, most, start, patienceOf(flags))
      : outOfPipe(ctx, task, source, target, most, outOffset ? end : undefined, flags);
  if (moved <= 0) return moved;
  if (outOffset && !writeUserNumber(ctx, task, outOffset, end + moved, 8)) return -EFAULT;
  if (source.what === 'pipe') takeFromPipe(ctx, inPipe(ctx, source)!, moved, false);
  else if (!inOffset) consumeInput(ctx, source, moved);
  else if (!writeUserNumber(ctx, task, inOffset, start + moved, 8)) return -EFAULT;
  return moved;
}

function patienceOf(flags: number): number {
  return flags & SPLICE_F_NONBLOCK ? MSG_DONTWAIT : 0;
}

/** What a pipe has goes into a file or a socket, at `end` or at its own place. */
function outOfPipe(
  ctx: Ctx,
  task: Task,
  source: OpenFile,
  target: OpenFile,
  most: number,
  end: number | undefined,
  flags: number,
): number {
  if (!takesPages(target)) return -EINVAL;
  // One call moves at most what a pipe holds.
  const pipe = inPipe(ctx, source)!;
  const bytes = lookIntoPipe(pipe, Math.min(most, PIPE_CAPACITY), false);
  if (bytes.length === 0) {
    if (pipe.writers === 0) return 0;
    return waitForFile(ctx, task, source, 'recv', patienceOf(flags)) ?? -EAGAIN;
  }
  const before = target.offset;
  if (end !== undefined) target.offset = end;
  const more = flags & SPLICE_F_MORE ? MSG_MORE : 0;
  const moved = push(ctx, task, target, bytes, { place: 'pipe', how: 'link' }, more);
  if (end !== undefined) target.offset = before;
  return moved;
}
