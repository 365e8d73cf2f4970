// System V message queues: messages with a type, taken by type.
//
// Units: bytes.
// Source: msgget(2), msgop(2), msgctl(2); Linux ipc/msg.c; answers of Linux 6.18.

import { E2BIG, EACCES, EAGAIN, EFAULT, EIDRM, EINVAL, ENOMSG, EPERM } from '../abi/errno.ts';
import {
  IPC_NOWAIT,
  IPC_RMID,
  IPC_SET,
  IPC_STAT,
  MSG_COPY,
  MSG_EXCEPT,
  MSG_NOERROR,
} from '../abi/ipc.ts';
import { signedAt, toBytes, unsignedAt } from './bytes.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';
import {
  EPOCH_S,
  getObject,
  mayUse,
  objectAt,
  objectBytes,
  ownObject,
  PERM_BYTES,
  removeObject,
  setOwner,
  sysvKey,
  sysvOf,
} from './sysv.ts';
import { isList, list, MSG_LISTS, messageInfo } from './sysv-info.ts';
import type { IpcQueue } from './sysv-types.ts';
import { readUser, writeUser } from './user-memory.ts';
import { block, wake } from './wait-queue.ts';

/** Most bytes of a message, and of a queue unless root says more. */
const MSGMAX = 8192;
const MSGMNB = 16_384;

const nowS = (ctx: Ctx): number => EPOCH_S + Math.floor(ctx.sim.nowUs / 1e6);

/** The calls; made when a program first asks for one of the rare ones. */
export const sysvQueueCalls = (): Handlers => ({
  msgget: (ctx, task, args) =>
    getObject<IpcQueue>(task, sysvOf(ctx).queues, args, () => ({
      ...{ messages: [], bytes: 0, most: MSGMNB, sender: 0, receiver: 0 },
      ...{ sentS: 0, receivedS: 0, changedS: nowS(ctx) },
    })),
  msgsnd: send,
  msgrcv: receive,
  msgctl: control,
});

/** What a call that sleeps comes back to: the queue may be gone, and another in its place. */
function queueOf(ctx: Ctx, task: Task, id: number): IpcQueue | number {
  const found = objectAt(sysvOf(ctx).queues, id);
  return typeof found === 'number' && task.syscall!.begun ? -EIDRM : found;
}

function send(ctx: Ctx, task: Task, [id, addr, size, flags]: number[]): number {
  const head = readUser(ctx, task, addr, 8);
  if (!head) return -EFAULT;
  const type = signedAt(head, 0, 8);
  if (size < 0 || size > MSGMAX || id < 0 || type < 1) return -EINVAL;
  const bytes = readUser(ctx, task, addr + 8, size);
  if (!bytes) return -EFAULT;
  const queue = queueOf(ctx, task, id);
  if (typeof queue === 'number') return queue;
  if (!mayUse(task, queue, 0o222)) return -EACCES;
  if (queue.bytes + size > queue.most || queue.messages.length + 1 > queue.most) {
    if (flags & IPC_NOWAIT) return -EAGAIN;
    task.syscall!.begun = true;
    return block(ctx, task, 'ipc', [{ key: sysvKey('msg', id) }]);
  }
  queue.messages.push({ type, bytes: bytes.slice() });
  queue.bytes += size;
  queue.sender = task.process.pid;
  queue.sentS = nowS(ctx);
  wake(ctx, sysvKey('msg', id));
  return 0;
}

function receive(ctx: Ctx, task: Task, [id, addr, size, type, flags]: number[]): number {
  if (id < 0 || size < 0) return -EINVAL;
  const copies = (flags & MSG_COPY) !== 0;
  // It is for a checkpoint, which neither waits nor looks for a type: the number is a message's place.
  if (copies && (flags & MSG_EXCEPT || !(flags & IPC_NOWAIT))) return -EINVAL;
  const queue = queueOf(ctx, task, id);
  if (typeof queue === 'number') return queue;
  if (!mayUse(task, queue, 0o444)) return -EACCES;
  const found = copies ? queue.messages[type] : wanted(queue, type, (flags & MSG_EXCEPT) !== 0);
  if (!found) {
    if (flags & IPC_NOWAIT) return -ENOMSG;
    task.syscall!.begun = true;
    return block(ctx, task, 'ipc', [{ key: sysvKey('msg', id) }]);
  }
  if (size < found.bytes.length && !(flags & MSG_NOERROR)) return -E2BIG;
  if (copies) return size < found.bytes.length ? -EINVAL : hand(ctx, task, addr, found, size);
  queue.messages.splice(queue.messages.indexOf(found), 1);
  queue.bytes -= found.bytes.length;
  queue.receiver = task.process.pid;
  queue.receivedS = nowS(ctx);
  wake(ctx, sysvKey('msg', id));
  // A message that has no place is lost.
  return hand(ctx, task, addr, found, size);
}

/** Writes a struct msgbuf: as many bytes as there is room for. */
function hand(
  ctx: Ctx,
  task: Task,
  addr: number,
  { type, bytes }: IpcQueue['messages'][number],
  size: number,
): number {
  const part = bytes.subarray(0, size);
  const put = writeUser(ctx, task, addr, toBytes(type, 8));
  return put && writeUser(ctx, task, addr + 8, part) ? part.length : -EFAULT;
}

/** The first message; of a type, or of any other; or of the lowest type up to one. */
function wanted(
  { messages }: IpcQueue,
  type: number,
  except: boolean,
): IpcQueue['messages'][number] | undefined {
  if (type === 0) return messages[0];
  if (type > 0) return messages.find((one) => (one.type === type) !== except);
  const low = messages.filter((one) => one.type <= -type);
  const least = Math.min(...low.map((one) => one.type));
  return low.find((one) => one.type === least);
}

function control(ctx: Ctx, task: Task, [id, command, addr]: number[]): number {
  const { queues } = sysvOf(ctx);
  if (id < 0 || command < 0) return -EINVAL;
  if (isList(MSG_LISTS, command)) {
    const texts = { info: messageInfo, object: queueBytes };
    return list(ctx, task, { commands: MSG_LISTS, table: queues, texts }, [id, command, addr]);
  }
  if (command === IPC_STAT) {
    const queue = objectAt(queues, id);
    if (typeof queue === 'number') return queue;
    if (!mayUse(task, queue, 0o444)) return -EACCES;
    return writeUser(ctx, task, addr, queueBytes(queue)) ? 0 : -EFAULT;
  }
  if (command !== IPC_SET && command !== IPC_RMID) return -EINVAL;
  const given = command === IPC_SET ? readUser(ctx, task, addr, PERM_BYTES + 72) : undefined;
  if (command === IPC_SET && !given) return -EFAULT;
  const queue = ownObject(task, queues, id);
  if (typeof queue === 'number') return queue;
  if (given) {
    const most = unsignedAt(given, PERM_BYTES + 40, 8);
    if (most > MSGMNB && task.process.uid !== 0) return -EPERM;
    setOwner(queue, given);
    queue.most = most;
    queue.changedS = nowS(ctx);
  } else removeObject(queues, queue);
  wake(ctx, sysvKey('msg', id));
  return 0;
}

/** Writes a struct msqid_ds. */
function queueBytes(queue: IpcQueue): Uint8Array {
  const { sentS, receivedS, changedS, bytes, messages, most, sender, receiver } = queue;
  const words = [sentS, receivedS, changedS, bytes, messages.length, most, 0, 0, 0];
  const made = objectBytes(queue, words);
  made.set(toBytes(sender, 4), PERM_BYTES + 48);
  made.set(toBytes(receiver, 4), PERM_BYTES + 52);
  return made;
}
