// Every mistake an author can make, and the words in which it is told.

import { describe, expect, test } from 'vitest';
import { checkChapter, formatProblem, type Known } from '../../../components/book/check-chapter.ts';
import { cellsOf } from '../../../components/book/mdx-tree.ts';
import { parseProgram } from '../../../components/book/programs.ts';

const known: Known = {
  programs: new Map([
    ['server', parseProgram('server', '// region: loop\nint a;\n// endregion\nint b;\n')],
  ]),
  terms: new Set(['backlog', 'accept-queue']),
  roles: new Set(['client', 'server']),
  components: new Set([
    'Listing',
    'Program',
    'Cell',
    'Term',
    'Role',
    'AcceptQueue',
    'Bench',
    'Exercise',
  ]),
  figures: new Set(['AcceptQueue']),
  slugs: new Set(['bind-and-listen']),
  exercises: new Set(['three-wait']),
};

const FRONT = `---
title: T
part: P
order: 1
summary: A sentence that is long enough.
revised: 2026-11-22
---
`;

const check = (text: string) =>
  checkChapter(text, 'content/chapters/01-x.mdx', known).map(formatProblem);
const body = (text: string) => check(FRONT + text);
const at = (line: number) => `content/chapters/01-x.mdx:${line}: `;

test('a chapter without mistakes has no problems', () => {
  expect(
    body(`
A <Role is="client">client</Role> and a <Term id="backlog">backlog</Term>.

<AcceptQueue backlog={5} />

<Listing program="server" region="loop" target="accept-queue" />

\`\`\`c title="server.c" target="accept-queue"
int a;
\`\`\`

<Cell id="run">

\`\`\`c
int main(void) { return 0; }
\`\`\`

</Cell>
`),
  ).toEqual([]);
});

describe('frontmatter', () => {
  test('is there', () => {
    expect(check('# Hello\n')[0]).toContain(`${at(1)}no frontmatter; expected "---" with title`);
  });

  test('has every field, of its type, and no other', () => {
    const wrong = FRONT.replace('order: 1', 'order: first').replace('part: P\n', '');
    const told = check(wrong);
    expect(told).toHaveLength(2);
    expect(told.join('\n')).toMatch(/frontmatter "part"/);
    expect(told.find((line) => line.includes('"order"'))).toContain(at(3));
    expect(check(FRONT.replace('---\ntitle', '---\nautor: me\ntitle')).join()).toMatch(/autor/);
  });

  test('names chapters, terms and programs that exist', () => {
    const told = check(
      FRONT.replace(
        'revised: 2026-11-22',
        'revised: 2026-11-22\nneeds: [bind]\nterms: [bakclog]\nprograms: [sever]',
      ),
    );
    expect(told).toEqual([
      `${at(7)}needs: no chapter "bind"; there are bind-and-listen`,
      `${at(8)}unknown term "bakclog"; content/glossary.ts has no such id`,
      `${at(9)}unknown program "sever"; content/programs has: server`,
    ]);
  });
});

describe('components', () => {
  test.each([
    ['<Listing program="sever" />', 'unknown program "sever"; content/programs has: server'],
    [
      '<Listing program="server" region="lop" />',
      'unknown region "lop" in server.c; it has these regions: loop',
    ],
    [
      '<Listing program="server" lines="2-9" />',
      'lines="2-9" is not a range in server.c; expected "from-to" within 1-2',
    ],
    ['<Listing />', '<Listing> needs program="…"'],
    ['<Program />', '<Program> needs name="…"'],
    [
      '<Listing program="server" target="queue" />',
      'target "queue" is not a figure or cell on this page; it has none',
    ],
    ['<Term id="bakclog">x</Term>', 'unknown term "bakclog"; content/glossary.ts has no such id'],
    ['<Term id="queue">x</Term>', 'unknown term "queue"; content/glossary.ts has accept-queue'],
    ['<Role is="proxy">x</Role>', '<Role is="proxy">: expected one of client, server'],
    [
      '<AceptQueue />',
      'unknown component <AceptQueue>; there are AcceptQueue, Bench, Cell, Exercise, Listing, Program, Role, Term',
    ],
    ['<Cell id="a" />', '<Cell> needs program="…" or a ```c fence inside, with blank lines around'],
    ['<Cell program="server" />', '<Cell> needs an id="…", so that it can be linked to'],
    ['<Bench id="b" />', '<Bench> needs a ```ts fence inside, with blank lines around'],
    ['<Exercise id="moon" />', 'unknown exercise "moon"; content/exercises has three-wait'],
  ])('%s', (text, message) => {
    expect(body(`\nText.\n\n${text}\n`)).toEqual([at(11) + message]);
  });

  test('an id is used once, also when it is the default', () => {
    expect(body('\n<AcceptQueue />\n\n<Cell id="accept-queue" program="server" />\n')).toEqual([
      `${at(11)}id "accept-queue" is already used on line 9`,
    ]);
  });

  test('what a chapter imports is known', () => {
    expect(body("\nimport Mine from '../x.astro';\n\n<Mine />\n")).toEqual([]);
  });
});

describe('fences', () => {
  test('name a language and a target that exist', () => {
    expect(
      body('\n```cobol\nx\n```\n\n```c target="nowhere"\nint a;\n```\n\n<AcceptQueue />\n'),
    ).toEqual([
      expect.stringContaining(`${at(9)}unknown language "cobol"; expected one of c, `),
      `${at(13)}target "nowhere" is not a figure or cell on this page; it has accept-queue`,
    ]);
  });
});

test('broken MDX is told with its line', () => {
  expect(body('\n<Term id="backlog">open\n')[0]).toMatch(/:(?:9|10|11): this is not valid MDX: /);
});

describe('the needs of cells', () => {
  const cell = (id: string, needs = '') =>
    `<Cell id="${id}" program="server"${needs ? ` needs="${needs}"` : ''} />\n\n`;

  test('may name any cell of the page', () => {
    expect(body(cell('a', 'b c') + cell('b') + cell('c', 'b'))).toEqual([]);
  });

  test('of no such id are told where they stand, with what there is', () => {
    expect(body(cell('a', 'c') + cell('b'))).toEqual([
      `${at(8)}<Cell id="a"> needs "c": no cell of that id here; there is b`,
    ]);
  });

  test('in a circle are told as the circle', () => {
    expect(body(cell('x') + cell('a', 'b') + cell('b', 'a'))).toEqual([
      `${at(10)}<Cell id="a"> "a" needs "b" needs "a": none of them could ever run first`,
    ]);
  });

  test('are words and not an expression', () => {
    expect(body('<Cell id="a" program="server" needs={["b"]} />\n')).toEqual([
      `${at(8)}needs={…} is not read here; write needs="cell-one cell-two"`,
    ]);
  });
});

test('the cells of a chapter are read from its text', () => {
  const text = `${FRONT}
<Cell id="first" program="server" terminal="curl -v localhost:8080" />

<Cell id="second" needs="first">

\`\`\`c title="client.c"
int main(void) { return 0; }
\`\`\`

</Cell>
`;
  expect(cellsOf(text, known.programs)).toEqual([
    {
      ...{ id: 'first', name: 'server.c', source: 'int a;\nint b;\n', needs: [], line: 9 },
      terminal: 'curl -v localhost:8080',
    },
    {
      ...{ id: 'second', name: 'client.c', needs: ['first'], line: 11 },
      source: 'int main(void) { return 0; }\n',
    },
  ]);
});
