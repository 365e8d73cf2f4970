// Reads and writes of no bytes at all: who answers 0, and who is asked all the same.
//
// One idea: read(2) and write(2) pass a length of 0 on to whatever is behind the descriptor, and so an
// eventfd finds it too short and a full device full; readv(2) and writev(2) ask only whether it can be
// read or written, and answer 0 themselves.
//
// Source: Linux fs/read_write.c vfs_read(), vfs_write(), do_iter_readv_writev(); answers of 6.18.

import { O_ACCMODE, O_RDONLY, O_WRONLY } from '../abi/constants.ts';
import { EBADF, EINVAL, ENOSPC } from '../abi/errno.ts';
import type { Ctx, OpenFile } from './kernel.ts';
import { DEVICES } from './vfs.ts';

/** Tells what read(2) of nothing answers; undefined where that is found as for any length. */
export function readNothing(file: OpenFile): number | undefined {
  switch (file.what) {
    case 'socket':
    case 'tty':
      return 0;
    case 'pipe':
      return (file.flags & O_ACCMODE) === O_WRONLY ? -EBADF : 0;
    default:
      return undefined;
  }
}

/** Tells what write(2) of nothing answers where it is no message. */
export function writeNothing(ctx: Ctx, file: OpenFile): number {
  switch (file.what) {
    case 'tty':
      return 0;
    case 'pipe':
    case 'file': {
      if ((file.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
      const full =
        file.what === 'file' && ctx.kernel.inodes.get(file.object)?.rdev === DEVICES.full;
      return full ? -ENOSPC : 0;
    }
    case 'inotify':
      return -EBADF;
    default:
      return -EINVAL;
  }
}

/** Those that can be written, and those that can be read, by what they are. */
const WRITTEN: ReadonlySet<OpenFile['what']> = new Set([
  ...(['socket', 'tty', 'pipe', 'file', 'eventfd'] as const),
]);
const NEVER_READ: ReadonlySet<OpenFile['what']> = new Set(['epoll', 'pidfd', 'io_uring']);

/** Tells what readv(2) or writev(2) of nothing answers. */
export function vectorOfNothing(file: OpenFile, way: 'read' | 'write'): number {
  const wrong = way === 'read' ? O_WRONLY : O_RDONLY;
  if (file.what === 'inotify' && way === 'write') return -EBADF;
  const has = file.what === 'pipe' || file.what === 'file';
  if (has && (file.flags & O_ACCMODE) === wrong) return -EBADF;
  return (way === 'read' ? !NEVER_READ.has(file.what) : WRITTEN.has(file.what)) ? 0 : -EINVAL;
}
