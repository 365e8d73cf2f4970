// Looking at every line of a run leaves the run as it is.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ARRIVED } from '../../../lib/debug/arrived.ts';
import { framesOf } from '../../../lib/debug/debugger.ts';
import { visiting } from '../../../lib/debug/visits.ts';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import type { VmState } from '../../../lib/vm/state.ts';

installC();

function machineWith(text: string) {
  const built = build([{ name: 'a.c', text }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const m = createMachine({ hosts: [{ name: 'server' }] });
  const pid = exec(m, 'server', { image: built.image, argv: ['a'] });
  return { m, pid, image: built.image };
}

const WORK = `#include <stdio.h>
#include <unistd.h>
static int twice(int n) {
    return 2 * n;
}
int main(void) {
    int sum = 0;
    for (int i = 0; i < 9000; i++) {
        sum += twice(i);
        if (i % 3000 == 0)
            printf("%d\\n", sum);
    }
    return 0;
}
`;

for (const [what, text] of [
  ['a long loop with output', WORK],
  ['the fds program', readFileSync('content/programs/fds.c', 'utf8')],
]) {
  test(`${what} has the same trace when somebody looks at its lines`, () => {
    const alone = machineWith(text);
    advance(alone.m, { maxEvents: 5000 });
    const seen = machineWith(text);
    let visits = 0;
    const visit = () => {
      visits++;
      return false;
    };
    const drivers = visiting(seen.m, seen.pid, { visit });
    advance(seen.m, { maxEvents: 5000, drivers });
    expect(visits).toBeGreaterThan(10);
    expect(traceOf(seen.m)).toEqual(traceOf(alone.m));
    expect(seen.m.sim.nowUs).toBe(alone.m.sim.nowUs);
  });
}

test('every pass of every line is seen, across quanta', () => {
  const { m, pid, image } = machineWith(WORK);
  const lines = new Map<number, number>();
  const visit = (s: VmState) => {
    const { line } = framesOf(s, image)[0];
    lines.set(line, (lines.get(line) ?? 0) + 1);
    return false;
  };
  const drivers = visiting(m, pid, { visit });
  advance(m, { drivers });
  expect(lines.get(9)).toBe(9000);
  expect(lines.get(4)).toBe(9000);
  expect(lines.get(11)).toBe(3);
});

test('a visitor that has seen enough leaves a machine that stands before that line', () => {
  const { m, pid, image } = machineWith(WORK);
  let passes = 0;
  const visit = (s: VmState) => {
    if (framesOf(s, image)[0].line === 4) passes++;
    return passes === 1000;
  };
  const drivers = visiting(m, pid, { visit });
  expect(() => advance(m, { drivers })).toThrow(expect.objectContaining(ARRIVED));
  const state = m.kernels.get('server')!.tasks.get(pid)!.data as VmState;
  expect(framesOf(state, image).map((f) => [f.name, f.line])).toEqual([
    ['twice', 4],
    ['main', 9],
  ]);
});
