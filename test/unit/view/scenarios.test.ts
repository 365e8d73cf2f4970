// What the figures of this book claim, held against the runs that they are folded from.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProgram } from '../../../components/book/programs.ts';
import { blockingRun } from '../../../lib/machine/scenarios/blocking.ts';
import { cRequestRun } from '../../../lib/machine/scenarios/c-request.ts';
import { dataPathRun } from '../../../lib/machine/scenarios/data-path.ts';
import { fdTableRun } from '../../../lib/machine/scenarios/fd-table.ts';
import { LOAD, modelsRun } from '../../../lib/machine/scenarios/models.ts';
import { requestRun } from '../../../lib/machine/scenarios/request.ts';
import { atOnce } from '../../../lib/sim/pieces.ts';
import { STAGES } from '../../../lib/view/lifecycle.ts';

describe('fd table', () => {
  const { frames } = fdTableRun();
  const results = (call: string) =>
    frames.filter((frame) => frame.call === call && !frame.blocked).map((frame) => frame.result);

  it('starts with the terminal on 0, 1 and 2', () => {
    expect(frames[0].processes[0].slots.map((slot) => slot.fd)).toEqual([0, 1, 2]);
  });

  it('hands out the lowest free number, also one that was freed', () => {
    expect(results('socket')).toEqual([3]);
    expect(results('accept')).toEqual([4, 5, 4]);
    expect(results('dup')).toEqual([6]);
  });

  it('shares a description by dup and by fork', () => {
    const dup = frames.find((frame) => frame.call === 'dup')!;
    expect(dup.files.filter((file) => file.what === 'socket' && file.refs === 2)).toHaveLength(1);
    const forked = frames.filter((frame) => frame.processes.length === 2);
    expect(forked.length).toBeGreaterThan(0);
    expect(forked[0].files.some((file) => file.what === 'socket' && file.refs >= 2)).toBe(true);
  });
});

const serverC = parseProgram(
  'server',
  readFileSync(new URL('../../../content/programs/server.c', import.meta.url), 'utf8'),
).text;

describe.each([
  ['a script', requestRun()],
  ['content/programs/server.c', cRequestRun('server', serverC)],
])('request, answered by %s', (_, { frames, program }) => {
  it('goes through all eight stages and comes back to accept()', () => {
    expect([...new Set(frames.map((frame) => STAGES[frame.stage]))]).toEqual([...STAGES]);
    expect(frames.at(-1)!.call).toMatchObject({ name: 'accept', phase: 'rest' });
  });

  it('prints what the server wrote on the client’s screen', () => {
    expect(frames.at(-1)!.output).toMatch(/\r\n\r\nHello, World!$/);
  });

  it('names lines of the program that hold the call', () => {
    const lines = program.split('\n');
    for (const frame of frames) {
      if (frame.call && frame.line) expect(lines[frame.line - 1]).toContain(`${frame.call.name}(`);
    }
  });

  it('finishes the handshake while accept() rests, and only then returns 4', () => {
    const ack = frames.findIndex((frame) => frame.wire?.name === 'ACK');
    expect(frames[ack].call).toMatchObject({ name: 'accept', phase: 'rest' });
    expect(frames[ack].clientFd).toBeUndefined();
    expect(frames.find((frame) => frame.clientFd !== undefined)!.clientFd).toBe(4);
  });
});

describe('blocking timeline', () => {
  it('answers one client after another', () => {
    const rows = atOnce(blockingRun());
    expect(rows.answered).toBe(4);
    const answers = rows.clients.map((client) => client.answeredUs! / 1000);
    answers.forEach((ms, i) => {
      expect(ms).toBeGreaterThanOrEqual(300 * (i + 1));
      expect(ms).toBeLessThan(300 * (i + 1) + 60);
    });
  });

  it('lets the kernel shake hands with those who wait', () => {
    for (const client of atOnce(blockingRun()).clients) {
      expect(client.establishedUs! - client.startUs).toBeLessThan(10_000);
    }
  });

  it('holds everybody up for as long as one client says nothing', () => {
    const rows = atOnce(blockingRun({ silent: 2, patienceMs: 2000 }));
    expect(rows.clients[1].silent).toBe(true);
    expect(rows.clients[2].answeredUs!).toBeGreaterThan(2_000_000);
    expect(rows.server.some((bar) => bar.kind === 'read' && bar.toUs - bar.fromUs > 1e6)).toBe(
      true,
    );
  });
});

