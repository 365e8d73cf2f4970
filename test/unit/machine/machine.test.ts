import { describe, expect, test } from 'vitest';
import { errnoName } from '../../../lib/abi/errno.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  processes,
  readProcFd,
  restore,
  sendSignal,
  setSysctl,
  snapshot,
  traceOf,
  typeInto,
  whoWaits,
} from '../../../lib/machine/machine.ts';
import type { SysExit, TraceEvent } from '../../../lib/sim/trace.ts';

const ADDRESS = '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("IP")}, 16';
const LISTEN = (backlog: number) => `
fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, ${ADDRESS.replace('IP', '0.0.0.0')})
listen(fd, ${backlog})
`;
const SERVE = (work: string) => `
loop {
  c = accept(fd, NULL, NULL)
  n = read(c, buf, 1024)
  ${work}
  write(c, "HTTP/1.1 200 OK\\r\\n\\r\\n")
  close(c)
}
`;
const CLIENT = (ip: string) => `
s = socket(AF_INET, SOCK_STREAM, 0)
r = connect(s, ${ADDRESS.replace('IP', ip)})
if r < 0 { exit(1) }
write(s, "GET / HTTP/1.1\\r\\n\\r\\n")
n = read(s, answer, 1024)
close(s)
exit(0)
`;

function exitsOf(m: Machine, name: string): SysExit[] {
  return traceOf(m).filter((event): event is SysExit => {
    return event.kind === 'sys-exit' && event.name === name;
  });
}

function twoHosts(seed = 1): Machine {
  const m = createMachine({
    seed,
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 5000, loss: 0.1 }],
  });
  exec(m, 'server', { script: LISTEN(5) + SERVE('sleep(20ms)'), comm: 'server' });
  for (let i = 0; i < 4; i++) {
    exec(m, 'client', { script: CLIENT('10.0.0.2'), comm: 'client' }, { atUs: 1000 * i });
  }
  return m;
}

describe('determinism', () => {
  test('the same seed gives the same trace, another seed another one', () => {
    const [a, b, c] = [twoHosts(3), twoHosts(3), twoHosts(4)];
    for (const m of [a, b, c]) advance(m, { untilUs: 3e6 });
    expect(traceOf(a)).toEqual(traceOf(b));
    expect(traceOf(c)).not.toEqual(traceOf(a));
  });

  test('a run does not depend on the size of the steps', () => {
    const [a, b] = [twoHosts(), twoHosts()];
    advance(a, { untilUs: 500_000 });
    for (let t = 1000; t <= 500_000; t += 1000) advance(b, { untilUs: t });
    const calls = (m: Machine) => {
      return traceOf(m).map(({ n, host, kind, ...rest }) => ({ n, host, kind, at: rest.atUs }));
    };
    expect(calls(b)).toEqual(calls(a));
  });

  test('a snapshot goes on as the original does, and can be used twice', () => {
    const m = twoHosts();
    advance(m, { untilUs: 30_000 });
    const saved = snapshot(m);
    const [first, second] = [restore(saved), restore(saved)];
    advance(m, { untilUs: 1e6 });
    advance(first, { untilUs: 1e6 });
    advance(second, { untilUs: 1e6 });
    expect(traceOf(first)).toEqual(traceOf(m));
    expect(traceOf(second)).toEqual(traceOf(m));
    expect(traceOf(saved).length).toBeLessThan(traceOf(m).length);
  });

  test('a snapshot is plain data', () => {
    const m = twoHosts();
    advance(m, { untilUs: 30_000 });
    expect(() => structuredClone(m)).not.toThrow();
  });
});

