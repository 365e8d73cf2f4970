// The past of a run: the same whenever it is asked for, line by line backwards and forwards.
import { describe, expect, test } from 'vitest';
import { leastMissed } from '../../../lib/debug/copies.ts';
import { keepNow } from '../../../lib/notebook/history.ts';
import { behindEvent, play } from '../../../lib/notebook/replay.ts';
import { lineIn, program, Reader } from './reader.ts';

const SERVER = program('server');
const at = (text: string) => lineIn(SERVER, text);

/** A run with everything in it that is hard to play again. */
function busyRun(): Reader {
  const reader = new Reader().run(SERVER, [at('read(client_fd')]);
  reader.shell('curl -s localhost:8080').step('over').gdb('set var client_fd = client_fd');
  keepNow(reader.session);
  reader.step('continue');
  reader.do({ type: 'points', points: [] });
  keepNow(reader.session);
  reader.shell('nc localhost 8080 &').shell('curl -s localhost:8080 &');
  reader.do({ type: 'type', terminal: 1, text: 'curl -s localhost:8080\n' });
  reader.do({ type: 'type', terminal: 1, text: 'ss -tan\n' });
  return reader;
}

describe('playing a run again', () => {
  test('gives the machine that there was, from every copy that was kept', () => {
    const { session } = busyRun();
    const { steps, trace, nowUs } = session.machine.sim;
    expect(session.history.checkpoints.length).toBeGreaterThan(2);
    for (const from of session.history.checkpoints) {
      const again = play(session, from, { step: steps });
      expect(again.machine.sim.steps).toBe(steps);
      expect(again.machine.sim.trace.length).toBe(trace.length);
      expect(again.machine.sim.nowUs).toBeLessThanOrEqual(nowUs);
      const state = (s: typeof session) => [...s.machine.kernels.get('server')!.tasks.values()];
      expect(state(again)).toEqual(state(session));
    }
  });

  test('ends behind the event that was asked for', () => {
    const { session } = busyRun();
    for (const event of [0, 20, 57, 130, session.machine.sim.trace.length - 1]) {
      const past = behindEvent(session, event);
      if (!past) continue;
      expect(past.machine.sim.trace.length).toBeGreaterThan(event);
      expect(past.machine.sim.trace.length).toBeLessThan(event + 40);
    }
  });

  test('keeps few copies of a long run, and more of what was lately', () => {
    const kept: { step: number }[] = [];
    for (let step = 0; step < 1_000_000; step += 400) {
      kept.push({ step });
      if (kept.length > 64) kept.splice(leastMissed(kept.map(({ step }) => step)), 1);
    }
    expect(kept[0].step).toBe(0);
    const gaps = kept.slice(1).map(({ step }, i) => step - kept[i].step);
    // Going back costs no more than a part of the way that is gone back.
    for (const [i, gap] of gaps.entries()) {
      expect(gap).toBeLessThanOrEqual(Math.max(1600, (1_000_000 - kept[i].step) / 5));
    }
  });
});

describe('looking at an event', () => {
  test('shows the tables, the descriptors and the variables of then, and comes back', () => {
    const reader = new Reader().run(SERVER).shell('curl -s localhost:8080');
    const calls = reader.of('syscalls').flatMap((u) => u.lines);
    const listen = calls.find((l) => l.name === 'listen')!;
    reader.do({ type: 'go', at: listen.end! });
    expect(reader.view()).toMatchObject({ at: listen.end });
    expect(reader.view().sockets).toMatch(/LISTEN\s+0\s+10\s+0\.0\.0\.0:8080/);
    expect(reader.view().sockets).not.toContain('TIME-WAIT');
    expect(reader.view().fds.map((f) => f.fd)).toEqual([0, 1, 2, 3]);
    expect(reader.view().frames[0].line).toBe(at('listen('));
    const accept = calls.findLast((l) => l.name === 'accept' && l.end !== undefined)!;
    reader.do({ type: 'go', at: accept.end! });
    expect(reader.view().fds.map((f) => f.fd)).toEqual([0, 1, 2, 3, 4]);
    reader.do({ type: 'go', at: 'now' });
    expect(reader.view()).toMatchObject({ at: 'now' });
    expect(reader.view().sockets).toContain('TIME-WAIT');
  });

  test('what a reader types goes to the present', () => {
    const reader = new Reader().run(SERVER).shell('curl -s localhost:8080');
    reader.do({ type: 'go', at: 10 }).shell('curl -s localhost:8080');
    expect(reader.printed(1)).toBe('Hello, World!Hello, World!');
  });
});

const COUNT = `static int seen[4];
static void mark(int i) {
    seen[i] = 1;
}
int main(void) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        mark(i);
        sum += i;
    }
    return sum;
}
`;

