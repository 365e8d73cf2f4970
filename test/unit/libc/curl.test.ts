// curl in the machine: what it prints and how it ends, against servers that answer well and badly.
//
// The expected texts are those of curl 7.88.1 against a real server that sent the same bytes.
// On a terminal curl does not say how many bytes of data came: they are seen.

import { describe, expect, it, vi } from 'vitest';
import { build, systemProgram } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import type { Machine } from '../../../lib/machine/machine.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import { createShell, runCommandLine, type Shell } from '../../../lib/machine/shell.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

/** A server for one connection at a time: reads once, answers, and ends it in its own way. */
function serverOf(answer: string, end = 'close(c);'): string {
  return `#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(8080)};
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bind(s, (struct sockaddr *) &a, sizeof a);
  listen(s, 5);
  const char *answer = ${JSON.stringify(answer)};
  char request[9999];
  for (;;) {
    int c = accept(s, NULL, NULL);
    read(c, request, sizeof request);
    write(c, answer, strlen(answer));
    ${end}
  }
}
`;
}

function machineWith(server: string | undefined): { m: Machine; shell: Shell } {
  installC();
  const m = createMachine({ seed: 1 });
  const shell = createShell(m, 'server');
  if (server !== undefined) {
    const built = build([{ name: 'server.c', text: server }]);
    if (!built.ok) throw new Error(JSON.stringify(built.diagnostics[0]));
    exec(m, 'server', { image: built.image, argv: ['./server'] });
    advance(m, { untilUs: m.sim.nowUs + 100_000 });
  }
  return { m, shell };
}

/** Runs a command line for at most 300 simulated seconds; its output and how it ended. */
function run(m: Machine, shell: Shell, line: string): { output: string; status?: number } {
  const from = traceOf(m).length;
  const result = runCommandLine(m, shell, line);
  if (result.kind !== 'process') return result;
  const ends = (e: { kind: string; pid?: number; state?: string }) =>
    e.kind === 'task' && e.pid === result.pid && e.state === 'zombie';
  advance(m, { untilUs: m.sim.nowUs + 300e6, until: (e) => ends(e) });
  let output = '';
  let status: number | undefined;
  for (const e of traceOf(m).slice(from)) {
    if (e.kind === 'output' && e.pid === result.pid) output += String.fromCharCode(...e.bytes);
    if (e.kind === 'task' && e.pid === result.pid && e.state === 'zombie') status = e.status;
  }
  return { output, status };
}

const curl = (answer: string, options: string, end?: string) => {
  const { m, shell } = machineWith(serverOf(answer, end));
  return run(m, shell, `curl ${options} 127.0.0.1:8080/`);
};

const HELLO =
  'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!';
const REQUEST = `*   Trying 127.0.0.1:8080...
* Connected to 127.0.0.1 (127.0.0.1) port 8080 (#0)
> GET / HTTP/1.1
> Host: 127.0.0.1:8080
> User-Agent: curl/7.88.1
> Accept: */*
> 
`;

/** Line ends as a reader sees them. */
const shown = (text: string) => text.replaceAll('\r', '');

