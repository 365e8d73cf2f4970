// POSIX message queues: messages with a priority, behind a descriptor.
//
// One idea: a queue has a name like a file and a descriptor like one, so it can be polled; it goes when it
// has neither. Whoever is to be told of a message gets a signal, once, and only where nobody is waiting.
//
// Units: bytes.
// Source: mq_overview(7), mq_open(3), mq_notify(3); Linux ipc/mqueue.c; answers of Linux 6.18.
// Departs: no /dev/mqueue; who is told by SIGEV_THREAD names an eventfd, where Linux has a netlink socket;
// RLIMIT_MSGQUEUE is not enforced.

import {
  O_ACCMODE,
  O_CREAT,
  O_EXCL,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  POLLIN,
  POLLOUT,
} from '../abi/constants.ts';
import {
  EACCES,
  EAGAIN,
  EBADF,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENAMETOOLONG,
  ENOENT,
  EPERM,
  ETIMEDOUT,
} from '../abi/errno.ts';
import { EPOCH_S, takeId } from '../sim/sim.ts';
import { encodeText, signedAt, toBytes } from './bytes.ts';
import { groupOf } from './credentials.ts';
import { addToEvent } from './event-fds.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, Handlers, OpenFile, Task } from './kernel.ts';
import { createFile } from './open-file.ts';
import { sendSignal } from './signal.ts';
import { readSet } from './signal-set.ts';
import type { MessageQueue } from './sysv-types.ts';
import { processOf } from './task.ts';
import { readUser, readUserText, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block, setDeadline, timedOut, wake } from './wait-queue.ts';

const PRIORITIES = 32_768;
const SIGNALS = 64;
const SI_MESGQ = -3;
const SIGEV_SIGNAL = 0;
const SIGEV_NONE = 1;
const SIGEV_THREAD = 2;
/** What the eventfd of SIGEV_THREAD is given: a message has come, or nobody will be told any more. */
const WOKEN = 1;
const REMOVED = 2;
/** What a queue has if nobody says otherwise, and what only root may ask for. */
const DEFAULT_MESSAGES = 10;
const DEFAULT_BYTES = 8192;
const MOST_MESSAGES = 65_536;
const MOST_BYTES = 16 * 1024 * 1024;

/** The calls; made when a program first asks for one of the rare ones. */
export const mqueueCalls = (): Handlers => ({
  mq_open: open,
  mq_unlink: (ctx, task, [nameAddr]) => {
    const name = nameAt(ctx, task, nameAddr);
    if (typeof name === 'number') return name;
    const queue = ctx.kernel.mqueues?.get(name);
    if (!queue) return -ENOENT;
    if (task.process.uid !== 0 && task.process.uid !== queue.uid) return -EPERM;
    ctx.kernel.mqueues!.delete(name);
    return 0;
  },
  mq_timedsend: send,
  mq_timedreceive: receive,
  mq_notify: notify,
  mq_getsetattr: (ctx, task, [fd, given, old]) => {
    const bytes = given ? readUser(ctx, task, given, 8) : undefined;
    if (given && !bytes) return -EFAULT;
    const flags = bytes ? signedAt(bytes, 0, 8) : 0;
    if (flags & ~O_NONBLOCK) return -EINVAL;
    const file = fileOf(task.process, fd);
    const queue = file?.mqueue;
    if (!queue) return -EBADF;
    const { mostMessages, mostBytes, messages } = queue;
    const words = [file.flags & O_NONBLOCK, mostMessages, mostBytes, messages.length, 0, 0, 0, 0];
    if (given) file.flags = (file.flags & ~O_NONBLOCK) | flags;
    const told = Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)]));
    return !old || writeUser(ctx, task, old, told) ? 0 : -EFAULT;
  },
});

/** A queue's name, which the C library has taken the slash from. */
function nameAt(ctx: Ctx, task: Task, addr: number): string | number {
  const name = readUserText(ctx, task, addr);
  if (name === undefined) return -EFAULT;
  if (name.length > 255) return -ENAMETOOLONG;
  if (name === '') return -ENOENT;
  return name.includes('/') || name === '.' || name === '..' ? -EACCES : name;
}

