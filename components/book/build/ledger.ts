// The fidelity ledger of lib/README.md, read for the page that shows it to readers.
//
// One idea: there is one list of what the model leaves out, and whoever changes the machine changes
// that list. So its form is checked like a chapter's: a mistake names file, line and what was
// expected, and fails the build.
//
// Units: lines are 1-based lines of the README.

import { formatProblem, type Problem } from '../check-chapter.ts';

/** What the tables of the ledger must have as their first line, cell by cell. */
export const COLUMNS = ['what', 'the model', 'Linux', 'why', 'see it'] as const;

export type Piece =
  | { kind: 'text' | 'code'; text: string }
  /** A chapter, by its number. */
  | { kind: 'chapter'; text: string; order: number };

export interface LedgerSection {
  title: string;
  /** Of its heading, for links: `sockets-and-tcp`. */
  slug: string;
  /** Five cells each, in the order of COLUMNS. */
  rows: Piece[][][];
}

const TITLE = '## Fidelity ledger';

/** Reads the ledger; `chapters` are the numbers that a row may name. Throws with all mistakes. */
export function readLedger(
  readme: string,
  chapters: readonly number[],
  file = 'lib/README.md',
): LedgerSection[] {
  const lines = readme.split('\n');
  const problems: Problem[] = [];
  const report = (line: number, message: string) => problems.push({ file, line, message });
  const start = lines.indexOf(TITLE);
  if (start < 0) throw new Error(formatProblem({ file, line: 1, message: `no "${TITLE}"` }));
  const sections: LedgerSection[] = [];
  const seen = new Set<string>();
  let tableLine = 0;
  for (let at = start + 1; at < lines.length && !lines[at]!.startsWith('## '); at++) {
    const line = lines[at]!;
    const number = at + 1;
    if (line.startsWith('### ')) {
      const title = line.slice(4).trim();
      sections.push({ title, slug: slugOf(title), rows: [] });
      tableLine = 0;
      continue;
    }
    if (!line.startsWith('|')) continue;
    const section = sections.at(-1);
    if (!section) {
      report(number, 'a row before the first "### " heading of the ledger');
      continue;
    }
    const cells = cellsOf(line);
    tableLine++;
    if (tableLine === 1) {
      if (cells.join('|') !== COLUMNS.join('|'))
        report(number, `expected the columns ${COLUMNS.join(', ')}, got ${cells.join(', ')}`);
    } else if (tableLine === 2) {
      if (!cells.every((cell) => /^:?-+:?$/.test(cell)))
        report(number, 'expected |---|---|---|---|---| below the columns');
    } else {
      const wrong = faultOf(cells, chapters) ?? (seen.has(cells[0]!) && 'the row is there twice');
      if (wrong) report(number, `"${cells[0]}": ${wrong}`);
      else section.rows.push(cells.map(piecesOf));
      seen.add(cells[0]!);
    }
  }
  for (const section of sections)
    if (section.rows.length === 0) report(start + 1, `"${section.title}" has no rows`);
  if (sections.length === 0) report(start + 1, 'no "### " heading with a table below it');
  if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
  return sections;
}

/** The cells of `| a | b |`; a bar inside code is not told apart, as on GitHub. */
function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** What is wrong with a row, or undefined. */
function faultOf(cells: string[], chapters: readonly number[]): string | undefined {
  if (cells.length !== COLUMNS.length)
    return `expected ${COLUMNS.length} cells (${COLUMNS.join(', ')}), got ${cells.length}`;
  const empty = cells.indexOf('');
  if (empty >= 0) return `the cell "${COLUMNS[empty]}" is empty`;
  for (const cell of cells) {
    if (cell.split('`').length % 2 === 0) return 'a "`" without its partner';
    for (const piece of piecesOf(cell)) {
      if (piece.kind === 'chapter' && !chapters.includes(piece.order))
        return `there is no ${piece.text}`;
      const mark = piece.kind === 'text' && /\*\*|<\/?[a-z!]|\]\(/.exec(piece.text);
      if (mark) return `"${mark[0]}" is not shown: plain words and \`code\` only`;
    }
  }
  return undefined;
}

/** Splits a cell into words, code and the chapters that it names. */
function piecesOf(cell: string): Piece[] {
  return cell.split('`').flatMap((part, index): Piece[] => {
    if (index % 2 === 1) return [{ kind: 'code', text: part }];
    return part
      .split(/(\bchapter \d+)/)
      .filter((text) => text !== '')
      .map((text) =>
        /^chapter \d+$/.test(text)
          ? { kind: 'chapter', text, order: Number(text.slice(8)) }
          : { kind: 'text', text },
      );
  });
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
