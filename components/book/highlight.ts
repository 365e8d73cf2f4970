// highlight: C and console text to the book's own listing markup, for fences, <Listing> and <Cell>.
//
// One idea: one function for all three, so that a line is a `<span class="line" data-line="N">`
// everywhere and a figure can mark it. Colours are the CSS variables of styles/tokens.css.

import type { Element, ElementContent, Text } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { createCssVariablesTheme, createHighlighter, type Highlighter } from 'shiki';
import { syscallLinks } from './shiki-syscalls.ts';

const theme = createCssVariablesTheme({
  name: 'book',
  variablePrefix: '--code-',
  variableDefaults: {},
  fontStyle: false,
});

/** Languages a fence may name, and the grammar that colours them. */
export const LANGUAGES: Record<string, string> = {
  c: 'c',
  sh: 'shellscript',
  json: 'json',
  diff: 'diff',
  ts: 'typescript',
  console: 'text',
  text: 'text',
  http: 'text',
  strace: 'text',
  output: 'text',
};

let highlighter: Promise<Highlighter> | undefined;

export interface ListingOptions {
  lang: string;
  base: string;
  /** Shown as the listing's name: `server.c`. */
  title?: string;
  /** Id of the figure or cell on the same page that the calls drive. */
  target?: string;
  /** Name of the program whose lines these are, for the figure's step. */
  program?: string;
  /** Only these lines are shown; numbering is that of the whole text. */
  first?: number;
  last?: number;
  /** Where the whole program can be read or downloaded. */
  href?: string;
  /** Whether line numbers are shown; by default for C of more than a few lines. */
  numbers?: boolean;
}

/** A shorter fence is a quotation, and its line numbers would count nothing. */
const QUOTED_LINES = 6;

/** Renders a text to a `<figure class="listing">`; throws when the language is unknown. */
export async function listing(text: string, options: ListingOptions): Promise<Element> {
  const grammar = LANGUAGES[options.lang];
  if (!grammar) {
    throw new Error(
      `unknown language "${options.lang}"; expected one of ${Object.keys(LANGUAGES).join(', ')}`,
    );
  }
  const code = text.replace(/\n+$/, '');
  const lines =
    options.lang === 'console' ? consoleLines(code) : await codeLines(code, grammar, options.base);
  const first = options.first ?? 1;
  const shown = lines.slice(first - 1, options.last);
  const isPart = options.first !== undefined || options.program !== undefined;
  const numbered =
    options.numbers ?? (options.lang === 'c' && (isPart || shown.length > QUOTED_LINES));
  const children: ElementContent[] = [];
  shown.forEach((line, index) => {
    if (options.lang === 'c') line.properties['data-line'] = String(first + index);
    if (index > 0) children.push({ type: 'text', value: '\n' });
    children.push(line);
  });
  const range = options.first ? `, lines ${first} to ${options.last}` : '';
  const label = `${options.title ?? (options.lang === 'console' ? 'Terminal' : 'Code')}${range}`;
  const pre = element(
    'pre',
    { className: ['code', `code-${options.lang}`], tabIndex: 0, role: 'group', ariaLabel: label },
    [element('code', {}, children)],
  );
  const caption = options.title ? [captionOf(options, first)] : [];
  return element(
    'figure',
    {
      className: ['listing', ...(numbered ? ['is-numbered'] : []), `listing-${options.lang}`],
      ...(options.target ? { 'data-target': options.target } : {}),
      ...(options.program ? { 'data-program': options.program } : {}),
    },
    [...caption, pre],
  );
}

/** As `listing`, but HTML text. */
export async function listingHtml(text: string, options: ListingOptions): Promise<string> {
  return toHtml(await listing(text, options));
}

function captionOf(options: ListingOptions, first: number): Element {
  const name: ElementContent = options.href
    ? element('a', { href: options.href }, [textNode(options.title!)])
    : textNode(options.title!);
  const range = options.first
    ? [element('span', { className: ['listing-range'] }, [textNode(`${first}–${options.last}`)])]
    : [];
  return element('figcaption', { className: ['listing-name'] }, [name, ...range]);
}

async function codeLines(code: string, grammar: string, base: string): Promise<Element[]> {
  highlighter ??= createHighlighter({
    themes: [theme],
    langs: ['c', 'shellscript', 'json', 'diff', 'typescript'],
  });
  const root = (await highlighter).codeToHast(code, {
    lang: grammar,
    theme: 'book',
    transformers: grammar === 'c' ? [syscallLinks(base)] : [],
  });
  const pre = root.children[0] as Element;
  const lines = (pre.children[0] as Element).children.filter(
    (child): child is Element => child.type === 'element',
  );
  for (const line of lines) shorten(line);
  return lines;
}

/** Turns Shiki's inline style into a class and drops spans that say nothing. */
function shorten(line: Element): void {
  line.children = line.children.map((child) => {
    if (child.type !== 'element') return child;
    const style = String(child.properties.style ?? '');
    const name = /--code-(?:token-)?([\w-]+)/.exec(style)?.[1];
    delete child.properties.style;
    if (child.tagName === 'span' && (!name || name === 'foreground')) {
      return child.children.length === 1 ? child.children[0]! : child;
    }
    if (child.tagName === 'span') child.properties.className = [`tok-${name}`];
    else shorten(child);
    return child;
  });
}

/** A terminal's text: the prompt, which may name its role (`client$ `), the command, the output. */
function consoleLines(code: string): Element[] {
  return code.split('\n').map((line) => {
    const prompt = /^((?:(client|server|kernel)\s?)?[$#]|\(gdb\))\s/.exec(line);
    if (!prompt) return element('span', { className: ['line'] }, [textNode(line)]);
    const role = prompt[2] ? [`role-${prompt[2]}`] : [];
    return element('span', { className: ['line', 'is-command'] }, [
      element('span', { className: ['prompt', ...role] }, [textNode(prompt[0])]),
      element('b', {}, [textNode(line.slice(prompt[0].length))]),
    ]);
  });
}

/** Recovers the exact text from a listing's HTML, as Cell does with its slot. */
export function textOfListing(html: string): string {
  const code = /<code[^>]*>([\s\S]*?)<\/code>/.exec(html)?.[1] ?? '';
  return decode(code.replace(/<[^>]+>/g, ''));
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

function element(
  tagName: string,
  properties: Element['properties'],
  children: ElementContent[],
): Element {
  return { type: 'element', tagName, properties, children };
}

function textNode(value: string): Text {
  return { type: 'text', value };
}
