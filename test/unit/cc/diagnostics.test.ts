// Diagnostics to the letter: message, place, caret and hint.

import { expect, test } from 'vitest';
import type { SourceFile } from '../../../lib/cc/compile.ts';
import { build } from '../../../lib/machine/build.ts';

function said(text: string, ...more: SourceFile[]): string {
  const built = build([{ name: 'a.c', text }, ...more]);
  const list = built.ok ? built.warnings : built.diagnostics;
  return list.map((d) => d.text).join('\n');
}

test('a forgotten header is named', () => {
  expect(said('int main(void) {\n    close(3);\n}\n')).toBe(
    `a.c:2:5: warning: implicit declaration of function 'close' [-Wimplicit-function-declaration]
    2 |     close(3);
      |     ^~~~~
a.c:1:1: note: 'close' is declared in header <unistd.h>; add #include <unistd.h>
  +++ |+#include <unistd.h>
    1 | int main(void) {`,
  );
  expect(said('int main(void) { return AF_INET; }')).toContain('add #include <sys/socket.h>');
});

test('a missing semicolon is reported where it belongs: behind what came before', () => {
  expect(said('int main(void) {\n    int a;\n    a = 1\n    return a;\n}\n')).toBe(
    `a.c:2:9: warning: variable 'a' set but not used [-Wunused-but-set-variable]
    2 |     int a;
      |         ^
a.c:3:10: error: expected ';' before 'return'
    3 |     a = 1
      |          ^
      |          ;
    4 |     return a;
      |     ~~~~~~`,
  );
});

test('several mistakes are found in one go', () => {
  const text = 'int main(void) {\n    x = 1;\n    y = 2;\n    return z;\n}\n';
  expect(said(text).match(/undeclared/g)).toHaveLength(3);
});

test('a wrong number of arguments shows the declaration', () => {
  expect(said('int f(int a, char *b);\nint main(void) { return f(1); }')).toBe(
    `a.c:2:25: error: too few arguments to function 'f'
    2 | int main(void) { return f(1); }
      |                         ^
a.c:1:5: note: declared here
    1 | int f(int a, char *b);
      |     ^`,
  );
});

test('an incompatible pointer is a warning with both types', () => {
  const text = `#include <sys/socket.h>
#include <netinet/in.h>
int main(void) {
    struct sockaddr_in a = {0};
    return connect(3, &a, sizeof a);
}
`;
  expect(said(text)).toBe(
    `a.c:5:23: warning: passing argument 2 of 'connect' from incompatible pointer type [-Wincompatible-pointer-types]
    5 |     return connect(3, &a, sizeof a);
      |                       ^~
      |                       |
      |                       struct sockaddr_in *
a.c:5:23: note: expected 'const struct sockaddr *' but argument is of type 'struct sockaddr_in *'`,
  );
});

test('two definitions of one name are found by the linker', () => {
  const other = { name: 'b.c', text: 'int helper(void) { return 2; }\n' };
  expect(said('int helper(void) { return 1; }\nint main(void) { return 0; }\n', other)).toContain(
    "b.c:1:5: error: multiple definition of 'helper'; first defined at a.c:1",
  );
});

test('a program of two files and a header of its own is linked', () => {
  const built = build([
    { name: 'a.c', text: '#include "b.h"\nint main(void) { return twice(LIMIT) + shared; }\n' },
    { name: 'b.c', text: '#include "b.h"\nint shared = 1;\nint twice(int n) { return 2 * n; }\n' },
    {
      name: 'b.h',
      text: '#pragma once\n#define LIMIT 20\nextern int shared;\nint twice(int n);\n',
    },
  ]);
  expect(built.ok).toBe(true);
});

test('without main there is no program', () => {
  expect(said('int f(void) { return 1; }')).toContain("undefined reference to 'main'");
});

test('a mistake inside a macro is shown there, and where the macro is used', () => {
  const text = '#define BAD(x) (x + nothing)\nint main(void) {\n    return BAD(1);\n}\n';
  expect(said(text)).toBe(
    `a.c:1:21: error: 'nothing' undeclared (first use in this function)
    1 | #define BAD(x) (x + nothing)
      |                     ^~~~~~~
a.c:3:12: note: in expansion of macro 'BAD'
    3 |     return BAD(1);
      |            ^~~`,
  );
});

test('damaged text never throws', () => {
  const text =
    '#include <stdio.h>\nint main(void) { for (int i = 0; i < 3; i++) { printf("%d\\n", i); } return 0; }\n';
  for (let cut = 0; cut < text.length; cut++) {
    for (const damaged of [text.slice(0, cut), text.slice(0, cut) + text.slice(cut + 1)]) {
      const built = build([{ name: 'a.c', text: damaged }]);
      if (!built.ok) expect(built.diagnostics.length).toBeGreaterThan(0);
    }
  }
});

test('a name that a header has only as a parameter is no reason for a hint', () => {
  expect(said('int main(void) { int n = 1; a = n; return 0; }')).toBe(
    `a.c:1:29: error: 'a' undeclared (first use in this function)
    1 | int main(void) { int n = 1; a = n; return 0; }
      |                             ^`,
  );
});

test('an attribute may stand behind a list of no parameters', () => {
  expect(said('void die(void) __attribute__((unused));\nint main(void) { return 0; }\n')).toBe('');
});
