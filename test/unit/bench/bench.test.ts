// The bench: what cells and exercises are written against.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBench, ms, seconds } from '../../../lib/bench/api.ts';
import { installBenchPrograms } from '../../../lib/bench/programs.ts';

const HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 3; }\n';

const LISTENING = `fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(fd, 2)
read(0, line, 10)
`;

const CONNECTING = `fd = socket(AF_INET, SOCK_STREAM, 0)
connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
read(fd, buf, 100)
`;

installBenchPrograms({
  'server.c': readFileSync(new URL('../../../content/programs/server.c', import.meta.url), 'utf8'),
});

describe('programs', () => {
  test('C text runs, prints, and ends with its status', () => {
    const bench = createBench({ hosts: ['server'] });
    const process = bench.host('server').run(HELLO);
    expect(process.alive).toBe(true);
    expect(bench.settle()).toBe('idle');
    expect(process.output).toBe('hello\n');
    expect(process.exit).toEqual({ status: 3 });
  });

  test('a program of the book answers a curl on another host', () => {
    const bench = createBench();
    const server = bench.host('server').run('server');
    bench.advance(ms(10));
    const curl = bench.host('client').command('curl -s server:8080');
    bench.advance(seconds(1));
    expect(curl.output).toContain('Hello');
    expect(curl.status).toBe(0);
    expect(server.sleepsIn).toBe('accept');
    expect(server.strace()).toContain('bind(3, {sa_family=AF_INET, sin_port=htons(8080)');
  });

  test('what is no C says so in the compiler’s words, and an unknown name lists the known ones', () => {
    const host = createBench().host('server');
    expect(() => host.run('int main(void) {\n  return x;\n}\n')).toThrow(/main.c:2:10: error: 'x'/);
    expect(() => host.run('serverr')).toThrow(/no program 'serverr'. The book has: server/);
  });

  test('a program that spins for ever uses up its operations and gives the turn back', () => {
    const bench = createBench({ hosts: ['server'] });
    bench.host('server').run('int main(void) {\n  for (;;) { }\n}\n');
    expect(bench.settle({ maxOps: 1_000_000 })).toBe('fuel');
  });

  test('what is typed arrives, and a signal ends it', () => {
    const bench = createBench({ hosts: ['server'] });
    const cat = bench.host('server').command('cat').process!;
    cat.type('abc\n');
    bench.advance(ms(5));
    expect(cat.output).toContain('abc\n');
    cat.kill('SIGTERM');
    bench.advance(ms(5));
    expect(cat.exit).toEqual({ status: 143, signal: 'SIGTERM' });
    expect(() => cat.kill('SIGTERM')).toThrow(/has ended/);
  });
});

describe('calls one at a time', () => {
  test('descriptors and variables stay from call to call; an error is a negative errno', () => {
    const bench = createBench();
    const me = bench.host('server').caller();
    expect(me.call('fd = socket(AF_INET, SOCK_STREAM, 0)')).toBe(3);
    const bind =
      'bind(fd, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("0.0.0.0")}, 16)';
    expect(me.call(bind)).toBe(0);
    expect(me.call('listen(fd, 1)')).toBe(0);
    expect(me.value('fd')).toBe(3);
    const other = bench.host('server').caller('other');
    other.call('fd = socket(AF_INET, SOCK_STREAM, 0)');
    expect(other.call(bind)).toBe(-98);
    expect(other.calls().at(-1)).toMatchObject({ name: 'bind', errno: 'EADDRINUSE' });
  });

  test('a call that sleeps has no answer until it is woken', () => {
    const bench = createBench();
    const server = bench.host('server').caller('server');
    for (const call of LISTENING.split('\n').slice(0, 3)) server.call(call);
    expect(server.call('c = accept(fd, NULL, NULL)')).toBeUndefined();
    expect(server.sleepsIn).toBe('accept');
    expect(() => server.call('close(fd)')).toThrow(/still sleeps in accept/);
    bench.host('client').script(CONNECTING);
    bench.advance(ms(20));
    expect(server.result).toBe(4);
    expect(server.call('write(c, "hi")')).toBe(2);
  });
});

