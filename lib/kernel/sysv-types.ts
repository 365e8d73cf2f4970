// What the kernel keeps of System V IPC and of POSIX message queues, as plain data.

import type { OpenFile } from './kernel.ts';

/** An object of System V IPC. */
export interface IpcObject {
  id: number;
  key: number;
  /** Who has it, and who made it. */
  uid: number;
  gid: number;
  cuid: number;
  cgid: number;
  mode: number;
}

/** The objects of a kind by their slots, the slot that was given last, and how often all were gone through. */
export interface IpcTable<T> {
  slots: Map<number, T>;
  last: number;
  seq: number;
}

/** Times are seconds of the epoch; `sender` and `receiver` who did so last. */
export interface IpcQueue extends IpcObject {
  messages: { type: number; bytes: Uint8Array }[];
  bytes: number;
  most: number;
  sender: number;
  receiver: number;
  sentS: number;
  receivedS: number;
  changedS: number;
}

export interface IpcSet extends IpcObject {
  values: number[];
  /** Who has changed each last. */
  pids: number[];
  usedS: number;
  changedS: number;
  /** Tasks that sleep, for one to grow or to become zero. */
  waiting?: Map<number, { num: number; zero: boolean }>;
}

export interface IpcSegment extends IpcObject {
  size: number;
  ino: number;
  maker: number;
  /** Who attached or detached it last. */
  user: number;
  attachedS: number;
  detachedS: number;
  changedS: number;
}

export interface SysV {
  queues: IpcTable<IpcQueue>;
  sets: IpcTable<IpcSet>;
  segments: IpcTable<IpcSegment>;
}

/** A POSIX message queue; messages in the order in which they are taken. */
export interface MessageQueue {
  id: number;
  mode: number;
  uid: number;
  gid: number;
  mostMessages: number;
  mostBytes: number;
  messages: { priority: number; bytes: Uint8Array }[];
  /** How many tasks sleep for a message. */
  receivers: number;
  /** Who is told of the next message that comes into the empty queue. */
  notify?: { pid: number; signo: number; value: bigint; file?: OpenFile } | undefined;
}
