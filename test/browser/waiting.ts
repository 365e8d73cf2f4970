// How a browser test reads a page: what an act brings about is waited for, and only what stands still
// is read at once.
//
// A page draws when it comes to it: a part of it a frame later, an answer of a machine a while later, and on a
// busy computer much later. So a value is asked for inside `expect.poll`, where what is compared is
// read in one go; or inside `still`, with the reason. test/tidy.test.ts refuses any other.

import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** A value that is read once; `_why` says what keeps it from changing any more. */
export function still<T>(_why: string, value: T | Promise<T>): Promise<T> {
  return Promise.resolve(value);
}

/** Waits until a place that is seen has a text, and returns all that it has at that moment. */
export async function holds(place: Locator, text: string | RegExp): Promise<string> {
  const having = place.filter({ hasText: text, visible: true });
  let seen: string | undefined;
  const found = async () => {
    [seen] = await having.allTextContents();
    return seen !== undefined;
  };
  await expect
    .poll(found)
    .toBe(true)
    .catch(async () => {
      const now = await still('the test has failed', place.allTextContents());
      throw new Error(`${text} was not seen at ${place}, but ${JSON.stringify(now)}`);
    });
  return seen!;
}