describe('advance', () => {
  test('says why it stopped', () => {
    const m = createMachine();
    expect(advance(m)).toBe('idle');
    exec(m, 'server', { script: 'sleep(1s)\nwork(50ms)', comm: 's' });
    expect(advance(m, { untilUs: 500_000 })).toBe('time');
    expect(m.sim.nowUs).toBe(500_000);
    expect(advance(m, { maxOps: 100_000 })).toBe('fuel');
    const ended = (event: TraceEvent) => event.kind === 'task' && event.state === 'zombie';
    expect(advance(m, { until: ended })).toBe('until');
    expect(traceOf(m).some(ended)).toBe(true);
  });

  test('an endless loop can be stopped by fuel and killed', () => {
    const m = createMachine();
    const pid = exec(m, 'server', { script: 'loop { work(1s) }', comm: 'spin' });
    expect(advance(m, { maxOps: 1_000_000 })).toBe('fuel');
    expect(sendSignal(m, 'server', pid, 'SIGTERM')).toBe(0);
    expect(advance(m)).toBe('idle');
    expect(processes(m, 'server')[0].exit).toEqual({ status: 143, signal: 'SIGTERM' });
    expect(sendSignal(m, 'server', pid, 'SIGTERM')).toBe(-3);
  });
});

describe('looking in', () => {
  test('says who waits for what', () => {
    const m = createMachine();
    const server = exec(m, 'server', { script: LISTEN(5) + SERVE(''), comm: 'server' });
    advance(m);
    const waiting = whoWaits(m);
    expect(waiting.map(({ text }) => text)).toEqual([
      'server waits in accept(3) for a connection to 0.0.0.0:8080',
    ]);
    expect(waiting[0]).toMatchObject({ pid: server, call: 'accept', line: 7 });
    exec(m, 'server', { script: 'n = read(0, line, 80)', comm: 'reader' });
    exec(m, 'server', { script: 'sleep(2s)', comm: 'sleeper' });
    exec(m, 'server', { script: 'pipe(p); read(p[0], b, 1)', comm: 'piper' });
    advance(m, { untilUs: m.sim.nowUs + 1000 });
    expect(whoWaits(m).map(({ text }) => text.replace(/\d\.\d+ s/, 'T'))).toEqual([
      'server waits in accept(3) for a connection to 0.0.0.0:8080',
      'reader waits in read(0) for a line typed at its terminal',
      'sleeper waits in clock_nanosleep() until T',
      'piper waits in read(3) for the other end of a pipe',
    ]);
  });

  test('lists descriptors as /proc does', () => {
    const m = createMachine();
    const pid = exec(m, 'server', { script: `${LISTEN(5)}d = dup(fd)\nwait_go()`, comm: 'server' });
    advance(m);
    const fds = readProcFd(m, 'server', pid);
    expect(fds.map(({ fd, refs }) => [fd, refs])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 2],
      [4, 2],
    ]);
    expect(fds[0].target).toBe('/dev/pts/0');
    expect(fds[3].target).toMatch(/^socket:\[\d+\]$/);
  });
});

