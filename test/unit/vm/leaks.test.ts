// What a program has not given back, and whether it still could.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { leakLines, leaksOf } from '../../../lib/vm/leaks.ts';
import { createProcess, vmDriver } from '../../../lib/vm/process.ts';

function leaks(text: string): string[] {
  const built = build([{ name: 'a.c', text: `#include <stdlib.h>\n#include <string.h>\n${text}` }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const driver = vmDriver(() => built.image, LIBC_NATIVES);
  const state = createProcess(built.image, { argv: ['a'] });
  for (;;) {
    const trap = driver.run(state, 1_000_000);
    // 60 and 231: exit, exit_group.
    if (trap.kind === 'exit' || (trap.kind === 'syscall' && (trap.nr === 60 || trap.nr === 231))) {
      return leakLines(leaksOf(state, built.image));
    }
    if (trap.kind === 'syscall') driver.deliver(state, -38);
    else if (trap.kind === 'fault') throw new Error(trap.message);
  }
}

test('a program that gives all back has none', () => {
  expect(leaks('int main(void) { char *p = malloc(3); free(p); return 0; }')).toEqual([
    'leaks: none; every block was given back',
  ]);
});

test('blocks that nothing points at are lost, each place with its calls', () => {
  const text = `
static char *twice(const char *s) {
    return strdup(s);
}
int main(void) {
    for (int i = 0; i < 3; i++) twice("abc");
    char *p = malloc(100);
    p = 0;
    return p != 0;
}`;
  expect(leaks(text)).toEqual([
    'leaks: 112 bytes lost: never given back, and nothing points at it any more',
    '  100 bytes in 1 block from malloc() in main, a.c:9',
    '  12 bytes in 3 blocks from strdup() in twice, a.c:5',
    '    called from main, a.c:8',
  ]);
});

test('what a global, or a block that it leads to, still points at is kept, not lost', () => {
  const text = `
struct node { struct node *next; char name[8]; };
static struct node *list;
static void add(void) {
    struct node *n = calloc(1, sizeof *n);
    n->next = list;
    list = n;
}
int main(void) {
    add();
    add();
    list = list->next;
    return 0;
}`;
  expect(leaks(text)).toEqual([
    'leaks: 16 bytes lost: never given back, and nothing points at it any more',
    '  16 bytes in 1 block from calloc() in add, a.c:7',
    '    called from main, a.c:13',
    'leaks: 16 bytes kept until the end: something still points at it',
    '  16 bytes in 1 block from calloc() in add, a.c:7',
    '    called from main, a.c:12',
  ]);
});

test('a local of main that still runs, and a register, are roots', () => {
  const text = `
int main(void) {
    char *p = malloc(10);
    char *inner = malloc(20) + 5;
    p[0] = inner != 0;
    exit(0);
}`;
  const [first] = leaks(text);
  expect(first).toBe('leaks: 30 bytes kept until the end: something still points at it');
});

test('the library gives back what it took to order options in a help', () => {
  const text = `
#include <argp.h>
static const struct argp_option inner[] = {{"deep", 'd', 0, 0, "Deep", 0}, {0}};
static error_t parse(int key, char *arg, struct argp_state *state) {
    (void) arg, (void) state;
    return key == 'd' ? 0 : ARGP_ERR_UNKNOWN;
}
static const struct argp child = {inner, parse, 0, 0, 0, 0, 0};
static const struct argp_child children[] = {{&child, 0, "A header", 7}, {0}};
static const struct argp argp = {0, parse, "ARG", "Says.", children, 0, 0};
int main(void) {
    char name[] = "prog", room[100];
    FILE *out = fmemopen(room, sizeof room, "w");
    argp_help(&argp, out, ARGP_HELP_LONG, name);
    fclose(out);
    return 0;
}`;
  expect(leaks(text)).toEqual(['leaks: none; every block was given back']);
});
