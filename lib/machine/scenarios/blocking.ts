// Scenario: several clients, one blocking server, and perhaps one client that says nothing.
//
// Units: ms of virtual time where named Ms.

import type { Pieces } from '../../sim/pieces.ts';
import { type TimelineRows, timelineRows } from '../../view/timeline.ts';
import { exec, makingMachine, traceOf } from '../machine.ts';
import { advancing } from '../pieces.ts';
import { parseScript } from '../script.ts';

export interface BlockingOptions {
  clients: number;
  /** Number of the client that connects and sends nothing, from 1; 0 for none. */
  silent: number;
  /** Work of the server for each request. */
  workMs: number;
  /** After which the silent client gives up. */
  patienceMs: number;
}

export const BLOCKING_DEFAULTS: BlockingOptions = {
  clients: 4,
  silent: 0,
  workMs: 300,
  patienceMs: 2000,
};

function serverScript(workMs: number): string {
  return `server_fd = socket(AF_INET, SOCK_STREAM, 0)
bind(server_fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(server_fd, 10)
loop {
  client_fd = accept(server_fd)
  n = read(client_fd, buf, 1023)
  if n > 0 {
    sleep(${workMs}ms)
    write(client_fd, "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n", 38)
  }
  close(client_fd)
}
`;
}

const CONNECT = `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
`;

const ASKS = `${CONNECT}write(fd, "GET / HTTP/1.1\\r\\nHost: server\\r\\n\\r\\n", 32)
n = read(fd, buf, 1024)
close(fd)
`;

function silentScript(patienceMs: number): string {
  return `${CONNECT}sleep(${patienceMs}ms)
close(fd)
`;
}

/** Runs it and folds the rows; clients connect 40 ms apart. */
export function* blockingRun(options: Partial<BlockingOptions> = {}): Pieces<TimelineRows> {
  const { clients, silent, workMs, patienceMs } = { ...BLOCKING_DEFAULTS, ...options };
  const machine = yield* makingMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 2000 }],
  });
  yield;
  const server = parseScript(serverScript(workMs));
  yield;
  exec(machine, 'server', { script: server, comm: 'server' });
  yield;
  const asks = parseScript(ASKS);
  yield;
  for (let i = 1; i <= clients; i++) {
    const script = i === silent ? silentScript(patienceMs) : asks;
    exec(machine, 'client', { script, comm: `client-${i}` }, { atUs: 100_000 + 40_000 * i });
    yield;
  }
  yield* advancing(machine, { untilUs: 200_000 + 1000 * (patienceMs + (workMs + 40) * clients) });
  yield;
  return timelineRows(traceOf(machine), { server: 'server', client: 'client' });
}
