// kcmp(2): whether two processes share something, or two descriptors are one description.
//
// One idea: processes here share nothing but descriptions; whatever else is asked for is one's own.
//
// Source: kcmp(2); Linux kernel/kcmp.c; answers of Linux 6.18.
// Departs: which of two different things comes first follows their numbers; no KCMP_EPOLL_TFD.

import { EBADF, EINVAL, EPERM, ESRCH } from '../abi/errno.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';

const KCMP_FILE = 0;
const KCMP_VM = 1;
const KCMP_SIGHAND = 4;
const KCMP_IO = 5;
const KCMP_SYSVSEM = 6;

/** The call; made when a program first asks for one of the rare ones. */
export const kcmpCalls = (): Handlers => ({ kcmp: compare });

function compare(ctx: Ctx, task: Task, [first, second, type, index1, index2]: number[]): number {
  const [one, two] = [first, second].map((pid) => ctx.kernel.tasks.get(pid)?.process);
  if (!one || !two) return -ESRCH;
  const { uid } = task.process;
  if (uid !== 0 && (one.uid !== uid || two.uid !== uid)) return -EPERM;
  if (type === KCMP_FILE) {
    const files = [fileOf(one, index1), fileOf(two, index2)];
    return files[0] && files[1] ? inOrder(files[0].id, files[1].id) : -EBADF;
  }
  if (type >= KCMP_VM && type <= KCMP_SIGHAND) return inOrder(one.pid, two.pid);
  // Nobody has a context for a disk; what is undone at the end of a process is its own.
  if (type === KCMP_IO) return 0;
  if (type !== KCMP_SYSVSEM) return -EINVAL;
  return one.semUndo || two.semUndo ? inOrder(one.pid, two.pid) : 0;
}

/** 0 for the same, 1 and 2 for what comes before and behind. */
function inOrder(a: number, b: number): number {
  return a === b ? 0 : a < b ? 1 : 2;
}
