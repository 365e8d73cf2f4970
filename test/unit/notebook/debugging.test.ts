// A reader with the debugger of a cell: points, steps, several tasks, the prompt, what is looked at.
import { describe, expect, test } from 'vitest';
import { lineIn, program, Reader } from './reader.ts';

const SERVER = program('server');
const at = (text: string) => lineIn(SERVER, text);

describe('a point on a line', () => {
  test('pauses before it, and says so in words', () => {
    const reader = new Reader().run(SERVER, [at('if (listen(')]);
    expect(reader.of('paused')).toHaveLength(1);
    expect(reader.of('paused')[0].said).toBe(
      `Paused before line ${at('if (listen(')}, breakpoint 1, hit once.`,
    );
    expect(reader.value('address')).toContain('sin_port = 36895');
    expect(reader.value('server_fd')).toBe('3');
    expect(reader.view().frames.map((f) => f.name)).toEqual(['main']);
  });

  test('holds the server while the shell works', () => {
    const reader = new Reader().run(SERVER, [at('accept(')]);
    reader.shell('ss -tln').shell('curl -s -m 1 localhost:8080 &').settle(3_000_000);
    expect(reader.of('paused')).toHaveLength(1);
    expect(reader.printed(1)).not.toContain('Hello');
  });

  test('can be set while the program waits, and stops it when a client comes', () => {
    const reader = new Reader().run(SERVER);
    reader.do({ type: 'points', points: [{ kind: 'line', line: at('read(client_fd') }] });
    expect(reader.of('points').at(-1)?.points).toMatchObject([{ number: 1, hits: 0 }]);
    reader.shell('curl -s localhost:8080');
    expect(reader.of('paused').at(-1)?.line).toBe(at('read(client_fd'));
    expect(reader.view().fds.find((f) => f.fd === 4)).toMatchObject({ fresh: true });
    reader.step('continue');
    expect(reader.printed(1)).toContain('Hello, World!');
  });

  test('with a condition stops only where that holds, and counts only then', () => {
    const source = `int main(void) {
    int sum = 0;
    for (int i = 0; i < 10; i++)
        sum += i;
    return sum;
}
`;
    const reader = new Reader().run(source, [{ kind: 'line', line: 4, condition: 'i == 7' }]);
    expect(reader.value('i')).toBe('7');
    expect(reader.value('sum')).toBe('21');
    expect(reader.of('points').at(-1)?.points[0]).toMatchObject({ hits: 1, condition: 'i == 7' });
    const ignoring = new Reader().run(source, [{ kind: 'line', line: 4, ignore: 3 }]);
    expect(ignoring.value('i')).toBe('3');
  });

  test('keeps its number and its hits when others come and go', () => {
    const reader = new Reader().run(SERVER, [at('if (listen(')]);
    const points = [
      { kind: 'call' as const, calls: ['accept'] },
      { kind: 'line' as const, line: at('if (listen(') },
    ];
    reader.do({ type: 'points', points });
    expect(reader.of('points').at(-1)?.points).toMatchObject([
      { kind: 'call', number: 2 },
      { kind: 'line', number: 1, hits: 1 },
    ]);
  });
});

test('a caught call stops before it is made and when it has returned', () => {
  const reader = new Reader().run(SERVER, [{ kind: 'call', calls: ['listen'] }]);
  expect(reader.of('paused').at(-1)?.why).toBe('catchpoint 1: listen is about to be called');
  reader.step('continue');
  expect(reader.of('paused').at(-1)?.why).toBe('catchpoint 1: listen has returned');
  expect(reader.of('paused').at(-1)?.line).toBe(at('if (listen('));
});

test('a watched variable stops the program when it has changed', () => {
  const source = `int total;
int main(void) {
    int i = 0;
    while (i < 5)
        i++;
    total = i;
    return 0;
}
`;
  const reader = new Reader().run(source, [{ kind: 'watch', expression: 'total' }]);
  expect(reader.of('paused').at(-1)?.why).toBe('watchpoint 1: total was 0 and is 5');
});

