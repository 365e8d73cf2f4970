// grep, head, tail, wc and sort behind pipes: the same lines under the system's own sh.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advance, createMachine, type Machine, traceOf } from '../../../lib/machine/machine.ts';
import {
  createShell,
  exitStatus,
  runCommandLine,
  type Shell,
  writeFile,
} from '../../../lib/machine/shell.ts';

const FILES: Record<string, string> = {
  'x.txt': 'b 2\na 10\nb 1\nB [x]\nc',
  'y.txt': '10 z\n9 y\n9 x\n\n-3 w\n',
  'e.txt': '',
};

const LINES = [
  "grep -n '^b' x.txt e.txt; grep -v b x.txt; grep -ci B x.txt y.txt; grep -h b x.txt x.txt",
  "grep 'a\\+ [0-9]*$' x.txt; grep -E 'c|2' x.txt; grep '\\[' x.txt; grep '[^a-b ]$' x.txt",
  "grep -F '[x' x.txt; grep -E '[0-9]?0' y.txt; grep '.*' e.txt y.txt; grep -c '^$' y.txt",
  'grep -q zz x.txt || echo none; grep -q b x.txt && echo some; grep b nofile; echo $?',
  'head -n 2 x.txt; head -1 x.txt y.txt; head -c 5 x.txt; head -n -1 x.txt; head -n -2 y.txt',
  'tail -n 2 x.txt; tail -1 y.txt; tail -n +2 x.txt; tail -c 3 x.txt; tail -n 99 y.txt; tail e.txt',
  'echo one > f; cat < f >> f; cat f >> f; cat f > g; cat g >> f; cat f; cat f e.txt > f; cat f',
  'head nofile; tail -n q x.txt; sort nofile; wc nofile x.txt',
  'wc x.txt; wc -l x.txt; wc x.txt e.txt y.txt; wc -c < x.txt; cat x.txt y.txt | wc',
  'sort x.txt; sort -r y.txt; sort -n y.txt; sort -un y.txt; sort -k 2 x.txt; sort -rn -k 2 x.txt',
  'cat x.txt | grep b | sort | head -n 1 | tail -n 1 | wc -l > n.txt; cat < x.txt >> n.txt; cat n.txt',
];

let folder: string;
let m: Machine;
let shell: Shell;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filters-'));
  m = createMachine();
  shell = createShell(m, 'server');
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), text);
    writeFile(m, 'server', name, text);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line in the model; what all of its processes wrote to the terminal, and its status. */
function here(line: string): string {
  const from = traceOf(m).length;
  const result = runCommandLine(m, shell, line);
  if (result.kind === 'text') return `${result.output}${result.status}`;
  advance(m, { untilUs: m.sim.nowUs + 10e6 });
  const pieces = traceOf(m)
    .slice(from)
    .flatMap((event) => (event.kind === 'output' ? [new TextDecoder().decode(event.bytes)] : []));
  return `${pieces.join('')}${exitStatus(m, 'server', result.pid)}`;
}

function there(line: string): string {
  const env = { ...process.env, LC_ALL: 'C' };
  const script = `exec 2>&1; ${line}\nprintf $?`;
  return execFileSync('sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
}

describe('a line with operators is run by sh, with real processes and pipes', () => {
  test.each(LINES)('%s', (line) => {
    expect(here(line)).toBe(there(line));
  });

  test('a look is a process there, and jobs are numbered', () => {
    expect(here('ss -tan | grep -c State')).toBe('1\n0');
    expect(here('echo \'a | b\' "c & d" e\\;f')).toBe('a | b c & d e;f\n0');
    const first = runCommandLine(m, shell, 'sleep 100 &');
    const second = runCommandLine(m, shell, 'sleep 100 | cat &');
    expect([first, second]).toMatchObject([{ job: 1 }, { job: 2 }]);
    advance(m, { untilUs: m.sim.nowUs + 1e5 });
    const running = `${'Running'.padEnd(24)}sleep 100`;
    expect(here('jobs')).toBe(`[1]-  ${running} &\n[2]+  ${running} | cat &\n0`);
    expect(here('kill %1')).toBe('0');
    expect(here('kill %7')).toBe('bash: kill: %7: no such job\n1');
    advance(m, { untilUs: m.sim.nowUs + 1e5 });
    expect(here('jobs')).toMatch(/^\[1\]- {2}Terminated +sleep 100\n\[2\]\+ {2}Running/);
    expect(here('jobs')).toMatch(/^\[2\]\+ {2}Running[^\n]+\n0$/);
  });
});
