// A chapter as a Jupyter notebook: its commands in order, a reader's texts in and out of it, and files
// that are something else.

import { describe, expect, test } from 'vitest';
import { noEdits, type OwnCell } from '../../../lib/notebook/edits.ts';
import { hashText } from '../../../lib/notebook/hash.ts';
import {
  type Block,
  fromIpynb,
  type NotebookFile,
  toIpynb,
  withEdits,
} from '../../../lib/notebook/ipynb.ts';

const HEADER = '#define PORT 8080\n';
const CLIENT = 'int main(void) { return 0; }\n';
const ended = { exit: { status: 0 }, commands: [] };

const BLOCKS: Block[] = [
  { kind: 'prose', markdown: 'Read this.' },
  { kind: 'cell', cell: { id: 'cell-port', name: 'port.h', source: HEADER, needs: [] } },
  {
    kind: 'cell',
    cell: {
      ...{ id: 'cell-server', name: 'the-server.c', source: CLIENT, needs: ['cell-port'] },
      terminal: 'curl -v localhost:8080',
      recording: {
        program: 'Listening\n',
        commands: [{ text: 'curl -v localhost:8080', output: '> GET /\r\nHello' }],
      },
    },
  },
  {
    kind: 'cell',
    cell: {
      ...{ id: 'cell-client', name: 'client.c', source: CLIENT },
      needs: ['cell-port', 'cell-server'],
      recording: { ...ended, program: 'Hello\n' },
    },
  },
  {
    kind: 'cell',
    cell: {
      ...{ id: 'cell-alone', name: 'alone.c', source: CLIENT, needs: [] },
      recording: { ...ended, program: '1\n2\n' },
    },
  },
  { kind: 'experiment', experiment: { id: 'rate', source: "print('```');\n" } },
];

const FILE = toIpynb({
  ...{ slug: 'bind-and-listen', title: 'Bind', summary: 'Two calls.', blocks: BLOCKS },
  url: 'https://book.example/bind-and-listen/',
});

const text = (file: NotebookFile, id: string) =>
  file.cells.find((cell) => cell.id === id)?.source.join('');
const printed = (file: NotebookFile, id: string) =>
  file.cells
    .find((cell) => cell.id === id)
    ?.outputs?.flatMap((output) => output.text)
    .join('');

describe('a chapter', () => {
  test('has its cells as commands, and a server ends after the last that needs it', () => {
    expect(FILE.cells.map(({ id }) => id)).toEqual([
      ...['title', 'setup', 'prose-1', 'cell-port-file'],
      ...['cell-server-file', 'cell-server-gcc', 'cell-server-run', 'cell-server-beside'],
      ...['cell-client-file', 'cell-client-gcc', 'cell-client-run', 'cell-server-stop'],
      ...['cell-alone-file', 'cell-alone-gcc', 'cell-alone-run', 'rate-experiment'],
    ]);
    expect(text(FILE, 'cell-server-file')).toBe(`%%writefile the-server.c\n${CLIENT.trim()}`);
    expect(text(FILE, 'cell-server-gcc')).toBe('!gcc -g -o the-server the-server.c');
    expect(text(FILE, 'cell-server-run')).toBe(
      'wait_for_port()\nthe_server = start("./the-server")',
    );
    expect(text(FILE, 'cell-server-beside')).toBe('!curl -v localhost:8080');
    // While the server is on, nobody waits for its port.
    expect(text(FILE, 'cell-client-run')).toBe('!./client');
    expect(text(FILE, 'cell-server-stop')).toBe('stop(the_server)');
    expect(text(FILE, 'cell-alone-run')).toBe('wait_for_port()\n!./alone');
  });

  test('has what was printed, where Jupyter would show it', () => {
    expect(printed(FILE, 'cell-server-beside')).toBe('> GET /\nHello');
    expect(printed(FILE, 'cell-server-stop')).toBe('Listening\n');
    expect(printed(FILE, 'cell-alone-run')).toBe('1\n2\n');
    expect(FILE.cells.find(({ id }) => id === 'cell-alone-run')?.outputs?.[0]?.text).toEqual([
      '1\n',
      '2\n',
    ]);
  });

  test('has ids as nbformat wants them, each once', () => {
    const ids = FILE.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
  });
});

