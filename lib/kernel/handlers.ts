// The dispatch table: which function answers which call.

import { SYS, type SyscallName } from '../abi/syscalls.ts';
import { CREDENTIAL_CALLS } from './credentials.ts';
import { EVENT_CALLS } from './event-fds.ts';
import { EXEC_CALLS } from './exec.ts';
import { LOCK_CALLS } from './file-locks.ts';
import { inotifyCalls } from './inotify.ts';
import { kcmpCalls } from './kcmp.ts';
import type { Handler, Handlers } from './kernel.ts';
import { mqueueCalls } from './mqueue.ts';
import { PIDFD_CALLS } from './pidfd.ts';
import { PIPE_MOVE_CALLS } from './pipe-moves.ts';
import { TIMER_CALLS } from './posix-timers.ts';
import { CONNECT_CALLS } from './syscalls-connect.ts';
import { FD_CALLS } from './syscalls-fds.ts';
import { FILE_CALLS } from './syscalls-files.ts';
import { MEMORY_CALLS } from './syscalls-memory.ts';
import { MESSAGE_CALLS } from './syscalls-messages.ts';
import { MOVE_CALLS } from './syscalls-move.ts';
import { MULTIPLEX_CALLS } from './syscalls-multiplex.ts';
import { PROCESS_CALLS } from './syscalls-process.ts';
import { RARE_FILE_CALLS } from './syscalls-rare-files.ts';
import { RING_CALLS } from './syscalls-ring.ts';
import { SIGNAL_CALLS } from './syscalls-signals.ts';
import { SOCKET_IO_CALLS } from './syscalls-socket-io.ts';
import { SOCKET_CALLS } from './syscalls-sockets.ts';
import { SOCKOPT_CALLS } from './syscalls-sockopt.ts';
import { SYSTEM_CALLS } from './syscalls-system.ts';
import { TIME_CALLS } from './syscalls-time.ts';
import { TREE_CALLS } from './syscalls-tree.ts';
import { WAIT_CALLS } from './syscalls-wait.ts';
import { sysvMemoryCalls } from './sysv-memory.ts';
import { sysvQueueCalls } from './sysv-queues.ts';
import { sysvSemaphoreCalls } from './sysv-semaphores.ts';

type ByNumber = (Handler | undefined)[];

/** Those that nearly every program needs. */
function usualHandlers(): Handlers {
  return { ...SOCKET_CALLS, ...FILE_CALLS, ...TREE_CALLS, ...FD_CALLS, ...PROCESS_CALLS };
}

function otherHandlers(): Handlers {
  return {
    ...CONNECT_CALLS,
    ...SOCKOPT_CALLS,
    ...SOCKET_IO_CALLS,
    ...EVENT_CALLS,
    ...EXEC_CALLS,
    ...LOCK_CALLS,
    ...MEMORY_CALLS,
    ...MESSAGE_CALLS,
    ...MOVE_CALLS,
    ...MULTIPLEX_CALLS,
    ...PIDFD_CALLS,
    ...PIPE_MOVE_CALLS,
    ...CREDENTIAL_CALLS,
    ...SYSTEM_CALLS,
    ...TIMER_CALLS,
    ...RARE_FILE_CALLS,
    ...RING_CALLS,
    ...SIGNAL_CALLS,
    ...TIME_CALLS,
    ...WAIT_CALLS,
  };
}

/** Of calls that few programs make: looked at after all others. */
function rareHandlers(): Handlers {
  return {
    ...inotifyCalls(),
    ...kcmpCalls(),
    ...mqueueCalls(),
    ...sysvMemoryCalls(),
    ...sysvQueueCalls(),
    ...sysvSemaphoreCalls(),
  };
}

/** Put together late, because the modules import each other. */
let usual: ByNumber | undefined;
let others: ByNumber | undefined;
let rare: ByNumber | undefined;

/** Finds what answers a call; undefined means ENOSYS. */
export function handlerOf(nr: number): Handler | undefined {
  usual ??= byNumber(usualHandlers());
  return usual[nr] ?? otherHandlerOf(nr);
}

function otherHandlerOf(nr: number): Handler | undefined {
  others ??= byNumber(otherHandlers());
  return others[nr] ?? rareHandlerOf(nr);
}

function rareHandlerOf(nr: number): Handler | undefined {
  rare ??= byNumber(rareHandlers());
  return rare[nr];
}

function byNumber(named: Handlers): ByNumber {
  const list: ByNumber = [];
  for (const [name, handler] of Object.entries(named)) list[SYS[name as SyscallName]] = handler;
  return list;
}
