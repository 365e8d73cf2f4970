// A machine that is on its way: asked for twice, given up, and one that never comes.

import { expect, test } from 'vitest';
import { createOpener } from '../../../components/cell/opener.ts';

function bench() {
  const log: string[] = [];
  const ways: { come(): void; fail(): void }[] = [];
  const opener = createOpener<{ name: string; close(): void }>(
    ({ name }) => log.push(`${name} is here`),
    () => log.push('failed'),
  );
  const open = () =>
    opener.open(() => {
      const name = `machine ${ways.length + 1}`;
      return new Promise((resolve, reject) => {
        const close = () => void log.push(`${name} closed`);
        ways.push({ come: () => resolve({ name, close }), fail: () => reject(new Error()) });
      });
    });
  return { log, ways, opener, open };
}

test('two who ask while it is on its way get one machine', async () => {
  const { log, ways, open } = bench();
  const both = [open(), open()];
  ways[0].come();
  const [one, other] = await Promise.all(both);
  expect(one?.name).toBe('machine 1');
  expect(other).toBe(one);
  expect(ways).toHaveLength(1);
  expect(log).toEqual(['machine 1 is here']);
  // It has come: the next to ask gets one of their own.
  const next = open();
  ways[1].come();
  expect((await next)?.name).toBe('machine 2');
});

test('what comes after it was given up is closed, and the next one is not', async () => {
  const { log, ways, opener, open } = bench();
  const first = open();
  opener.cancel();
  const second = open();
  ways[1].come();
  expect((await second)?.name).toBe('machine 2');
  ways[0].come();
  expect(await first).toBeUndefined();
  expect(log).toEqual(['machine 2 is here', 'machine 1 closed']);
});

test('a failure is told once, and not to who has given up', async () => {
  const { log, ways, opener, open } = bench();
  const both = [open(), open()];
  ways[0].fail();
  expect(await Promise.all(both)).toEqual([undefined, undefined]);
  expect(log).toEqual(['failed']);
  const given = open();
  opener.cancel();
  ways[1].fail();
  expect(await given).toBeUndefined();
  expect(log).toEqual(['failed']);
});
