// Threads: tasks of one process. Semantics of clone(2) with CLONE_THREAD, checked on Linux 6.18.
import { describe, expect, test } from 'vitest';
import { processes, readProcFd, whoWaits } from '../../../lib/machine/inspect.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  sendSignal,
  snapshot,
  traceOf,
} from '../../../lib/machine/machine.ts';
import { straceLines } from '../../../lib/view/strace-lines.ts';

const NAME = '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16';
const LISTEN = `fd = socket(AF_INET, SOCK_STREAM, 0)\nbind(fd, ${NAME})\nlisten(fd, 5)\n`;

function start(script: string, untilUs = 1e6): { m: Machine; pid: number } {
  const m = createMachine();
  const pid = exec(m, 'server', { script, comm: 'server' });
  advance(m, { untilUs });
  return { m, pid };
}

/** Everything that the programs printed. */
function printed(m: Machine): string {
  return traceOf(m)
    .map((event) => (event.kind === 'output' ? new TextDecoder().decode(event.bytes) : ''))
    .join('');
}

/** `1001 new`, `1002 gone 0`: every beginning and end of a task, in order. */
function lives(m: Machine): string[] {
  return traceOf(m).flatMap((event) => {
    if (event.kind !== 'task' || !['new', 'zombie', 'gone'].includes(event.state)) return [];
    const how = event.signal ?? event.status;
    return `${event.pid} ${event.state}${how === undefined ? '' : ` ${how}`}`;
  });
}

describe('descriptors', () => {
  test('what one thread opens the others have, under the same number', () => {
    const { m, pid } = start(`
      thread { sleep(1ms)\n fd = socket(AF_INET, SOCK_STREAM, 0)\n print("opened ", fd, "\\n") }
      sleep(5ms)
      r = bind(3, ${NAME})
      print("main ", r, "\\n")
      pause()
    `);
    expect(printed(m)).toBe('opened 3\nmain 0\n');
    expect(readProcFd(m, 'server', pid).map(({ fd, refs }) => [fd, refs])).toContainEqual([3, 1]);
  });

  test('a close in one thread closes for all of them', () => {
    const { m } = start(`
      ${LISTEN}
      thread { close(fd) }
      sleep(5ms)
      r = accept(fd)
      print(r == -EBADF)
    `);
    expect(printed(m)).toBe('1');
  });

  test('a call that sleeps keeps its socket when another thread closes it', () => {
    // gcc and Linux 6.18: the accept sleeps on, the client is accepted, and then nobody listens.
    const client = (n: number) => `
      sleep(${n}ms)
      fd = socket(AF_INET, SOCK_STREAM, 0)
      r = connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16)
      print("connect ", r, "\\n")`;
    const { m, pid } = start(`
      ${LISTEN}
      thread { c = accept(fd)\n print("accept ", c, "\\n")\n r = accept(fd)\n print(r, "\\n") }
      sleep(5ms)
      r = close(fd)
      print("close ", r, "\\n")
      fork { ${client(20)} }
      fork { ${client(40)} }
      pause()
    `);
    // The connection has the number that was the lowest when the first accept began.
    expect(printed(m)).toBe('close 0\nconnect 0\naccept 4\n-9\nconnect -111\n');
    expect(readProcFd(m, 'server', pid).map(({ fd }) => fd)).toEqual([0, 1, 2, 4]);
  });

  test('the end of a thread closes nothing', () => {
    const { m } = start(`
      ${LISTEN}
      thread { x = 1 }
      sleep(5ms)
      r = listen(fd, 9)
      print(r)
      pause()
    `);
    expect(printed(m)).toBe('0');
  });

  test('a fork from a thread copies the whole table and one task', () => {
    const { m, pid } = start(`
      ${LISTEN}
      thread { fork { pause() }\n pause() }
      pause()
    `);
    const child = processes(m, 'server').find((process) => process.ppid === pid)!;
    expect(readProcFd(m, 'server', child.pid)).toHaveLength(4);
    expect([...m.kernels.get('server')!.tasks.keys()]).toEqual([pid, pid + 1, child.pid]);
  });
});

