// Groups between two hosts: a member hears, answers, and whoever has left hears no more.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import { tcpdumpLines } from '../../../lib/view/tcpdump.ts';

const SOURCE = new URL('../../capture/groups.c', import.meta.url);

test('what one host sends to a group is heard by another, whole, and told to routers twice', () => {
  const result = build([{ name: 'groups.c', text: readFileSync(SOURCE, 'utf8') }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  installC();
  const m = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'] }],
  });
  exec(m, 'server', { image: result.image, argv: ['groups', 'send'] });
  exec(m, 'client', { image: result.image, argv: ['groups', 'echo'] });
  advance(m, { untilUs: 20e6 });
  const events = traceOf(m);
  const said = (host: string) =>
    events
      .map((event) => (event.kind === 'output' && event.host === host ? event.bytes : []))
      .map((bytes) => Buffer.from(bytes).toString())
      .join('')
      .split('\n');
  expect(said('client').sort()).toEqual([
    '',
    'heard by IPv4: 1800 bytes',
    'heard by IPv4: 5 bytes',
    'heard by IPv6: 5 bytes',
  ]);
  expect(said('server').filter((line) => line === 'answered')).toHaveLength(3);
  const reports = tcpdumpLines(events, { host: 'server', verbose: 1, time: 'none' })
    .map(({ text, event }) => (event.at === 'tx' ? text : ''))
    .filter((text) => text.includes('report'))
    .map((text) => text.replace(/^[\s\S]*record\(s\) /, ''));
  const joined = '[gaddr 239.1.1.1 to_ex, 0 source(s)]';
  expect(reports.filter((text) => text === joined)).toHaveLength(2);
  expect(reports.filter((text) => text.includes('ff05::1234 to_ex'))).toHaveLength(2);
  expect(reports.filter((text) => text.includes('ff05::1234 to_in'))).toHaveLength(2);
  expect(reports.filter((text) => text.includes('239.2.2.2 block, 1'))).toHaveLength(2);
});
