// The C library taken apart: each piece is C that stands alone, and together they are the sources.

import { expect, it } from 'vitest';
import { headerText } from '../../../lib/abi/headers.ts';
import { readUnit } from '../../../lib/cc/compile.ts';
import type { Context } from '../../../lib/cc/source.ts';
import { pieceOf, SOURCES } from '../../../lib/machine/libc/archive.ts';
import { piecesOf } from '../../../lib/machine/libc/pieces.ts';

function read(name: string, text: string, headers?: typeof headerText) {
  const ctx: Context = { files: [{ name, text, library: true }], diagnostics: [] };
  const { unit } = readUnit(ctx, 0, headers ? { headers } : {});
  expect(ctx.diagnostics, `${name}: ${text}`).toEqual([]);
  return unit!;
}

const pieces = Object.entries(pieceOf.all);

it('each defines its symbol, and nothing else that has a name', () => {
  for (const [symbol, text] of pieces) {
    const symbols = [...read(`libc/${symbol}.c`, text).defs.keys()];
    // Strings, variables of functions and inline functions belong to a piece.
    expect(symbols.filter((one) => !one.includes('@libc/'))).toEqual([symbol]);
  }
  expect(pieces.length).toBeGreaterThan(600);
});

it('all that the sources define is there, and what is static has one name in all pieces', () => {
  const symbols = SOURCES.flatMap(({ name, text }) => {
    const defs = [...read(name, text, headerText).defs.values()].filter(
      ({ symbol, span }) => span.file === 0 && !/^\.|\.\d+@/.test(symbol),
    );
    return defs.map(({ symbol }) => symbol.replace(/@libc\/(.*)\.c$/, '@$1'));
  });
  expect(pieces.map(([symbol]) => symbol).sort()).toEqual(symbols.sort());
});

it('a piece has the declarations that it needs and no others', () => {
  const text = `
    #include <stddef.h>
    #define TWICE(x) ((x) * 2)
    typedef struct node { struct node *next; int value; } node;
    struct other { int unused; };
    static node *first, *last[3] = {0};
    static const char *words[] = {"a", "b"};
    static int count(const node *n);
    int sum(void) { return TWICE(count(first)) + sizeof words / sizeof *words; }
    static int count(const node *n) { int k = 0; for (; n; n = n->next) k++; return k; }
  `;
  const made = piecesOf({ name: 'libc/list.c', text }, headerText);
  expect([...made.keys()]).toEqual(['first@list', 'last@list', 'words@list', 'sum', 'count@list']);
  expect(made.get('sum')).toBe(
    `typedef struct node{struct node*next;int value;}node;
extern node*first __asm__("first@list");
extern const char*words[2] __asm__("words@list");
int count(const node*n) __asm__("count@list");
int sum(void){return((count(first))*2)+sizeof words/sizeof*words;}
`,
  );
  expect(made.get('last@list')).toBe(
    `typedef struct node{struct node*next;int value;}node;
node*last[3] __asm__("last@list")={0};
`,
  );
});
