// The chapters' notebooks under the real Jupyter: nbformat says that they are valid, and nbconvert runs
// them with the real gcc on the real kernel.
//
// Each run has a network of its own, in which TIME_WAIT is off: otherwise every server waits a minute
// for the port of the one before.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chapterFiles, readPrograms } from '../../components/book/known.ts';
import { notebookFile } from '../../components/book/notebook-file.ts';
import type { NotebookFile } from '../../lib/notebook/ipynb.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const programs = readPrograms(root);

function notebook(file: string): NotebookFile {
  const text = readFileSync(join(root, 'content/chapters', file), 'utf8');
  const slug = file.replace(/^\d+-|\.mdx$/g, '');
  const about = { slug, title: slug, summary: 'A chapter.', text };
  return notebookFile(about, programs, 'https://book.example/');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'notebooks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = chapterFiles(root).filter((file) => !file.startsWith('00'));

test('every chapter is a valid notebook without a tag of ours', { timeout: 120_000 }, () => {
  for (const file of files) {
    const made = notebook(file);
    writeFileSync(join(folder, `${file}.ipynb`), JSON.stringify(made));
    const prose = made.cells.filter(({ cell_type: type }) => type === 'markdown');
    const text = prose.map(({ source }) => source.join('')).join('\n');
    expect(text.replace(/```[\s\S]*?```|`[^`\n]*`/g, ''), file).not.toMatch(/<\/?[A-Z]|\]\(\/[^/]/);
  }
  const script = `
import glob, nbformat
for name in glob.glob("*.ipynb"):
    nbformat.validate(nbformat.read(name, as_version=4))
    print(name)
`;
  // The Python that Jupyter itself runs under has nbformat.
  const jupyter = spawnSync('which', ['jupyter'], { encoding: 'utf8' }).stdout.trim();
  const python = readFileSync(jupyter, 'utf8').slice(2).split(/\s/)[0]!;
  const checked = spawnSync(python, ['-W', 'error', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(checked.stderr).toBe('');
  expect(checked.stdout.trim().split('\n')).toHaveLength(files.length);
});

/** Runs a notebook and returns what each of its cells printed, by id. */
function executed(file: string): Map<string, string> {
  writeFileSync(join(folder, 'run.ipynb'), JSON.stringify(notebook(file)));
  const run = `ip link set lo up
echo 0 > /proc/sys/net/ipv4/tcp_max_tw_buckets
exec jupyter nbconvert --execute --to notebook --output out.ipynb run.ipynb`;
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const done = spawnSync('unshare', [...own, '--net', 'sh', '-ec', run], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(done.status, done.stderr).toBe(0);
  const out = JSON.parse(readFileSync(join(folder, 'out.ipynb'), 'utf8')) as NotebookFile;
  return new Map(
    out.cells.map(({ id, outputs = [] }) => [
      id,
      outputs
        .map(({ text }) => [text].flat().join(''))
        .join('')
        .replaceAll('\r', ''),
    ]),
  );
}

describe('under Jupyter', () => {
  test('a header is included, and its port is stored swapped', { timeout: 180_000 }, () => {
    const said = executed('03-addresses-and-byte-order.mdx');
    expect(said.get('cell-port-file')).toContain('Writing port.h');
    expect(said.get('cell-port-user-run')).toBe('port 8080 is stored as 36895 here\n');
    expect(said.get('cell-no-htons-beside')).toMatch(/LISTEN.*36895/);
  });

  test('a server serves curl and a client, and tells at its end', { timeout: 180_000 }, () => {
    const said = executed('08-the-complete-server.mdx');
    expect(said.get('cell-server-beside')).toContain('Hello, World!');
    expect(said.get('cell-client-run')).toContain('Hello, World!');
    expect(said.get('cell-server-stop')).toBe('Listening on port 8080\n');
    expect(said.get('cell-big-request-run')).toContain('Connection reset by peer');
  });
});
