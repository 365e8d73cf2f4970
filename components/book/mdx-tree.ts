// The source of a chapter as a tree: the tags and fences in it, and the cells that they make.
//
// One idea: what the build checks, what a cell needs to know of the others on its page, and what is
// exported as a notebook are read from the same text by the same parser.
//
// Units: lines are 1-based lines of the .mdx file.

import type { Nodes, Root } from 'mdast';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { findProgram, type Program } from './programs.ts';

export interface Fence {
  lang: string;
  meta: string;
  line: number;
  text: string;
}

export interface Tag {
  name: string;
  attributes: Map<string, string | true>;
  line: number;
  /** The fences directly inside. */
  fences: Fence[];
}

/** A program that the reader can run, as it stands in a chapter. */
export interface ChapterCell {
  id: string;
  /** The file's name: `server.c`. */
  name: string;
  source: string;
  needs: string[];
  terminal?: string;
  line: number;
}

const FRONTMATTER = /^---\n([\s\S]*?)\n---[ \t]*(?:\n|$)/;

/** Takes a chapter apart; blank lines in place of the frontmatter keep the line numbers right. */
export function splitChapter(text: string): { front: string | undefined; body: string } {
  const front = FRONTMATTER.exec(text);
  if (!front) return { front: undefined, body: text };
  const body = front[0].replace(/[^\n]/g, ' ') + text.slice(front[0].length);
  return { front: front[1]!, body };
}

/** Parses the text behind the frontmatter; throws with `line` and `reason` where it is not MDX. */
export function parseMdx(body: string): Root {
  return unified().use(remarkParse).use(remarkMdx).parse(body) as Root;
}

/** Lists the tags and fences of a chapter, and the names that it imports itself. */
export function collect(tree: Root) {
  const tags: Tag[] = [];
  const fences: Fence[] = [];
  const local = new Set<string>();
  visit(tree, (node) => {
    const line = node.position?.start.line ?? 1;
    if (node.type === 'code') {
      fences.push(fenceOf(node, line));
    } else if (node.type === 'mdxjsEsm') {
      for (const name of node.value.matchAll(/\bimport\s+(?:\{([^}]*)\}|(\w+))/g)) {
        for (const part of (name[1] ?? name[2] ?? '').split(',')) {
          local.add(part.replace(/.*\bas\b/, '').trim());
        }
      }
    } else if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') {
      if (!node.name || !/^[A-Z]/.test(node.name)) return;
      const inside: readonly Nodes[] = node.children;
      const own = inside.flatMap((child) => (child.type === 'code' ? [fenceOf(child, line)] : []));
      tags.push({ name: node.name, attributes: attributesOf(node), line, fences: own });
    }
  });
  return { tags, fences, local };
}

function fenceOf(
  node: { lang?: string | null; meta?: string | null; value: string },
  line: number,
): Fence {
  return { lang: node.lang ?? 'text', meta: node.meta ?? '', line, text: node.value };
}

/** An attribute that is an expression is there, and its value is not known: `true`. */
export function attributesOf(node: {
  attributes: readonly { type: string; name?: string; value?: unknown }[];
}): Map<string, string | true> {
  const attributes = new Map<string, string | true>();
  for (const { type, name, value } of node.attributes) {
    if (type !== 'mdxJsxAttribute' || name === undefined) continue;
    attributes.set(name, typeof value === 'string' ? value : true);
  }
  return attributes;
}

/** Reads `needs="cell-a cell-b"`. */
export function needsOf(value: string | true | undefined): string[] {
  return typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : [];
}

/** Describes a `<Cell>`; throws for a program that does not exist. */
export function cellOf(tag: Tag, programs: Map<string, Program>): ChapterCell {
  const text = (name: string): string | undefined => {
    const value = tag.attributes.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const program = text('program');
  const fence = tag.fences.find(({ lang }) => lang === 'c');
  const found = program === undefined ? undefined : findProgram(programs, program);
  const title = /\btitle="([^"]*)"/.exec(fence?.meta ?? '')?.[1];
  const terminal = text('terminal');
  return {
    id: text('id') ?? '',
    name: text('name') ?? (found ? `${found.name}.c` : (title ?? 'main.c')),
    source: found?.text ?? `${fence?.text ?? ''}\n`,
    needs: needsOf(tag.attributes.get('needs')),
    ...(terminal !== undefined && { terminal }),
    line: tag.line,
  };
}

/** Lists the cells of a chapter in the order of its text. */
export function cellsOf(text: string, programs: Map<string, Program>): ChapterCell[] {
  const { tags } = collect(parseMdx(splitChapter(text).body));
  return tags.filter(({ name }) => name === 'Cell').map((tag) => cellOf(tag, programs));
}
