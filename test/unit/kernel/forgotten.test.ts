// Processes that nobody waits for leave nothing behind, however many there are.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, contextOf, createMachine, exec } from '../../../lib/machine/machine.ts';

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
