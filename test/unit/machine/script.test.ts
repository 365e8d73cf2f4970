import { describe, expect, test } from 'vitest';
import { advance, createMachine, exec, traceOf, typeInto } from '../../../lib/machine/machine.ts';
import { parseScript } from '../../../lib/machine/script.ts';

/** Runs one script and returns what it printed, then how it ended. */
function run(script: string, args?: Record<string, number | string>): string {
  const machine = createMachine();
  const pid = exec(machine, 'server', { script, comm: 'script', args });
  advance(machine, { untilUs: 10e6 });
  let text = '';
  for (const event of traceOf(machine)) {
    if (event.kind === 'output') text += new TextDecoder().decode(event.bytes);
    if (event.kind === 'task' && event.pid === pid && event.state === 'zombie') {
      text += `[${event.signal ?? event.status}]`;
    }
  }
  return text;
}

describe('scripts', () => {
  test('loops, branches and arithmetic', () => {
    expect(
      run(`
        n = 0
        repeat 3 { n = n + 2; print(n, " ") }
        while n > 4 { n = n - 1 }
        if n == 4 && !(n > 9) { print("four") } else { print("not") }
        loop {
          n = n + 1
          if n == 6 { continue }
          if n >= 8 { break } else if n == 7 { print(" seven") }
        }
        print(" ", (1 + 2) * 3 % 4, " ", 7 / 2, " ", -EBADF, "\\n")
        exit(n)
      `),
    ).toBe('2 4 6 four seven 1 3 -9\n[8]');
  });

  test('a script that comes to its end exits with 0', () => {
    expect(run('x = 1')).toBe('[0]');
  });

  test('results are what the kernel answers, errors negative', () => {
    expect(run('r = read(9, buf, 4); print(r, " ", r == -EBADF)')).toBe('-9 1[0]');
  });

  test('buffers, pipes and indexing', () => {
    expect(
      run(`
        pipe(ends)
        write(ends[1], "abc")
        n = read(ends[0], buf, 64)
        write(1, buf, n)
        print(" ", buf[0], " ", ends[0], ends[1])
      `),
    ).toBe('abc 97 34[0]');
  });

  test('arguments of exec are variables', () => {
    expect(run('print(count * 2)', { count: 21 })).toBe('42[0]');
  });

  test('fork { } is the child, and wait() its end', () => {
    const text = run(`
      fork { sleep(5ms); print("child "); exit(3) }
      wait()
      print("parent")
    `);
    expect(text).toBe('child parent[0]');
  });

  test('poll and epoll structs', () => {
    expect(
      run(`
        pipe(ends)
        fds = [{fd=ends[0], events=POLLIN}, {fd=ends[1], events=POLLOUT}]
        n = poll(fds, 2, 0)
        print(n, fds[0].revents, fds[1].revents, " ")
        write(ends[1], "x")
        ep = epoll_create1(0)
        epoll_ctl(ep, EPOLL_CTL_ADD, ends[0], {events=EPOLLIN, data=77})
        n = epoll_wait(ep, events, 8, -1)
        print(n, " ", events[0].data, " ", events[0].events)
      `),
    ).toBe('104 1 77 1[0]');
  });

  test('wait_go sleeps until a line is typed', () => {
    const machine = createMachine();
    const pid = exec(machine, 'server', { script: 'wait_go()\nprint("gone")', comm: 's' });
    expect(advance(machine)).toBe('idle');
    expect(machine.sim.trace.counts.output).toBeUndefined();
    typeInto(machine, pid, '\n');
    advance(machine);
    expect(run('print("gone")')).toContain('gone');
    const out = traceOf(machine).filter((event) => event.kind === 'output' && event.stream === 1);
    expect(out).toHaveLength(1);
  });

  test('work keeps the CPU busy, sleep does not', () => {
    const machine = createMachine({ hosts: [{ name: 'server', cpus: 1 }] });
    exec(machine, 'server', { script: 'work(10ms)\nprint("a")', comm: 'a' });
    exec(machine, 'server', { script: 'work(10ms)\nprint("b")', comm: 'b' });
    exec(machine, 'server', { script: 'sleep(10ms)\nprint("c")', comm: 'c' });
    advance(machine);
    const times = traceOf(machine).flatMap((event) => {
      return event.kind === 'output' ? [[new TextDecoder().decode(event.bytes), event.atUs]] : [];
    }) as [string, number][];
    const at = Object.fromEntries(times);
    // It slept while the others ran, and then had to wait for the end of a slice.
    expect(at.c).toBeLessThan(20_000);
    expect(Math.max(at.a, at.b)).toBeGreaterThanOrEqual(20_000);
    expect(Math.min(at.a, at.b)).toBeGreaterThan(15_000);
  });

  test.each([
    ['socket(AF_INET', "script line 1: expected ',', found 'end of script'"],
    ['\nfoo(1)', "script line 2: 'foo' is neither a system call nor a word of this notation"],
    ['loop {\n close(1)\n', "script line 1: '{' is never closed"],
    ['close(1, 2)', 'script line 1: close() takes 1 arguments, not 2'],
    ['break', "script line 1: 'break' outside a loop"],
    ['x = @', "script line 1: does not understand '@'"],
    ['x 3', "script line 1: expected '=' or '(' after 'x'"],
    ['x = inet_addr("10.0.0")', 'script line 1: inet_addr wants an address such as "10.0.0.2"'],
  ])('%j is refused', (text, message) => {
    expect(() => parseScript(text)).toThrow(message);
  });

  test('a name without a value is an error with its line', () => {
    expect(() => run('\nclose(fd)')).toThrow("script line 2: 'fd' has no value yet");
  });
});
