// Scenario: one server, one client, one request, over a link; for the lifecycle and the start page.
//
// One idea: the program is given, a C image or a script; what is around it is always the same.
//
// Units: us of virtual time; the link takes 200 us one way, so that the wire can be seen.

import { type LifecycleFrame, lifecycleFrames } from '../../view/lifecycle.ts';
import { advance, createMachine, exec, type Program, traceOf } from '../machine.ts';

export const SERVER_SCRIPT = `server_fd = socket(AF_INET, SOCK_STREAM, 0)
bind(server_fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(server_fd, 10)
loop {
  client_fd = accept(server_fd)
  n = read(client_fd, buf, 1023)
  write(client_fd, "HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 13\\r\\n\\r\\nHello, World!")
  close(client_fd)
}
`;

const CLIENT_SCRIPT = `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
sleep(2ms)
write(fd, "GET / HTTP/1.1\\r\\nHost: 10.0.0.2:8080\\r\\nUser-Agent: client\\r\\nAccept: */*\\r\\n\\r\\n", 73)
n = read(fd, buf, 1024)
write(1, buf, n)
read(fd, buf, 1024)
close(fd)
`;

export interface RequestRun {
  /** Text of the server's program, whose lines the frames name. */
  program: string;
  /** Its name in content/programs, where it is one of those. */
  name?: string;
  frames: LifecycleFrame[];
}

/** A server to run: a C image with its text, or a script. */
export interface RequestServer {
  program: Program;
  text: string;
  name?: string;
}

const SCRIPTED: RequestServer = {
  program: { script: SERVER_SCRIPT, comm: 'server' },
  text: SERVER_SCRIPT,
};

/** Runs `server` and one client that asks it, and folds the frames. */
export function requestRun(server: RequestServer = SCRIPTED): RequestRun {
  const machine = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 200 }],
  });
  exec(machine, 'server', server.program);
  exec(machine, 'client', { script: CLIENT_SCRIPT, comm: 'client' }, { atUs: 50_000 });
  advance(machine, { untilUs: 1_000_000 });
  const frames = lifecycleFrames(traceOf(machine), { server: 'server', client: 'client' });
  return { program: server.text, name: server.name, frames };
}
