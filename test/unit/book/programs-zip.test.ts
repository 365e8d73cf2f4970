// The programs to take home: all of them, without markers, and make builds them with gcc.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import { parseProgram } from '../../../components/book/programs.ts';
import { FOLDER, programsZip } from '../../../components/book/programs-zip.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = new URL('../../../content/programs/', import.meta.url);
const programs = readdirSync(folder).map((file) =>
  parseProgram(basename(file, '.c'), readFileSync(new URL(file, folder), 'utf8')),
);
const files = unzipSync(programsZip(programs));

test('every program is in it, by its name and without the markers of the book', () => {
  for (const { name, text } of programs) {
    expect(strFromU8(files[`${FOLDER}/${name}.c`])).toBe(text);
    expect(text).not.toContain('// region');
    expect(strFromU8(files[`${FOLDER}/README.txt`])).toContain(`${name}.c\n    `);
  }
});

test('the same programs are the same bytes', () => {
  expect(programsZip(programs.toReversed())).toEqual(programsZip(programs));
});

const tools = ['make', 'gcc'].every((tool) => spawnSync(tool, ['--version']).status === 0);

test.skipIf(!tools)('make builds all of them', () => {
  const at = join(mkdtempSync(join(tmpdir(), 'programs-')), FOLDER);
  mkdirSync(at);
  for (const [name, bytes] of Object.entries(files)) {
    if (!name.endsWith('/')) writeFileSync(join(at, '..', name), bytes);
  }
  execFileSync('make', ['-s'], { cwd: at });
  for (const { name } of programs) expect(existsSync(join(at, name))).toBe(true);
  execFileSync('make', ['-s', 'clean'], { cwd: at });
  expect(existsSync(join(at, 'server'))).toBe(false);
});