describe('blocking', () => {
  test('forked workers take connections in turn', () => {
    const m = createMachine();
    const workers = `
      repeat 3 { fork { loop { c = accept(fd, NULL, NULL); close(c) } } }
      wait()
    `;
    exec(m, 'server', { script: LISTEN(20) + workers, comm: 'prefork' });
    advance(m);
    for (let i = 0; i < 9; i++) {
      exec(m, 'server', { script: CLIENT('127.0.0.1'), comm: 'client' });
      advance(m, { untilUs: m.sim.nowUs + 10_000 });
    }
    const [a, b, c, ...rest] = exitsOf(m, 'accept').map(({ pid }) => pid);
    expect(new Set([a, b, c]).size).toBe(3);
    expect(rest).toEqual([a, b, c, a, b, c]);
  });

  test('a slow server, listen(4), twelve clients: six at once, the rest by SYN retransmits', () => {
    const m = createMachine();
    exec(m, 'server', { script: LISTEN(4) + SERVE('sleep(300ms)'), comm: 'server' });
    advance(m);
    const start = m.sim.nowUs;
    for (let i = 0; i < 12; i++) exec(m, 'server', { script: CLIENT('127.0.0.1'), comm: 'client' });
    advance(m, { untilUs: 20e6 });
    const connects = exitsOf(m, 'connect').map(
      ({ durationUs }) => Math.round(durationUs / 1e5) / 10,
    );
    expect(connects.filter((s) => s === 0)).toHaveLength(6);
    expect(connects.filter((s) => s >= 1 && s <= 2.1)).toHaveLength(6);
    const served = exitsOf(m, 'write').filter(({ result }) => result === 19);
    expect(served.map(({ atUs }) => Math.round((atUs - start) / 1e5) / 10)).toEqual(
      Array.from({ length: 12 }, (_, i) => Math.round(3 * (i + 1)) / 10),
    );
  });

  test('a killed server closes its sockets: FIN for the idle, RST for the unaccepted', () => {
    const m = createMachine();
    const script = `${LISTEN(5)}c = accept(fd, NULL, NULL)\nwait_go()`;
    const server = exec(m, 'server', { script, comm: 'server' });
    const client = `
      s = socket(AF_INET, SOCK_STREAM, 0)
      connect(s, ${ADDRESS.replace('IP', '127.0.0.1')})
      n = read(s, buf, 10)
    `;
    exec(m, 'server', { script: client, comm: 'accepted' }, { atUs: 1000 });
    exec(m, 'server', { script: client, comm: 'queued' }, { atUs: 2000 });
    advance(m, { untilUs: 100_000 });
    sendSignal(m, 'server', server, 'SIGKILL');
    advance(m, { untilUs: 200_000 });
    const reads = exitsOf(m, 'read').filter(({ pid }) => pid !== server);
    expect(reads.map(({ result }) => (result < 0 ? errnoName(-result) : result)).sort()).toEqual([
      0,
      'ECONNRESET',
    ]);
  });

  test('a full accept queue drops SYNs, and a sysctl changes the limit for the next listen', () => {
    const m = createMachine();
    setSysctl(m, 'server', 'net.core.somaxconn', 1);
    exec(m, 'server', { script: `${LISTEN(100)}wait_go()`, comm: 'server' });
    advance(m);
    for (let i = 0; i < 4; i++) exec(m, 'server', { script: CLIENT('127.0.0.1'), comm: 'client' });
    advance(m, { untilUs: 500_000 });
    expect(exitsOf(m, 'connect')).toHaveLength(2);
    expect(() => setSysctl(m, 'server', 'net.core.nonsense', 1)).toThrow('no knob');
  });
});

describe('the terminal', () => {
  test('holds a line back until Enter; ^D on an empty line is the end', () => {
    const m = createMachine();
    const script = 'loop { n = read(0, b, 80); print("<", n, ">"); if n == 0 { exit(0) } }';
    const pid = exec(m, 'server', { script, comm: 'cat' });
    const printed = () => {
      advance(m);
      return traceOf(m)
        .flatMap((e) => (e.kind === 'output' && e.stream === 1 ? [...e.bytes] : []))
        .map((byte) => String.fromCharCode(byte))
        .join('');
    };
    typeInto(m, pid, 'hel');
    expect(printed()).toBe('');
    typeInto(m, pid, 'x\x7flo\n');
    expect(printed()).toBe('<6>');
    typeInto(m, pid, 'ab\x04');
    expect(printed()).toBe('<6><2>');
    typeInto(m, pid, '\x04');
    expect(printed()).toBe('<6><2><0>');
    expect(processes(m, 'server')[0].exit).toEqual({ status: 0 });
  });

  test('^C interrupts what runs there', () => {
    const m = createMachine();
    const pid = exec(m, 'server', { script: 'sleep(9s)', comm: 'sleeper' });
    const other = exec(m, 'server', { script: 'sleep(9s)', comm: 'other' });
    advance(m, { untilUs: 1000 });
    typeInto(m, pid, '\x03');
    advance(m, { untilUs: 2000 });
    const exits = Object.fromEntries(processes(m, 'server').map((p) => [p.pid, p.exit?.signal]));
    expect(exits).toEqual({ [pid]: 'SIGINT', [other]: undefined });
  });
});
