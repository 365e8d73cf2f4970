// The ledger of lib/README.md as the book's page reads it: the real one, and damaged ones.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLedger } from '../../../components/book/build/ledger.ts';

const README = readFileSync(new URL('../../../lib/README.md', import.meta.url), 'utf8');
const CHAPTERS = readdirSync(new URL('../../../content/chapters', import.meta.url)).map((name) =>
  Number.parseInt(name, 10),
);
const HEAD = '| what | the model | Linux | why | see it |\n|---|---|---|---|---|\n';
const ledger = (rows: string, head = HEAD) =>
  `# lib\n\n## Fidelity ledger\n\nWords.\n\n### Sockets and TCP\n\n${head}${rows}\n\n## Decisions\n\n| not | ours |\n`;

describe('readLedger', () => {
  test('the README is in form, and every section has rows', () => {
    const sections = readLedger(README, CHAPTERS);
    expect(sections.map((section) => section.title)).toContain('Sockets and TCP');
    for (const section of sections) expect(section.rows.length).toBeGreaterThan(2);
  });

  test('code and chapters are told from words', () => {
    const [section] = readLedger(ledger('| `a<b` | b | c | as chapter 5 says | d |'), [5]);
    expect(section?.slug).toBe('sockets-and-tcp');
    expect(section?.rows).toEqual([
      [
        [{ kind: 'code', text: 'a<b' }],
        [{ kind: 'text', text: 'b' }],
        [{ kind: 'text', text: 'c' }],
        [
          { kind: 'text', text: 'as ' },
          { kind: 'chapter', text: 'chapter 5', order: 5 },
          { kind: 'text', text: ' says' },
        ],
        [{ kind: 'text', text: 'd' }],
      ],
    ]);
  });

  test.each([
    [
      '| a | b | c |',
      'lib/README.md:11: "a": expected 5 cells (what, the model, Linux, why, see it), got 3',
    ],
    ['| a | b |  | d | e |', 'lib/README.md:11: "a": the cell "Linux" is empty'],
    ['| a | b | `c | d | e |', 'lib/README.md:11: "a": a "`" without its partner'],
    [
      '| a | b | <math.h> | d | e |',
      'lib/README.md:11: "a": "<m" is not shown: plain words and `code` only',
    ],
    ['| a | b | c | d | chapter 55 |', 'lib/README.md:11: "a": there is no chapter 55'],
    [
      '| a | b | c | d | e |\n| a | f | g | h | i |',
      'lib/README.md:12: "a": the row is there twice',
    ],
    ['', 'lib/README.md:3: "Sockets and TCP" has no rows'],
  ])('refuses %j', (rows, message) => {
    expect(() => readLedger(ledger(rows), [5])).toThrow(message);
  });

  test('refuses other columns and a missing ledger', () => {
    expect(() =>
      readLedger(ledger('| a | b | c |', '| where | the model | Linux |\n|---|---|---|\n'), []),
    ).toThrow(
      'lib/README.md:9: expected the columns what, the model, Linux, why, see it, got where, the model, Linux',
    );
    expect(() => readLedger('# lib\n', [])).toThrow('lib/README.md:1: no "## Fidelity ledger"');
  });
});
