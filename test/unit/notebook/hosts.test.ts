// Several hosts, terminals and programs in one session; a cell is the case with one of each.

import { describe, expect, test } from 'vitest';
import type { Request, Update } from '../../../lib/notebook/messages.ts';
import {
  advanceSession,
  createSession,
  handle,
  type Setup,
  type Slice,
} from '../../../lib/notebook/session.ts';
import { tablesOf } from '../../../lib/notebook/telling.ts';
import { lineIn, program, Reader } from './reader.ts';

const SERVER = program('server');
const ACCEPT = lineIn(SERVER, 'accept(');
const ASK = `#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8080)};
    inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *) &to, sizeof to) < 0) return 1;
    char word[] = "GET / HTTP/1.0\\r\\n\\r\\n";
    write(fd, word, sizeof word - 1);
    char answer[512];
    ssize_t n = read(fd, answer, sizeof answer);
    printf("%zd bytes\\n", n);
    close(fd);
    return 0;
}
`;

const TWO: Setup = {
  hosts: [{ name: 'server' }, { name: 'client' }],
  links: [{ between: ['server', 'client'], latencyUs: 5000 }],
  shells: [
    { terminal: 1, host: 'server' },
    { terminal: 2, host: 'client' },
    { terminal: 3, host: 'client' },
  ],
  files: [
    { name: 'server.c', text: SERVER },
    { host: 'client', name: 'ask.c', text: ASK },
  ],
};

class World extends Reader {
  override readonly session = createSession(TWO);

  at(terminal: number, text: string): this {
    return this.do({ type: 'shell', terminal, text });
  }

  start(terminal: number, name: string, source: string): this {
    return this.do({ type: 'run', terminal, name, source, args: [] });
  }

  net(): Extract<Update, { type: 'net' }> {
    return this.of('net').at(-1)!;
  }
}

describe('two hosts', () => {
  test('a server on one, built at its terminal, answers curl on the other', () => {
    const world = new World().at(1, 'gcc -o server server.c').at(1, './server');
    world.at(2, 'curl -s server:8080');
    expect(world.printed(1)).toBe('Listening on port 8080\n');
    expect(world.printed(2)).toBe('Hello, World!');
    expect(world.of('started')).toMatchObject([{ terminal: 1, name: 'server.c' }]);
    const [link] = world.net().links;
    expect(link.sent[0]).toBeGreaterThan(2);
    expect(link.sent[1]).toBeGreaterThan(2);
    expect(link.lost).toEqual([0, 0]);
  });

  test('a program is where its terminal is, and its file with it', () => {
    const world = new World().at(1, 'gcc ask.c');
    expect(world.printed(1)).toContain('ask.c: No such file or directory');
    world.at(2, 'gcc ask.c').at(2, './a.out');
    expect(world.of('command-done').at(-1)).toMatchObject({ terminal: 2, status: 1 });
  });

  test('lines and calls name the text that they are of; curl has none', () => {
    const world = new World().start(1, 'server.c', SERVER).start(2, 'ask.c', ASK);
    world.at(3, 'curl -s server:8080');
    const files = new Set(
      world
        .of('syscalls')
        .flatMap(({ lines }) => lines.map(({ file, line }) => [file, line !== undefined].join())),
    );
    expect([...files].sort()).toEqual([',false', 'ask.c,true', 'server.c,true']);
    expect(world.of('tables').at(-1)!.waiting).toEqual([
      {
        ...{ pid: expect.any(Number), comm: 'server', host: 'server', typing: false },
        text: 'On server, server waits in accept(3) for a connection to 0.0.0.0:8080.',
        ...{ line: ACCEPT, file: 'server.c' },
      },
    ]);
  });

  test('each packet is told once, by its sender', () => {
    const world = new World().start(1, 'server.c', SERVER).at(2, 'curl -s server:8080');
    const lines = world.of('packets').flatMap((u) => u.lines);
    expect(lines.slice(0, 3).map(({ hosts, label }) => `${hosts} ${label}`)).toEqual([
      'client,server SYN',
      'server,client SYN-ACK',
      'client,server ACK',
    ]);
    expect(lines.some(({ lost }) => lost)).toBe(false);
  });

  test('a link may become worse while it is used', () => {
    const world = new World().start(1, 'server.c', SERVER);
    world.do({ type: 'link', link: 0, figures: { loss: 1 } });
    world.at(2, 'curl -s server:8080 &').settle(2_000_000);
    expect(world.net().links[0].lost[1]).toBeGreaterThan(1);
    expect(world.of('packets').flatMap((u) => u.lines)[0]).toMatchObject({ lost: true });
    world.do({ type: 'link', link: 0, figures: { loss: 0 } }).settle(30_000_000);
    expect(world.printed(2)).toContain('Hello, World!');
  });

  test('files and terminals may come later', () => {
    const world = new World().do({ type: 'seat', terminal: 4, host: 'server' });
    world.do({ type: 'file', host: 'server', name: 'notes.txt', text: 'later\n' });
    expect(world.at(4, 'cat notes.txt').printed(4)).toBe('later\n');
    world.do({ type: 'file', host: 'server', name: 'notes.txt' });
    expect(world.at(4, 'cat notes.txt').printed(4)).toContain('No such file');
  });

  test('a terminal that a program has takes no second one', () => {
    const world = new World().start(1, 'server.c', SERVER).start(1, 'ask.c', ASK);
    expect(world.of('note')[0].text).toMatch(/A program has this terminal/);
    expect(world.of('started')).toHaveLength(1);
  });

  test('programs and their children that have ended are forgotten, but for the last ones', () => {
    const text = `#include <stdio.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) puts("child");
    return 0;
}
`;
    const world = new World().do({ type: 'file', name: 'two.c', text }).at(2, 'gcc -o two two.c');
    for (let i = 0; i < 24; i++) world.at(2, './two');
    expect(world.printed(2)).toBe('child\n'.repeat(24));
    expect(world.of('exited')).toHaveLength(24);
    expect(world.session.terminals.size).toBe(0);
    expect(world.session.programs.size).toBeLessThanOrEqual(17);
    // The last one can still be led back before its end.
    world.do({ type: 'look', look: { open: [] } }).step('back-over');
    expect(world.view().frames[0]).toMatchObject({ name: 'main', file: 'two.c' });
  });

  test('tables told in the middle of work are those that a look at all hosts gives', () => {
    const world = new World().start(1, 'server.c', SERVER);
    for (let i = 0; i < 3; i++) {
      const { session } = world;
      world.said.push(...handle(session, { type: 'shell', terminal: 2, text: 'nc server 8080 &' }));
      let last: Slice | undefined;
      do {
        const untilUs = session.machine.sim.nowUs + 1_000_000;
        last = advanceSession(session, { untilUs, maxOps: 300 });
        world.said.push(...last.updates);
        expect(world.of('tables').at(-1)!.sockets).toBe(tablesOf(session).sockets);
      } while (last.next === 'busy');
    }
    expect(world.of('tables').at(-1)!.sockets.match(/ESTAB/g)).toHaveLength(6);
  });

  test('what is typed ahead is read where it was typed', () => {
    const world = new World().at(2, 'sleep 1');
    const typed: Request[] = [2, 3].map((terminal) => ({
      ...{ type: 'type', terminal },
      text: `echo here ${terminal}\n`,
    }));
    for (const request of typed) world.said.push(...handle(world.session, request));
    world.settle(3_000_000).settle();
    expect(world.printed(2)).toBe('here 2\n');
    expect(world.printed(3)).toBe('here 3\n');
  });
});

