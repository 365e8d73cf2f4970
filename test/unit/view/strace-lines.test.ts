// strace -f: the lines that strace 6.1 printed of the same program on Linux 6.18, but for SIGCHLD.

import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import type { TraceEvent } from '../../../lib/sim/trace.ts';
import { readStraceFlags } from '../../../lib/view/strace-flags.ts';
import { straceLines } from '../../../lib/view/strace-lines.ts';

const PROGRAM = `#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int pair[2], status;
    char b[16];
    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    if (fork() == 0) {
        usleep(50000);
        write(pair[1], "hello", 5);
        read(pair[1], b, 16);
        struct pollfd p = {pair[1], POLLIN, 0};
        poll(&p, 1, 30);
        _exit(3);
    }
    read(pair[0], b, sizeof b);
    usleep(50000);
    write(pair[0], "x", 1);
    wait(&status);
}
`;

let events: TraceEvent[];
let pid: number;
beforeAll(() => {
  const built = build([{ name: 'fork.c', text: PROGRAM }]);
  if (!built.ok) throw new Error(JSON.stringify(built.diagnostics));
  installC();
  const m = createMachine();
  pid = exec(m, 'server', { image: built.image, argv: ['./fork'] });
  advance(m, { untilUs: 1e6 });
  events = traceOf(m);
});

/** The lines for a command line of strace, with the processes named. */
function lines(flags: string): string[] {
  const read = readStraceFlags(flags.split(' '));
  if ('wrong' in read) return [read.wrong];
  return straceLines(events, { ...read.options, pid }).map((line) =>
    line
      .replace(`[pid  ${pid}]`, 'A')
      .replace(`[pid  ${pid + 1}]`, 'B')
      .replace(/ {2,}= /, ' = '),
  );
}

describe('both halves of a call', () => {
  test('stand where it begins and where it ends, if another process speaks in between', () => {
    expect(lines('-f -e trace=!clone,exit_group')).toEqual([
      'A socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0',
      'A read(3,  <unfinished ...>',
      'B clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=0, tv_nsec=50000000}, NULL) = 0',
      'B write(4, "hello", 5) = 5',
      'B read(4,  <unfinished ...>',
      'A <... read resumed>"hello", 16) = 5',
      'A clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=0, tv_nsec=50000000}, NULL) = 0',
      'A write(3, "x", 1) = 1',
      'A wait4(-1,  <unfinished ...>',
      'B <... read resumed>"x", 16) = 1',
      'B poll([{fd=4, events=POLLIN}], 1, 30) = 0 (Timeout)',
      'B +++ exited with 3 +++',
      `A <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = ${pid + 1}`,
      'A +++ exited with 0 +++',
    ]);
  });

  test('without -f a call is one line, and the child is not seen', () => {
    expect(lines('-e trace=read,wait4')).toEqual([
      'read(3, "hello", 16) = 5',
      `wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = ${pid + 1}`,
      '+++ exited with 0 +++',
    ]);
  });
});

describe('what stands beside', () => {
  test.each([
    ['-t', /^00:00:00 socketpair/],
    ['-tt', /^00:00:00\.\d{6} socketpair/],
    ['-ttt', /^1771372800\.\d{6} socketpair/],
    ['-r', /^ {5}0\.000000 socketpair/],
    ['-T', /^socketpair\(.*\) = 0 <0\.\d{6}>$/],
    ['-tTs2', /^strace: this one does not know -s/],
  ])('%s', (flag, form) => expect(lines(flag)[0]).toMatch(form));

  test('-r tells the time since the line before, and -T how long a call took', () => {
    const [, second] = lines('-rT -e trace=read,write');
    expect(second).toMatch(/^ {5}0\.1000\d\d write\(3, "x", 1\) = 1 <0\.0000\d\d>$/);
  });

  test('-s cuts strings', () => expect(lines('-s 2 -e read')[0]).toBe('read(3, "he"..., 16) = 5'));
});

describe('-e trace=', () => {
  const names = (flags: string) =>
    lines(flags)
      .map((line) => /^\w+(?=\()/.exec(line)?.[0])
      .filter((name) => name !== undefined);
  test('takes names, classes and their contrary', () => {
    expect(names('-e trace=write,%process')).toEqual(['clone', 'write', 'wait4', 'exit_group']);
    expect(names('-e %network')).toEqual(['socketpair']);
    expect(names('-e trace=!%desc')).toEqual(['clone', 'clock_nanosleep', 'wait4', 'exit_group']);
    expect(names('-e trace=none')).toEqual([]);
  });

  test.each([
    ['-e trace=nonsense', "strace: invalid system call 'nonsense'"],
    ['-e inject=read', 'strace: this one does not know -e inject='],
    ['-p x', "strace: invalid -p argument: 'x'"],
    ['-s', "strace: option requires an argument -- 's'"],
    ['-c', 'strace: this one does not know -c'],
  ])('%s', (flags, says) => expect(lines(flags)[0]).toContain(says));
});
