// -ftrivial-auto-var-init=zero: what a program gives no value is zero, and no fault.

import { expect, test } from 'vitest';
import { NO_WARNINGS } from '../../../lib/cc/warnings.ts';
import { runC } from '../../c/harness.ts';

const text = `#include <alloca.h>
#include <stdio.h>
#include <string.h>
struct pair { char c; int i; };
static int sum(const char *p, int n) { int s; for (int i = 0; i < n; i++) s += p[i]; return s; }
static int vla(int n) { char v[n]; int s = sum(v, n); memset(v, 9, n); return s; }
static int none(int n) { int v[n]; return sizeof v; }
static int jumped(int k) {
    int x;
    switch (k) {
    case 1: { int y; x += y + 1; y = 8; } break;
    default: x = 2;
    }
    return x;
}
int main(void) {
    struct pair q;
    unsigned u;
    long l;
    double d;
    float f;
    char *p, b[100];
    _Alignas(64) char wide[64];
    for (int i = 0; i < 3; i++) {
        int w, *at = &w;
        char inner[40];
        printf("%d %d,", *at, sum(inner, 40));
        *at = 5;
        memset(inner, 1, sizeof inner);
    }
    for (int i = 1; i < 4; i++) printf(" %d", vla(10 * i));
    printf(" %d %d %u %ld %g %g %d %d\\n", q.c, q.i, u, l, d, f, p == NULL, sum(wide, 64));
    printf("%d %d %d %d %d\\n", sum(b, 100), jumped(1), jumped(2), none(1), none(0));
    return 0;
}
`;

test('a variable of each kind is zero each time that it begins to live', () => {
  const run = (zeroed: boolean, more = text) =>
    runC([{ name: 'a.c', text: more }], undefined, undefined, NO_WARNINGS, { zeroed });
  expect(run(true)).toMatchObject({
    fault: undefined,
    output: '0 0,0 0,0 0, 0 0 0 0 0 0 0 0 0 1 0\n0 1 2 4 0\n',
  });
  expect(run(false).fault?.message).toContain('before it was given a value');
  // The heap and alloca are nobody's variables.
  const taken = '#include <alloca.h>\nint main(void) { char *p = alloca(9); return *p ? 1 : 2; }\n';
  expect(run(true, taken).fault?.message).toContain('before it was given a value');
});
