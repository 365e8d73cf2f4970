// A reader at a cell: run, ask, break, step, wait, stop. The same session that the worker pipes.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Request, Update } from '../../../lib/notebook/messages.ts';
import { record, transcript } from '../../../lib/notebook/record.ts';
import {
  advanceSession,
  createSession,
  handle,
  type Session,
} from '../../../lib/notebook/session.ts';

const SERVER = readFileSync(new URL('../../../content/programs/server.c', import.meta.url), 'utf8');

/** A session with everything that it has said. */
class Reader {
  readonly session: Session = createSession();
  said: Update[] = [];

  do(request: Request): this {
    this.said.push(...handle(this.session, request));
    return this.settle();
  }

  settle(us = 1_000_000): this {
    const untilUs = this.session.machine.sim.nowUs + us;
    for (;;) {
      const { updates, next } = advanceSession(this.session, { untilUs, maxOps: 100_000 });
      this.said.push(...updates);
      if (next !== 'busy') return this;
    }
  }

  run(source: string): this {
    return this.do({ type: 'run', name: 'server.c', source, args: [] });
  }

  shell(text: string): this {
    return this.do({ type: 'shell', text });
  }

  of<T extends Update['type']>(type: T): Extract<Update, { type: T }>[] {
    return this.said.filter((u) => u.type === type) as Extract<Update, { type: T }>[];
  }

  printed(terminal: 0 | 1): string {
    return this.of('output')
      .filter((u) => u.terminal === terminal)
      .map((u) => u.text)
      .join('');
  }
}

const lineOf = (text: string) => SERVER.split('\n').findIndex((line) => line.includes(text)) + 1;

describe('the complete server', () => {
  test('answers curl', () => {
    const reader = new Reader().run(SERVER).shell('curl -v localhost:8080');
    expect(reader.printed(0)).toBe('Listening on port 8080\n');
    // curl -v prints header lines as they came, with their carriage returns.
    expect(reader.printed(1)).toContain('< HTTP/1.1 200 OK\r\n');
    expect(reader.printed(1)).toMatch(/\nHello, World!$/);
    expect(reader.of('command-done').at(-1)).toMatchObject({ status: 0 });
  });

  test('is said to wait in accept, on its line', () => {
    const { waiting } = new Reader().run(SERVER).of('tables').at(-1)!;
    expect(waiting).toEqual([
      {
        pid: expect.any(Number),
        comm: 'server',
        text: 'server waits in accept(3) for a connection to 0.0.0.0:8080.',
        typing: false,
        line: lineOf('accept('),
      },
    ]);
  });

  test('keeps two more clients in its queue while the first says nothing', () => {
    const reader = new Reader().run(SERVER);
    for (const text of ['nc localhost 8080 &', 'curl localhost:8080 &', 'curl localhost:8080 &']) {
      reader.shell(text);
    }
    expect(reader.of('tables').at(-1)!.sockets).toMatch(/LISTEN\s+2\s+10\s+0\.0\.0\.0:8080/);
    expect(reader.printed(1)).not.toContain('Hello');
  });

  test('keeps them too where the lines arrive all at once', () => {
    const reader = new Reader().run(SERVER);
    const lines = [
      'nc localhost 8080 &',
      'curl localhost:8080 &',
      'curl localhost:8080 &',
      'ss -tln',
    ];
    for (const text of lines) {
      reader.said.push(...handle(reader.session, { type: 'shell', text }));
    }
    expect(reader.printed(1)).toMatch(/LISTEN 2\s+10\s/);
  });

  test('keeps them where a page thinks that the first command still runs', () => {
    const reader = new Reader().run(SERVER);
    const { session, said } = reader;
    said.push(...handle(session, { type: 'shell', text: 'nc localhost 8080 &' }));
    for (const line of ['curl localhost:8080 &', 'curl localhost:8080 &', 'ss -tln']) {
      said.push(...handle(session, { type: 'type', terminal: 1, text: `${line}\n` }));
    }
    expect(reader.printed(1)).toMatch(/LISTEN 2\s+10\s/);
  });

  test('a line typed ahead of a command is read by the shell when that has ended', () => {
    const reader = new Reader().run(SERVER);
    const { session, said } = reader;
    said.push(...handle(session, { type: 'shell', text: 'curl -s localhost:8080' }));
    said.push(...handle(session, { type: 'type', terminal: 1, text: 'echo behind\n' }));
    reader.settle().settle();
    expect(reader.printed(1)).toMatch(/Hello, World!behind\n$/);
  });

  test('a command line is input of the program that has the terminal, which ^D still ends', () => {
    const reader = new Reader().shell('cat').shell('echo twice');
    expect(reader.printed(1)).toBe('echo twice\n');
    expect(reader.of('command-done')).toEqual([]);
    reader.do({ type: 'end-of-file', terminal: 1 });
    expect(reader.of('command-done')).toMatchObject([{ terminal: 1, status: 0 }]);
    reader.shell('echo twice');
    expect(reader.printed(1)).toBe('echo twice\ntwice\n');
  });

  test('shows every call with its line, and the blocked one as blocked', () => {
    const lines = new Reader()
      .run(SERVER)
      .of('syscalls')
      .flatMap((u) => u.lines);
    const accept = lines.filter((l) => l.name === 'accept').at(-1)!;
    expect(accept).toMatchObject({ blocked: true, line: lineOf('accept(') });
    expect(lines.find((l) => l.name === 'listen')?.text).toMatch(/^listen\(3, 10\)\s+= 0$/);
  });

  test('a blocked call keeps its number when it returns', () => {
    const reader = new Reader().run(SERVER);
    const { n } = reader
      .of('syscalls')
      .flatMap((u) => u.lines)
      .at(-1)!;
    reader.said = [];
    reader.shell('curl -s localhost:8080');
    const again = reader
      .of('syscalls')
      .flatMap((u) => u.lines)
      .find((l) => l.n === n);
    expect(again).toMatchObject({ blocked: false });
    expect(again?.text).toMatch(/^accept\(3, NULL, NULL\)\s+= 4$/);
  });
});

