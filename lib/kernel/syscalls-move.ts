// sendfile and splice: bytes that move inside the kernel, page by page, past the program.
//
// One idea: pages of the page cache become part of the send queue, so no CPU copy is told. The
// network card later reads the very same pages.
//
// Units: bytes.
// Source: sendfile(2), splice(2); Linux since 6.5 does both with MSG_SPLICE_PAGES.

import {
  MSG_DONTWAIT,
  O_ACCMODE,
  O_APPEND,
  O_RDONLY,
  SPLICE_F_NONBLOCK,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL, ESPIPE } from '../abi/errno.ts';
import type { Place } from '../sim/trace.ts';
import { fileOf } from './fd-table.ts';
import { consumeInput, MAX_RW_COUNT, peekInput, push, waitForFile } from './io.ts';
import type { Ctx, Handlers, OpenFile, Task } from './kernel.ts';
import { inPipe, outPipe, PIPE_CAPACITY, roomInPipe } from './pipe.ts';
import { readUserNumber, writeUserNumber } from './user-memory.ts';

export const MOVE_CALLS: Handlers = { sendfile, splice };

function sendfile(ctx: Ctx, task: Task, [outFd, inFd, offsetAddr, count]: number[]): number {
  const source = fileOf(task.process, inFd);
  const target = fileOf(task.process, outFd);
  if (!source || !target || (source.flags & O_ACCMODE) === 1) return -EBADF;
  if (offsetAddr && source.what !== 'file') return -ESPIPE;
  // Into a pipe goes what a socket has, too: that is splice(2).
  if (source.what === 'socket' && target.what === 'pipe') {
    return splice(ctx, task, [inFd, 0, outFd, 0, count, 0]);
  }
  if (source.what !== 'file' || count < 0 || !takesPages(target)) return -EINVAL;
  if (isDirectory(ctx, source)) return -EINVAL;
  const given = offsetAddr ? readUserNumber(ctx, task, offsetAddr, 8) : undefined;
  if (offsetAddr && given === undefined) return -EFAULT;
  // An offset has a sign.
  if (given !== undefined && given >= 2 ** 63) return -EINVAL;
  const start = given ?? source.offset;
  const bytes = peekInput(ctx, task, source, Math.min(count, MAX_RW_COUNT), start);
  if (typeof bytes === 'number') return bytes;
  if (bytes.length === 0) return refused(ctx, task, target);
  const sent = push(ctx, task, target, bytes, { place: 'page-cache', how: 'link' }, 0);
  if (sent <= 0) return sent;
  if (offsetAddr) return writeUserNumber(ctx, task, offsetAddr, start + sent, 8) ? sent : -EFAULT;
  source.offset = start + sent;
  return sent;
}

/** Tells whether pages may go there: not where every write goes to the end, and not into a counter. */
function takesPages({ what, flags }: OpenFile): boolean {
  return (
    what === 'pipe' || what === 'socket' || what === 'tty' || !(flags & O_APPEND || what !== 'file')
  );
}

/** A pipe that nobody will read refuses even the end of a file: -EPIPE and its signal, 0 elsewhere. */
function refused(ctx: Ctx, task: Task, target: OpenFile): number {
  if (target.what !== 'pipe' || outPipe(ctx, target)?.readers !== 0) return 0;
  return push(ctx, task, target, new Uint8Array(0), { place: 'page-cache', how: 'link' }, 0);
}

function isDirectory(ctx: Ctx, file: OpenFile): boolean {
  return file.what === 'file' && ctx.kernel.inodes.get(file.object)?.kind === 'directory';
}

const PLACES: Partial<Record<OpenFile['what'], Place>> = {
  file: 'page-cache',
  pipe: 'pipe',
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
  if ((source.flags & O_ACCMODE) === 1 || (target.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  const place = PLACES[source.what];
  const pipes = Number(source.what === 'pipe') + Number(target.what === 'pipe');
  if (pipes === 0 || !place) return -EINVAL;
  // A length that is none is too much for a file or a socket; between pipes it is the most.
  if (length < 0 && pipes < 2) return -EINVAL;
  if ((inOffset && source.what === 'pipe') || (outOffset && target.what === 'pipe')) {
    return -ESPIPE;
  }
  if ((inOffset && source.what !== 'file') || (outOffset && target.what !== 'file')) return -EINVAL;
  if (!takesPages(target) || isDirectory(ctx, source)) return -EINVAL;
  // Into itself a pipe gives nothing.
  if (source.what === 'pipe' && target.what === 'pipe' && source.object === target.object) {
    return -EINVAL;
  }
  const start = inOffset ? readUserNumber(ctx, task, inOffset, 8) : source.offset;
  const end = outOffset ? readUserNumber(ctx, task, outOffset, 8) : target.offset;
  if (start === undefined || end === undefined) return -EFAULT;
  const most = length < 0 ? MAX_RW_COUNT : length;
  // One call moves at most what a pipe holds.
  const pipe = target.what === 'pipe' ? outPipe(ctx, target) : inPipe(ctx, source);
  if (!pipe) return -EBADF;
  const unread = source.what === 'pipe' ? 0 : refused(ctx, task, target);
  if (unread) return unread;
  const room = target.what === 'pipe' ? roomInPipe(pipe, most, 'lent') : PIPE_CAPACITY;
  // The flag is about pipes; a socket waits as its own flags say.
  const patience = flags & SPLICE_F_NONBLOCK ? MSG_DONTWAIT : 0;
  if (room === 0) {
    return (
      refused(ctx, task, target) || (waitForFile(ctx, task, target, 'send', patience) ?? -EAGAIN)
    );
  }
  const bytes = peekInput(ctx, task, source, Math.min(most, room), start);
  if (bytes === -EAGAIN) {
    const how = source.what === 'pipe' ? patience : 0;
    return waitForFile(ctx, task, source, 'recv', how) ?? -EAGAIN;
  }
  if (typeof bytes === 'number') return bytes;
  if (bytes.length === 0) return refused(ctx, task, target);
  const before = target.offset;
  target.offset = end;
  const moved = push(ctx, task, target, bytes, { place, how: 'link' }, 0);
  if (outOffset) target.offset = before;
  if (moved <= 0) return moved;
  if (outOffset && !writeUserNumber(ctx, task, outOffset, end + moved, 8)) return -EFAULT;
  if (!inOffset) consumeInput(ctx, source, moved);
  else if (!writeUserNumber(ctx, task, inOffset, start + moved, 8)) return -EFAULT;
  return moved;
}
