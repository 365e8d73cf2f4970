// Processes that nobody waits for leave nothing behind, however many there are.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { processes } from '../../../lib/machine/inspect.ts';
import { advance, contextOf, createMachine, exec } from '../../../lib/machine/machine.ts';
import { exitStatus } from '../../../lib/machine/shell.ts';

installC();

const program = (begin: string): string => `#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    ${begin}
    for (int i = 0; i < 40; i++) {
        if (fork() == 0)
            exit(0);
        usleep(1000);
    }
    pause();
}
`;

test.each([
  ['ignored SIGCHLD', 'signal(SIGCHLD, SIG_IGN);'],
  [
    'children of a child that is gone',
    'signal(SIGCHLD, SIG_IGN); if (fork() == 0) { for (int i = 0; i < 40; i++) if (fork() == 0) { usleep(50000); exit(0); } exit(0); }',
  ],
])('%s', (_, begin) => {
  const built = build([{ name: 'a.c', text: program(begin) }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const m = createMachine({ hosts: [{ name: 'server' }] });
  const pid = exec(m, 'server', { image: built.image, argv: ['a'] });
  expect(advance(m)).toBe('idle');
  expect([...contextOf(m, 'server').kernel.tasks.keys()]).toEqual([pid]);
});

test('what the machine has started leaves nothing in the kernel, and how it ended can be asked', () => {
  const m = createMachine();
  const ends = ['exit(3);', 'abort();', 'if (fork() == 0) { usleep(9000); exit(1); } exit(0);'];
  const pids = ends.map((end) => {
    const built = build([{ name: 'a.c', text: program(end) }]);
    if (!built.ok) throw new Error(built.diagnostics[0].message);
    return exec(m, 'server', { image: built.image, argv: ['a'] });
  });
  expect(advance(m)).toBe('idle');
  const { kernel, stack } = contextOf(m, 'server');
  expect([kernel.tasks.size, kernel.files.size, stack.socks.size]).toEqual([0, 0, 0]);
  expect([m.sim.queue.heap.length, kernel.waiting.size]).toEqual([0, 0]);
  expect(pids.map((pid) => exitStatus(m, 'server', pid))).toEqual([3, 134, 0]);
  const started = processes(m, 'server').map(({ pid, state }) => [pid, state]);
  expect(started).toEqual(pids.map((pid) => [pid, 'gone']));
});

test('of a thousand programs and more, the last are remembered', () => {
  const m = createMachine();
  const run = () => exec(m, 'server', { comm: 'short', script: 'close(7)' });
  const pids = Array.from({ length: 1030 }, run);
  expect(advance(m)).toBe('idle');
  expect(contextOf(m, 'server').kernel.tasks.size).toBe(0);
  expect([exitStatus(m, 'server', pids[0]), exitStatus(m, 'server', pids[1029])]).toEqual([
    undefined,
    0,
  ]);
});