describe('steps', () => {
  test('over, into, out, and to a line', () => {
    const source = `static int twice(int n) {
    int m = n;
    return 2 * m;
}
int main(void) {
    int a = twice(1);
    int b = twice(a);
    a += b;
    return a;
}
`;
    const lines = (reader: Reader) => reader.of('paused').map((u) => u.line);
    const reader = new Reader().run(source, [6]);
    reader.step('over').step('into').step('over').step('out').step('to-line', { line: 9 });
    expect(lines(reader)).toEqual([6, 7, 2, 3, 7, 9]);
    expect(reader.value('b')).toBe('4');
    expect(reader.view().locals.find((v) => v.name === 'a')?.changed).toBe(true);
  });
});

describe('several tasks', () => {
  test('a child of fork stops at the points too, and its parent waits for it', () => {
    const source = `#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    if (fork() == 0) {
        printf("child\\n");
        return 0;
    }
    wait(0);
    printf("parent\\n");
    return 0;
}
`;
    const reader = new Reader().run(source, [6, 10]);
    expect(reader.of('paused').map((u) => u.line)).toEqual([6]);
    const child = reader.of('paused')[0].tid;
    expect(child).not.toBe(reader.session.program?.pid);
    const { tasks } = reader.view();
    expect(tasks.map((t) => t.does)).toEqual([
      'waits in wait4() for a child to end',
      'is paused before line 6',
    ]);
    reader.step('continue', { tid: child });
    expect(reader.of('paused').map((u) => u.line)).toEqual([6, 10]);
    reader.step('continue');
    expect(reader.printed(0)).toBe('child\nparent\n');
  });

  test('threads stop one by one, with a stack each and one memory', () => {
    const source = `#include <pthread.h>
#include <stdio.h>
static int total;
static void *work(void *p) {
    int mine = *(int *)p;
    total += mine;
    return NULL;
}
int main(void) {
    int n[2] = {3, 4};
    pthread_t t[2];
    for (int i = 0; i < 2; i++) pthread_create(&t[i], NULL, work, &n[i]);
    for (int i = 0; i < 2; i++) pthread_join(t[i], NULL);
    printf("%d\\n", total);
    return 0;
}
`;
    const reader = new Reader().run(source, [7]);
    const tids = reader.of('paused').map((u) => u.tid);
    expect(new Set(tids).size).toBe(2);
    const mine = tids.map((tid) => {
      reader.do({ type: 'look', look: { open: [], tid } });
      return reader.value('mine');
    });
    expect(mine.toSorted()).toEqual(['3', '4']);
    expect(reader.value('total')).toBe('7');
  });

  test('curl beside the server can be paused and looked at', () => {
    const reader = new Reader().run(SERVER, [at('read(client_fd')]);
    reader.shell('curl -s localhost:8080');
    const curl = reader.view().tasks.find((t) => t.comm === 'curl')!;
    expect(curl.does).toMatch(/^waits in /);
    reader.do({ type: 'look', look: { open: [], tid: curl.tid } });
    expect(reader.view().frames.length).toBeGreaterThan(0);
    expect(reader.view().frames[0].own).toBe(false);
    reader.step('pause', { tid: curl.tid });
    reader.step('continue', { tid: reader.session.program!.pid });
    expect(reader.of('paused').at(-1)?.tid).toBe(curl.tid);
    expect(reader.printed(1)).not.toContain('Hello');
    reader.step('continue', { tid: curl.tid });
    expect(reader.printed(1)).toContain('Hello');
  });
});

