// The command, with streams of the test's own; and once as a reader starts it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCompileCommand } from '../../../lib/cli/compile.ts';
import { main } from '../../../lib/cli/main.ts';
import { readCommandLine, USAGE } from '../../../lib/cli/options.ts';
import { KNOWN } from '../../../lib/cli/packet.ts';

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
  test('of packet has all its options in the usage', () => {
    const options = KNOWN.match(/-D|--\w+/g)!;
    expect(options.filter((option) => !USAGE.includes(`[${option}`))).toEqual([]);
  });

  test('is read', () => {
    expect(
      readCommandLine(['run', 'a.c', 'x', '--then', 'ss', '--then=ps', '--seed', '7']),
    ).toEqual({
      files: ['a.c'],
      flags: {
        folders: [],
        defines: [],
        undefines: [],
        warnings: [],
        common: false,
        zeroed: false,
      },
      args: ['x'],
      commands: [{ text: 'ss' }, { text: 'ps' }],
      hosts: [],
      strace: 'none',
      straceOptions: {},
      tcpdump: false,
      leaks: false,
      delayMs: 0,
      lossPercent: 0,
      seed: 7,
      uid: 0,
      seconds: 3600,
    });
    expect(readCommandLine(['run', 'a.c', '--', '--then'])).toMatchObject({ args: ['--then'] });
    expect(
      readCommandLine(['run', 'a.c', 'exit', '-1', '-x', 'b.c', '--strace', '-h']),
    ).toMatchObject({
      ...{ files: ['a.c'], args: ['exit', '-1', '-x', 'b.c', '-h'], strace: 'program' },
    });
    expect(readCommandLine(['--help'])).toBe('help');
    expect(
      readCommandLine(['run', 'a.c', 'b.c', '-Iinc', '-D', 'N=2', '-UX', '-Wall', 'x', 'c.c']),
    ).toMatchObject({
      files: ['a.c', 'b.c'],
      args: ['x', 'c.c'],
      flags: { folders: ['inc'], defines: ['N=2'], undefines: ['X'], warnings: ['-Wall'] },
    });
    expect(
      readCommandLine(['run', 'a.c', '--then', 'ss', '--host', 'client', '--then', 'ps']),
    ).toMatchObject({
      hosts: ['client'],
      commands: [{ text: 'ss' }, { text: 'ps', host: 'client' }],
    });
  });

  test.each([
    ...['-O0', '-O2', '-Os', '-g', '-ggdb3', '-std=c99', '-std=gnu17', '-pthread', '-lpthread'],
    ...['-lm', '-L/usr/lib', '-pedantic', '-ansi', '-pipe', '-fsanitize=address', '-march=native'],
  ])('%s is taken and changes nothing', (flag) => {
    const plain = readCommandLine(['run', 'a.c', 'x']);
    expect(readCommandLine(['run', flag, 'a.c', 'x'])).toEqual(plain);
  });

  test('is read for the compiler', () => {
    expect(readCompileCommand(['-E', 'a.c'])).toMatchObject({
      files: ['a.c'],
      emit: 'preprocessed',
    });
    expect(readCompileCommand(['--emit', 'ir', 'a.c', '-c'])).toMatchObject({ emit: 'ir' });
  });

  test.each([
    [['go'], "unknown command 'go'; known: run, compile, packet, gdb"],
    [['run'], 'run: which C file?'],
    [['run', 'a.c', '--than', 'x'], "unknown option '--than'"],
    [['run', 'a.c', '--then'], 'option --then wants a value'],
    [['run', 'a.c', '--seed', 'x'], "--seed wants a number, not 'x'"],
    [['run', 'a.c', '-D'], 'option -D wants a value'],
    [['run', 'a.c', '-D3=4'], "-D wants a macro's name, not '3=4'"],
    [['run', 'a.c', '-z'], "unknown option '-z'"],
    [
      ['run', 'a.c', 'x', '--verbose'],
      "unknown option '--verbose'; what is for the program and begins so stands behind --",
    ],
    [['run', 'a.c', '--host', 'server'], "--host: the program's own machine is called 'server'"],
    [['run', 'a.c', '--host', 'A B'], "--host wants a name, not 'A B'"],
  ])('%j is refused', (argv, wrong) => {
    expect(readCommandLine(argv)).toEqual({ wrong });
  });

  test.each([
    [[], 'compile: which C file?'],
    [['x'], "compile: 'x' is no C file"],
    [
      ['--emit=asm', 'a.c'],
      "--emit wants one of preprocessed, tokens, ast, ir, bytecode, not 'asm'",
    ],
  ])('compile %j is refused', (argv, wrong) => {
    expect(readCompileCommand(argv)).toEqual({ wrong });
  });

  test('a wrong one costs one line and status 2', () => {
    const { status, stdout, stderr } = sockscope(['run']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('sockscope: run: which C file? (see sockscope --help)\n');
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

  test('what a program writes is whole, though only the end of its run is kept', () => {
    const text = `#include <stdio.h>
int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int i = 0; i < 30000; i++) printf("%d\\n", i);
}
`;
    const many = source('many.c', text);
    const lines = Array.from({ length: 30_000 }, (_, i) => `${i}\n`).join('');
    // Each write is some events, and a hundred thousand are kept at most.
    expect(sockscope(['run', many])).toEqual({ status: 0, stdout: lines, stderr: '' });
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

  test('standard input from a pipe is there for poll and epoll too', () => {
    const wait = source(
      'wait.c',
      `#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>
int main(int argc, char **argv) {
    struct pollfd one = {0, POLLIN, 0};
    struct epoll_event event = {EPOLLIN, {0}};
    char bytes[80];
    int epoll = epoll_create1(0), n;
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
    for (;;) {
        int ready = argc > 1 ? poll(&one, 1, 2500) : epoll_wait(epoll, &event, 1, 2500);
        if (ready == 0 || (n = read(0, bytes, sizeof bytes)) == 0) return printf(ready ? "end" : "timeout") < 0;
        printf("%d bytes, ", n);
    }
}
`,
    );
    for (const args of [[wait], [wait, 'poll']]) {
      expect(sockscope(['run', ...args], 'one\ntwo\n')).toMatchObject({
        status: 0,
        stdout: '8 bytes, end',
      });
    }
  });

  test('what does not compile or crashes is told', () => {
    const bad = source('bad.c', 'int main(void) {\n    return x;\n}\n');
    const refused = sockscope(['run', bad]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/bad\.c:2:12: error: .*\n.*return x;\n +\| +\^/);
    const crash = source('crash.c', 'int main(void) {\n    int *p = 0;\n    return *p;\n}\n');
    const crashed = sockscope(['run', crash]);
    expect(crashed.status).toBe(139);
    expect(crashed.stderr).toMatch(/^SIGSEGV \(line 3\): /);
    expect(crashed.stderr).toMatch(/\n {2}in main, .*crash.c:3\n {6}p = 0x0\n$/);
    const wraps = source(
      'wraps.c',
      'int main(int n, char **v) {\n  return 2147483647 + n > 0;\n}\n',
    );
    expect(sockscope(['run', wraps])).toMatchObject({
      status: 0,
      stderr: `${wraps}:2:21: runtime warning: signed integer overflow: 2147483647 + 1 does not fit in 'int'\n`,
    });
    const leak = source(
      'leak.c',
      '#include <stdlib.h>\nint main(void) {\n  return malloc(9) == 0;\n}\n',
    );
    expect(sockscope(['run', leak, '--leaks']).stderr.replace(`${folder}/`, '')).toBe(
      'leaks: 9 bytes lost: never given back, and nothing points at it any more\n' +
        '  9 bytes in 1 block from malloc() in main, leak.c:3\n',
    );
    const marked = source('marked.c', '\uFEFFint main(void) { return 5; }\n');
    expect(sockscope(['run', marked])).toMatchObject({ status: 5, stderr: '' });
    const endless = source('endless.c', '#include "/dev/zero"\n');
    expect(sockscope(['run', endless])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('fatal error: /dev/zero: No such file or directory'),
    });
    expect(sockscope(['run', '/no/such.c'])).toMatchObject({
      status: 2,
      stderr: 'sockscope: /no/such.c: no such file\n',
    });
  });
});

describe('files and flags', { timeout: 60_000 }, () => {
  test('two files, a header beside them and one in a folder', () => {
    mkdirSync(join(folder, 'inc'), { recursive: true });
    source('inc/deep.h', '#define THREE 3\n');
    source('beside.h', '#include <deep.h>\nint twice(int);\n');
    const a = source(
      'two-a.c',
      '#include "beside.h"\nint main(void) { return twice(THREE) + N; }\n',
    );
    const b = source('two-b.c', '#include "beside.h"\nint twice(int n) { return 2 * n; }\n');
    const result = sockscope(['run', a, b, '-I', join(folder, 'inc'), '-DN=1']);
    expect(result).toEqual({ status: 7, stdout: '', stderr: '' });
  });

  test('-fcommon makes one variable of those that two files declare', () => {
    const header = source('counter.h', 'int counter;\nvoid count(void);\n');
    const count = source('count.c', `#include "${header}"\nvoid count(void) { counter++; }\n`);
    const text = `#include "${header}"\nint main(void) { count(); count(); return counter; }\n`;
    const main = source('twice.c', text);
    expect(sockscope(['run', main, count, '-fcommon']).status).toBe(2);
    const apart = sockscope(['run', main, count, '-fcommon', '-fno-common']);
    expect(apart.stderr).toContain("multiple definition of 'counter'");
  });

  test('-ftrivial-auto-var-init gives variables a value', () => {
    const file = source('unset.c', 'int main(void) { int n[4]; return n[2]; }\n');
    const flag = '-ftrivial-auto-var-init=';
    expect(sockscope(['run', '-w', file]).status).toBe(139);
    expect(sockscope(['run', '-w', `${flag}zero`, file]).status).toBe(0);
    expect(sockscope(['run', '-w', `${flag}zero`, `${flag}uninitialized`, file]).status).toBe(139);
    const wrong = `option ${flag} wants zero or uninitialized`;
    expect(readCommandLine(['run', `${flag}pattern`, file])).toEqual({ wrong });
  });

  test('arguments, also those that look like options', () => {
    const show = source(
      'show.c',
      '#include <stdio.h>\nint main(int n, char **v) { for (int i = 1; i < n; i++) puts(v[i]); }\n',
    );
    expect(sockscope(['run', show, "it's", '--', '-v', 'x.c', '']).stdout).toBe(
      "it's\n-v\nx.c\n\n",
    );
  });

  test('a killed program counts as 128 and the signal', () => {
    const killed = source(
      'killed.c',
      '#include <signal.h>\n#include <unistd.h>\nint main(void) { kill(getpid(), SIGTERM); pause(); }\n',
    );
    expect(sockscope(['run', killed]).status).toBe(143);
    const aborted = source('aborted.c', '#include <stdlib.h>\nint main(void) { abort(); }\n');
    expect(sockscope(['run', aborted]).status).toBe(134);
  });

  test('bytes from a pipe come as they are, and its end is one', () => {
    const count = source(
      'count.c',
      `#include <stdio.h>
int main(void) {
    int c, n = 0, sum = 0;
    while ((c = getchar()) != EOF) { n++; sum += c; }
    printf("%d %d %d\\n", n, sum, getchar());
}
`,
    );
    expect(sockscope(['run', count], 'a\x03\x04\x7f\r\nz').stdout).toBe('7 376 -1\n');
  });

  test('-W flags are honoured, and an unknown one has a word', () => {
    const unused = source('unused.c', 'int main(void) { int x; return 0; }\n');
    expect(sockscope(['run', unused]).stderr).toContain('[-Wunused-variable]');
    expect(sockscope(['run', unused, '-w']).stderr).toBe('');
    expect(sockscope(['run', unused, '-Wno-unused-variable']).stderr).toBe('');
    expect(sockscope(['run', unused, '-Wno-such', '-w']).stderr).toBe(
      'sockscope: -Wno-such is not known here and changes nothing\n',
    );
    const fatal = sockscope(['run', unused, '-Werror']);
    expect(fatal.status).toBe(1);
    expect(fatal.stderr).toContain("error: unused variable 'x' [-Werror=unused-variable]");
  });

  test('another host runs its commands', () => {
    const server = join(root, 'content/programs/server.c');
    const result = sockscope([
      'run',
      server,
      '--host',
      'client',
      '--then',
      'curl http://server:8080/',
    ]);
    expect(result.stdout).toBe('Listening on port 8080\nHello, World!');
    expect(result.status).toBe(0);
  });
});

describe('sockscope compile', () => {
  const text = `#define TWICE(x) ((x) * 2)
int main(void) {
    int n = TWICE(3);
    return n;
}
`;

  const emitted = (stage: string) => {
    const file = source('small.c', text);
    const { status, stdout, stderr } = sockscope(['compile', `--emit=${stage}`, file]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.replaceAll(`${folder}/`, '');
  };

  test('-E writes the text without macros, line by line', () => {
    expect(emitted('preprocessed')).toBe(
      '# 2 "small.c"\nint main(void) {\n    int n = ((3) * 2);\n    return n;\n}\n',
    );
  });

  test('tokens have their place and the macro that made them', () => {
    expect(emitted('tokens')).toMatch(/^small.c:3:13 +punct {3}\* {2}from macro TWICE$/m);
  });

  test('the tree is as written, the typed one as meant', () => {
    expect(emitted('ast')).toMatch(/binary <3:13 TWICE> op='\*' parens=true\n +left: number/);
    expect(emitted('ir')).toContain("value: int <3:13 TWICE> 'int' value=6");
  });

  test('bytecode stands below the lines it is for', () => {
    const lines = emitted('bytecode').split('\n');
    expect(lines[0]).toMatch(/^int main\(void\) {2}; \d+ registers, \d+ bytes of stack$/);
    expect(lines[lines.indexOf('  ; 3: int n = TWICE(3);') + 1]).toMatch(
      /^ +\d+ {2}CONST r\d+, 6$/,
    );
    expect(lines).toContain('  ; 4: return n;');
  });

  test('what is wrong goes to standard error, with status 1', () => {
    const bad = source('worse.c', 'int main(void) { return y; }\n');
    expect(sockscope(['compile', bad])).toMatchObject({ status: 1, stdout: '' });
    expect(sockscope(['compile', '--emit=ir', bad])).toMatchObject({ status: 1 });
  });
});
