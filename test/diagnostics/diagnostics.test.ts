// What the compiler says about wrong programs, to the letter; and beside it what gcc says.
//
// For every NAME.c, NAME.txt holds our whole output with -Wall -Wextra. gcc.txt holds the findings of
// gcc 12, one a line, and differences.txt those that only one of the two has at its line: a program
// that is not in it has the same errors and warnings on the same lines in both.
//
// After a change on purpose: GOLDEN=write npx vitest run --project unit test/diagnostics, then read
// the diff.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../lib/cc/diagnostic.ts';
import { readWarningFlags } from '../../lib/cc/warnings.ts';
import { build } from '../../lib/machine/build.ts';

const ROOT = import.meta.dirname;
const WRITE = process.env.GOLDEN === 'write';
const FLAGS = ['-Wall', '-Wextra'];
/** glibc marks what must be used only where it checks buffers, and gcc sees most when optimizing. */
const GCC = ['-std=gnu17', '-O2', '-D_FORTIFY_SOURCE=2', '-Wformat-security', ...FLAGS];

const names = ['errors', 'warnings'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.c'))
    .sort()
    .map((file) => `${folder}/${file.slice(0, -2)}`),
);

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

function golden(file: string, text: string): void {
  if (WRITE) writeFileSync(join(ROOT, file), text);
  expect(text).toBe(read(file));
}

function said(name: string): string {
  const source = { name: `${name.split('/')[1]}.c`, text: read(`${name}.c`) };
  const result = build([source], { warnings: readWarningFlags(FLAGS).set });
  return formatDiagnostics(result.ok ? result.warnings : result.diagnostics);
}

/** `12:5 error: what is wrong`, for each error and warning about the file itself. */
function findings(name: string, output: string): string[] {
  const file = `${name.split('/')[1]}.c`;
  return output.split('\n').flatMap((line) => {
    const m = /^([^\s:]+):(\d+:(?:\d+:)?) (?:fatal )?((?:error|warning): .*)$/.exec(line);
    return m && m[1] === file ? [`${m[2]} ${m[3]}`] : [];
  });
}

function gcc(name: string): string {
  const [folder, file] = name.split('/');
  try {
    execFileSync('gcc', [...GCC, '-S', '-o', '/dev/null', `${file}.c`], {
      ...{ cwd: join(ROOT, folder), encoding: 'utf8', stdio: 'pipe' },
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
  return warningsOf(folder, file);
}

/** gcc's standard error where it ends with status 0. */
function warningsOf(folder: string, file: string): string {
  const command = `gcc ${GCC.join(' ')} -S -o /dev/null ${file}.c 2>&1`;
  return execFileSync('sh', ['-c', command], {
    ...{ cwd: join(ROOT, folder), encoding: 'utf8' },
    env: { ...process.env, LC_ALL: 'C' },
  });
}

function gccMajor(): number {
  return Number.parseInt(execFileSync('gcc', ['-dumpversion'], { encoding: 'utf8' }), 10);
}

/** The findings by program, as gcc.txt has them. */
function recorded(): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const block of read('gcc.txt').split('\n\n')) {
    const [name, ...list] = block.trim().split('\n');
    map.set(name, list);
  }
  return map;
}

/** What two findings must share to be the same one: their kind and place, or only the line. */
const PLACES = [
  (finding: string): string => finding.replace(/^(\S*) (\w+):.*$/, '$1 $2'),
  (finding: string): string => finding.replace(/^(\d+):\S* (\w+):.*$/, '$1 $2'),
];

/** The findings of each side that the other has not: those at the same place are paired first. */
function unpaired(theirs: readonly string[], mine: readonly string[]): [string[], string[]] {
  let left = [...theirs];
  const others = [...mine];
  for (const place of PLACES) {
    left = left.filter((one) => {
      const at = others.findIndex((other) => place(other) === place(one));
      if (at >= 0) others.splice(at, 1);
      return at < 0;
    });
  }
  return [left, others];
}

describe('our compiler says', () => {
  test.each(names)('%s', (name) => {
    golden(`${name}.txt`, said(name));
  });

  test('what it says is about something', () => {
    const silent = names.filter((name) => said(name) === '');
    expect(silent).toEqual([
      'warnings/case-ends',
      'warnings/clean-server',
      'warnings/no-return-call',
    ]);
  });
});

describe('gcc', { timeout: 120_000 }, () => {
  test('has the findings in gcc.txt', () => {
    // Other versions word and place some of them differently.
    const now =
      gccMajor() === 12 ? new Map(names.map((n) => [n, findings(n, gcc(n))])) : recorded();
    expect([...now.keys()]).toEqual(names);
    golden('gcc.txt', `${[...now].map(([n, list]) => [n, ...list].join('\n')).join('\n\n')}\n`);
  });

  test('differs from us as differences.txt says', () => {
    const lines: string[] = [];
    for (const [name, theirs] of recorded()) {
      const mine = findings(name, said(name));
      const [gccs, ours] = unpaired(theirs, mine);
      lines.push(...gccs.map((one) => `${name}: only gcc: ${one}`));
      lines.push(...ours.map((one) => `${name}: only we: ${one}`));
    }
    golden('differences.txt', `${lines.join('\n')}\n`);
  });
});
