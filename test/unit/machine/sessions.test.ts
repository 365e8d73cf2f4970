// Sessions: who has left the terminal does not hear what is typed there.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  createMachine,
  exec,
  processes,
  traceOf,
  typeInto,
} from '../../../lib/machine/machine.ts';
import { createShell, runCommandLine } from '../../../lib/machine/shell.ts';

installC();

const DAEMON = `
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void tell(const char *who) {
    char comm[100], state;
    int pid, ppid, group, session, terminal, foreground;
    FILE *f = fopen("/proc/self/stat", "r");
    int n = fscanf(f, "%d %99s %c %d %d %d %d %d", &pid, comm, &state, &ppid, &group, &session, &terminal, &foreground);
    printf("%s: %d %s %c, %d %d %d, %d %d\\n", who, n, comm, state, ppid == getppid(), group == getpgrp(), session == getsid(0),
           terminal != 0, foreground == getsid(0));
    fclose(f);
}

int main(void) {
    if (fork() == 0) {
        setsid();
        tell("child");
    } else tell("parent");
    sleep(9);
    return 0;
}
`;

test('^C is not for a session of its own, of which /proc and ps know no terminal', () => {
  const result = build([{ name: 'daemon.c', text: DAEMON }]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  const m = createMachine();
  const pid = exec(m, 'server', { image: result.image, argv: ['daemon'] });
  advance(m, { untilUs: 1e6 });
  const lines = traceOf(m).flatMap((e) =>
    e.kind === 'output' ? new TextDecoder().decode(e.bytes).split('\n') : [],
  );
  expect(lines.filter(Boolean).sort()).toEqual([
    'child: 8 (daemon) R, 1 1 1, 0 0',
    'parent: 8 (daemon) R, 1 1 1, 1 1',
  ]);
  const ps = runCommandLine(m, createShell(m, 'server'), 'ps');
  expect('output' in ps && ps.output).toMatch(/^ +\d+ pts\/\d+ .* daemon\n +\d+ \? .* daemon$/m);
  typeInto(m, pid, '\x03');
  advance(m, { untilUs: 2e6 });
  expect(processes(m, 'server').map(({ exit }) => exit?.signal)).toEqual(['SIGINT', undefined]);
});
