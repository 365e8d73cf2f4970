// A chapter's MDX as plain Markdown and cells, for a notebook that is read away from the book.
//
// One idea: what the author wrote is copied as it stands; only tags are replaced, each by the words
// that a reader of plain text needs in its place.

import type { Nodes, Parent } from 'mdast';
import type { BookCell, Experiment } from '../../lib/notebook/ipynb.ts';
import { defaultId } from './check-chapter.ts';
import { attributesOf, type ChapterCell, cellsOf, parseMdx, splitChapter } from './mdx-tree.ts';
import { findProgram, type Program, selectLines } from './programs.ts';

type Jsx = Extract<Nodes, { type: 'mdxJsxFlowElement' | 'mdxJsxTextElement' }>;

/** A piece of a chapter before its cells have been run. */
export type Piece =
  | { kind: 'prose'; markdown: string }
  | { kind: 'cell'; cell: Omit<BookCell, 'recording'> & ChapterCell }
  | { kind: 'experiment'; experiment: Experiment };

interface Book {
  source: string;
  programs: Map<string, Program>;
  cells: ChapterCell[];
  /** Address of the site's root, with a slash at its end. */
  root: string;
  /** Address of the chapter. */
  page: string;
}

const isJsx = (node: Nodes): node is Jsx =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

/** Cuts a chapter into prose and cells, in order. */
export function piecesOf(
  text: string,
  programs: Map<string, Program>,
  root: string,
  page: string,
): Piece[] {
  const { body } = splitChapter(text);
  const book = { source: body, programs, cells: cellsOf(text, programs), root, page };
  const pieces: Piece[] = [];
  addBlocks(parseMdx(body).children, book, pieces);
  // Neighbours are one piece, up to a heading or a cell.
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const heading = piece.kind === 'prose' && /^#{1,3} /.test(piece.markdown);
    if (piece.kind === 'prose' && last?.kind === 'prose' && !heading) {
      last.markdown += `\n\n${piece.markdown}`;
    } else joined.push({ ...piece });
  }
  return joined;
}

function addBlocks(nodes: readonly Nodes[], book: Book, pieces: Piece[]): void {
  for (const node of nodes) {
    if (isJsx(node) && addTag(node, book, pieces)) continue;
    const markdown = textOf(node, book).trim();
    if (markdown) pieces.push({ kind: 'prose', markdown });
  }
}

/** Adds a tag that is more than words: a cell, or what may hold one. */
function addTag(node: Jsx, book: Book, pieces: Piece[]): boolean {
  const attributes = attributesOf(node);
  const title = attributes.get('title');
  switch (node.name) {
    case 'Cell': {
      const cell = book.cells.find(({ id }) => id === attributes.get('id'));
      if (cell) pieces.push({ kind: 'cell', cell });
      return true;
    }
    case 'Bench': {
      const fence = node.children.find((child) => child.type === 'code');
      const id = attributes.get('id');
      if (!fence || typeof id !== 'string') return false;
      pieces.push({ kind: 'experiment', experiment: { id, source: `${fence.value}\n` } });
      return true;
    }
    case 'BreakIt':
    case 'Try': {
      const word = node.name === 'Try' ? 'Try' : 'Break it';
      const head = typeof title === 'string' ? `**${word}: ${title}**` : `**${word}**`;
      pieces.push({ kind: 'prose', markdown: head });
      addBlocks(node.children, book, pieces);
      return true;
    }
    default:
      return false;
  }
}

/** The source of a node, its tags replaced by words and its addresses made whole. */
function textOf(node: Nodes, book: Book): string {
  if (isJsx(node)) return wordsOf(node, book);
  if (/^mdx/.test(node.type)) return '';
  const { start, end } = node.position!;
  let at = start.offset!;
  let text = '';
  for (const tag of tagsIn(node)) {
    text += book.source.slice(at, tag.position!.start.offset) + textOf(tag, book);
    at = tag.position!.end.offset!;
  }
  text += book.source.slice(at, end.offset);
  if (node.type === 'code') return text.replace(/^(`{3,}\S*).*/, '$1');
  return text.replace(/\]\(\/(?!\/)/g, `](${book.root}`);
}

/** The outermost tags inside a node, in order. */
function tagsIn(node: Nodes): Nodes[] {
  const children: readonly Nodes[] = 'children' in node ? (node as Parent).children : [];
  return children.flatMap((child) => (/^mdx/.test(child.type) ? [child] : tagsIn(child)));
}

const inside = (node: Jsx, book: Book, join: string): string =>
  node.children.map((child) => textOf(child, book)).join(join);

function wordsOf(node: Jsx, book: Book): string {
  const attributes = attributesOf(node);
  const get = (name: string): string | undefined => {
    const value = attributes.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  switch (node.name) {
    case 'Term':
    case 'Role':
      return inside(node, book, '');
    case 'Note':
    case 'Sidenote':
      return ` (${inside(node, book, '').trim()})`;
    case 'Aside': {
      const text = `**${get('title') ?? 'Aside'}**\n\n${inside(node, book, '\n\n')}`;
      return text.replace(/^/gm, '> ');
    }
    case 'Exercise': {
      const id = get('id') ?? '';
      return `*The exercise [${id}](${book.page}#${id}) is in the book, which checks it on its machine.*`;
    }
    case 'Figure':
      return `**${get('title') ?? ''}**\n\n${inside(node, book, '\n\n')}`;
    case 'Listing':
    case 'Program': {
      const program = findProgram(book.programs, get('program') ?? get('name') ?? '');
      const [region, range] = [get('region'), get('lines')];
      const { first, last } = selectLines(program, {
        ...(region !== undefined && { region }),
        ...(range !== undefined && { lines: range }),
      });
      const code = program.text
        .split('\n')
        .slice(first - 1, last)
        .join('\n');
      return `\`\`\`c\n${code}\n\`\`\``;
    }
    default: {
      // A figure moves on the page; here it is an address.
      const id = get('id') ?? defaultId(node.name ?? '');
      return `*The figure [${id}](${book.page}#${id}) is in the book.*`;
    }
  }
}
