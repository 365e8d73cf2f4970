// Scenario: a server that opens, accepts, closes, duplicates and forks, for the fd table figure.
//
// One idea: every rule about numbers happens once: 0 to 2 are taken, the lowest free number is
// used, a freed number comes back, dup and fork share a description, the last close frees it.

import { type FdFrame, fdFrames } from '../../view/fd-table.ts';
import { advance, createMachine, exec, traceOf } from '../machine.ts';

/** The program, one call a line; the figure shows it and marks the line. */
export const FD_TABLE_PROGRAM = `server_fd = socket(AF_INET, SOCK_STREAM, 0)
bind(server_fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(server_fd, 10)
alice = accept(server_fd)
bob = accept(server_fd)
close(alice)
carol = accept(server_fd)
copy = dup(carol)
close(carol)
fork {
  close(server_fd)
  write(copy, "from the child")
}
close(copy)
close(bob)
wait()
exit(0)
`;

const CLIENT = `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
read(fd, buf, 64)
close(fd)
`;

export interface FdTableRun {
  program: string;
  frames: FdFrame[];
}

/** Runs it and folds the server's frames. */
export function fdTableRun(): FdTableRun {
  const machine = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 200 }],
  });
  exec(machine, 'server', { script: FD_TABLE_PROGRAM, comm: 'server' });
  for (let i = 0; i < 3; i++) {
    exec(machine, 'client', { script: CLIENT, comm: 'client' }, { atUs: 10_000 * (i + 1) });
  }
  advance(machine, { untilUs: 2_000_000 });
  return { program: FD_TABLE_PROGRAM, frames: fdFrames(traceOf(machine), 'server') };
}
