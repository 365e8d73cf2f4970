// A run of the accept queue in an address: the same run comes out, and nothing else is one.

import { expect, test } from 'vitest';
import {
  acceptQueueFigure,
  DEFAULT_SETUP,
  liveStateAt,
  OPENING,
  openQueue,
  type QueueInput,
} from '../../../lib/machine/scenarios/accept-queue.ts';
import { readQueue, writeQueue } from '../../../lib/machine/scenarios/accept-queue-link.ts';
import { atOnce } from '../../../lib/sim/pieces.ts';

const SETUP = { ...DEFAULT_SETUP, backlog: 2, abortOnOverflow: 1 as const };
const INPUTS: QueueInput[] = [
  ...OPENING.inputs,
  { atUs: 1_200_000, do: 'accept', service: 'short' },
  { atUs: 1_300_000, do: 'auto', service: 'long' },
  { atUs: 1_400_000, do: 'load', everyUs: 400_000 },
  { atUs: 2_000_000, do: 'auto' },
  { atUs: 2_000_000, do: 'load', everyUs: 0 },
];

test('a run comes out as it went in, and its machine stands where it stood', () => {
  const link = { setup: SETUP, inputs: INPUTS, untilUs: 3_000_000 };
  const word = writeQueue(link)!;
  expect(word).toMatch(/^[\w.~-]{1,400}$/);
  expect(readQueue(word)).toEqual(link);
  const [here, there] = [link, readQueue(word)!].map(({ setup, inputs, untilUs }) =>
    liveStateAt(atOnce(openQueue(setup, inputs, untilUs)), untilUs),
  );
  expect(there).toEqual(here);
  expect(there).not.toEqual(acceptQueueFigure().state);
});

test('what comes after the moment is left out, and what is too long for a link is no word', () => {
  const word = writeQueue({ setup: SETUP, inputs: INPUTS, untilUs: 1_250_000 })!;
  expect(readQueue(word)?.inputs).toEqual(INPUTS.slice(0, 9));
  const many = Array.from({ length: 301 }, (): QueueInput => ({ atUs: 5, do: 'client' }));
  expect(writeQueue({ setup: SETUP, inputs: many, untilUs: 10 })).toBeUndefined();
  expect(writeQueue({ setup: SETUP, inputs: [], untilUs: 200_000_000 })).toBeUndefined();
});

test.each([
  ...['', 'x', '5.4096.0.1.200000', '5.4096.0.1.200000~', '65.4096.0.1.200000~p'],
  ...['5.70000.0.1.200000~p', '5.4096.2.1.200000~p', '5.4096.0.3.200000~p', '5.4096.0.1~p'],
  ...['5.4096.0.1.200000~zzzzzz', '5.4096.0.1.200000~p~c', '5.4096.0.1.200000~p~cq'],
  ...['5.4096.0.1.200000~p~x1', '5.4096.0.1.200000~p~a1.fast', '5.4096.0.1.200000~p~l1.1'],
  ...['5.4096.0.1.200000~p~c2~c1', `5.4096.0.1.200000~p${'~c1'.repeat(301)}`],
])('%s is no run', (word) => {
  expect(readQueue(word)).toBeUndefined();
});