describe('curl -v', () => {
  const cases: [string, string, string, number][] = [
    [
      'a good answer',
      HELLO,
      `< HTTP/1.1 200 OK
< Content-Type: text/plain
< Content-Length: 13
< 
* Connection #0 to host 127.0.0.1 left intact
Hello, World!`,
      0,
    ],
    [
      'no length',
      'HTTP/1.1 200 OK\r\nX: y\r\n\r\nbody',
      `< HTTP/1.1 200 OK
< X: y
* no chunk, no close, no size. Assume close to signal end
< 
* Closing connection 0
body`,
      0,
    ],
    [
      'HTTP/1.0',
      'HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody',
      `* HTTP 1.0, assume close after body
< HTTP/1.0 200 OK
< Content-Length: 4
< 
* Closing connection 0
body`,
      0,
    ],
    [
      'Connection: close',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody',
      `< HTTP/1.1 200 OK
< Connection: close
< Content-Length: 4
< 
* Closing connection 0
body`,
      0,
    ],
    [
      'chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n6\r\n again\r\n0\r\n\r\n',
      `< HTTP/1.1 200 OK
< Transfer-Encoding: chunked
< 
* Connection #0 to host 127.0.0.1 left intact
body again`,
      0,
    ],
    [
      'nothing at all',
      '',
      `* Empty reply from server
* Closing connection 0
curl: (52) Empty reply from server
`,
      52,
    ],
    [
      'less than was promised',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody',
      `< HTTP/1.1 200 OK
< Content-Length: 9
< 
* transfer closed with 5 bytes remaining to read
* Closing connection 0
curl: (18) transfer closed with 5 bytes remaining to read
body`,
      18,
    ],
    [
      'no HTTP',
      'hello there\n',
      `* Received HTTP/0.9 when not allowed
* Closing connection 0
curl: (1) Received HTTP/0.9 when not allowed
`,
      1,
    ],
    [
      'line ends without a return',
      'HTTP/1.1 404 Not Found\nContent-Length: 4\n\nbody',
      `< HTTP/1.1 404 Not Found
< Content-Length: 4
< 
* Connection #0 to host 127.0.0.1 left intact
body`,
      0,
    ],
    [
      'no content',
      'HTTP/1.1 204 No Content\r\n\r\n',
      `< HTTP/1.1 204 No Content
< 
* Connection #0 to host 127.0.0.1 left intact
`,
      0,
    ],
    [
      'more than was promised',
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodyexcess',
      `< HTTP/1.1 200 OK
< Content-Length: 4
< 
* Excess found in a read: excess = 6, size = 4, maxdownload = 4, bytecount = 0
* Closing connection 0
body`,
      0,
    ],
  ];

  it.each(cases)('tells what happened with %s', (_, answer, expected, status) => {
    const result = curl(answer, '-v');
    expect(shown(result.output)).toBe(REQUEST + expected);
    expect(result.status).toBe(status);
  });

  it('ends with 56 where the connection is reset', () => {
    const end =
      'struct linger l = {1, 0}; setsockopt(c, SOL_SOCKET, SO_LINGER, &l, sizeof l); close(c);';
    const result = curl('', '-sS', end);
    expect(result).toEqual({
      output: 'curl: (56) Recv failure: Connection reset by peer\n',
      status: 56,
    });
  });

  it('ends with 28 when the time is up', () => {
    const result = curl(
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbo',
      '-sS -m 1',
      'sleep(5); close(c);',
    );
    expect(result.output).toBe(
      'curl: (28) Operation timed out after 1000 milliseconds with 2 out of 9 bytes received\nbo',
    );
    expect(result.status).toBe(28);
  });
});

