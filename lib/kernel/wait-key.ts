// Names of wait queues: what is waited for, as one number.
//
// One idea: objects have numbers already, so the name of a queue is the object's number and the
// kind of object; looking one up makes no text. The words of futex(2) are named by text of their
// own (futex.ts), because an address may be longer than what is left of a number.

declare const brand: unique symbol;

/** Names a wait queue. */
export type WaitKey = (number | string) & { readonly [brand]: true };

/** Kinds of objects that somebody may wait for; at most 16. */
const KINDS = {
  sock: 0,
  tty: 1,
  pipe: 2,
  file: 3,
  epoll: 4,
  eventfd: 5,
  timerfd: 6,
  signalfd: 7,
  /** Children of a process, one of vfork(2), and signals for it. */
  child: 8,
  vfork: 10,
  io_uring: 11,
  /** Locks of a file. */
  lock: 12,
  signal: 9,
  pidfd: 13,
  inotify: 14,
  mqueue: 15,
};

/** Names the queue of those who wait for an object. */
export function waitKey(kind: keyof typeof KINDS, id: number): WaitKey {
  return (id * 16 + KINDS[kind]) as WaitKey;
}

/** Names the queue of those who wait for a socket. */
export function sockKey(id: number): WaitKey {
  return (id * 16 + KINDS.sock) as WaitKey;
}