function open(ctx: Ctx, task: Task, [nameAddr, flags, mode, attrAddr]: number[]): number {
  const attr = attrAddr ? readUser(ctx, task, attrAddr, 64) : undefined;
  if (attrAddr && !attr) return -EFAULT;
  const name = nameAt(ctx, task, nameAddr);
  if (typeof name === 'number') return name;
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  ctx.kernel.mqueues ??= new Map();
  let queue = ctx.kernel.mqueues.get(name);
  if (!queue) {
    if (!(flags & O_CREAT)) return -ENOENT;
    const made = create(ctx, task, mode, attr);
    if (typeof made === 'number') return made;
    queue = made;
    ctx.kernel.mqueues.set(name, queue);
  } else {
    if (flags & O_CREAT && flags & O_EXCL) return -EEXIST;
    const access = flags & O_ACCMODE;
    if (access === 3) return -EINVAL;
    const bits = (access === O_WRONLY ? 0 : 4) | (access === O_RDONLY ? 0 : 2);
    const { uid } = task.process;
    const group = groupOf(task.process) === queue.gid ? queue.mode >> 3 : queue.mode;
    const granted = uid === queue.uid ? queue.mode >> 6 : group;
    if (uid !== 0 && (granted & bits) !== bits) return -EACCES;
  }
  const kept = flags & (O_ACCMODE | O_NONBLOCK);
  const file = createFile(ctx, { what: 'mqueue', flags: kept, object: queue.id });
  file.mqueue = queue;
  return installFd(ctx, task.process, file, { cloexec: true });
}

function create(
  ctx: Ctx,
  task: Task,
  mode: number,
  attr: Uint8Array | undefined,
): MessageQueue | number {
  const { uid, umask = 0o22 } = task.process;
  const mostMessages = attr ? signedAt(attr, 8, 8) : DEFAULT_MESSAGES;
  const mostBytes = attr ? signedAt(attr, 16, 8) : DEFAULT_BYTES;
  if (mostMessages <= 0 || mostBytes <= 0) return -EINVAL;
  const [messages, bytes] =
    uid === 0 ? [MOST_MESSAGES, MOST_BYTES] : [DEFAULT_MESSAGES, DEFAULT_BYTES];
  if (mostMessages > messages || mostBytes > bytes) return -EINVAL;
  const own = { mode: mode & 0o777 & ~umask, uid, gid: groupOf(task.process) };
  return { id: takeId(ctx.sim), mostMessages, mostBytes, messages: [], receivers: 0, ...own };
}

/** The queue behind a descriptor that is open for one direction. */
function queueOf(task: Task, fd: number, without: number): [OpenFile, MessageQueue] | number {
  const file = fileOf(task.process, fd);
  if (!file?.mqueue || (file.flags & O_ACCMODE) === without) return -EBADF;
  return [file, file.mqueue];
}

