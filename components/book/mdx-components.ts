// What an author may write in a chapter without importing anything.
//
// The figures are the files of ./figures, one for each widget: they carry the hydration directive,
// so that a chapter says <AcceptQueue backlog={5} /> and nothing else.

import Aside from './Aside.astro';
import Bench from './Bench.astro';
import BreakIt from './BreakIt.astro';
import Cell from './Cell.astro';
import Exercise from './Exercise.astro';
import Figure from './Figure.astro';
import Listing from './Listing.astro';
import Note from './Note.astro';
import Program from './Program.astro';
import Role from './Role.astro';
import Term from './Term.astro';
import Try from './Try.astro';

const files = import.meta.glob<{ default: typeof Aside }>('./figures/*.astro', { eager: true });

/** The figures by name: `AcceptQueue`, `ByteOrder` … */
export const FIGURES = Object.fromEntries(
  Object.entries(files).map(([path, module]) => [
    path.replace(/^.*\/|\.astro$/g, ''),
    module.default,
  ]),
);

export const MDX_COMPONENTS = {
  Aside,
  Bench,
  BreakIt,
  Cell,
  Exercise,
  Figure,
  Listing,
  Note,
  Sidenote: Note,
  Program,
  Role,
  Term,
  Try,
  ...FIGURES,
};
