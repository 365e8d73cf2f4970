// Golden texts: what a run says in calls, packets and sockets must not change unnoticed.
//
// A mismatch writes `<name>-changed.trace` beside the golden text: look at the difference, then
// rename it if it is an improvement. A missing golden text is written, except in CI, where it fails.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build } from '../../lib/machine/build.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  traceOf,
  whoWaits,
} from '../../lib/machine/machine.ts';
import { addProgram, createShell, runCommandLine } from '../../lib/machine/shell.ts';
import { ssTable } from '../../lib/machine/ss.ts';
import { straceLines } from '../../lib/view/strace-lines.ts';
import { tcpdumpLines } from '../../lib/view/tcpdump.ts';

/** Everything that a reader could look at, one section each. */
function tell(m: Machine): string {
  const sections: [string, string][] = [];
  for (const host of m.kernels.keys()) {
    sections.push([
      `calls on ${host}`,
      straceLines(traceOf(m), { host, clock: 'time' }).join('\n'),
    ]);
    const packets = tcpdumpLines(traceOf(m), { host, time: 'since-first' });
    sections.push([`packets at ${host}`, packets.map(({ text }) => text).join('\n')]);
    sections.push([`ss -tano on ${host}`, ssTable(m, host, ['-tano']).trimEnd()]);
  }
  sections.push([
    'who waits',
    whoWaits(m)
      .map(({ text }) => text)
      .join('\n'),
  ]);
  return sections.map(([title, text]) => `## ${title}\n${text}\n`).join('\n');
}

function program(name: string) {
  const text = readFileSync(join(import.meta.dirname, '../../content/programs', name), 'utf8');
  const result = build([{ name, text }]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.image;
}

const ADDRESS = '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16';

const RUNS: Record<string, () => Machine> = {
  'server-and-curl': () => {
    const m = createMachine();
    const shell = createShell(m, 'server');
    addProgram(m, shell, './server', program('server.c'));
    runCommandLine(m, shell, './server &');
    advance(m, { untilUs: 100_000 });
    runCommandLine(m, createShell(m, 'server'), 'curl -v localhost:8080');
    advance(m, { untilUs: 2e6 });
    return m;
  },
  'accept-queue-full-over-a-link': () => {
    const m = createMachine({
      hosts: [{ name: 'server' }, { name: 'client' }],
      links: [{ between: ['client', 'server'], latencyUs: 20_000 }],
    });
    const server = `
      fd = socket(AF_INET, SOCK_STREAM, 0)
      bind(fd, ${ADDRESS})
      listen(fd, 1)
      sleep(3s)
      loop { c = accept(fd, NULL, NULL); n = read(c, b, 100); write(c, b, n); close(c) }
    `;
    const client = `
      s = socket(AF_INET, SOCK_STREAM, 0)
      connect(s, ${ADDRESS})
      write(s, "hello")
      n = read(s, b, 100)
      close(s)
    `;
    exec(m, 'server', { script: server, comm: 'server' });
    for (let i = 0; i < 4; i++) {
      exec(m, 'client', { script: client, comm: `client-${i}` }, { atUs: 100_000 * (i + 1) });
    }
    advance(m, { untilUs: 8e6 });
    return m;
  },
};

describe('golden traces', () => {
  test.each(Object.keys(RUNS))('%s', (name) => {
    const file = join(import.meta.dirname, `${name}.trace`);
    const changed = join(import.meta.dirname, `${name}-changed.trace`);
    const text = tell(RUNS[name]());
    if (!existsSync(file)) {
      expect(process.env.CI, `${name}.trace is missing`).toBeUndefined();
      writeFileSync(file, text);
    }
    const golden = readFileSync(file, 'utf8');
    if (golden === text) rmSync(changed, { force: true });
    else writeFileSync(changed, text);
    expect(text).toBe(golden);
  });
});
