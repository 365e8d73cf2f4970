// check-chapter: an author's mistakes, found in the source of a chapter, with file and line.
//
// One idea: what can be known from the text alone is checked on the text, before anything renders:
// frontmatter, programs, regions, line ranges, terms, targets, languages, component names. Links
// between pages are checked on the built HTML by check-links.ts.
//
// Units: lines are 1-based lines of the .mdx file.

import type { Root } from 'mdast';
import { LineCounter, parseDocument } from 'yaml';
import { needsProblems } from '../../lib/notebook/notebook.ts';
import { chapterSchema } from './chapter-schema.ts';
import { LANGUAGES } from './highlight.ts';
import { collect, needsOf, parseMdx, splitChapter, type Tag } from './mdx-tree.ts';
import { findProgram, type Program, selectLines } from './programs.ts';

export interface Problem {
  file: string;
  line: number;
  message: string;
}

/** What exists and may be referred to. */
export interface Known {
  programs: Map<string, Program>;
  terms: Set<string>;
  roles: Set<string>;
  /** Names that an author may write as `<Name>`. */
  components: Set<string>;
  /** Those of them that draw a figure, whose id defaults to the kebab-cased name. */
  figures: Set<string>;
  slugs: Set<string>;
  /** Ids of content/exercises. */
  exercises: Set<string>;
}

/** Formats a problem as compilers do: `file:line: message`. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}

/** Turns `AcceptQueue` into `accept-queue`, the id that a figure has when none is given. */
export function defaultId(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Figures whose component has a name that is no heading. */
const WORDS: Record<string, string> = {
  FdTable: 'Descriptor table',
  Hero: 'One request, from end to end',
  Models: 'Server models',
};

/** A figure's name in words, for a heading: `AcceptQueue` is "Accept queue". */
export function figureWords(name: string): string {
  if (WORDS[name]) return WORDS[name];
  return name.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
}

/** Checks one chapter's source text and lists every mistake in it. */
export function checkChapter(text: string, file: string, known: Known): Problem[] {
  const problems: Problem[] = [];
  const report = (line: number, message: string) => problems.push({ file, line, message });
  const { front, body } = splitChapter(text);
  if (front === undefined) {
    report(1, 'no frontmatter; expected "---" with title, part, order, summary, revised');
  } else checkFrontmatter(front, known, report);
  let tree: Root;
  try {
    tree = parseMdx(body);
  } catch (error) {
    const at = error as { line?: number; reason?: string; message: string };
    report(at.line ?? 1, `this is not valid MDX: ${at.reason ?? at.message}`);
    return problems;
  }
  checkTree(tree, known, report);
  return problems;
}

type Report = (line: number, message: string) => void;

function checkFrontmatter(yaml: string, known: Known, report: Report): void {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const lineOf = (path: PropertyKey[]): number => {
    const node = document.getIn(path as string[], true) as { range?: [number] } | undefined;
    return node?.range ? counter.linePos(node.range[0]).line + 1 : 2;
  };
  for (const error of document.errors) report(error.linePos?.[0].line ?? 1, error.message);
  if (document.errors.length > 0) return;
  const value = document.toJS() as Record<string, unknown>;
  const result = chapterSchema.safeParse(value);
  for (const issue of result.error?.issues ?? []) {
    const where = issue.path.length ? `"${issue.path.join('.')}"` : '';
    report(lineOf(issue.path), `frontmatter ${where}: ${issue.message}`.replace(' :', ':'));
  }
  if (!result.success) return;
  for (const [index, slug] of result.data.needs.entries()) {
    if (!known.slugs.has(slug)) {
      report(
        lineOf(['needs', index]),
        `needs: no chapter "${slug}"; there are ${list(known.slugs)}`,
      );
    }
  }
  for (const [index, term] of result.data.terms.entries()) {
    if (!known.terms.has(term)) report(lineOf(['terms', index]), unknownTerm(term, known));
  }
  for (const [index, name] of result.data.programs.entries()) {
    attempt(() => findProgram(known.programs, name), lineOf(['programs', index]), report);
  }
}

function checkTree(tree: Root, known: Known, report: Report): void {
  const { tags, fences, local } = collect(tree);
  const ids = new Map<string, number>();
  for (const tag of tags) {
    const id = tag.attributes.get('id') ?? (known.figures.has(tag.name) && defaultId(tag.name));
    if (typeof id !== 'string' || tag.name === 'Term') continue;
    const earlier = ids.get(id);
    if (earlier) report(tag.line, `id "${id}" is already used on line ${earlier}`);
    ids.set(id, tag.line);
  }
  const checkTarget = (target: string | true | undefined, line: number) => {
    if (target === undefined || (typeof target === 'string' && ids.has(target))) return;
    report(line, `target "${target}" is not a figure or cell on this page; it has ${list(ids)}`);
  };
  for (const tag of tags) {
    if (!known.components.has(tag.name) && !local.has(tag.name)) {
      report(tag.line, `unknown component <${tag.name}>; there are ${list(known.components)}`);
      continue;
    }
    checkTag(tag, known, report);
    checkTarget(tag.attributes.get('target'), tag.line);
  }
  checkNeeds(tags, report);
  for (const fence of fences) {
    if (!Object.hasOwn(LANGUAGES, fence.lang)) {
      report(
        fence.line,
        `unknown language "${fence.lang}"; expected one of ${Object.keys(LANGUAGES).join(', ')}`,
      );
    }
    checkTarget(/\btarget="([^"]*)"/.exec(fence.meta)?.[1], fence.line);
  }
}

