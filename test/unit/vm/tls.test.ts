// Variables of threads: where they lie, and what a new thread finds in its own.

import { expect, test } from 'vitest';
import { runC } from '../../c/harness.ts';

test('a new block holds what the variables were made with, and has its size', () => {
  const { output, diagnostics } = runC([
    {
      name: 'a.c',
      text: `#include <stdio.h>
#include <stdlib.h>
unsigned long __tls_size(void);
void __tls_init(void *block);
static int other = 3;
_Thread_local int first = 42;
_Alignas(64) _Thread_local char text[8] = "hello";
static _Thread_local int *pointer = &other;
int main(void) {
  first = 1;
  text[0] = 'j';
  char *block = aligned_alloc(64, __tls_size());
  __tls_init(block);
  char *own = (char *)&first;
  long to_text = text - own;
  long to_pointer = (char *)&pointer - own;
  char *theirs = block;
  while (*(int *)theirs != 42) theirs += 8;
  printf("%d %s %d\\n", *(int *)theirs, theirs + to_text, **(int **)(theirs + to_pointer));
  printf("%d %s %d\\n", first, text, (int)((unsigned long)text % 64));
  free(block);
  return 0;
}
`,
    },
  ]);
  expect(diagnostics).toEqual([]);
  expect(output).toBe('42 hello 3\n1 jello 0\n');
});