const NOTE: OwnCell = {
  ...{ id: 'own-2', kind: 'note', name: 'scratch-2.c', source: 'Mine.\n\nTwo lines.' },
  ...{ beside: 'cell-alone', side: 'above', needs: [] },
};
const SCRATCH: OwnCell = {
  ...{ id: 'own-1', kind: 'scratch', name: 'scratch-1.c', source: 'int main(void) { }\n' },
  ...{ beside: 'cell-client', side: 'below', needs: [] },
};
const FENCES = '```\n````\n';
const EDITS = {
  edits: {
    'cell-alone': { source: 'int x;\n', book: hashText(CLIENT) },
    rate: { source: FENCES, book: hashText("print('```');\n") },
  },
  own: [SCRATCH, NOTE],
};

describe('a reader’s texts', () => {
  const mine = withEdits(FILE, EDITS);

  test('take the place of the book’s, and outputs that are not theirs go', () => {
    expect(text(mine, 'cell-alone-file')).toBe('%%writefile alone.c\nint x;');
    expect(printed(mine, 'cell-alone-run')).toBe('');
    expect(printed(mine, 'cell-client-run')).toBe('Hello\n');
  });

  test('have what the reader’s own runs printed, where a record does not hold any more', () => {
    const commands = [{ text: 'curl -v localhost:8080', output: 'mine\n' }];
    const file = withEdits(FILE, EDITS, {
      'cell-alone': { program: 'x\r\n', commands: [] },
      'cell-server': { program: 'Here\n', commands },
      'cell-client': undefined,
      'own-1': { program: 'own\n', commands: [] },
    });
    expect(printed(file, 'cell-alone-run')).toBe('x\n');
    expect(printed(file, 'cell-server-beside')).toBe('mine\n');
    expect(printed(file, 'cell-server-stop')).toBe('Here\n');
    expect(printed(file, 'cell-server-run')).toBe('');
    expect(printed(file, 'cell-client-run')).toBe('');
    expect(printed(file, 'own-1-run')).toBe('own\n');
  });

  test('of an experiment stand between fences that they do not end', () => {
    expect(text(FILE, 'rate-experiment')).toMatch(/\n\n```ts\nprint\('```'\);\n```$/);
    expect(text(mine, 'rate-experiment')).toMatch(/\n\n`{5}ts\n```\n````\n`{5}$/);
  });

  test('stand where the reader put them', () => {
    const ids = mine.cells.map(({ id }) => id);
    const around = (id: string) => ids.slice(ids.indexOf(id) - 1, ids.indexOf(id) + 1);
    expect(around('own-1-file')).toEqual(['cell-client-run', 'own-1-file']);
    expect(around('own-2-note')).toEqual(['cell-server-stop', 'own-2-note']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('come back out as they went in', () => {
    const read = fromIpynb(JSON.stringify(mine));
    expect(read.ok && read.value.slug).toBe('bind-and-listen');
    const page = read.ok ? read.value.page : noEdits();
    expect(page.edits).toEqual(EDITS.edits);
    expect(new Set(page.own)).toEqual(new Set(EDITS.own));
  });

  test('are none where nothing was changed, also when Jupyter has run and saved it', () => {
    const saved = structuredClone(FILE) as unknown as { cells: Record<string, unknown>[] };
    for (const cell of saved.cells) {
      cell.source = (cell.source as string[]).join('');
      cell.execution_count = 3;
    }
    const read = fromIpynb(JSON.stringify(saved));
    expect(read.ok && read.value.page).toEqual(noEdits());
  });
});

test.each([
  ['{"cells": [', /not JSON, or it is damaged/],
  [JSON.stringify(FILE).slice(0, -30), /not JSON, or it is damaged/],
  ['[1, 2]', /not a notebook/],
  ['{"format": "sockets-from-scratch edits"}', /not a notebook/],
  [JSON.stringify({ ...FILE, nbformat: 3 }), /has format 3; only format 4/],
  [JSON.stringify({ ...FILE, metadata: {} }), /not a chapter of this book/],
  [JSON.stringify({ ...FILE, metadata: { sockets: { slug: '<b>' } } }), /not a chapter of this/],
])('a file that is something else is refused in a sentence: %#', (file, message) => {
  const read = fromIpynb(file);
  expect(read.ok ? '' : read.message).toMatch(message);
});

test('cells that do not fit are passed over', () => {
  const cells = [null, 5, { source: 7 }, { metadata: { sockets: { cell: '../x' } }, source: 'x' }];
  const read = fromIpynb(JSON.stringify({ ...FILE, cells }));
  expect(read.ok && read.value.page).toEqual(noEdits());
});