/** A cell may need other cells of its page, in whatever order, but none may wait for itself. */
function checkNeeds(tags: Tag[], report: Report): void {
  const cells = tags.filter(({ name }) => name === 'Cell');
  const idOf = ({ attributes }: Tag) => String(attributes.get('id') ?? '');
  for (const cell of cells) {
    if (cell.attributes.get('needs') === true) {
      report(cell.line, 'needs={…} is not read here; write needs="cell-one cell-two"');
    }
  }
  const specs = cells.map((cell) => ({
    id: idOf(cell),
    needs: needsOf(cell.attributes.get('needs')),
  }));
  for (const { id, message } of needsProblems(specs)) {
    const line = cells.find((cell) => idOf(cell) === id)?.line ?? 1;
    report(line, `<Cell id="${id}"> ${message}`);
  }
}

function checkTag(tag: Tag, known: Known, report: Report): void {
  const text = (name: string): string | undefined => {
    const value = tag.attributes.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  if (['Listing', 'Program', 'Cell'].includes(tag.name)) {
    const name = text('program') ?? (tag.name === 'Program' ? text('name') : undefined);
    if (name !== undefined) {
      attempt(
        () => {
          const selection: { region?: string; lines?: string } = {};
          if (text('region') !== undefined) selection.region = text('region')!;
          if (text('lines') !== undefined) selection.lines = text('lines')!;
          selectLines(findProgram(known.programs, name), selection);
        },
        tag.line,
        report,
      );
    } else if (tag.name !== 'Cell') {
      report(tag.line, `<${tag.name}> needs ${tag.name === 'Program' ? 'name' : 'program'}="…"`);
    } else if (!tag.fences.some(({ lang }) => lang === 'c')) {
      report(tag.line, '<Cell> needs program="…" or a ```c fence inside, with blank lines around');
    }
    if (tag.name === 'Cell' && text('id') === undefined) {
      report(tag.line, '<Cell> needs an id="…", so that it can be linked to');
    }
  }
  if (tag.name === 'Bench' && !tag.fences.some(({ lang }) => lang === 'ts')) {
    report(tag.line, '<Bench> needs a ```ts fence inside, with blank lines around');
  }
  if (tag.name === 'Bench' && text('id') === undefined) {
    report(tag.line, '<Bench> needs an id="…", so that it can be linked to');
  }
  if (tag.name === 'Exercise' && !known.exercises.has(text('id') ?? '')) {
    const there = list(known.exercises);
    report(tag.line, `unknown exercise "${text('id') ?? ''}"; content/exercises has ${there}`);
  }
  if (tag.name === 'Term' && !known.terms.has(text('id') ?? '')) {
    report(tag.line, unknownTerm(text('id') ?? '', known));
  }
  if (tag.name === 'Role' && !known.roles.has(text('is') ?? '')) {
    report(tag.line, `<Role is="${text('is') ?? ''}">: expected one of ${list(known.roles)}`);
  }
}

function attempt(action: () => void, line: number, report: Report): void {
  try {
    action();
  } catch (error) {
    report(line, (error as Error).message);
  }
}

function unknownTerm(term: string, known: Known): string {
  const near = [...known.terms].filter((id) => id.includes(term) || term.includes(id));
  return `unknown term "${term}"; content/glossary.ts has ${near.length ? list(near) : 'no such id'}`;
}

function list(names: Iterable<string> | Map<string, unknown>): string {
  const all = [...(names instanceof Map ? names.keys() : names)].sort();
  return all.length ? all.join(', ') : 'none';
}
