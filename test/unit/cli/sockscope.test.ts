// The command, with streams of the test's own; and once as a reader starts it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../../lib/cli/main.ts';
import { readCommandLine } from '../../../lib/cli/options.ts';

const root = join(import.meta.dirname, '../../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockscope-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sockscope(args: string[], input = '') {
  const out = { 1: '', 2: '' };
  let left = input;
  const status = main(args, {
    write(stream, data) {
      out[stream] += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    },
    read() {
      const bytes = Buffer.from(left);
      left = '';
      return bytes;
    },
  });
  return { status, stdout: out[1], stderr: out[2] };
}

function source(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('the command line', () => {
  test('is read', () => {
    expect(
      readCommandLine(['run', 'a.c', 'x', '--then', 'ss', '--then=ps', '--seed', '7']),
    ).toEqual({
      file: 'a.c',
      args: ['x'],
      commands: ['ss', 'ps'],
      strace: 'none',
      tcpdump: false,
      leaks: false,
      delayMs: 0,
      lossPercent: 0,
      seed: 7,
      uid: 0,
      seconds: 3600,
    });
    expect(readCommandLine(['run', 'a.c', '--', '--then'])).toMatchObject({ args: ['--then'] });
    expect(readCommandLine(['--help'])).toBe('help');
  });

  test.each([
    [['go'], "unknown command 'go'; known: run, packet"],
    [['run'], 'run: which C file?'],
    [['run', 'a.c', '--than', 'x'], "unknown option '--than'"],
    [['run', 'a.c', '--then'], 'option --then wants a value'],
    [['run', 'a.c', '--seed', 'x'], "--seed wants a number, not 'x'"],
  ])('%j is refused', (argv, wrong) => {
    expect(readCommandLine(argv)).toEqual({ wrong });
  });
});

describe('sockscope run', { timeout: 60_000 }, () => {
  test('the complete server answers curl, in a process of its own', () => {
    const pcap = join(folder, 'out.pcap');
    const result = spawnSync(
      process.execPath,
      [
        join(root, 'bin/sockscope.mjs'),
        ...['run', 'content/programs/server.c', '--strace', '--tcpdump', '--pcap', pcap],
        ...['--then', 'curl -v localhost:8080'],
      ],
      { cwd: root, encoding: 'utf8' },
    );
    expect(result.stdout).toBe('Listening on port 8080\nHello, World!');
    expect(result.stderr).toContain('< HTTP/1.1 200 OK\r\n');
    expect(result.stderr).toContain('listen(3, 10)                           = 0\n');
    expect(result.stderr).toContain('+++ killed by SIGTERM +++\n');
    expect(result.stderr).toMatch(/127\.0\.0\.1\.8080: Flags \[S\], seq \d+/);
    expect(result.status).toBe(0);
    expect([...readFileSync(pcap).subarray(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1]);
  });

  test("the status is the program's, or else the last command's", () => {
    const three = source('three.c', 'int main(void) { return 3; }\n');
    expect(sockscope(['run', three]).status).toBe(3);
    const server = join(root, 'content/programs/server.c');
    const refused = sockscope(['run', server, '--then', 'curl localhost:9']);
    expect(refused.status).toBe(7);
    const alone = sockscope(['run', server]);
    expect(alone.status).toBe(124);
    expect(alone.stderr).toContain('server waits in accept(3) for a connection to 0.0.0.0:8080');
  });

  test('standard input is typed at the terminal', () => {
    const echo = source(
      'echo.c',
      '#include <stdio.h>\nint main(void) { char b[80]; while (fgets(b, 80, stdin)) printf("<%s", b); }\n',
    );
    expect(sockscope(['run', echo], 'one\ntwo\n')).toMatchObject({
      status: 0,
      stdout: '<one\n<two\n',
    });
  });

  test('what does not compile or crashes is told', () => {
    const bad = source('bad.c', 'int main(void) {\n    return x;\n}\n');
    const refused = sockscope(['run', bad]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^bad\.c:2:12: error: .*\n.*return x;\n +\| +\^/);
    const crash = source('crash.c', 'int main(void) {\n    int *p = 0;\n    return *p;\n}\n');
    const crashed = sockscope(['run', crash]);
    expect(crashed.status).toBe(139);
    expect(crashed.stderr).toMatch(/^SIGSEGV \(line 3\): /);
    expect(crashed.stderr).toMatch(/\n {2}in main, crash.c:3\n {6}p = 0x0\n$/);
    const leak = source(
      'leak.c',
      '#include <stdlib.h>\nint main(void) {\n  return malloc(9) == 0;\n}\n',
    );
    expect(sockscope(['run', leak, '--leaks']).stderr).toBe(
      'leaks: 9 bytes lost: never given back, and nothing points at it any more\n' +
        '  9 bytes in 1 block from malloc() in main, leak.c:3\n',
    );
    expect(sockscope(['run', '/no/such.c'])).toMatchObject({
      status: 2,
      stderr: 'sockscope: /no/such.c: no such file\n',
    });
  });
});
