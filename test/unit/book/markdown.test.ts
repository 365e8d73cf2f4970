// A chapter's MDX as plain Markdown: the author's words as they stand, tags as words.

import { expect, test } from 'vitest';
import { piecesOf } from '../../../components/book/markdown.ts';
import { parseProgram } from '../../../components/book/programs.ts';

const programs = new Map([
  ['server', parseProgram('server', '// region: loop\nint a;\n// endregion\nint b;\n')],
]);
const ROOT = 'https://book.example/';
const pieces = (text: string) =>
  piecesOf(`---\ntitle: T\n---\n${text}`, programs, ROOT, `${ROOT}chapter/`);
const prose = (text: string) => {
  const [piece, ...more] = pieces(text);
  expect(more).toEqual([]);
  return piece?.kind === 'prose' ? piece.markdown : '';
};

test.each([
  ['A <Term id="syn">SYN</Term>, *sent*.', 'A SYN, *sent*.'],
  ['The <Role is="client">client `c`</Role>.', 'The client `c`.'],
  ['One.<Note>Two, <Term id="a">three</Term>.</Note> Four.', 'One. (Two, three.) Four.'],
  [
    'See [5](/the-accept-queue/#x) and [all](https://a.b/).',
    'See [5](https://book.example/the-accept-queue/#x) and [all](https://a.b/).',
  ],
  ['| a | <Term id="b">b</Term> |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 2 |'],
  ['- one <Term id="a">two</Term>\n- three', '- one two\n- three'],
  ['```c title="x.c" target="y"\nint <a>;\n```', '```c\nint <a>;\n```'],
  ['<Listing program="server" region="loop" target="x" />', '```c\nint a;\n```'],
  ['<Program name="server" />', '```c\nint a;\nint b;\n```'],
  [
    '<Aside kind="linux" title="why">\n\nOne.\n\nTwo.\n\n</Aside>',
    '> **why**\n> \n> One.\n> \n> Two.',
  ],
  ['<BreakIt title="no htons">\n\nOne.\n\n</BreakIt>', '**Break it: no htons**\n\nOne.'],
  [
    '<AcceptQueue backlog={5} />',
    '*The figure [accept-queue](https://book.example/chapter/#accept-queue) is in the book.*',
  ],
])('%s', (text, expected) => {
  expect(prose(text)).toBe(expected);
});

test('cells stand where they stand, also inside a failure to try', () => {
  const found = pieces(`One.

<BreakIt title="x">

Two.

<Cell program="server" id="a" />

Three.

<Bench id="rate">

\`\`\`ts
plot();
\`\`\`

</Bench>

</BreakIt>

## Four
`);
  const words = found.map((piece) => {
    if (piece.kind === 'experiment') return piece.experiment;
    return piece.kind === 'prose' ? piece.markdown : piece.cell.id;
  });
  expect(words).toEqual([
    ...['One.\n\n**Break it: x**\n\nTwo.', 'a', 'Three.'],
    ...[{ id: 'rate', source: 'plot();\n' }, '## Four'],
  ]);
});
