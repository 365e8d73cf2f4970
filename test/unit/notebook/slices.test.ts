// Slices of a session: nothing that happens in one goes untold, however much it is.

import { expect, test } from 'vitest';
import type { Update } from '../../../lib/notebook/messages.ts';
import { advanceSession, createSession, handle } from '../../../lib/notebook/session.ts';

function start(source: string) {
  const session = createSession();
  handle(session, { type: 'run', name: 'a.c', source, args: [] });
  return session;
}

test('every byte of a program that writes without pause is told', () => {
  const session = start(`#include <unistd.h>
int main(void) {
    for (int i = 0; i < 40000; i++) write(1, "x", 1);
    return 0;
}
`);
  let bytes = 0;
  for (let next = 'busy' as unknown; next === 'busy'; ) {
    // Fuel without end: what bounds a slice is what it tells.
    const slice = advanceSession(session, { untilUs: 60e6, maxOps: Number.POSITIVE_INFINITY });
    for (const update of slice.updates) if (update.type === 'output') bytes += update.text.length;
    next = slice.next;
  }
  expect(bytes).toBe(40_000);
});

test('who waits is told anew when a program stops waiting and works without end', () => {
  const session = start(`#include <stdio.h>
int main(void) {
    getchar();
    for (;;) ;
}
`);
  const look = () =>
    advanceSession(session, { untilUs: session.machine.sim.nowUs + 1e6, maxOps: 50_000 });
  const waiting = (updates: Update[]) =>
    updates.flatMap((update) => (update.type === 'tables' ? [update.waiting.length] : [])).at(-1);
  expect(waiting(look().updates)).toBe(1);
  handle(session, { type: 'type', terminal: 0, text: '\n' });
  const { updates, next } = look();
  expect(next).toBe('busy');
  expect(waiting(updates)).toBe(0);
});
