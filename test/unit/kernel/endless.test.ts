// Programs that never stop asking for more: each ends with an errno, and the machine keeps what it has.
import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';

/** Runs a program that prints how often it got what it asked for, and why not more. */
function told(body: string): string {
  const text = `
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>
static char bytes[1 << 20];
int main(void) { int n = 0; ${body} printf("%d %d", n, errno); return 0; }`;
  const built = build([{ name: 'endless.c', text }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  installC();
  const machine = createMachine();
  exec(machine, 'server', { image: built.image, argv: ['endless'] });
  advance(machine);
  const output = traceOf(machine).flatMap((event) => {
    return event.kind === 'output' ? [Buffer.from(event.bytes).toString()] : [];
  });
  return output.join('');
}

test('signals that wait: EAGAIN at RLIMIT_SIGPENDING', () => {
  const body = `struct rlimit few = {7, 7}; sigset_t all; sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL); setrlimit(RLIMIT_SIGPENDING, &few);
    while (sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0) n++;`;
  expect(told(body)).toBe('7 11');
});

test('files of a disk: ENOSPC at 1 GB', () => {
  const body = `for (;; n++) { char name[30]; sprintf(name, "/tmp/%d", n);
    int fd = open(name, O_CREAT | O_WRONLY, 0600); if (fd < 0) break;
    if (ftruncate(fd, 1 << 26) < 0 || lseek(fd, (1 << 26) - 1000, 0) < 0 || write(fd, bytes, 1000) < 0) break;
    close(fd); }`;
  expect(told(body)).toBe('15 28');
});
