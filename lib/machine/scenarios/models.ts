// Scenario: one load for every way of writing the accept loop.
//
// One idea: clients keep their connection and pause between requests, as browsers do; so a server
// that serves one connection at a time waits for the pauses of each.
//
// Units: us of virtual time where named Us, ms where named Ms.

import { type ModelRun, modelRun } from '../../view/models.ts';
import { advance, createMachine, exec, type Program, traceOf } from '../machine.ts';

export interface Load {
  clients: number;
  /** Requests over each client's one connection. */
  requests: number;
  pauseUs: number;
  workUs: number;
  cpus: number;
  /** Number of the client that connects and never says anything; 0 for none. */
  silent: number;
  /** How long the run is watched, from the first connect(2). */
  watchedUs: number;
}

export const LOAD: Load = {
  clients: 8,
  requests: 3,
  pauseUs: 30_000,
  workUs: 2000,
  cpus: 2,
  silent: 0,
  watchedUs: 840_000,
};

export interface ModelsRun {
  load: Load;
  models: ModelRun[];
}

const LISTEN = `fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(fd, 32)
`;

/** When the first client begins: the servers have started by then. */
const FIRST_US = 100_000;

const ANSWER = '"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"';

/** Serves one connection to its end: as many requests as come, then the client's close. */
function serve(load: Load, indent: string): string {
  const lines = [
    'loop {',
    '  n = read(c, buf, 1024)',
    '  if n <= 0 { break }',
    `  work(${load.workUs / 1000}ms)`,
    `  write(c, ${ANSWER})`,
    '}',
    'close(c)',
  ];
  return lines.join(`\n${indent}`);
}

/** The servers as scripts, by model, in the order in which the chapter tells them. */
export function modelScripts(load: Load = LOAD): Record<string, string> {
  return {
    one: `${LISTEN}loop {
  c = accept(fd)
  ${serve(load, '  ')}
}
`,
    fork: `${LISTEN}loop {
  c = accept(fd)
  fork {
    close(fd)
    ${serve(load, '    ')}
  }
  close(c)
}
`,
    threads: `${LISTEN}loop {
  c = accept(fd)
  thread {
    ${serve(load, '    ')}
  }
}
`,
    prefork: `${LISTEN}repeat 3 {
  fork { break }
}
loop {
  c = accept(fd)
  ${serve(load, '  ')}
}
`,
    epoll: `${LISTEN}ep = epoll_create1(0)
epoll_ctl(ep, EPOLL_CTL_ADD, fd, {events=EPOLLIN, data=fd})
loop {
  count = epoll_wait(ep, events, 16, -1)
  i = 0
  while i < count {
    c = events[i].data
    i = i + 1
    if c == fd {
      c = accept(fd)
      epoll_ctl(ep, EPOLL_CTL_ADD, c, {events=EPOLLIN, data=c})
    } else {
      n = read(c, buf, 1024)
      if n > 0 {
        work(${load.workUs / 1000}ms)
        write(c, ${ANSWER})
      } else {
        close(c)
      }
    }
  }
}
`,
  };
}

function clientScript(load: Load, silent: boolean): string {
  const connect = `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
`;
  if (silent) return `${connect}read(fd, buf, 1024)\n`;
  return `${connect}repeat ${load.requests} {
  write(fd, "GET / HTTP/1.1\\r\\nHost: server\\r\\n\\r\\n", 32)
  n = read(fd, buf, 1024)
  sleep(${load.pauseUs}us)
}
close(fd)
`;
}

/** Runs `load` against one server and folds the run. */
export function oneModel(id: string, server: Program, load: Load = LOAD): ModelRun {
  const machine = createMachine({
    hosts: [
      { name: 'server', cpus: load.cpus },
      { name: 'client', cpus: load.clients },
    ],
    links: [{ between: ['client', 'server'], latencyUs: 500 }],
  });
  exec(machine, 'server', server);
  for (let i = 0; i < load.clients; i++) {
    exec(
      machine,
      'client',
      { script: clientScript(load, i + 1 === load.silent), comm: `client-${i + 1}` },
      { atUs: FIRST_US + 3000 * i },
    );
  }
  advance(machine, { untilUs: FIRST_US + load.watchedUs + 10_000 });
  const hosts = { server: 'server', client: 'client' };
  return modelRun(id, traceOf(machine), hosts, load.watchedUs);
}

/** Runs the load against every model, in the order in which the chapter tells them. */
export function modelsRun(load: Load = LOAD): ModelsRun {
  const scripts = modelScripts(load);
  const models = Object.entries(scripts).map(([id, script]) =>
    oneModel(id, { script, comm: 'server' }, load),
  );
  return { load, models };
}
