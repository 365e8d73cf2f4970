// Functions called from the prompt: what they print and change is real; what goes wrong is told.
import { expect, test } from 'vitest';
import { CALLABLE } from '../../../lib/debug/gdb/call.ts';
import { command } from '../../../lib/debug/gdb/commands.ts';
import { GdbError } from '../../../lib/debug/gdb/expression.ts';
import { createGdb } from '../../../lib/debug/gdb/session.ts';
import { build } from '../../../lib/machine/build.ts';

const TEXT = `#include <stdio.h>
#include <unistd.h>
static int count;
static int say(const char *what) {
    printf("%s\\n", what);
    return ++count;
}
static int broken(int *p) { return *p; }
static void over(void) { _exit(3); }
int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    sleep(1);
    if (count > 100) pause();
    if (count < 0) { broken(NULL); over(); }
    return say("end");
}
`;

function started(): (line: string) => string {
  const result = build([{ name: 'a.c', text: TEXT }], { also: CALLABLE });
  if (!result.ok) throw new Error(result.diagnostics[0].message);
  const g = createGdb(result.image, 'a', [TEXT]);
  const ask = (line: string): string => {
    try {
      return command(g, line).join('\n');
    } catch (error) {
      if (error instanceof GdbError) return error.message;
      throw error;
    }
  };
  ask('break 12');
  ask('run');
  return ask;
}

test('what a called function prints and changes stays', () => {
  const ask = started();
  expect(ask('print say("hello")')).toBe('hello\n$1 = 1');
  expect(ask('call say("again")')).toBe('again\n$2 = 2');
  expect(ask('print count')).toBe('$3 = 2');
  expect(ask('frame')).toContain('main () at a.c:12');
  expect(ask('next')).toContain('13\t');
});

test('the way back ends at a call', () => {
  const ask = started();
  ask('next');
  ask('print say("x")');
  expect(ask('reverse-next')).toBe('No more reverse-execution history.');
});

test('a call that meets a fault or an end says so', () => {
  const ask = started();
  const said = ask('print broken(0)');
  expect(said).toContain('Program received signal SIGSEGV, Segmentation fault.');
  expect(said).toContain('while in a function called from GDB.\nGDB remains in the frame');
  expect(started()('print over()')).toContain('exited with code 03]');
});

test('inside a system call nothing is called', () => {
  const ask = started();
  ask('print count = 200');
  expect(ask('continue')).toContain('waits in pause()');
  expect(ask('print say("now")')).toMatch(/^The program is inside a system call/);
});
