// Programs at the limits: what C17 says every compiler must take, and more, each with its output.
//
// One idea: the text is made here, so that the number that matters stands in one place.
//
// Source: C17 5.2.4.1, translation limits.

export interface Limit {
  name: string;
  text: string;
  output: string;
}

const HEAD = '#include <stdio.h>\n';

/** Makes `count` pieces from their numbers. */
const each = (count: number, piece: (i: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, i) => piece(i)).join(between);

const sumTo = (n: number): number => (n * (n - 1)) / 2;

const main = (body: string): string => `int main(void) {\n${body}\n  return 0;\n}\n`;

const shown = (value: string, format = '%d'): string => main(`  printf("${format}\\n", ${value});`);

function blocks(levels: number): Limit {
  const open = each(levels, (i) => `{ int v${i} = ${i} + x;`);
  const text = `${HEAD}int main(void) {\n  int x = 1;\n${open}\n  printf("%d %d\\n", v0, v${levels - 1});\n${each(levels, () => '}', '')}\n  return 0;\n}\n`;
  return { name: `${levels} blocks in one another`, text, output: `1 ${levels}\n` };
}

function conditionals(levels: number): Limit {
  const open = each(levels, (i) => `if (x > ${i})`);
  const text = `${HEAD}int main(void) {\n  int x = ${levels};\n${open}\n  printf("deep\\n");\n  return 0;\n}\n`;
  return { name: `${levels} ifs in one another`, text, output: 'deep\n' };
}

function alternatives(count: number): Limit {
  const chain = each(count, (i) => `if (x == ${i}) r = ${2 * i};\n  else`);
  const text = `${HEAD}int f(int x) {\n  int r = 0;\n  ${chain} r = -1;\n  return r;\n}\n`;
  const call = shown(`f(7), f(${count - 1}), f(${count})`, '%d %d %d');
  const output = `14 ${2 * count - 2} -1\n`;
  return { name: `${count} else ifs in a row`, text: text + call, output };
}

function directives(levels: number): Limit {
  const open = each(levels, (i) => `#if ${i} < ${levels}`);
  const close = each(levels, () => '#endif');
  const text = `${HEAD}${open}\n${shown('1')}${close}\n`;
  return { name: `${levels} levels of #if`, text, output: '1\n' };
}

function parentheses(levels: number): Limit {
  const text = `${HEAD}${main(`  int x = 6;\n  printf("%d\\n", ${'('.repeat(levels)}x${' + 1)'.repeat(levels)});`)}`;
  return { name: `${levels} parentheses in one another`, text, output: `${6 + levels}\n` };
}

function declarators(levels: number): Limit {
  const stars = '*'.repeat(levels);
  const body = `  int x = 7;\n  int *p1 = &x;\n${each(levels - 1, (i) => `  int ${'*'.repeat(i + 2)}p${i + 2} = &p${i + 1};`)}\n  printf("%d\\n", ${stars}p${levels});`;
  return { name: `a pointer of ${levels} levels`, text: HEAD + main(body), output: '7\n' };
}

function terms(count: number): Limit {
  const text = `${HEAD}int a = 1;\n${shown(each(count, (i) => `a * ${i}`, ' + '))}`;
  return { name: `a sum of ${count} terms`, text, output: `${sumTo(count)}\n` };
}

function members(count: number): Limit {
  const text = `${HEAD}struct s {\n${each(count, (i) => `  short m${i};`)}\n} s;\n${main(`${each(count, (i) => `  s.m${i} = ${i};`)}\n  printf("%zu %d %d\\n", sizeof s, s.m${count - 1}, ((short *)&s)[${count - 2}]);`)}`;
  return {
    name: `a structure of ${count} members`,
    text,
    output: `${2 * count} ${count - 1} ${count - 2}\n`,
  };
}

function nestedStructs(levels: number): Limit {
  const open = each(levels, (i) => `struct s${i} {`);
  const close = each(levels, (i) => `} m${i};`);
  const text = `${HEAD}${open}\nint leaf;\n${close.replace(/m(\d+);$/, 'outer;')}\n${main(`  outer.${each(levels - 1, (i) => `m${levels - 2 - i}`, '.')}.leaf = 9;\n  printf("%d %zu\\n", *(int *)&outer, sizeof outer);`)}`;
  return { name: `${levels} structures in one another`, text, output: '9 4\n' };
}

