// A program that is compiled with digests of headers is the one that whole headers make of it.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commonDigests } from '../../../components/cell/build/common-digests.ts';
import { WHOLE_HEADERS } from '../../../components/cell/build/rehearsals.ts';
import { type CompileResult, compile, type SourceFile } from '../../../lib/cc/compile.ts';
import { buildOptions } from '../../../lib/machine/build.ts';
import { compileBriefly } from '../../../lib/machine/libc/brief.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';
import '../../../lib/machine/whole.ts';

const { digestText, leftOut } = commonDigests();

function briefly(text: string, more: Record<string, string> = {}): CompileResult | undefined {
  const options = { ...buildOptions(), readHeader: (path: string) => more[path] };
  return compileBriefly([{ name: 'a.c', text }], options, { text: digestText, others: leftOut });
}

/** A result without the texts of headers, and without what they say that the program does not. */
function told(result: CompileResult): unknown {
  if (!result.ok) return result;
  const { files, scopes, ...image } = result.image;
  return { ...image, files: files.map(({ name }) => name), scopes: scopes.length };
}

const root = new URL('../../../', import.meta.url);
function textsOf(folder: string): SourceFile[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.c'))
    .map((name) => ({ name, text: readFileSync(new URL(`${folder}${name}`, root), 'utf8') }));
}

test('every program of the book and of test/c is the same, or is not compiled so', () => {
  let brief = 0;
  for (const { name, text } of [
    ...textsOf('content/programs/'),
    // A third of them has something of every folder.
    ...textsOf('test/c/').filter((_, i) => i % 3 === 0),
    ...Object.values(PROGRAMS),
  ]) {
    const result = briefly(text);
    if (!result) continue;
    brief++;
    expect(told(result), name).toEqual(told(compile([{ name: 'a.c', text }], buildOptions())));
  }
  expect(brief).toBeGreaterThan(25);
});

test('a word that a digest leaves out, in whatever way, asks for the whole headers', () => {
  const main = 'int main(void) { return 0; }\n';
  const texts = {
    'a name of a header': '#include <stdlib.h>\nint main(void) { return atoi("0"); }\n',
    'a macro that is asked about': `#include <unistd.h>\n#ifdef L_XTND\nint n;\n#endif\n${main}`,
    'a family that a digest does not know': `#include <sys/socket.h>\n#ifdef AF_VSOCK\nint n;\n#endif\n${main}`,
    'an option of another header': `#include <stdio.h>\n#include <netinet/in.h>\n#ifdef IPV6_DONTFRAG\nint n;\n#endif\n${main}`,
    'a name of its own that is one there': `#include <stdlib.h>\nint div;\n${main}`,
    'a name that macros make': `#include <stdio.h>\n#define AB(a, b) a##b\n${main}`,
    'a macro that a header may stumble over': `#define n 3\n#include <stdio.h>\n${main}`,
    'more of a header': `#define _GNU_SOURCE\n#include <stdio.h>\n${main}`,
    'another header': `#include <signal.h>\n${main}`,
    'a header that there is not': `#include <stdoi.h>\n${main}`,
    'a mistake': '#include <stdio.h>\nint main(void) { retrun 0; }\n',
    'a warning': '#include <stdio.h>\nint main(void) { int n; return 0; }\n',
    'a word over two lines': `#include <stdlib.h>\nint di\\\nv;\n${main}`,
    'the rehearsal': WHOLE_HEADERS.source,
  };
  for (const [what, text] of Object.entries(texts))
    expect(briefly(text) === undefined, what).toBe(true);
  const own = '#include "own.h"\n#include <stdio.h>\nint main(void) { return OWN; }\n';
  expect(briefly(own, { 'own.h': '#define OWN 0\n' })).toBeDefined();
  expect(briefly(own, { 'own.h': '#define OWN BUFSIZ\n' })).toBeUndefined();
});

test('what is said to people is no word of the program', () => {
  const text =
    '#include <stdlib.h>\n// div\n/* atoi */\nint main(void) { return sizeof "div" - 4; }\n';
  expect(briefly(text)?.ok).toBe(true);
  expect(briefly(text.replace('// div', 'int div;'))).toBeUndefined();
});