describe('what readers do wrong', () => {
  test('an error has its line and column, and nothing runs', () => {
    const reader = new Reader().run('int main(void) {\n    return 0\n}\n');
    const [compiled] = reader.of('compiled');
    expect(compiled).toMatchObject({ ok: false });
    expect(compiled.diagnostics[0]).toMatchObject({ severity: 'error', line: 2 });
    expect(reader.of('started')).toEqual([]);
  });

  test('an endless loop is a busy session, which can be dropped at any moment', () => {
    const session = createSession();
    handle(session, {
      type: 'run',
      name: 'loop.c',
      source: 'int main(void) { for (;;) ; }\n',
      args: [],
    });
    const slice = advanceSession(session, { untilUs: 1e12, maxOps: 50_000 });
    expect(slice.next).toBe('busy');
  });

  test('a NULL pointer is a fault with its line and SIGSEGV', () => {
    const reader = new Reader().run('int main(void) {\n  int *p = 0;\n  return *p;\n}\n');
    expect(reader.of('fault')[0]).toMatchObject({ line: 3, signal: 'SIGSEGV' });
    expect(reader.of('exited')[0]).toMatchObject({ signal: 'SIGSEGV' });
  });

  test('an unknown command says so and gives 127', () => {
    const reader = new Reader().shell('wget localhost');
    expect(reader.printed(1)).toContain('command not found');
    expect(reader.of('command-done')[0]).toEqual({
      type: 'command-done',
      terminal: 1,
      status: 127,
    });
  });

  test('Ctrl-C ends the program as SIGINT does', () => {
    const reader = new Reader().run(SERVER).do({ type: 'interrupt', terminal: 0 });
    expect(reader.of('exited')[0]).toMatchObject({ signal: 'SIGINT' });
  });
});

test('a recording is what the two terminals showed', () => {
  const recording = record('server.c', SERVER, { commands: ['curl -s localhost:8080'] });
  expect(transcript('server.c', recording)).toBe(
    [
      '$ ./server',
      'Listening on port 8080',
      '$ curl -s localhost:8080',
      'Hello, World!',
      '(server waits in accept(3) for a connection to 0.0.0.0:8080.)',
    ].join('\n'),
  );
});

test('a header is put on the machine, and is no program to start', () => {
  const header = '#define PORT 8080\n';
  expect(transcript('port.h', record('port.h', header))).toBe('$ cat > port.h');
});

test('threads of a program print in its terminal', () => {
  const source =
    '#include <pthread.h>\n#include <stdio.h>\n' +
    'static void *f(void *p) { printf("thread %d\\n", *(int *)p); return NULL; }\n' +
    'int main(void) { int n = 7; pthread_t t; pthread_create(&t, NULL, f, &n);\n' +
    'pthread_join(t, NULL); puts("joined"); return 0; }\n';
  const reader = new Reader().run(source);
  expect(reader.of('compiled')).toEqual([{ type: 'compiled', ok: true, diagnostics: [] }]);
  expect(reader.printed(0)).toBe('thread 7\njoined\n');
  expect(reader.of('exited')).toEqual([{ type: 'exited', pid: 1001, terminal: 0, status: 0 }]);
});

describe('memory at the end', () => {
  const ask = (body: string, leaks: true | 'lost') => {
    const source = `#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n${body}\n}\n`;
    const run = { type: 'run' as const, name: 'a.c', args: [] };
    return new Reader().do({ ...run, source, leaks }).of('leaks');
  };

  test('is listed where nothing points at it any more', () => {
    const [{ lines }] = ask('char *p = malloc(12); p = NULL; return p != NULL;', 'lost');
    expect(lines[0]).toBe(
      'leaks: 12 bytes lost: never given back, and nothing points at it any more',
    );
    expect(lines[1]).toContain('from malloc() in main, a.c:4');
  });

  test("the output buffer is listed only on request, for it is the library's own", () => {
    const body = 'puts("x"); return 0;';
    expect(ask(body, 'lost')).toEqual([]);
    expect(ask(body, true)[0].lines[0]).toContain('kept until the end');
  });
});
