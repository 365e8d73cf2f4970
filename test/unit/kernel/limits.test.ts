// Who may raise a limit: root alone, as on Linux with CAP_SYS_RESOURCE.
import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';

const PROGRAM = `
#include <sys/resource.h>
int main(void) {
    struct rlimit limit = {10, 20};
    setrlimit(RLIMIT_CORE, &limit);
    limit.rlim_max = 21;
    setrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max = 20;
    setrlimit(RLIMIT_CORE, &limit);
    return 0;
}`;

/** Runs the program and lists what its calls about limits returned. */
function answers(uid: number): number[] {
  const built = build([{ name: 'limits.c', text: PROGRAM }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  installC();
  const machine = createMachine();
  exec(machine, 'server', { image: built.image, argv: ['limits'] }, { uid });
  advance(machine);
  return traceOf(machine).flatMap((event) => {
    return event.kind === 'sys-exit' && /rlimit/.test(event.name) ? [event.result] : [];
  });
}

test('root raises a hard limit', () => expect(answers(0)).toEqual([0, 0, 0]));
test('another user does not: EPERM', () => expect(answers(1000)).toEqual([0, -1, 0]));