describe('the debugger over two hosts', () => {
  const points = (...list: [string, number][]): Request => ({
    type: 'points',
    points: list.map(([file, line]) => ({ kind: 'line', file, line })),
  });
  const CONNECT = lineIn(ASK, 'connect(');
  const READ = lineIn(ASK, 'read(');

  test('points that were set before anything ran stop programs on both', () => {
    const world = new World().do(points(['server.c', ACCEPT], ['ask.c', READ]));
    world.at(1, 'gcc -o server server.c').at(1, './server');
    world.do({ type: 'look', look: { open: [] } });
    expect(world.of('paused')[0]).toMatchObject({ file: 'server.c', line: ACCEPT });
    expect(world.of('paused')[0].said).toMatch(/^server \(\d+\) on server: Paused before line/);
    world.step('continue').start(2, 'ask.c', ASK);
    expect(world.of('paused')[1]).toMatchObject({ file: 'ask.c', line: READ });
    const { tid } = world.of('paused')[1];
    world.do({ type: 'look', look: { tid, open: [] } });
    expect(world.value('fd')).toBe('3');
    // The server has answered meanwhile, and is back at its breakpoint.
    expect(world.view().tasks.filter(({ paused }) => paused)).toMatchObject([
      { comm: 'server', host: 'server' },
      { comm: 'ask', host: 'client' },
    ]);
    expect(world.of('points').at(-1)!.points).toMatchObject([
      { file: 'server.c', line: ACCEPT, hits: 2 },
      { file: 'ask.c', line: READ, hits: 1 },
    ]);
  });

  test('each is stepped by itself while the other goes on, and back again', () => {
    const world = new World().do(points(['ask.c', CONNECT])).start(1, 'server.c', SERVER);
    world.start(2, 'ask.c', ASK).do({ type: 'look', look: { open: [] } });
    world.step('over').step('over');
    const lines = world.of('paused').map(({ line }) => line);
    expect(lines).toEqual([CONNECT, CONNECT + 1, CONNECT + 2]);
    world.step('back-over');
    expect(world.view()).toMatchObject({ line: CONNECT + 1, frames: [{ file: 'ask.c' }] });
    expect(world.gdb('backtrace')).toContain(`main () at ask.c:${CONNECT + 1}`);
    world.do({ type: 'go', at: 'now' }).step('continue');
    expect(world.printed(2)).toMatch(/^\d+ bytes\n$/);
    expect(world.of('exited')).toMatchObject([{ terminal: 2, status: 0 }]);
  });

  test('one that ends leaves the debugger to the other; a new build keeps the points', () => {
    const world = new World().do(points(['ask.c', READ])).start(1, 'server.c', SERVER);
    world.start(2, 'ask.c', ASK).step('continue');
    expect(world.gdb('info inferiors')).toContain('process');
    world.start(2, 'ask.c', ASK.replace('%zd bytes', '%zd of them'));
    expect(world.of('paused')).toHaveLength(2);
    world.step('continue');
    expect(world.printed(2)).toMatch(/bytes\n\d+ of them\n$/);
  });

  test('a moment of the past is that of all hosts', () => {
    const world = new World().do(points(['ask.c', READ])).start(1, 'server.c', SERVER);
    world.start(2, 'ask.c', ASK).do({ type: 'look', look: { open: [] } });
    const [first] = world.of('packets').flatMap((u) => u.lines);
    world.do({ type: 'go', at: first.n });
    expect(world.view().sockets).toMatch(/client\$ ss -tan\n(.*\n)*SYN-SENT/);
    // The SYN is on the link, and nobody has answered.
    expect(world.view().net!.links).toMatchObject([{ sent: [0, 1], under: [0, 1] }]);
    expect(world.view().net!.hosts.map(({ processes }) => processes.length)).toEqual([1, 1]);
    world.do({ type: 'go', at: 'now' });
    expect(world.view().sockets).not.toContain('SYN-SENT');
    expect(world.view()).not.toHaveProperty('net');
  });

  test('Continue in the past goes on at one press, past the call that is looked at', () => {
    const world = new World().do({ type: 'points', points: [{ kind: 'call', calls: ['accept'] }] });
    world.start(1, 'server.c', SERVER).do({ type: 'look', look: { open: [] } });
    world.at(2, 'curl -s server:8080').step('over').step('over');
    expect(world.of('paused').at(-1)).toMatchObject({ line: ACCEPT + 1, why: 'after a step' });
    world.step('back-over');
    expect(world.view().line).toBe(ACCEPT);
    world.step('continue');
    expect(world.view().at).toBe('now');
    expect(world.of('paused').at(-1)!.why).toMatch(/accept is about to be called/);
    expect(world.printed(2)).toBe('Hello, World!');
  });

  test('Continue in the past stops where the run has stopped, and at the last of these stays', () => {
    const lines: [string, number][] = [
      ['server.c', lineIn(SERVER, 'if (listen(')],
      ['server.c', ACCEPT],
    ];
    const world = new World().do(points(...lines)).start(1, 'server.c', SERVER);
    world.do({ type: 'look', look: { open: [] } }).step('continue');
    world.step('back-continue').step('back-over').step('continue');
    expect(world.view()).toMatchObject({ line: lines[0][1] });
    world.step('continue');
    expect(world.view()).toMatchObject({ at: 'now' });
    expect(world.of('paused')).toHaveLength(2);
  });

  test('a point of a text that no program has yet is pending', () => {
    const world = new World().do(points(['server.c', ACCEPT])).start(2, 'ask.c', ASK);
    expect(world.gdb('info breakpoints')).toMatch(/<PENDING> +server\.c:\d+/);
  });

  test('a program of several texts stops in any of them', () => {
    const world = new World().do(points(['twice.c', 2]));
    world.do({ type: 'file', name: 'twice.c', text: 'int twice(int n) {\n    return 2 * n;\n}\n' });
    world.do({
      ...{ type: 'file', name: 'main.c' },
      text: 'int twice(int n);\nint main(void) {\n    return twice(21);\n}\n',
    });
    world
      .at(1, 'gcc main.c twice.c')
      .at(1, './a.out')
      .do({ type: 'look', look: { open: [] } });
    expect(world.of('paused')).toMatchObject([{ file: 'twice.c', line: 2 }]);
    expect(world.view().frames.map(({ name, file, line }) => `${name} ${file}:${line}`)).toEqual([
      'twice twice.c:2',
      'main main.c:3',
    ]);
    expect(world.gdb('list')).toContain('return 2 * n;');
    world.step('continue');
    expect(world.of('exited')).toMatchObject([{ status: 42 }]);
  });
});