describe('curl without a server', () => {
  it('ends with 7 and says where it tried', () => {
    const { m, shell } = machineWith(undefined);
    expect(run(m, shell, 'curl -v localhost:8080')).toEqual({
      output: `*   Trying 127.0.0.1:8080...
* connect to 127.0.0.1 port 8080 failed: Connection refused
* Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
* Closing connection 0
curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
`,
      status: 7,
    });
    expect(run(m, shell, 'curl -s localhost:8080')).toEqual({ output: '', status: 7 });
  });

  it('ends with 6 for a name that nobody knows, 3 and 1 for a bad URL, 2 for a bad option', () => {
    const { m, shell } = machineWith(undefined);
    const outcomes = ['nosuch.invalid', 'http://:80', 'foo://x', '', '--bogus', '-H'].map((words) =>
      run(m, shell, `curl ${words}`),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([6, 3, 1, 2, 2, 2]);
    expect(outcomes.map(({ output }) => output.split('\n')[0])).toEqual([
      'curl: (6) Could not resolve host: nosuch.invalid',
      'curl: (3) URL using bad/illegal format or missing URL',
      'curl: (1) Protocol "foo" not supported or disabled in libcurl',
      "curl: try 'curl --help' or 'curl --manual' for more information",
      'curl: option --bogus: is unknown',
      'curl: option -H: requires parameter',
    ]);
  });
});

describe('requests', () => {
  const echo = `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`;
  const sent = (options: string) =>
    shown(curl(echo, `-sv ${options}`).output)
      .split('\n')
      .filter((line) => line.startsWith('> '))
      .map((line) => line.slice(2));

  it('carry the options given', () => {
    expect(sent('-d x=1 -d y=2 -A me')).toEqual([
      'POST / HTTP/1.1',
      'Host: 127.0.0.1:8080',
      'User-Agent: me',
      'Accept: */*',
      'Content-Length: 7',
      'Content-Type: application/x-www-form-urlencoded',
      '',
    ]);
    expect(sent("-0 -X PUT -H 'Host: a' -H Accept:")).toEqual([
      'PUT / HTTP/1.0',
      'Host: a',
      'User-Agent: curl/7.88.1',
      '',
    ]);
    expect(sent('-I')[0]).toBe('HEAD / HTTP/1.1');
  });

  it('show the head with -i, and the code with -w', () => {
    expect(shown(curl(HELLO, '-i').output)).toBe(shown(HELLO));
    expect(curl(HELLO, "-s -w ' %{http_code} %{size_download}\\n'").output).toBe(
      'Hello, World! 200 13\n',
    );
  });
});

describe('nc', () => {
  it('says whether it could connect', () => {
    const { m, shell } = machineWith(serverOf('bye\n'));
    expect(run(m, shell, 'nc -vz 127.0.0.1 8080')).toEqual({
      output: 'Connection to 127.0.0.1 8080 port [tcp/*] succeeded!\n',
      status: 0,
    });
    expect(run(m, shell, 'nc -v 127.0.0.1 81')).toEqual({
      output: 'nc: connect to 127.0.0.1 port 81 (tcp) failed: Connection refused\n',
      status: 1,
    });
  });
});

describe('small programs', () => {
  it('do what their names say', () => {
    const { m, shell } = machineWith(undefined);
    expect(run(m, shell, 'echo one two')).toEqual({ output: 'one two\n', status: 0 });
    expect(run(m, shell, 'cat /etc/hosts').output).toContain('127.0.0.1\tlocalhost\n');
    expect(run(m, shell, 'cat /none')).toEqual({
      output: 'cat: /none: No such file or directory\n',
      status: 1,
    });
    const before = m.sim.nowUs;
    expect(run(m, shell, 'sleep 1.5').status).toBe(0);
    expect(m.sim.nowUs - before).toBeGreaterThanOrEqual(1_500_000);
    expect(run(m, shell, 'sleep x').output.split('\n')[0]).toBe("sleep: invalid time interval 'x'");
    expect(systemProgram('no-such-program')).toBeUndefined();
  });
});

describe('what curl asks for', () => {
  const { m, shell } = machineWith(serverOf(HELLO));
  /** The request's lines but those that every request has. */
  const asked = (options: string) => {
    const { output, status } = run(m, shell, `curl -v ${options}`);
    expect(status).toBe(0);
    const lines = shown(output).matchAll(/^> (?!Host|User-Agent|Accept)(.+)$/gm);
    return [...lines].map(([, line]) => line.replace(' HTTP/1.1', ''));
  };

  it.each([
    ['/a/./b/../c?x=/../y', '/a/c?x=/../y'],
    ['/..', '/'],
    ['/a/..', '/'],
    ['//../a//../..b/.../.', '/a/..b/.../'],
    ['?a/../b', '/?a/../b'],
    ['/%2e%2E/a/.%2e/b', '/%2e%2E/a/.%2e/b'],
    ['/a/b/.', '/a/b/'],
    ['/a/b/../../../c', '/c'],
  ])('%s without dots is %s', (url, path) => {
    expect(asked(`127.0.0.1:8080${url}`)).toEqual([`GET ${path}`]);
  });

  it('keeps the path as it is where that is wished', () => {
    expect(asked('--path-as-is 127.0.0.1:8080/a/./b/..')).toEqual(['GET /a/./b/..']);
  });

  it('is one thing', () => {
    const both = run(m, shell, 'curl -s 127.0.0.1:8080/a --url 127.0.0.1:8080/b');
    const output = 'curl: here one URL is asked for at a time, not 127.0.0.1:8080/b too\n';
    expect(both).toEqual({ output, status: 2 });
  });

  it('names a part of the file', () => {
    expect(asked('-r 3-5 127.0.0.1:8080/')).toEqual(['GET /', 'Range: bytes=3-5']);
    expect(asked('--range -5 127.0.0.1:8080/')).toContain('Range: bytes=-5');
    expect(asked('-s -r 5 127.0.0.1:8080/')).toContain('Range: bytes=5-');
    const own = asked("-H 'Range: bytes=1-1' -r 3-5 127.0.0.1:8080/");
    expect(own).toEqual(['GET /', 'Range: bytes=1-1']);
    const { output } = run(m, shell, 'curl -r 5 127.0.0.1:8080/');
    expect(output).toContain(
      'Warning: A specified range MUST include at least one dash (-). Appending one \nWarning: for you!\n',
    );
  });
});