describe('rows', () => {
  function full() {
    const bench = createBench();
    const host = bench.host('server');
    const server = host.script(LISTENING, { name: 'server' });
    for (let i = 0; i < 5; i++) bench.host('client').script(CONNECTING, { atUs: ms(10 + i) });
    bench.advance(ms(500));
    return { bench, host, server };
  }

  test('a listener’s queue, its sockets and the counters agree', () => {
    const { host } = full();
    const queue = host.listener(8080);
    expect(queue).toMatchObject({ acceptQueue: 3, places: 3 });
    const [listener] = host.sockets();
    expect(listener).toMatchObject({ state: 'LISTEN', recvQ: 3, sendQ: 2, local: '0.0.0.0:8080' });
    expect(host.counters.TcpExtListenDrops).toBeGreaterThan(0);
    expect(() => host.listener(99)).toThrow(/nobody listens on port 99.*listening: 8080/);
  });

  test('packets, the ladder and the descriptors', () => {
    const { bench, server } = full();
    const packets = bench.packets();
    expect(packets[0]).toMatchObject({ to: '10.0.0.2:8080', flags: 'S', bytes: 0, lost: false });
    const ladder = bench.ladder('client', 'server');
    expect(ladder.arrows[0]).toMatchObject({ from: 'left', label: 'SYN', lost: false });
    expect(ladder.arrows[1]).toMatchObject({ from: 'right', label: 'SYN-ACK' });
    expect(server.fds().map(({ fd }) => fd)).toEqual([0, 1, 2, 3]);
  });

  test('copies are summed up by host, way and place', () => {
    const bench = createBench();
    const host = bench.host('server');
    host.run('server');
    bench.advance(ms(5));
    bench.host('client').command('curl -s server:8080');
    bench.advance(ms(100));
    const sent = bench.copies().find((row) => row.host === 'server' && row.to === 'send-queue');
    expect(sent).toMatchObject({ how: 'cpu', from: 'user' });
    const received = bench
      .copies()
      .find((row) => row.host === 'client' && row.from === 'receive-queue');
    expect(received!.bytes).toBe(sent!.bytes);
  });
});

describe('links and time', () => {
  test('a dropped packet is lost and sent again', () => {
    const bench = createBench({ links: [{ between: ['client', 'server'], latencyUs: ms(10) }] });
    bench.host('server').script(LISTENING);
    bench.link('client', 'server').drop('client');
    bench.host('client').script(CONNECTING, { atUs: ms(5) });
    bench.advance(seconds(2));
    const syns = bench.packets().filter(({ flags }) => flags === 'S');
    expect(syns.map(({ lost, again }) => ({ lost, again }))).toEqual([
      { lost: true, again: false },
      { lost: false, again: true },
    ]);
  });

  test('rules change for the next packet; what is none is refused', () => {
    const link = createBench().link('server', 'client');
    link.set({ latencyUs: ms(40), loss: 0.25 });
    expect(link.rules).toMatchObject({ latencyUs: 40_000, loss: 0.25 });
    expect(() => link.set({ loss: 2 })).toThrow(/loss: expected a probability from 0 to 1, got 2/);
    expect(() => link.set({ lag: 2 } as object)).toThrow(/a link has no 'lag'/);
    expect(() => createBench().link('client', 'moon')).toThrow(
      /no link between 'client' and 'moon'/,
    );
  });

  test('a snapshot and its original go on independently, and the same way', () => {
    const bench = createBench();
    bench.host('server').run('server');
    bench.advance(ms(10));
    const copy = bench.snapshot();
    copy.host('client').command('curl -s server:8080');
    copy.advance(ms(50));
    expect(bench.packets()).toEqual([]);
    bench.host('client').command('curl -s server:8080');
    bench.advance(ms(50));
    expect(bench.packets()).toEqual(copy.packets());
  });

  test('until stops after the event, and says when it did not come', () => {
    const bench = createBench();
    const server = bench.host('server').run('server');
    const event = bench.until((e) => e.kind === 'sys-block' && e.pid === server.pid);
    expect(event).toMatchObject({ kind: 'sys-block', on: 'accept' });
    expect(bench.until((e) => e.kind === 'segment', { forUs: ms(5) })).toBeUndefined();
  });
});
