// Who a process is: its user and group, for itself (real), for what it does (effective) and kept (saved).
//
// One idea: nearly every process has one user whose number is also its group's; only what has asked for
// more keeps a record of the six numbers and of the groups beside them.
//
// Source: credentials(7), setresuid(2), setgroups(2); Linux kernel/sys.c, kernel/groups.c.
// Departs: permissions of files look at the effective user alone; there are no capabilities.

import { EFAULT, EINVAL, EPERM } from '../abi/errno.ts';
import { signedAt, toBytes } from './bytes.ts';
import type { Ctx, Handlers, Identity, Process, Task } from './kernel.ts';
import { readUser, writeUser } from './user-memory.ts';

/** (uid_t) -1: in most of these calls, "leave it as it is". */
const SAME = 0xffffffff;
const NGROUPS_MAX = 65_536;

/** Finds all numbers of a process, also of one that has never asked for more than one. */
export function identityOf({ uid, identity }: Process): Identity {
  return identity ?? { ruid: uid, suid: uid, rgid: uid, egid: uid, sgid: uid, groups: [] };
}

/** The group that a process acts as. */
export function groupOf(process: Process): number {
  return process.identity?.egid ?? process.uid;
}

export const CREDENTIAL_CALLS: Handlers = {
  getuid: (_ctx, { process }) => identityOf(process).ruid,
  geteuid: (_ctx, { process }) => process.uid,
  getgid: (_ctx, { process }) => identityOf(process).rgid,
  getegid: (_ctx, { process }) => groupOf(process),
  setuid: (_ctx, { process }, [word]) => {
    const uid = word >>> 0;
    const { ruid, suid } = identityOf(process);
    if (uid === SAME) return -EINVAL;
    if (process.uid === 0) return setUsers(process, [uid, uid, uid]);
    return uid === ruid || uid === suid ? setUsers(process, [ruid, uid, suid]) : -EPERM;
  },
  setgid: (_ctx, { process }, [word]) => {
    const gid = word >>> 0;
    const { rgid, sgid } = identityOf(process);
    if (gid === SAME) return -EINVAL;
    if (process.uid === 0) return setGroupNumbers(process, [gid, gid, gid]);
    return gid === rgid || gid === sgid ? setGroupNumbers(process, [rgid, gid, sgid]) : -EPERM;
  },
  setresuid: (_ctx, { process }, words) => {
    const { ruid, suid } = identityOf(process);
    const next = choose(process, words, [ruid, process.uid, suid]);
    return next ? setUsers(process, next) : -EPERM;
  },
  setresgid: (_ctx, { process }, words) => {
    const { rgid, egid, sgid } = identityOf(process);
    const next = choose(process, words, [rgid, egid, sgid]);
    return next ? setGroupNumbers(process, next) : -EPERM;
  },
  setreuid: (_ctx, { process }, words) => {
    const { ruid, suid } = identityOf(process);
    const next = chooseTwo(process, words, [ruid, process.uid, suid]);
    return next ? setUsers(process, next) : -EPERM;
  },
  setregid: (_ctx, { process }, words) => {
    const { rgid, egid, sgid } = identityOf(process);
    const next = chooseTwo(process, words, [rgid, egid, sgid]);
    return next ? setGroupNumbers(process, next) : -EPERM;
  },
  getresuid: (ctx, task, addrs) => {
    const { ruid, suid } = identityOf(task.process);
    return tellThree(ctx, task, addrs, [ruid, task.process.uid, suid]);
  },
  getresgid: (ctx, task, addrs) => {
    const { rgid, egid, sgid } = identityOf(task.process);
    return tellThree(ctx, task, addrs, [rgid, egid, sgid]);
  },
  getgroups: (ctx, task, [size, addr]) => {
    const { groups } = identityOf(task.process);
    if (size < 0 || (size > 0 && size < groups.length)) return -EINVAL;
    const bytes = Uint8Array.from(groups.flatMap((gid) => [...toBytes(gid, 4)]));
    return size === 0 || writeUser(ctx, task, addr, bytes) ? groups.length : -EFAULT;
  },
  setgroups: (ctx, task, [size, addr]) => {
    if (task.process.uid !== 0) return -EPERM;
    if (size < 0 || size > NGROUPS_MAX) return -EINVAL;
    const bytes = readUser(ctx, task, addr, 4 * size);
    if (!bytes) return -EFAULT;
    const groups = Array.from({ length: size }, (_, i) => signedAt(bytes, 4 * i, 4) >>> 0);
    task.process.identity = { ...identityOf(task.process), groups: groups.sort((a, b) => a - b) };
    return 0;
  },
};

type Three = [real: number, effective: number, saved: number];

function setUsers(process: Process, [ruid, euid, suid]: Three): number {
  process.identity = { ...identityOf(process), ruid, suid };
  process.uid = euid;
  return 0;
}

function setGroupNumbers(process: Process, [rgid, egid, sgid]: Three): number {
  process.identity = { ...identityOf(process), rgid, egid, sgid };
  return 0;
}

/** setresuid(2): each of the three becomes one of the three, or for root anything. */
function choose(process: Process, words: number[], now: Three): Three | undefined {
  const next = now.map((old, i) => (words[i] >>> 0 === SAME ? old : words[i] >>> 0));
  const allowed = process.uid === 0 || next.every((id) => now.includes(id));
  return allowed ? (next as Three) : undefined;
}

/** setreuid(2): the saved number follows the effective one when the real one changes, or becomes another. */
function chooseTwo(process: Process, [first, second]: number[], now: Three): Three | undefined {
  const [real, effective, saved] = now;
  const nextReal = first >>> 0 === SAME ? real : first >>> 0;
  const next = second >>> 0 === SAME ? effective : second >>> 0;
  const root = process.uid === 0;
  if (!root && nextReal !== real && nextReal !== effective) return undefined;
  if (!root && !now.includes(next)) return undefined;
  const follows = first >>> 0 !== SAME || (second >>> 0 !== SAME && next !== real);
  return [nextReal, next, follows ? next : saved];
}

function tellThree(ctx: Ctx, task: Task, addrs: number[], values: Three): number {
  const written = values.every((value, i) => writeUser(ctx, task, addrs[i], toBytes(value, 4)));
  return written ? 0 : -EFAULT;
}
