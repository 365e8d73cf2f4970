// What the prompt can do that a test beside the real gdb does not show: going back, waiting for a
// client, catching calls, and answers to mistakes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command } from '../../../lib/debug/gdb/commands.ts';
import { GdbError } from '../../../lib/debug/gdb/expression.ts';
import { createGdb, type Gdb } from '../../../lib/debug/gdb/session.ts';
import { build } from '../../../lib/machine/build.ts';

const root = join(import.meta.dirname, '../../..');

function session(path: string): Gdb {
  const text = readFileSync(join(root, path), 'utf8');
  const name = path.split('/').at(-1)!;
  const result = build([{ name, text }]);
  if (!result.ok) throw new Error(result.diagnostics[0].message);
  return createGdb(result.image, name.replace(/\.c$/, ''), [text]);
}

function ask(g: Gdb, line: string): string {
  try {
    return command(g, line).join('\n');
  } catch (error) {
    if (error instanceof GdbError) return error.message;
    throw error;
  }
}

const LOOP = 'test/debug/loop.c';

describe('going back', () => {
  test('a line, with the values of then', () => {
    const g = session(LOOP);
    ask(g, 'start');
    ask(g, 'next 6');
    expect(ask(g, 'print sum')).toBe('$1 = 0');
    const line = ask(g, 'frame');
    ask(g, 'next 3');
    expect(ask(g, 'print sum')).toBe('$2 = 1');
    ask(g, 'reverse-next');
    ask(g, 'reverse-next');
    ask(g, 'reverse-next');
    expect(ask(g, 'frame')).toBe(line);
    expect(ask(g, 'print sum')).toBe('$3 = 0');
  });

  test('to the last breakpoint before, into a function that has returned', () => {
    const g = session(LOOP);
    ask(g, 'break mark');
    ask(g, 'run');
    ask(g, 'continue');
    ask(g, 'continue');
    expect(ask(g, 'print i')).toBe('$1 = 2');
    expect(ask(g, 'reverse-continue')).toMatch(/Breakpoint 1, mark \(i=1\) at loop.c:7/);
    expect(ask(g, 'print seen')).toBe('$2 = {1, 0, 0, 0, 0, 0, 0, 0}');
    ask(g, 'reverse-continue');
    expect(ask(g, 'print i')).toBe('$3 = 0');
    // From there the run goes on as it did.
    ask(g, 'continue');
    expect(ask(g, 'print i')).toBe('$4 = 1');
  });

  test('to the last pass of a loop that says nothing, far behind the last stop', () => {
    const g = session('test/debug/quiet.c');
    ask(g, 'break 17');
    expect(ask(g, 'run')).toContain('quiet.c:17');
    expect(ask(g, 'reverse-next')).toContain('for (int i = 0; i < 20000; i++)');
    expect(ask(g, 'print i')).toBe('$1 = 19999');
    expect(ask(g, 'reverse-next')).toContain('sum = step(sum, i);');
    expect(ask(g, 'print sum')).toBe('$2 = 4000');
    expect(ask(g, 'reverse-step')).toContain('for (int i');
    expect(ask(g, 'print i')).toBe('$3 = 19998');
    ask(g, 'break step if i == 123');
    expect(ask(g, 'reverse-continue')).toMatch(/Breakpoint 2, step \(sum=\d+, i=123\)/);
    const there = ask(g, 'print sum');
    expect(ask(g, 'reverse-finish')).toContain('Undefined command');
    // From there the run goes on as it did.
    expect(ask(g, 'finish')).toContain('Value returned');
    ask(g, 'delete 2');
    expect(ask(g, 'continue')).toContain('quiet.c:17');
    expect(ask(g, 'print sum')).toBe('$6 = 4000');
    expect(there).toBe('$4 = 25');
  });

  test('through 300,000 turns, to a condition far back and to what has changed', () => {
    const text = `static long total;
static int seen[16];
static void note(int i) { seen[i & 15]++; }
int main(void) {
    for (int i = 0; i < 300000; i++) {
        total += i;
        if (i % 3 == 0) note(i);
    }
    return total == 0;
}
`;
    const result = build([{ name: 'a.c', text }]);
    if (!result.ok) throw new Error(result.diagnostics[0].message);
    const g = createGdb(result.image, 'a', [text]);
    ask(g, 'break 9');
    ask(g, 'run');
    // A line that holds a whole function stops once for each call.
    ask(g, 'break note');
    expect(ask(g, 'reverse-continue')).toContain('note (i=299997)');
    expect(ask(g, 'reverse-continue')).toContain('note (i=299994)');
    ask(g, 'condition 2 i == 30 && i % 2 == 0');
    expect(ask(g, 'reverse-continue')).toContain('note (i=30)');
    ask(g, 'delete 2');
    ask(g, 'continue');
    ask(g, 'watch seen[3]');
    expect(ask(g, 'reverse-continue')).toContain(
      'Old value = 6250\nNew value = 6249\nnote (i=299955)',
    );
    expect(ask(g, 'reverse-continue')).toContain(
      'Old value = 6249\nNew value = 6248\nnote (i=299907)',
    );
    // Copies on the way are bounded, whatever the way's length.
    expect(g.past.length).toBeLessThanOrEqual(64);
  });

  test('not beyond the beginning', () => {
    const g = session(LOOP);
    ask(g, 'start');
    for (let i = 0; i < 5; i++) ask(g, 'reverse-continue');
    expect(ask(g, 'reverse-continue')).toBe('No more reverse-execution history.');
  });
});