function enumerators(count: number): Limit {
  const text = `${HEAD}enum e {\n${each(count, (i) => `E${i}`, ',\n')}\n};\n${shown(`E${count - 1}`)}`;
  return { name: `${count} enumeration constants`, text, output: `${count - 1}\n` };
}

function cases(count: number): Limit {
  const labels = each(count, (i) => `  case ${i * 3}: return ${i};`);
  const text = `${HEAD}static int which(int x) {\n  switch (x) {\n${labels}\n  default: return -1;\n  }\n}\n${main(`  int found = 0, missed = 0;\n  for (int i = 0; i < ${3 * count}; i++) {\n    int w = which(i);\n    if (w < 0) missed++;\n    else found += w;\n  }\n  printf("%d %d\\n", found, missed);`)}`;
  return { name: `${count} cases`, text, output: `${sumTo(count)} ${2 * count}\n` };
}

function parameters(count: number): Limit {
  const list = each(count, (i) => `${i % 3 ? 'int' : 'long'} p${i}`, ', ');
  const sum = each(count, (i) => `p${i}`, ' + ');
  const text = `${HEAD}static long add(${list}) { return ${sum}; }\n${shown(`add(${each(count, String, ', ')})`, '%ld')}`;
  return { name: `${count} parameters`, text, output: `${sumTo(count)}\n` };
}

function macroParameters(count: number): Limit {
  const names = each(count, (i) => `p${i}`, ', ');
  const text = `${HEAD}#define ADD(${names}) ${each(count, (i) => `p${i}`, ' + ')}\n${shown(`ADD(${each(count, String, ', ')})`)}`;
  return { name: `a macro of ${count} parameters`, text, output: `${sumTo(count)}\n` };
}

function macros(count: number): Limit {
  const text = `${HEAD}#define M0 0\n${each(count - 1, (i) => `#define M${i + 1} (M${i} + 1)`)}\n${shown('M120')}`;
  return { name: `${count} macros, 120 in one another`, text, output: '120\n' };
}

function variables(count: number): Limit {
  const names = each(count, (i) => `  int v${i} = x + ${i};`);
  const body = `${names}\n  printf("%d\\n", ${each(count, (i) => `v${i}`, ' + ')});`;
  const text = `${HEAD}volatile int x;\n${main(body)}`;
  return { name: `${count} variables in a block`, text, output: `${sumTo(count)}\n` };
}

function functions(count: number): Limit {
  const list = each(
    count,
    (i) => `int f${i}(int x) { return ${i ? `f${i - 1}(x) + ` : 'x + '}${i}; }`,
  );
  const text = `${HEAD}${list}\n${shown(`f${count - 1}(0)`)}`;
  return {
    name: `${count} functions, each calling the one before`,
    text,
    output: `${sumTo(count)}\n`,
  };
}

function names(length: number): Limit {
  const stem = 'n'.repeat(length - 1);
  const text = `${HEAD}int ${stem}a = 1;\nstatic int ${stem}b = 2;\n${shown(`${stem}a * 10 + ${stem}b`)}`;
  return { name: `names of ${length} letters`, text, output: '12\n' };
}

function literal(length: number): Limit {
  const part = `"${'x'.repeat(100)}"\n`;
  const text = `${HEAD}#include <string.h>\nstatic const char text[] =\n${part.repeat(length / 100)};\n${shown('strlen(text)', '%zu')}`;
  return { name: `a string of ${length} characters`, text, output: `${length}\n` };
}

function line(length: number): Limit {
  const text = `${HEAD}int x = 1${' + 1'.repeat(length / 4)};\n${shown('x')}`;
  return { name: `a line of ${length} characters`, text, output: `${length / 4 + 1}\n` };
}

function dimensions(count: number): Limit {
  const of = '[2]'.repeat(count);
  const text = `${HEAD}char a${of};\n${main(`  a${'[1]'.repeat(count)} = 5;\n  printf("%zu %d\\n", sizeof a, ((char *)a)[sizeof a - 1]);`)}`;
  return { name: `an array of ${count} dimensions`, text, output: `${2 ** count} 5\n` };
}