describe('what is looked at', () => {
  test('opens into members, elements and what pointers point at', () => {
    const source = `#include <stdlib.h>
struct node { int value; struct node *next; };
int main(void) {
    struct node b = {2, NULL}, a = {1, &b};
    int list[3] = {7, 8, 9};
    char *heap = malloc(12);
    heap[0] = 'x';
    free(heap);
    return a.value + list[0];
}
`;
    const reader = new Reader().run(source, [8], 'a.c');
    reader.do({ type: 'look', look: { open: ['a', 'a.next', '*a.next', 'list'] } });
    const { locals } = reader.view();
    const a = locals.find((v) => v.name === 'a')!;
    expect(a.parts?.map((p) => [p.path, p.text])[0]).toEqual(['a.value', '1']);
    const target = a.parts![1].parts![0];
    expect(target).toMatchObject({ path: '*a.next', type: 'struct node', opens: true });
    expect(target.parts![0]).toMatchObject({ path: '(*a.next).value', text: '2' });
    const list = locals.find((v) => v.name === 'list')!;
    expect(list.parts?.map((p) => p.text)).toEqual(['7', '8', '9']);
  });

  test('memory has its bytes, its owner and the type that lies over it', () => {
    const reader = new Reader().run(SERVER, [at('if (listen(')]);
    const spans = reader.view().memory;
    const port = spans.find((span) => span.label === 'address.sin_port')!;
    expect([...port.bytes]).toEqual([0x1f, 0x90]);
    expect(port).toMatchObject({ kind: 'stack', owner: 'local of main', marks: 'ss' });
    expect(spans.find((span) => span.label === 'address.sin_family')).toBeDefined();
  });

  test('a block of the heap says who asked for it, and who gave it back', () => {
    const source = `#include <stdlib.h>
int main(void) {
    char *p = malloc(12);
    p[0] = 'x';
    free(p);
    return 0;
}
`;
    const reader = new Reader().run(source, [4], 'a.c');
    const address = Number.parseInt(/0x[0-9a-f]+/.exec(reader.value('p')!)![0], 16);
    reader.do({ type: 'look', look: { open: [], bytesAt: address } });
    expect(reader.view().memory[0]).toMatchObject({
      kind: 'heap',
      owner: 'a block of 12 bytes (from malloc() in main, a.c:3)',
      marks: 'uuuuuuuuuuuu',
    });
    reader.step('over').step('over');
    expect(reader.view().memory[0]).toMatchObject({ kind: 'freed', marks: 'ffffffffffff' });
    expect(reader.view().memory[0].owner).toContain('given back by free() in main, a.c:5');
  });

  test('a listener says how many wait', () => {
    const reader = new Reader().run(SERVER, [at('accept(')]);
    reader.shell('curl -s localhost:8080 &');
    expect(reader.view().fds[3]).toMatchObject({
      fd: 3,
      says: 'LISTEN on port 8080; 1 connection waits for accept, at most 11 may',
    });
  });

  test('a program that a fault has ended is looked at where it stands', () => {
    const reader = new Reader().run(`int main(void) {
    int *p = 0;
    return *p;
}
`);
    expect(reader.of('fault')[0]).toMatchObject({ line: 3 });
    expect(reader.view().frames).toMatchObject([{ name: 'main', line: 3 }]);
    expect(reader.value('p')).toContain('0x0');
  });
});

