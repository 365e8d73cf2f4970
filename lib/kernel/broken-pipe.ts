// What else comes of a write that nobody will read: the signal.
//
// Source: signal(7), send(2); Linux fs/pipe.c, net/core/stream.c sk_stream_error(), net/unix/af_unix.c
// unix_stream_sendmsg(); answers of 6.18 (test/conformance/unix-order.c, pipe-order.c).

import { MSG_NOSIGNAL, SI_USER, SIGPIPE, SOCK_STREAM } from '../abi/constants.ts';
import { EPIPE } from '../abi/errno.ts';
import type { Ctx, OpenFile, Task } from './kernel.ts';
import { sendSignal } from './signal.ts';
import { unixSockOf } from './sock.ts';

/** Tells whether an EPIPE comes with its signal: of pipes and streams, where the call does not forbid it. */
export function isSignalled(ctx: Ctx, file: OpenFile, flags: number): boolean {
  if (file.what === 'pipe') return true;
  const stream = file.tcp ?? unixSockOf(ctx, file)?.type === SOCK_STREAM;
  return Boolean(stream) && !(flags & MSG_NOSIGNAL);
}

/** The signal of a write that nobody will read goes to the task that wrote. */
export function brokenPipe(ctx: Ctx, task: Task): number {
  const { pid, uid } = task.process;
  // A request of io_uring has a record of its own; the signal is for the task that submitted it.
  const to = ctx.kernel.tasks.get(task.tid) ?? task;
  sendSignal(ctx, task.process, { signo: SIGPIPE, code: SI_USER, pid, uid }, to);
  return -EPIPE;
}
