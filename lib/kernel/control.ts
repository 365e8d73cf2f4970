// Control messages: what travels beside the bytes of sendmsg(2) and recvmsg(2).
//
// One idea: a control message is a header with level and type, then data, each begun at a multiple
// of eight bytes; what does not fit the receiver's buffer is lost, and MSG_CTRUNC says so.
//
// Units: bytes.
// Source: cmsg(3), unix(7); Linux net/core/scm.c __scm_send(), scm_detach_fds(), put_cmsg().

import {
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SOL_SOCKET,
} from '../abi/constants.ts';
import { EBADF, EINVAL, EPERM, ESRCH } from '../abi/errno.ts';
import { signedAt, toBytes, unsignedAt } from './bytes.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import type { Credentials, Ctx, OpenFile, Task } from './kernel.ts';
import { processOf } from './task.ts';
import { credentialsOf } from './unix.ts';
import { dropFile, type Rider } from './unix-io.ts';

const HEADER_BYTES = 16;
/** SCM_MAX_FD. */
const MAX_FILES = 253;

export interface Control {
  level: number;
  type: number;
  data: Uint8Array;
}

/** What nobody takes: it stands for a header that is wrong, which is refused where its turn comes. */
const WRONG: Control = { level: SOL_SOCKET, type: -1, data: new Uint8Array(0) };

/** Reads what a program sends along. */
export function readControl(bytes: Uint8Array): Control[] {
  const list: Control[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = unsignedAt(bytes, at, 8);
    if (length < HEADER_BYTES || at + length > bytes.length) return [...list, WRONG];
    const [level, type] = [signedAt(bytes, at + 8, 4), signedAt(bytes, at + 12, 4)];
    list.push({ level, type, data: bytes.slice(at + HEADER_BYTES, at + length) });
    at += Math.ceil(length / 8) * 8;
  }
  return list;
}

/** Finds what rides with a message of AF_UNIX: -EBADF, -EINVAL, -EPERM, -ESRCH. */
export function riderOf(ctx: Ctx, task: Task, control: Control[]): Rider | number {
  const own = credentialsOf(task.process);
  const rider: Rider = { files: [], creds: own };
  for (const { level, type, data } of control) {
    if (level !== SOL_SOCKET) continue;
    if (type === SCM_RIGHTS) {
      const bad = addFiles(task, rider.files, data);
      if (bad) return bad;
    } else if (type === SCM_CREDENTIALS) {
      if (data.length !== 12) return -EINVAL;
      const [pid, uid, gid] = [0, 4, 8].map((at) => signedAt(data, at, 4));
      const allowed = own.uid === 0 || (pid === own.pid && uid === own.uid && gid === own.gid);
      if (!allowed) return -EPERM;
      if (!processOf(ctx.kernel, pid)) return -ESRCH;
      rider.creds = { pid, uid, gid };
    } else return -EINVAL;
  }
  return rider;
}

function addFiles(task: Task, files: OpenFile[], data: Uint8Array): number {
  const count = Math.floor(data.length / 4);
  if (files.length + count > MAX_FILES) return -EINVAL;
  for (let i = 0; i < count; i++) {
    const file = fileOf(task.process, signedAt(data, 4 * i, 4));
    if (!file) return -EBADF;
    files.push(file);
  }
  return 0;
}

/** What a receiver's control buffer has become: its bytes, and flags for msg_flags. */
export interface Written {
  bytes: Uint8Array;
  flags: number;
}

/** Lays control messages one behind the other into `room` bytes. */
export function layControl(list: Control[], room: number): Written {
  const out: number[] = [];
  let flags = 0;
  for (const { level, type, data } of list) {
    const left = room - out.length;
    if (left < HEADER_BYTES) {
      flags |= MSG_CTRUNC;
      break;
    }
    const length = Math.min(HEADER_BYTES + data.length, left);
    if (length < HEADER_BYTES + data.length) flags |= MSG_CTRUNC;
    out.push(...toBytes(length, 8), ...toBytes(level, 4), ...toBytes(type, 4));
    out.push(...data.subarray(0, length - HEADER_BYTES));
    while (out.length % 8 !== 0 && out.length < room) out.push(0);
  }
  return { bytes: Uint8Array.from(out), flags };
}

/** Writes who has sent, as ucred. */
export function credentialsControl({ pid, uid, gid }: Credentials): Control {
  const data = Uint8Array.from([pid, uid, gid].flatMap((number) => [...toBytes(number, 4)]));
  return { level: SOL_SOCKET, type: SCM_CREDENTIALS, data };
}

/** Gives received files the lowest free numbers, as many as fit `room`; the others are closed. */
export function installFiles(
  ctx: Ctx,
  task: Task,
  files: number[],
  room: number,
  flags: number,
): Control[] {
  const { process } = task;
  const fit = Math.max(0, Math.floor((room - HEADER_BYTES) / 4));
  const fds: number[] = [];
  for (const id of files) {
    const file = ctx.kernel.files.get(id);
    if (file && fds.length < fit && freeFd(process) >= 0) {
      fds.push(installFd(ctx, process, file, { cloexec: (flags & MSG_CMSG_CLOEXEC) !== 0 }));
    }
    dropFile(ctx, id, process.pid);
  }
  if (fds.length === 0) return [];
  const data = Uint8Array.from(fds.flatMap((fd) => [...toBytes(fd, 4)]));
  return [{ level: SOL_SOCKET, type: SCM_RIGHTS, data }];
}