describe('going back', () => {
  test('by lines, into calls and over them, with the values of then', () => {
    const reader = new Reader().run(COUNT, [{ kind: 'line', line: 9, condition: 'i == 2' }], 'a.c');
    expect(reader.value('sum')).toBe('1');
    reader.step('back-over');
    expect(reader.view()).toMatchObject({ line: 8 });
    expect(reader.value('seen')).toBe('{1, 1, 0, 0}');
    reader.step('back-over').step('back-over');
    expect(reader.view()).toMatchObject({ line: 9 });
    expect([reader.value('sum'), reader.value('i')]).toEqual(['0', '1']);
    reader.step('back-into');
    expect(reader.view().frames.map((f) => f.name)).toEqual(['mark', 'main']);
    reader.step('back-out');
    expect(reader.view()).toMatchObject({ line: 8 });
    expect(reader.view().frames.map((f) => f.name)).toEqual(['main']);
  });

  test('to the last breakpoint, to the change of a watched value, and no farther than the beginning', () => {
    const points = [{ kind: 'line' as const, line: 3 }];
    const reader = new Reader().run(COUNT, points, 'a.c');
    reader.step('continue').step('continue').step('continue');
    expect(reader.value('i')).toBe('3');
    reader.step('back-continue');
    expect(reader.value('i')).toBe('2');
    reader.do({ type: 'points', points: [] }).gdb('up');
    reader.gdb('watch sum');
    reader.step('back-continue');
    expect(reader.value('sum')).toBe('1');
    expect(reader.gdb('reverse-continue')).toContain('7\t');
    reader.gdb('delete');
    expect(reader.gdb('reverse-continue')).toBe('No more reverse-execution history.');
  });

  test('forward again along the run, and from its end the program goes on', () => {
    const reader = new Reader().run(COUNT, [11], 'a.c');
    const steps = reader.session.machine.sim.steps;
    reader.step('back-over').step('back-over').step('back-over');
    expect(reader.view().at).not.toBe('now');
    reader.step('over').step('over');
    expect(reader.view().line).toBe(7);
    reader.step('over');
    expect(reader.view()).toMatchObject({ at: 'now' });
    expect(reader.session.machine.sim.steps).toBe(steps);
    reader.step('continue');
    expect(reader.of('exited')).toEqual([{ type: 'exited', pid: 1001, terminal: 0, status: 6 }]);
  });

  test('the prompt says where the present stands, or what it waits for', () => {
    const reader = new Reader().run(COUNT, [11], 'a.c').step('back-over');
    expect(reader.gdb('next')).toMatch(/present again\.\n(.*\n)?11\t\s*return sum;$/);
    const server = new Reader().run(SERVER).step('back-over');
    expect(server.gdb('continue')).toMatch(/present again\.\nserver waits in accept\(3\)/);
  });

  test('from a wait to the lines before it, and back by continue', () => {
    const reader = new Reader().run(SERVER);
    expect(reader.gdb('reverse-next')).toContain('accept(');
    reader.gdb('reverse-next');
    expect(reader.gdb('reverse-step')).not.toContain('accept(');
    expect(reader.gdb('print server_fd')).toBe('$1 = 3');
    expect(reader.gdb('set var server_fd = 9')).toContain('The past cannot be changed');
    reader.gdb('continue');
    expect(reader.view()).toMatchObject({ at: 'now' });
    reader.shell('curl -s localhost:8080');
    expect(reader.printed(1)).toBe('Hello, World!');
  });

  test('a program that has ended is led back before its end', () => {
    const reader = new Reader().run(COUNT, [], 'a.c');
    expect(reader.of('exited')).toHaveLength(1);
    reader.step('back-over');
    expect(reader.view().frames[0]).toMatchObject({ name: 'main' });
    expect(reader.value('sum')).toBe('6');
  });

  test('to where a call has changed what is watched, and to before a long loop', () => {
    const source = `#include <unistd.h>
#include <fcntl.h>
int main(void) {
    char byte[2] = "a";
    int fd = open("/etc/hosts", O_RDONLY);
    read(fd, byte, 1);
    long sum = 0;
    for (long i = 0; i < 60000; i++) sum += i & 7;
    return byte[0] == 0 || sum == 0;
}
`;
    const reader = new Reader().run(source, [9], 'a.c');
    reader.do({ type: 'points', points: [] }).gdb('watch byte');
    reader.step('back-continue');
    expect(reader.view()).toMatchObject({ line: 7 });
    reader.step('back-over');
    expect(reader.value('byte')).toBe('"a"');
    reader.step('back-over').step('back-over').step('back-over').step('back-continue');
    expect(reader.of('note')[0].text).toBe('Nothing before this moment stops there.');
  });

  test('by breakpoints and by lines alike, through a loop that says nothing', () => {
    const source = `static int seen[16];
static void note(int i) { seen[i & 15]++; }
int main(void) {
    for (int i = 0; i < 200000; i++) {
        if (i % 3 == 0) note(i);
    }
    return 0;
}
`;
    const reader = new Reader().run(source, [7], 'a.c');
    const { checkpoints } = reader.session.history;
    expect(checkpoints.length).toBeGreaterThan(2);
    reader.step('back-over').step('back-over');
    expect(reader.value('i')).toBe('199999');
    const point = { kind: 'line' as const, line: 2 };
    reader
      .do({ type: 'points', points: [point] })
      .step('back-continue')
      .step('back-continue');
    expect(reader.view().frames[0].name).toBe('note');
    expect(reader.value('i')).toBe('199995');
    reader.step('back-into');
    expect(reader.view()).toMatchObject({ line: 5 });
    reader.do({ type: 'points', points: [{ ...point, condition: 'i == 300' }] });
    reader.step('back-continue');
    expect(reader.value('i')).toBe('300');
  });

  test('of two tasks each goes its own way', () => {
    const source = `#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int who = 0;
    if (fork() == 0) {
        who = 1;
        who = 2;
        return 0;
    }
    wait(0);
    return who;
}
`;
    const reader = new Reader().run(source, [8]);
    const child = reader.of('paused')[0].tid;
    reader.step('back-over', { tid: child });
    reader.do({ type: 'look', look: { open: [], tid: child } });
    expect(reader.value('who')).toBe('1');
    reader.do({ type: 'look', look: { open: [], tid: reader.session.program!.pid } });
    expect(reader.value('who')).toBe('0');
  });
});
