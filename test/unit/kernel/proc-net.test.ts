// /proc/net/tcp: what a program reads there of its own sockets, in Linux's columns.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';

const PROGRAM = `#include <arpa/inet.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(8080)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *) &at, sizeof at) < 0 || listen(fd, 5) < 0) return 1;
    if (connect(other, (struct sockaddr *) &at, sizeof at) < 0) return 2;
    int got = accept(fd, 0, 0);
    write(other, "hello", 5);
    sleep(1);
    char line[256];
    FILE *f = fopen("/proc/net/tcp", "r");
    while (f && fgets(line, sizeof line, f)) printf("%s", line);
    return got < 0;
}
`;

test('a listener, the two ends of a connection, and five bytes that nobody has read', () => {
  const built = build([{ name: 'p.c', text: PROGRAM }]);
  if (!built.ok) throw new Error(built.diagnostics.map((d) => d.message).join('\n'));
  installC();
  const m = createMachine();
  exec(m, 'server', { image: built.image, argv: ['./p'] });
  advance(m, { untilUs: 10e6 });
  const text = traceOf(m)
    .map((event) => (event.kind === 'output' ? new TextDecoder().decode(event.bytes) : ''))
    .join('');
  const lines = text.split('\n');
  expect(lines.map((line) => line.length)).toEqual([149, 149, 149, 149, 0]);
  // The client's port and the numbers of the inodes are the machine's own.
  const port = /7F:(?!1F90)([0-9A-F]{4})/.exec(text)?.[1] ?? '';
  const shown = lines.map((line) =>
    line
      .trimEnd()
      .replaceAll(port, 'PORT')
      .replace(/0 \d+ 1 /, '0 N 1 '),
  );
  const end = '00:00000000 00000000     0        0 N 1 0000000000000000';
  expect(shown.slice(1, 4)).toEqual([
    `   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 ${end} 100 0 0 10 0`,
    `   1: 0100007F:PORT 0100007F:1F90 01 00000000:00000000 ${end} 20 0 0 10 -1`,
    `   2: 0100007F:1F90 0100007F:PORT 01 00000000:00000005 ${end} 20 4 30 10 -1`,
  ]);
});
