// The prompt of our debugger beside the real gdb: the same commands on the same program, the same
// answers. Addresses, process ids and what the C library's own start prints are taken out of both.
// `node test/debug/show.ts` prints the differences.
//
// On some processors gdb 13 cannot write a program's registers, and so cannot call its functions. There, what
// it said where it can is read from NAME.txt.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expected, model, normal, readScript, real, SCRIPTS } from './both.ts';

const UNABLE = /^Couldn't write extended state status/;

function recorded(name: string): string {
  return name.replace(/\.gdb$/, '.txt');
}

function textOf(answers: ReturnType<typeof normal>): string {
  return answers
    .map(({ command, answer }) => [`(gdb) ${command}`, ...answer, ''].join('\n'))
    .join('');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gdb-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gdb', () => {
  test.each(SCRIPTS)('%s', { timeout: 90_000 }, (name) => {
    const script = readScript(name);
    const mine = normal(model(script));
    const theirs = real(script, folder);
    const unable = theirs.some(({ answer }) => answer.some((text) => UNABLE.test(text)));
    if (unable)
      expect(textOf(mine)).toBe(readFileSync(join(import.meta.dirname, recorded(name)), 'utf8'));
    else expect(mine).toEqual(expected(theirs, mine));
  });
});
