// Programs of several files: headers beside their file and in folders, what is static, what is shared.

import { expect, test } from 'vitest';
import { compile } from '../../../lib/cc/compile.ts';
import { runC } from '../../c/harness.ts';

test('a header is looked for beside the file that names it, then in the folders', () => {
  const files: Record<string, string> = {
    'src/net/deep.h': '#include "../near.h"\n#define DEEP (NEAR + 1)\n',
    'src/near.h': '#pragma once\n#define NEAR 2\n',
    'inc/far.h': '#ifndef FAR_H\n#define FAR_H\n#include "other.h"\n#endif\n',
    'inc/other.h': '#define FAR (FROM_D * 10)\n',
  };
  const asked: string[] = [];
  const text = `#include "net/deep.h"
#include "near.h"
#include <far.h>
#include "far.h"
int main(void) { return DEEP + FAR; }
`;
  const built = compile([{ name: 'src/main.c', text }], {
    defines: ['FROM_D=3', 'FLAG'],
    folders: ['inc'],
    readHeader: (path) => {
      asked.push(path);
      return files[path];
    },
  });
  expect(built.ok).toBe(true);
  expect(asked).toContain('src/near.h');
  const wrong = compile([{ name: 'main.c', text: '#include "missing.h"\nint main(void) {}\n' }]);
  expect(wrong.ok ? '' : wrong.diagnostics[0].message).toBe('missing.h: No such file or directory');
});

test('as many dimensions as brackets may nest, and a message for more', () => {
  const errors = (n: number): string[] => {
    const built = compile([{ name: 'a.c', text: `int a${'[1]'.repeat(n)};\nint x = y;\n` }]);
    return built.ok ? [] : built.diagnostics.map((d) => d.message);
  };
  const unknown = expect.stringMatching(/^'y' undeclared/);
  expect(errors(250)).toEqual([unknown]);
  const deep = 'a declarator of more than 256 dimensions is too deep';
  expect(errors(10_000)).toEqual([deep, unknown]);
});

test('#include_next looks behind the folder of the file that says it', () => {
  const files: Record<string, string> = {
    'one/limits.h': '#include_next <limits.h>\n#define ONE 1\n',
    'two/limits.h': '#include_next "limits.h"\n#define TWO 2\n',
  };
  const text = `#include <limits.h>
_Static_assert(ONE + TWO == 3 && CHAR_BIT == 8, "all three");
int main(void) { return 0; }
`;
  const options = {
    folders: ['one', 'two'],
    readHeader: (path: string) => files[path],
    headers: (name: string) => (name === 'limits.h' ? '#define CHAR_BIT 8\n' : undefined),
  };
  expect(compile([{ name: 'main.c', text }], options).ok).toBe(true);
  files['two/limits.h'] = '#include_next <nowhere.h>\n';
  const wrong = compile([{ name: 'main.c', text }], options);
  expect(wrong.ok ? '' : wrong.diagnostics[0].message).toBe('nowhere.h: No such file or directory');
});

test('a header that includes itself without a guard ends', () => {
  const built = compile([
    { name: 'main.c', text: '#include "a.h"\nint main(void) { return 0; }\n' },
    { name: 'a.h', text: '#include "a.h"\n' },
  ]);
  expect(built.ok ? '' : built.diagnostics[0].message).toBe(
    '#include nested depth 200 exceeds maximum',
  );
});

test('files share what is external and keep what is static', () => {
  const got = runC([
    {
      name: 'main.c',
      text: `#include <stdio.h>
#include "stack.h"
static int count = 100;
int shared = 5;
extern const char *names[];
static int next(void) { return ++count; }
int main(void) {
  struct stack s = { .n = 0 };
  push(&s, 3); push(&s, square(4));
  printf("%d %d %d\\n", pop(&s), pop(&s), shared);
  bump(); bump();
  printf("%d %d %d %s %d\\n", shared, next(), total, names[1], table[2]);
  return 0;
}
`,
    },
    {
      name: 'stack.c',
      text: `#include "stack.h"
static int count;
static int next(void) { return ++count; }
int total;
const char *names[] = { "zero", "one" };
const int table[] = { 1, 2, 3 };
extern inline int square(int n);
void push(struct stack *s, int v) { s->v[s->n++] = v; total++; }
int pop(struct stack *s) { return s->v[--s->n]; }
void bump(void) { extern int shared; shared += next(); }
`,
    },
    {
      name: 'stack.h',
      text: `#ifndef STACK_H
#define STACK_H
struct stack { int n, v[10]; };
void push(struct stack *, int);
int pop(struct stack *s);
void bump(void);
extern int total;
extern const int table[];
inline int square(int n) { return n * n; }
static inline int twice(int n) { return 2 * n; }
#endif
`,
    },
  ]);
  expect(got.diagnostics).toEqual([]);
  expect(got.output).toBe('3 16 5\n8 101 2 one 3\n');
});

test('a name defined twice, and one defined nowhere', () => {
  const two = runC([
    { name: 'a.c', text: 'int n = 1;\nint main(void) { return n; }\n' },
    { name: 'b.c', text: 'int n = 2;\n' },
  ]);
  expect(two.diagnostics[0].message).toBe("multiple definition of 'n'; first defined at a.c:1");
});

test('with -fcommon, what several files declare without an initialiser is one variable', () => {
  const files = (...texts: string[]) => texts.map((text, i) => ({ name: `${'abc'[i]}.c`, text }));
  const main = 'int get(void);\nint main(void) { return get() - 7; }\n';
  const first = 'int n;\nint get(void) { return n; }\n';
  for (const texts of [
    [`int n = 7;\n${main}`, first],
    [`int n;\n${main}`, first.replace('n;', 'n = 7;')],
    ['int n;\n', `int n = 7;\n${main}`, first],
    // The smaller one comes first, then last: there is room for all of the larger one.
    ['int n[1];\n', `int n[9];\nint main(void) { n[8] = 7; return n[8] - 7; }\n`],
    [`int n[9];\nint main(void) { n[8] = 7; return n[8] - 7; }\n`, 'int n[1];\n'],
  ]) {
    const got = runC(files(...texts), undefined, undefined, undefined, { common: true });
    expect(got).toMatchObject({ diagnostics: [], fault: undefined, status: 0 });
    expect(compile(files(...texts)).ok).toBe(false);
  }
  for (const [one, other] of [
    ['int n = 1;\n', 'int n = 2;\n'],
    ['int n;\n', 'int n(void) { return 0; }\n'],
    ['_Thread_local int n;\n', '_Thread_local int n;\n'],
  ]) {
    const wrong = compile(files(`${one}int main(void) { return 0; }\n`, other), { common: true });
    const message = wrong.ok ? '' : wrong.diagnostics[0].message;
    expect(message).toBe("multiple definition of 'n'; first defined at a.c:1");
  }
});

test('a backslash before the CR of a DOS file, or before blanks, continues a line', () => {
  const text =
    '#define BOTH int a = 2; \\\r\n  int b = 3;\r\nBOTH\r\nint main(void) { \\ \t\n  return a * b; }\r\n';
  const { diagnostics, status } = runC([{ name: 'dos.c', text }]);
  const [blanks, ...more] = diagnostics.map((d) => `${d.line}:${d.column}: ${d.message}`);
  expect(blanks).toBe('4:18: backslash and newline separated by space');
  expect(more).toEqual([]);
  expect(status).toBe(6);
});