test('a call that only a client can end says who waits, and goes on when one comes', () => {
  const g = session('content/programs/server.c');
  expect(ask(g, 'run')).toContain('server waits in accept(3) for a connection to 0.0.0.0:8080.');
  ask(g, 'break 55');
  ask(g, 'shell curl -s localhost:8080 &');
  expect(ask(g, 'continue')).toContain('Breakpoint 1, main () at server.c:55');
  expect(ask(g, 'print client_fd')).toBe('$1 = 4');
});

test('system calls are caught when they begin and when they return', () => {
  const g = session('content/programs/server.c');
  expect(ask(g, 'catch syscall bind listen')).toBe(
    "Catchpoint 1 (syscalls 'bind' [49] 'listen' [50])",
  );
  expect(ask(g, 'run')).toContain('Catchpoint 1 (call to syscall bind), ');
  expect(ask(g, 'info locals')).toBe('No symbol table info available.');
  expect(ask(g, 'info args')).toBe('No symbol table info available.');
  expect(ask(g, 'up')).toContain('main () at server.c:38');
  expect(ask(g, 'info locals')).toContain('server_fd = 3');
  expect(ask(g, 'continue')).toContain('Catchpoint 1 (returned from syscall bind), ');
  expect(ask(g, 'continue')).toContain('call to syscall listen');
  expect(ask(g, 'info breakpoints')).toMatch(/catchpoint +keep y +syscalls "bind, listen" /);
});

test('a fault is a signal, with its words, at which the program can be looked at', () => {
  const text = '#include <stdio.h>\nint main(void) {\n    int *p = NULL;\n    return *p;\n}\n';
  const result = build([{ name: 'a.c', text }]);
  if (!result.ok) throw new Error('does not compile');
  const g = createGdb(result.image, 'a', [text]);
  const said = ask(g, 'run');
  expect(said).toContain('Program received signal SIGSEGV, Segmentation fault.');
  expect(said).toContain('main () at a.c:4\n4\t    return *p;');
  expect(said).toContain('a NULL pointer');
  expect(ask(g, 'print p')).toBe('$1 = (int *) 0x0');
  expect(ask(g, 'bt')).toMatch(/^#0 .* main \(\) at a\.c:4$/);
  const ended = ask(g, 'continue');
  expect(ended).toContain('Program terminated with signal SIGSEGV, Segmentation fault.');
  expect(ask(g, 'next')).toBe('The program is not being run.');
  ask(g, 'start');
  ask(g, 'continue');
  expect(ask(g, 'reverse-step')).toContain('return *p;');
});

test.each([
  ['nex', 'The program is not being run.'],
  ['n', 'The program is not being run.'],
  ['print nosuch', 'No symbol "nosuch" in current context.'],
  ['print (', "A syntax error in expression, near `'."],
  ['print "open', 'Unterminated string in expression.'],
  ['break nowhere', 'Function "nowhere" not defined.'],
  ['break 999', 'No line 999 in the current file.'],
  ['info', /^List of info subcommands: /],
  ['info nothing', 'Undefined info command: "nothing".  Try "help info".'],
  ['info locals', 'No frame selected.'],
  ['delete 4', 'No breakpoint number 4.'],
  ['x/3q &seen', 'Undefined output format "q".'],
  ['catch syscall nosuch', "Unknown syscall name 'nosuch'."],
  ['nonsense', 'Undefined command: "nonsense".  Try "help".'],
  ['re', /^Ambiguous command "re": reverse-continue, reverse-next, reverse-step\.$/],
  ['print mark(3)', "You can't do that without a process to debug."],
])('%s', (line, answer) => {
  const said = ask(session(LOOP), line);
  if (typeof answer === 'string') expect(said).toBe(answer);
  else expect(said).toMatch(answer);
});

test('no line at all repeats the last command, and list goes on', () => {
  const g = session(LOOP);
  ask(g, 'start');
  const first = ask(g, 'next');
  expect(ask(g, '')).not.toBe(first);
  expect(ask(g, 'list 1')).toContain('1\t/* A loop');
  expect(ask(g, '')).toMatch(/^11\t/);
});
