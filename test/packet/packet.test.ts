// Every packet script of this folder, against the model.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runPacketScript } from './runner.ts';

const folder = new URL('.', import.meta.url);
const scripts = readdirSync(folder).filter((name) => name.endsWith('.pkt'));

describe('packet scripts', () => {
  test('there are some', () => expect(scripts.length).toBeGreaterThan(15));

  test.each(scripts)('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(() => runPacketScript(text)).not.toThrow();
  });

  test('a wrong number, a wrong time and a packet too many are noticed', () => {
    const text = readFileSync(new URL('nagle.pkt', folder), 'utf8');
    expect(() => runPacketScript(text.replace('6:19(13)', '6:20(14)'))).toThrow('length: got 13');
    const late = readFileSync(new URL('rto-backoff.pkt', folder), 'utf8');
    expect(() => runPacketScript(late.replace('+.4~+.44', '+.5~+.54'))).toThrow('sent at');
    const more = readFileSync(new URL('linger-zero.pkt', folder), 'utf8');
    expect(() => runPacketScript(more.replace(/.*R\. .*\n/, ''))).toThrow('nobody expected');
  });
});
