// Readiness: what each kind of open file answers to "would a call block now?".
//
// Units: masks of POLL* bits.
// Source: poll(2); Linux tcp_poll() by way of tcp/poll.ts; truth checked on 6.18.

import { POLLERR, POLLIN, POLLOUT, POLLRDNORM, POLLWRBAND, POLLWRNORM } from '../abi/constants.ts';
import { tcpPoll } from '../tcp/poll.ts';
import { pollEpoll } from './epoll.ts';
import { pollEvent } from './event-fds.ts';
import type { Ctx, OpenFile } from './kernel.ts';
import { pollQueue } from './mqueue.ts';
import { pollPipe } from './pipe.ts';
import { pollRing } from './ring.ts';
import { tcpSockOf, unixSockOf } from './sock.ts';
import { pollTty } from './tty.ts';
import { pollUdp } from './udp.ts';
import { pollUnix } from './unix.ts';

/** Tells what is ready behind a description, under all the names that Linux gives it. */
export function pollFile(ctx: Ctx, file: OpenFile): number {
  const mask = readiness(ctx, file);
  const { what } = file;
  if (what === 'eventfd' || what === 'timerfd' || what === 'signalfd') return mask;
  const band = what === 'socket' && !file.tcp ? POLLWRBAND : 0;
  return mask | (mask & POLLIN ? POLLRDNORM : 0) | (mask & POLLOUT ? POLLWRNORM | band : 0);
}

function readiness(ctx: Ctx, file: OpenFile): number {
  switch (file.what) {
    case 'socket': {
      const sk = tcpSockOf(file);
      if (sk) return tcpPoll(sk) | (hasCompletions(file) ? POLLERR : 0);
      return unixSockOf(ctx, file) ? pollUnix(ctx, file.object) : pollUdp(ctx, file.object);
    }
    case 'pipe':
      return pollPipe(ctx, file);
    case 'tty':
      return pollTty(ctx.kernel.ttys.get(file.object)!);
    case 'epoll':
      return pollEpoll(ctx, file.object) ? POLLIN : 0;
    case 'eventfd':
    case 'timerfd':
    case 'signalfd':
    case 'pidfd':
    case 'inotify':
      return pollEvent(ctx, file);
    case 'mqueue':
      return pollQueue(file);
    case 'io_uring':
      return pollRing(ctx, file);
    case 'file':
      return POLLIN | POLLOUT;
  }
}

/** MSG_ZEROCOPY's completions wait on the error queue, and what ended an attempt to connect. */
function hasCompletions({ socket }: OpenFile): boolean {
  return (socket?.sends?.completions.length ?? 0) > 0 || socket?.refused !== undefined;
}