describe('ends', () => {
  test('exit(2) ends the task, and the process goes on', () => {
    const { m, pid } = start('thread { print("t") }\nsleep(5ms)\nprint("m")\npause()');
    expect(printed(m)).toBe('tm');
    expect(lives(m)).toEqual([`${pid} new`, `${pid + 1} new`, `${pid + 1} gone 0`]);
    expect(processes(m, 'server')).toMatchObject([{ pid, state: 'blocked', call: 'pause' }]);
  });

  test('the return of main ends all tasks, also those that sleep or work', () => {
    const { m, pid } = start(`
      thread { pause() }
      thread { work(900ms) }
      thread { work(900ms) }
      sleep(5ms)
      exit(7)
    `);
    const ends = lives(m).slice(4);
    expect(new Set(ends.slice(0, 3))).toEqual(
      new Set([`${pid + 1} gone 7`, `${pid + 2} gone 7`, `${pid + 3} gone 7`]),
    );
    expect(ends.slice(3)).toEqual([`${pid} zombie 7`, `${pid} gone 7`]);
    expect(m.kernels.get('server')!.cpus).toEqual([0, 0]);
  });

  test('exit_group in a thread is the end of them all', () => {
    const { m, pid } = start('thread { exit(3) }\npause()');
    expect(lives(m).at(-1)).toBe(`${pid} gone 3`);
  });

  test('a first thread that leaves early waits as a zombie; its status is the process’s', () => {
    // The child of a fork in a thread's block comes to the end of that block too.
    const { m, pid } = start(`
      thread {
        child = fork()
        if child == 0 { thread { sleep(50ms) } }
      }
      sleep(1ms)
      wait()
      print("reaped")
      pause()
    `);
    const [child, second] = [pid + 2, pid + 3];
    expect(printed(m)).toBe('reaped');
    expect(lives(m).filter((text) => !text.includes('new'))).toEqual([
      `${pid + 1} gone 0`,
      `${child} zombie`,
      `${second} gone 0`,
      `${child} zombie 0`,
      `${child} gone 0`,
    ]);
    const ended = traceOf(m).find(
      (e) => e.kind === 'task' && e.pid === second && e.state === 'gone',
    );
    const waited = traceOf(m).find((e) => e.kind === 'sys-exit' && e.name === 'wait4');
    expect(waited!.atUs).toBeGreaterThanOrEqual(ended!.atUs);
    expect(ended!.atUs).toBeGreaterThan(50_000);
  });

  test('a signal that kills ends every thread', () => {
    const { m, pid } = start('thread { pause() }\nthread { pause() }\npause()');
    expect(sendSignal(m, 'server', pid, 'SIGTERM')).toBe(0);
    advance(m, { untilUs: 2e6 });
    expect(lives(m).slice(3)).toEqual([
      `${pid + 2} gone SIGTERM`,
      `${pid + 1} gone SIGTERM`,
      `${pid} zombie SIGTERM`,
      `${pid} gone SIGTERM`,
    ]);
  });

  test('SIGSTOP stops every thread and SIGCONT lets all go on', () => {
    const { m, pid } = start('thread { sleep(20ms)\n print("t") }\nsleep(10ms)\nprint("m")', 2000);
    sendSignal(m, 'server', pid, 'SIGSTOP');
    advance(m, { untilUs: 500_000 });
    expect(printed(m)).toBe('');
    sendSignal(m, 'server', pid, 'SIGCONT');
    advance(m, { untilUs: 1e6 });
    expect([...printed(m)].sort().join('')).toBe('mt');
  });
});

