// The dispatch table: which function answers which call.

import { syscallByNr } from '../abi/syscalls.ts';
import type { Handler } from './kernel.ts';
import { FD_CALLS } from './syscalls-fds.ts';
import { FILE_CALLS } from './syscalls-files.ts';
import { MOVE_CALLS } from './syscalls-move.ts';
import { MULTIPLEX_CALLS } from './syscalls-multiplex.ts';
import { PROCESS_CALLS } from './syscalls-process.ts';
import { SOCKET_IO_CALLS } from './syscalls-socket-io.ts';
import { SOCKET_CALLS } from './syscalls-sockets.ts';
import { TIME_CALLS } from './syscalls-time.ts';

/** Finds what answers a call; undefined means ENOSYS. */
export function handlerOf(nr: number): Handler | undefined {
  const name = syscallByNr(nr)?.name;
  if (name === undefined) return undefined;
  return (
    SOCKET_CALLS[name] ??
    SOCKET_IO_CALLS[name] ??
    FILE_CALLS[name] ??
    FD_CALLS[name] ??
    MOVE_CALLS[name] ??
    MULTIPLEX_CALLS[name] ??
    PROCESS_CALLS[name] ??
    TIME_CALLS[name]
  );
}