describe('data path', () => {
  const server = (mode: Parameters<typeof dataPathRun>[0]['mode'], loopback = false) =>
    dataPathRun({ mode, loopback, bytes: 1200 }).frames.at(-1)!.tally.server;

  it('copies the request once and a ready answer once', () => {
    expect(server('memory')).toMatchObject({ cpu: 2, dma: 2 });
    expect(server('memory', true)).toMatchObject({ cpu: 2, dma: 0 });
  });

  it('copies a file twice by CPU with read and write, and the request once', () => {
    expect(server('read-write')).toMatchObject({ cpu: 3, dma: 2 });
  });

  it.each(['sendfile', 'splice', 'zerocopy'] as const)(
    'copies nothing of the answer with %s',
    (mode) => {
      expect(server(mode)).toMatchObject({ cpu: 1, dma: 2 });
    },
  );

  it('needs no device on loopback', () => {
    expect(server('read-write', true)).toMatchObject({ cpu: 3, dma: 0 });
  });

  it('copies over loopback in spite of MSG_ZEROCOPY', () => {
    expect(server('zerocopy', true).cpu).toBe(2);
  });

  it('brings every byte to the client', () => {
    const { frames } = dataPathRun({ mode: 'sendfile', loopback: false, bytes: 1200 });
    expect(frames.at(-1)).toMatchObject({ to: 'client.user', bytes: 1200 });
  });

  it.each([
    ['memory', [1, 2]],
    ['read-write', [1, 2, 3]],
    ['sendfile', [1, 2]],
    ['splice', [1, 2, 3]],
  ] as const)(
    'knows which line of the outline makes each of the server’s moves: %s',
    (mode, own) => {
      const { lines } = dataPathRun({ mode, loopback: false, bytes: 1200 });
      expect(lines.filter((line) => line !== undefined)).toEqual(own);
    },
  );
});

it('tells the compiler’s words when the program does not compile', () => {
  expect(() => cRequestRun('server', 'int main(void) { return x; }')).toThrow(
    /server\.c:1:25: error/,
  );
});

describe('models', () => {
  const { models, load } = modelsRun();
  const by = Object.fromEntries(models.map((model) => [model.id, model]));

  it('answers every request in every model', () => {
    for (const { id, answers, doneUs } of models) {
      expect(answers, id).toHaveLength(load.clients * load.requests);
      expect(doneUs, id).toBeLessThan(load.watchedUs);
    }
    expect(models.map(({ id }) => id)).toEqual(['one', 'fork', 'threads', 'prefork', 'epoll']);
  });

  it('makes clients wait for each other’s pauses in the one process', () => {
    const pauses = load.clients * load.requests * load.pauseUs;
    expect(by.one.endUs).toBeGreaterThanOrEqual(pauses - load.pauseUs);
    expect(by.epoll.endUs).toBeLessThan(by.one.endUs / 3);
    expect(by.fork.endUs).toBeLessThan(by.one.endUs / 3);
    expect(by.prefork.endUs).toBeLessThan(by.one.endUs / 2);
  });

  it('counts the processes, threads and descriptors that each model needs', () => {
    const needs = models.map(({ id, processes, tasks }) => [id, processes, tasks]);
    expect(needs).toEqual([
      ['one', 1, 1],
      ['fork', 1 + load.clients, 1 + load.clients],
      ['threads', 1, 1 + load.clients],
      ['prefork', 4, 4],
      ['epoll', 1, 1],
    ]);
    // The terminal's three and the listener, then one for each client; epoll has its own besides.
    expect(by.threads.fds).toBe(4 + load.clients);
    expect(by.epoll.fds).toBe(5 + load.clients);
    expect(by.fork.fds).toBeGreaterThan(3 * by.threads.fds);
  });

  it('lets threads wait as little as processes, for fewer calls', () => {
    expect(by.threads.waitedUs).toBeLessThanOrEqual(by.fork.waitedUs);
    expect(by.threads.syscalls).toBeLessThan(by.fork.syscalls);
    // The chapter says so: knowing who is ready is bought with calls.
    expect(by.epoll.syscalls).toBe(Math.max(...models.map((model) => model.syscalls)));
  });

  it('stands still in one process behind a client that says nothing, and in no other model', () => {
    const silent = modelsRun({ ...LOAD, silent: 3 }).models;
    const asked = (load.clients - 1) * load.requests;
    for (const { id, doneUs, answers, conns } of silent) {
      expect(conns.filter((conn) => conn.silent).map((conn) => conn.number)).toEqual([3]);
      expect(doneUs === undefined, id).toBe(id === 'one');
      expect(answers.length, id).toBe(id === 'one' ? 2 * load.requests : asked);
    }
    expect(silent.find(({ id }) => id === 'one')!.endUs).toBe(LOAD.watchedUs);
  });
});
