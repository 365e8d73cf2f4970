// Digests of the C headers for the names that several of the book's programs say.

import { readdirSync, readFileSync } from 'node:fs';
import { codeOf, wordsIn } from '../../../lib/machine/libc/brief.ts';
import { digestsOf } from '../../../lib/machine/libc/digest.ts';
import { headerText } from '../../../lib/machine/libc/header-texts.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';
import { HELLO, SERVER } from './rehearsals.ts';

const programs = new URL('../../../content/programs/', import.meta.url);

/** How many of the book's programs say a word that a digest keeps. */
const OFTEN = 3;

/** Names of the headers that a text includes. */
function includedIn(text: string): string[] {
  return [...text.matchAll(/^#include <(.*)>/gm)].map(([, name]) => name);
}

/** What lib/machine/libc/header-digests.ts exports in a page. */
export function commonDigests(): typeof import('../../../lib/machine/libc/header-digests.ts') {
  const count = new Map<string, number>();
  for (const file of readdirSync(programs).filter((name) => /\.[ch]$/.test(name))) {
    const code = codeOf(readFileSync(new URL(file, programs), 'utf8'));
    for (const word of new Set(wordsIn(code))) count.set(word, (count.get(word) ?? 0) + 1);
  }
  const often = [...count].filter(([, times]) => times >= OFTEN).map(([word]) => word);
  const first = [HELLO.source, SERVER.source];
  const client = PROGRAMS.curl.text;
  const words = [...first, client].flatMap((text) => wordsIn(codeOf(text)));
  const headers = [first.flatMap(includedIn), includedIn(client)];
  const digests = digestsOf(headerText.all, headers, new Set([...often, ...words]));
  return { hasDigests: true, digestText: digests.text, leftOut: digests.others };
}