function array(bytes: number): Limit {
  const text = `${HEAD}static unsigned char a[${bytes}];\n${main(`  unsigned sum = 0;\n  for (unsigned i = 0; i < sizeof a; i += 1000) a[i] = i / 1000;\n  for (unsigned i = 0; i < sizeof a; i += 1000) sum += a[i];\n  printf("%u %d\\n", sum, a[sizeof a - 1]);`)}`;
  const count = Math.ceil(bytes / 1000);
  const sum = Array.from({ length: count }, (_, i) => i & 255).reduce((a, b) => a + b, 0);
  return { name: `an array of ${bytes} bytes`, text, output: `${sum} 0\n` };
}

function frame(bytes: number): Limit {
  const text = `${HEAD}#include <string.h>\nstatic int fill(int n) {\n  char a[${bytes}];\n  memset(a, n, sizeof a);\n  return a[0] + a[sizeof a / 2] + a[sizeof a - 1];\n}\n${shown('fill(4)')}`;
  return { name: `a frame of ${bytes} bytes`, text, output: '12\n' };
}

function recursion(depth: number): Limit {
  const text = `${HEAD}static int down(int n) { return n ? 1 + down(n - 1) : 0; }\n${shown(`down(${depth})`)}`;
  return { name: `${depth} calls in one another`, text, output: `${depth}\n` };
}

function printing(lines: number): Limit {
  const text = `${HEAD}${main(`  for (int i = 0; i < ${lines}; i++) printf("line %d of many\\n", i);`)}`;
  return {
    name: `${lines} lines of output`,
    text,
    output: each(lines, (i) => `line ${i} of many\n`, ''),
  };
}

function initialiser(count: number): Limit {
  const text = `${HEAD}static const short a[] = {${each(count, (i) => String(i & 1023), ',')}};\n${main(`  long sum = 0;\n  for (unsigned i = 0; i < sizeof a / sizeof *a; i++) sum += a[i];\n  printf("%ld\\n", sum);`)}`;
  const sum = Array.from({ length: count }, (_, i) => i & 1023).reduce((a, b) => a + b, 0);
  return { name: `an initialiser of ${count} values`, text, output: `${sum}\n` };
}

function refused(): Limit {
  const text = `${HEAD}#include <stdint.h>\n#include <stdlib.h>\n#include <string.h>\n${main(`  char *kept = malloc(8);
  strcpy(kept, "as ever");
  volatile size_t huge = SIZE_MAX / 4;
  printf("%d %d\\n", malloc(huge) == NULL, calloc(huge, 8) == NULL);
  printf("%d %s\\n", realloc(kept, huge) == NULL, kept);
  free(kept);`)}`;
  return { name: 'memory that cannot be had', text, output: '1 1\n1 as ever\n' };
}

function labels(n: number): Limit {
  const body = `  int x = ${n - 1};\n  switch (x) {\n${each(n, (i) => `  case ${i}:`)}\n    x = 5;\n  }\n${each(n, (i) => `l${i}:`)}\n  printf("%d\\n", x);\n  if (x++ < 7) goto l${n - 1};`;
  return {
    name: `${n} labels of one statement`,
    text: `${HEAD}${main(body)}`,
    output: '5\n6\n7\n',
  };
}

export const LIMITS: readonly Limit[] = [
  blocks(127),
  blocks(250),
  conditionals(200),
  alternatives(10_000),
  directives(63),
  parentheses(63),
  parentheses(250),
  declarators(12),
  terms(2000),
  members(1023),
  nestedStructs(63),
  enumerators(1023),
  cases(1023),
  cases(4000),
  labels(5000),
  parameters(127),
  macroParameters(127),
  macros(4095),
  variables(511),
  variables(2000),
  functions(1000),
  names(63),
  names(1000),
  literal(4100),
  literal(100_000),
  line(4096),
  dimensions(12),
  array(65_535),
  array(16_000_000),
  frame(200_000),
  recursion(2000),
  recursion(20_000),
  recursion(120_000),
  printing(50_000),
  initialiser(20_000),
  refused(),
];
