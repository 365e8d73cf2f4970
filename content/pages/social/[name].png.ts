// The picture that other sites show beside a link: the title standing on the line.
//
// Letters are drawn as outlines from the book's own font, so that the picture does not depend on
// what fonts the building machine has.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { APIRoute } from 'astro';
import { create, type Font } from 'fontkitten';
import sharp from 'sharp';
import { chapters } from '../../../components/book/book.ts';
import site from '../../../site.config.mjs';

const WIDTH = 1200;
const HEIGHT = 630;
const LINE_Y = 430;
const LEFT = 80;

const file = createRequire(import.meta.url).resolve(
  '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2',
);
const font = open(file);

function open(path: string): Font {
  const opened = create(readFileSync(path));
  if (opened.isCollection) throw new Error('a font collection where one font was expected');
  return opened;
}

export async function getStaticPaths() {
  const pages = (await chapters()).map((chapter) => ({
    params: { name: chapter.slug },
    props: { title: chapter.title, number: String(chapter.number) },
  }));
  return [{ params: { name: 'index' }, props: { title: site.title, number: '' } }, ...pages];
}

/** Draws text as one path's transform group; returns its width in px too. */
function text(words: string, x: number, baseline: number, size: number, colour: string) {
  const scale = size / font.unitsPerEm;
  let at = 0;
  const paths: string[] = [];
  for (const letter of words) {
    const glyph = font.glyphForCodePoint(letter.codePointAt(0)!);
    paths.push(`<path transform="translate(${at} 0)" d="${glyph.path.toSVG()}"/>`);
    at += glyph.advanceWidth;
  }
  const svg = `<g fill="${colour}" transform="translate(${x} ${baseline}) scale(${scale} ${-scale})">${paths.join('')}</g>`;
  return { svg, width: at * scale };
}

/** Breaks a title into lines that fit. */
function wrap(title: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && text(longer, 0, 0, size, '').width <= width)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

export const GET: APIRoute = async ({ props }) => {
  const { title, number } = props as { title: string; number: string };
  const size = 104;
  const lines = wrap(title, size, number ? 800 : 1040);
  const letters = lines.map(
    (line, index) =>
      text(line, LEFT, LINE_Y - 34 - (lines.length - 1 - index) * size * 1.08, size, '#1d1b18').svg,
  );
  const numeral = text(number, 0, 0, 260, '');
  const hatch = Array.from({ length: WIDTH / 22 + 2 }, (_, index) => {
    const x = index * 22;
    return `M${x - 22} ${LINE_Y + 32}l28 -28`;
  }).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="#faf7f0"/>
    ${letters.join('')}
    ${number ? text(number, WIDTH - LEFT - numeral.width, LINE_Y - 26, 260, '#6d665b').svg : `<circle cx="${WIDTH - LEFT - 24}" cy="${LINE_Y - 24}" r="24" fill="#ac7c06"/>`}
    <path d="M0 ${LINE_Y}h${WIDTH}" stroke="#1d1b18" stroke-width="5"/>
    <path d="${hatch}" stroke="#1f6262" stroke-width="2.5"/>
    ${text(number ? site.title : 'A book that runs', LEFT, 550, 40, '#524d45').svg}
  </svg>`;
  const png = await sharp(Buffer.from(svg)).png().toBuffer();
  return new Response(new Uint8Array(png), { headers: { 'Content-Type': 'image/png' } });
};
