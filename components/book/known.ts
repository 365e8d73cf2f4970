// What a chapter may refer to, read from the folders. Runs in Node only: in the build and in tests.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GLOSSARY } from '../../content/glossary.ts';
import { slugOf } from './chapter-schema.ts';
import { checkChapter, type Known, type Problem } from './check-chapter.ts';
import { type Program, parseProgram } from './programs.ts';
import { ROLES } from './roles.ts';

/** Components that an author may use besides the figures; `content/pages/[chapter].astro` maps them. */
export const BOOK_COMPONENTS = [
  'Listing',
  'Program',
  'Cell',
  'Bench',
  'Exercise',
  'Figure',
  'Aside',
  'Note',
  'Sidenote',
  'Term',
  'Role',
  'BreakIt',
  'Try',
];

/** Reads every program of `content/programs`. */
export function readPrograms(root: string): Map<string, Program> {
  const folder = join(root, 'content/programs');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.c')) : [];
  return new Map(
    names.map((file) => {
      const name = file.replace(/\.c$/, '');
      return [name, parseProgram(name, readFileSync(join(folder, file), 'utf8'))];
    }),
  );
}

/** Reads what exists below `root`, the repository. */
export function readKnown(root: string): Known {
  const figures = readdirSync(join(root, 'components/book/figures'))
    .filter((name) => name.endsWith('.astro'))
    .map((name) => name.replace(/\.astro$/, ''));
  return {
    programs: readPrograms(root),
    terms: new Set(GLOSSARY.map((entry) => entry.id)),
    roles: new Set(ROLES.map((role) => role.id)),
    components: new Set([...BOOK_COMPONENTS, ...figures]),
    figures: new Set(figures),
    exercises: new Set(
      readdirSync(join(root, 'content/exercises'))
        .filter((name) => name.endsWith('.start.c'))
        .map((name) => name.replace('.start.c', '')),
    ),
    slugs: new Set(chapterFiles(root).map(slugOf)),
  };
}

/** Lists the chapters' file names in order. */
export function chapterFiles(root: string): string[] {
  return readdirSync(join(root, 'content/chapters'))
    .filter((name) => name.endsWith('.mdx'))
    .sort();
}

/** Checks every chapter below `root`. */
export function checkBook(root: string): Problem[] {
  const known = readKnown(root);
  return chapterFiles(root).flatMap((name) => {
    const file = `content/chapters/${name}`;
    return checkChapter(readFileSync(join(root, file), 'utf8'), file, known);
  });
}
