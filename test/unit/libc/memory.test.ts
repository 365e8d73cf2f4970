// Memory from mmap: what strace shows of it, and what a wrong use is called.

import { describe, expect, it } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import { straceLines } from '../../../lib/view/strace-lines.ts';

const HEAD =
  '#define _GNU_SOURCE\n#include <string.h>\n#include <sys/mman.h>\n#include <unistd.h>\n';

/** Runs the body of a main; what strace says, and the fault. */
function run(body: string): { calls: string[]; fault: string | undefined } {
  const built = build([{ name: 'm.c', text: `${HEAD}int main(void) {\n${body}\nreturn 0;\n}\n` }]);
  if (!built.ok) throw new Error(built.diagnostics.map((d) => d.message).join('\n'));
  installC();
  const m = createMachine();
  exec(m, 'server', { image: built.image, argv: ['./m'] });
  advance(m, { untilUs: 10e6 });
  const events = traceOf(m);
  const faults = events.flatMap((event) => (event.kind === 'fault' ? [event.message] : []));
  const names: string[] = [];
  // Addresses are the machine's own: the first one seen is A, the next one B.
  const calls = straceLines(events).map((line) => {
    return line.replace(/ +=/, ' =').replace(/0x[0-9a-f]{5,}/g, (address) => {
      if (!names.includes(address)) names.push(address);
      return 'ABCDEF'[names.indexOf(address)];
    });
  });
  return { calls, fault: faults[0] };
}

const MAP = 'char *p = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);';

describe('strace', () => {
  it('writes the calls as the real one does', () => {
    const { calls } = run(`${MAP}
      p[0] = 1;
      mprotect(p, 4096, PROT_NONE);
      mprotect(p, 8192, PROT_READ | PROT_EXEC);
      msync(p, 8192, MS_SYNC | MS_INVALIDATE);
      madvise(p, 4096, MADV_DONTNEED);
      munmap(p, 8192);
      mmap(0, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      mmap(0, 4096, PROT_READ, MAP_PRIVATE, 9, 4096);`);
    expect(calls.slice(0, -2)).toEqual([
      'mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = A',
      'mprotect(A, 4096, PROT_NONE) = 0',
      'mprotect(A, 8192, PROT_READ|PROT_EXEC) = 0',
      'msync(A, 8192, MS_SYNC|MS_INVALIDATE) = 0',
      'madvise(A, 4096, MADV_DONTNEED) = 0',
      'munmap(A, 8192) = 0',
      'mmap(NULL, 4096, PROT_READ, MAP_SHARED|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = B',
      'mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 9, 0x1000) = -1 EBADF (Bad file descriptor)',
    ]);
  });
});

describe('faults', () => {
  const block = 'a block of 8192 bytes (from mmap() in main, m.c:6)';
  it.each([
    [
      'munmap(p, 8192);\np[1] = 2;',
      `writes 1 byte of ${block} that was given back by munmap() in main, m.c:7 (use after munmap)`,
    ],
    [
      'mprotect(p, 8192, PROT_READ);\np[1] = 2;',
      `writes 1 byte of ${block}, whose pages do not have PROT_WRITE`,
    ],
    [
      'mprotect(p, 8192, PROT_NONE);\nreturn p[1];',
      `reads 1 byte of ${block}, whose pages do not have PROT_READ`,
    ],
    ['p[8192] = 1;', `writes just past the end of ${block}`],
    [
      'munmap(p, 8192);\nwrite(1, p, 5);',
      `write: reads 5 bytes of ${block} that was given back by munmap() in main, m.c:7 (use after munmap)`,
    ],
  ])('%s', (body, message) => {
    expect(run(`\n${MAP}\n${body}`.slice(1)).fault).toBe(message);
  });
});