/** Reads until when to wait, by the clock of the day: how long that is, undefined for ever. */
function readDeadline(ctx: Ctx, task: Task, addr: number): { us?: number } | number {
  if (!addr) return {};
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [s, ns] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
  if (s < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
  return { us: (s - EPOCH_S) * 1e6 + ns / 1e3 - ctx.sim.nowUs };
}

function send(ctx: Ctx, task: Task, [fd, addr, size, priority, time]: number[]): number {
  const limit = readDeadline(ctx, task, time);
  if (typeof limit === 'number') return limit;
  if (priority >>> 0 >= PRIORITIES) return -EINVAL;
  const found = queueOf(task, fd, O_RDONLY);
  if (typeof found === 'number') return found;
  const [file, queue] = found;
  if (size < 0 || size > queue.mostBytes) return -EMSGSIZE;
  const bytes = readUser(ctx, task, addr, size);
  if (!bytes) return -EFAULT;
  if (queue.messages.length >= queue.mostMessages) {
    if (file.flags & O_NONBLOCK) return -EAGAIN;
    return sleep(ctx, task, queue, limit.us, POLLOUT);
  }
  // Behind all of its priority, before all of lower ones.
  const before = queue.messages.findIndex((one) => one.priority < priority);
  const at = before < 0 ? queue.messages.length : before;
  queue.messages.splice(at, 0, { priority, bytes: bytes.slice() });
  if (queue.messages.length === 1 && queue.receivers === 0) tellOfMessage(ctx, task, queue);
  wake(ctx, waitKey('mqueue', queue.id), POLLIN);
  return 0;
}

function receive(ctx: Ctx, task: Task, [fd, addr, size, priorityAddr, time]: number[]): number {
  const limit = readDeadline(ctx, task, time);
  if (typeof limit === 'number') return limit;
  const found = queueOf(task, fd, O_WRONLY);
  if (typeof found === 'number') return found;
  const [file, queue] = found;
  if (size < queue.mostBytes) return -EMSGSIZE;
  if (task.syscall!.begun) queue.receivers--;
  task.syscall!.begun = false;
  const first = queue.messages[0];
  if (!first) {
    if (file.flags & O_NONBLOCK) return -EAGAIN;
    const slept = sleep(ctx, task, queue, limit.us, POLLIN);
    if (task.state === 'blocked') {
      queue.receivers++;
      task.syscall!.begun = true;
    }
    return slept;
  }
  queue.messages.shift();
  wake(ctx, waitKey('mqueue', queue.id), POLLOUT);
  const { priority, bytes } = first;
  if (priorityAddr && !writeUser(ctx, task, priorityAddr, toBytes(priority, 4))) return -EFAULT;
  return writeUser(ctx, task, addr, bytes) ? bytes.length : -EFAULT;
}

function sleep(
  ctx: Ctx,
  task: Task,
  queue: MessageQueue,
  us: number | undefined,
  mask: number,
): number {
  setDeadline(ctx, task, us);
  if (timedOut(ctx, task)) return -ETIMEDOUT;
  return block(ctx, task, 'ipc', [{ key: waitKey('mqueue', queue.id), exclusive: true, mask }]);
}

/** Tells whoever asked for it, and forgets that they did. */
function tellOfMessage(ctx: Ctx, { process: from }: Task, queue: MessageQueue): void {
  const { notify } = queue;
  queue.notify = undefined;
  const process = notify && processOf(ctx.kernel, notify.pid);
  if (!process) return;
  const { signo, value, file } = notify;
  if (file) tellThread(ctx, file, WOKEN);
  else if (signo)
    sendSignal(ctx, process, { signo, code: SI_MESGQ, pid: from.pid, uid: from.uid, value });
}

/** Says so to the thread that reads this eventfd, where it is still open. */
function tellThread(ctx: Ctx, file: OpenFile, what: number): void {
  if (ctx.kernel.events.has(file.object)) addToEvent(ctx, file, toBytes(what, 8));
}

function notify(ctx: Ctx, task: Task, [fd, addr]: number[]): number {
  const event = addr ? readUser(ctx, task, addr, 64) : undefined;
  if (addr && !event) return -EFAULT;
  const how = event ? signedAt(event, 12, 4) : SIGEV_NONE;
  const number = event ? signedAt(event, 8, 4) : 0;
  if (how !== SIGEV_NONE && how !== SIGEV_SIGNAL && how !== SIGEV_THREAD) return -EINVAL;
  if (how === SIGEV_SIGNAL && (number < 1 || number > SIGNALS)) return -EINVAL;
  const file = how === SIGEV_THREAD ? fileOf(task.process, number) : undefined;
  if (how === SIGEV_THREAD && file?.what !== 'eventfd') return file ? -EINVAL : -EBADF;
  const queue = fileOf(task.process, fd)?.mqueue;
  if (!queue) return -EBADF;
  if (!event) {
    forget(ctx, task, queue);
    return 0;
  }
  const asked = queue.notify && processOf(ctx.kernel, queue.notify.pid);
  if (asked && !asked.exit) return -EBUSY;
  const { pid } = task.process;
  const signo = how === SIGEV_SIGNAL ? number : 0;
  queue.notify = { pid, signo, value: readSet(event), ...(file && { file }) };
  return 0;
}

/** Takes back what a process has asked for. */
function forget(ctx: Ctx, { process }: Task, queue: MessageQueue): void {
  const { notify } = queue;
  if (notify?.pid !== process.pid) return;
  queue.notify = undefined;
  if (notify.file) tellThread(ctx, notify.file, REMOVED);
}

/** Tells what poll(2) would. */
export function pollQueue({ mqueue }: OpenFile): number {
  if (!mqueue) return 0;
  const { messages, mostMessages } = mqueue;
  return (messages.length > 0 ? POLLIN : 0) | (messages.length < mostMessages ? POLLOUT : 0);
}

/** What read(2) says of a queue: a line about it. */
export function queueText({ mqueue }: OpenFile): Uint8Array {
  const { messages, notify } = mqueue!;
  const bytes = messages.reduce((sum, one) => sum + one.bytes.length, 0);
  const how = notify && !notify.signo ? SIGEV_NONE : 0;
  const numbers = [String(bytes).padEnd(10), String(how).padEnd(5)];
  const whom = [String(notify?.signo ?? 0).padEnd(5), String(notify?.pid ?? 0).padEnd(6)];
  return encodeText(
    `QSIZE:${numbers[0]} NOTIFY:${numbers[1]} SIGNO:${whom[0]} NOTIFY_PID:${whom[1]}\n`,
  );
}
