// The prompt of our debugger beside the real gdb: the same commands on the same program, the same
// answers. Addresses, process ids and what the C library's own start prints are taken out of both.
// `node test/debug/show.ts` prints the differences.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expected, model, normal, readScript, real, SCRIPTS } from './both.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gdb-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gdb', () => {
  test.each(SCRIPTS)('%s', { timeout: 90_000 }, (name) => {
    const script = readScript(name);
    const mine = normal(model(script));
    expect(mine).toEqual(expected(real(script, folder), mine));
  });
});
