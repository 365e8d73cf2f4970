// Programs that want more than there is: they are told so, and the machine goes on.

import { expect, test } from 'vitest';
import { record } from '../../../lib/notebook/record.ts';

const HEADERS = '#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n';

test('fork() fails when there are too many processes', () => {
  const bomb = `${HEADERS}int main(void) {
    for (;;) {
      pid_t pid = fork();
      if (pid == 0) for (;;) pause();
      if (pid < 0) break;
    }
    perror("fork");
    return 0;
  }`;
  const { program, exit } = record('bomb.c', bomb);
  expect(program).toBe('fork: Resource temporarily unavailable\n');
  expect(exit).toEqual({ status: 0 });
});

test('malloc() fails when the heap is full, and the program can still say so', () => {
  const hog = `${HEADERS}int main(void) {
    long blocks = 0;
    while (malloc(1 << 20)) blocks++;
    perror("malloc");
    printf("%ld MB\\n", blocks);
    return 0;
  }`;
  const { program } = record('hog.c', hog);
  expect(program).toBe('malloc: Cannot allocate memory\n64 MB\n');
});
