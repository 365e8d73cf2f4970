// A chapter's notebook file: its text cut into prose and cells, each cell run once on the machine.

import { type Block, type NotebookFile, toIpynb } from '../../lib/notebook/ipynb.ts';
import { ancestorsOf } from '../../lib/notebook/notebook.ts';
import { record } from '../../lib/notebook/record.ts';
import { piecesOf } from './markdown.ts';
import { type ChapterCell, cellsOf } from './mdx-tree.ts';
import type { Program } from './programs.ts';

export interface ChapterSource {
  slug: string;
  title: string;
  summary: string;
  /** The .mdx file. */
  text: string;
}

/** Runs a cell as a page without JavaScript shows it. */
function recorded(cell: ChapterCell, cells: readonly ChapterCell[]) {
  if (!cell.name.endsWith('.c')) return undefined;
  const commands = cell.terminal ? [cell.terminal] : [];
  return record(cell.name, cell.source, { commands, before: ancestorsOf(cells, cell.id) });
}

/** Writes the notebook of a chapter; `root` is the site's address, with a slash at its end. */
export function notebookFile(
  { slug, title, summary, text }: ChapterSource,
  programs: Map<string, Program>,
  root: string,
): NotebookFile {
  const url = `${root}${slug}/`;
  const cells = cellsOf(text, programs);
  const blocks = piecesOf(text, programs, root, url).map((piece): Block => {
    if (piece.kind !== 'cell') return piece;
    const { cell } = piece;
    const recording = recorded(cell, cells);
    const needs = ancestorsOf(cells, cell.id).map(({ id }) => id);
    return { kind: 'cell', cell: { ...cell, needs, ...(recording && { recording }) } };
  });
  return toIpynb({ slug, title, summary, url, blocks });
}
