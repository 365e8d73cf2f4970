// memfd_create(2): files without a name, and the seals that keep them as they are.
//
// One idea: a seal is a bit on the file itself, looked at by whatever would change it.
//
// Source: memfd_create(2), fcntl(2); Linux mm/memfd.c.

import { O_ACCMODE, O_RDONLY, O_RDWR } from '../abi/constants.ts';
import { EBUSY, EFAULT, EINVAL, EPERM } from '../abi/errno.ts';
import { freeFd, installFd } from './fd-table.ts';
import type { Ctx, FileNode, OpenFile, Task } from './kernel.ts';
import { createFile } from './open-file.ts';
import { readUserText } from './user-memory.ts';
import { createNode } from './vfs.ts';

const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
const F_GET_SEALS = 1034;
const SEAL_SEAL = 1;
const SEAL_SHRINK = 2;
const SEAL_GROW = 4;
/** F_SEAL_WRITE and F_SEAL_FUTURE_WRITE. */
const SEAL_WRITE = 24;
const SEALS = 0x3f;

/** memfd_create(2). */
export function createMemoryFile(ctx: Ctx, task: Task, [nameAddr, flags]: number[]): number {
  const name = readUserText(ctx, task, nameAddr);
  if (name === undefined) return -EFAULT;
  if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING) || name.length > 249) return -EINVAL;
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  const seals = flags & MFD_ALLOW_SEALING ? 0 : SEAL_SEAL;
  const { uid } = task.process;
  const node = createNode(ctx, { kind: 'file', mode: 0o777, uid, gid: uid, seals });
  const path = `/memfd:${name} (deleted)`;
  const file = createFile(ctx, { what: 'file', flags: O_RDWR, object: node.ino, path });
  return installFd(ctx, task.process, file, { cloexec: (flags & MFD_CLOEXEC) !== 0 });
}

/** fcntl(2)'s F_ADD_SEALS and F_GET_SEALS; undefined where the command is another one. */
export function sealRequest(
  ctx: Ctx,
  file: OpenFile,
  command: number,
  arg: number,
): number | undefined {
  if (command !== F_ADD_SEALS && command !== F_GET_SEALS) return undefined;
  const node = file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
  if (node?.seals === undefined) return -EINVAL;
  if (command === F_GET_SEALS) return node.seals;
  if ((file.flags & O_ACCMODE) === O_RDONLY || node.seals & SEAL_SEAL) return -EPERM;
  if (arg & ~SEALS) return -EINVAL;
  const mapped = [...ctx.kernel.tasks.values()].some(({ process }) =>
    process.maps?.some(({ ino, shared, prot }) => ino === node.ino && shared && prot & 2),
  );
  if (arg & 8 && mapped) return -EBUSY;
  node.seals |= arg;
  return 0;
}

/** Whether seals keep a file from becoming this long, or from being written at all. */
export function isSealed({ seals = 0, bytes }: FileNode, length: number, writes: boolean): boolean {
  if (writes && seals & SEAL_WRITE) return true;
  return (
    (length > bytes.length && (seals & SEAL_GROW) !== 0) ||
    (length < bytes.length && (seals & SEAL_SHRINK) !== 0)
  );
}