describe('scheduling', () => {
  const SERVER = `${LISTEN}
    thread { c = accept(fd)\n n = read(c, buf, 64)\n print("read ", n, "\\n") }
    thread { c = accept(fd)\n n = read(c, buf, 64)\n print("read ", n, "\\n") }
    pause()
  `;
  const CLIENT = `fd = socket(AF_INET, SOCK_STREAM, 0)
    connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16)
  `;

  test('one waits in accept while another reads', () => {
    const { m, pid } = start(SERVER, 1000);
    exec(m, 'server', { script: `${CLIENT}sleep(50ms)\nwrite(fd, "hello")\npause()`, comm: 'c' });
    advance(m, { untilUs: 20_000 });
    const waits = whoWaits(m).filter(({ comm }) => comm === 'server');
    expect(waits.map(({ pid: tid, call }) => [tid - pid, call])).toEqual([
      [0, 'pause'],
      [1, 'read'],
      [2, 'accept'],
    ]);
    advance(m, { untilUs: 100_000 });
    expect(printed(m)).toBe('read 5\n');
    exec(m, 'server', { script: `${CLIENT}write(fd, "again!")\npause()`, comm: 'c' });
    advance(m, { untilUs: 200_000 });
    expect(printed(m)).toBe('read 5\nread 6\n');
  });

  test('threads use as many CPUs as there are', () => {
    const m = createMachine({ hosts: [{ name: 'server', cpus: 2 }] });
    const work = 'thread { work(10ms)\n print("x") }\n';
    exec(m, 'server', { script: `${work}${work}pause()`, comm: 'server' });
    advance(m);
    const at = traceOf(m).flatMap((e) => (e.kind === 'output' ? [e.atUs] : []));
    expect(Math.max(...at)).toBeLessThan(11_000);
  });

  test('variables are copied when the thread begins', () => {
    const { m } = start('n = 1\nthread { n = n + 1\n print(n) }\nsleep(5ms)\nprint(n)');
    expect(printed(m)).toBe('21');
  });

  test('a snapshot in the middle goes on alike', () => {
    const { m } = start(SERVER, 1000);
    const copy = snapshot(m);
    const ends = [m, copy].map((machine) => {
      exec(machine, 'server', { script: `${CLIENT}write(fd, "hello")\nexit(0)`, comm: 'c' });
      advance(machine, { untilUs: 1e6 });
      return JSON.stringify(traceOf(machine));
    });
    expect(ends[0]).toBe(ends[1]);
  });
});

describe('strace', () => {
  const FLAGS = 'CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM';

  test('prints the call and the ends as strace 6.1 does on Linux', () => {
    const { m, pid } = start('thread { x = 1 }\nsleep(20ms)\nexit(4)');
    const lines = straceLines(traceOf(m)).map((line) => line.replace(/ +/g, ' '));
    expect(lines.filter((line) => !line.includes('nanosleep'))).toEqual([
      `[pid ${pid}] clone3({flags=${FLAGS}, exit_signal=0, stack=NULL, stack_size=0}, 88) = ${pid + 1}`,
      `[pid ${pid + 1}] exit(0) = ?`,
      `[pid ${pid + 1}] +++ exited with 0 +++`,
      `[pid ${pid}] exit_group(4) = ?`,
      `[pid ${pid}] +++ exited with 4 +++`,
    ]);
  });

  test('knows what is behind a descriptor that another thread uses', () => {
    const { m, pid } = start(`${LISTEN}thread { accept(fd) }\npause()`);
    const line = straceLines(traceOf(m), { yy: true }).find((text) => text.includes('accept'));
    expect(line).toContain(`[pid  ${pid + 1}] accept(3<TCP:[0.0.0.0:8080]>`);
  });

  test.each([
    ['CLONE_THREAD', -22],
    ['CLONE_SIGHAND', -22],
    ['CLONE_VM | CLONE_SIGHAND | CLONE_THREAD', -38],
    ['CLONE_VM', -38],
  ])('clone(%s) is refused', (flags, result) => {
    expect(printed(start(`r = clone(${flags})\nprint(r)`).m)).toBe(String(result));
  });
});