describe('the prompt and the buttons are one debugger', () => {
  test('a breakpoint set at the prompt is a point, and its stop is told in both', () => {
    const reader = new Reader().run(SERVER);
    expect(reader.gdb(`break ${at('read(client_fd')}`)).toMatch(/^Breakpoint 1 at /);
    expect(reader.of('points').at(-1)?.points).toMatchObject([{ line: at('read(client_fd') }]);
    reader.shell('curl -s localhost:8080');
    expect(reader.of('paused').at(-1)?.said).toContain('breakpoint 1, hit once');
    expect(reader.of('gdb').at(-1)?.lines.join('\n')).toContain(
      'Breakpoint 1, main () at server.c:',
    );
    expect(reader.gdb('p client_fd')).toBe('$1 = 4');
    reader.gdb('n');
    const line = reader.of('paused').at(-1)!.line;
    expect(line).toBeGreaterThan(at('read(client_fd'));
    expect(reader.gdb('')).not.toContain('Undefined');
    expect(reader.of('paused').at(-1)!.line).toBeGreaterThan(line);
    expect(reader.gdb('info b')).toContain('breakpoint already hit 1 time');
  });

  test('a running program cannot be stepped, and says so', () => {
    const reader = new Reader().run(SERVER);
    expect(reader.gdb('next')).toBe(
      'Cannot execute this command while the selected thread is running.',
    );
    expect(reader.gdb('bt')).toContain('main () at server.c:');
  });

  test('in a call of the library it says which frame is the program’s own', () => {
    const reader = new Reader().run(SERVER);
    const way = /\n\(Frame 0 is the library's: "up" or "frame 1" goes to main\(\), line \d+\.\)$/;
    expect(reader.gdb('info locals')).toMatch(/^No symbol table info available\./);
    expect(reader.gdb('info locals')).toMatch(way);
    expect(reader.gdb('print server_fd')).toMatch(/^No symbol "server_fd" in current context\./);
    expect(reader.gdb('print server_fd')).toMatch(way);
    reader.gdb('up');
    expect(reader.gdb('print server_fd')).toBe('$1 = 3');
  });

  test('finish tells the value, and next 3 is three steps', () => {
    const source = `static int twice(int n) {
    return 2 * n;
}
int main(void) {
    int a = twice(4);
    a++;
    a++;
    a++;
    return a;
}
`;
    const reader = new Reader().run(source, [2], 'a.c');
    expect(reader.gdb('finish')).toContain('Value returned is $1 = 8');
    reader.gdb('next 3');
    expect(reader.of('paused').at(-1)?.line).toBe(8);
  });

  test('threads are listed and selected', () => {
    const reader = new Reader().run(SERVER, [at('read(client_fd')]);
    reader.shell('curl -s localhost:8080');
    const list = reader.gdb('info threads').split('\n');
    expect(list).toHaveLength(3);
    expect(list[1]).toMatch(/^\* 1 .*"server" main \(\)/);
    expect(list[2]).toContain('"curl"');
    expect(reader.gdb('thread 2')).toContain('[Switching to thread 2');
  });

  test('run is a wish to the page', () => {
    const reader = new Reader().run(SERVER);
    reader.gdb('run');
    expect(reader.of('wish')).toEqual([{ type: 'wish', wish: 'run' }]);
  });

  test('a mistake is answered in gdb’s words', () => {
    const reader = new Reader().run(SERVER);
    expect(reader.gdb('frobnicate')).toBe('Undefined command: "frobnicate".  Try "help".');
    expect(reader.gdb('watch nothing')).toMatch(/^No symbol "nothing" in current context\./);
  });
});

test('packets know the call that sent them, and open into fields', () => {
  const reader = new Reader().run(SERVER).shell('curl -s localhost:8080');
  const lines = reader.of('packets').flatMap((u) => u.lines);
  const answer = lines.find((l) => l.text.includes('HTTP/1.1 200 OK'))!;
  const calls = reader.of('syscalls').flatMap((u) => u.lines);
  const call = calls.find((l) => l.n === answer.call)!;
  expect(call.name).toMatch(/write|send/);
  expect(answer.line).toBe(call.line);
  // The kernel answers a SYN by itself.
  expect(lines.find((l) => l.text.includes('Flags [S.]'))?.call).toBeUndefined();
  reader.do({ type: 'packet', n: answer.n });
  const { fields, bytes } = reader.of('packet')[0];
  expect(fields.find((f) => f.key === 'tcp.srcport')?.value).toBe('8080');
  expect(bytes.length).toBe(fields.at(-1)?.to);
});

test('the capture and the calls can be had as files', () => {
  const reader = new Reader().run(SERVER).shell('curl -s localhost:8080');
  reader.do({ type: 'download', what: 'pcap' }).do({ type: 'download', what: 'strace' });
  const [pcap, strace] = reader.of('file');
  expect(pcap.name).toBe('server.pcap');
  expect([...pcap.bytes.slice(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1]);
  expect(new TextDecoder().decode(strace.bytes)).toMatch(/\d\d:\d\d:\d\d\.\d{6} socket\(AF_INET/);
});
