// Cells that sleep until they are touched: woken, and waited for.

import { cellOf } from './registry.ts';

/** Finds a cell that has not come to life yet: it registers when it has. */
export const asleep = () =>
  [...document.querySelectorAll('astro-island .cell[id]')].find(({ id }) => !cellOf(id));

/** Wakes every cell of the page; resolves when all have registered. */
export async function everyCell(): Promise<void> {
  document.dispatchEvent(new CustomEvent('sfs:wake'));
  for (let tries = 0; asleep() && tries < 200; tries++) {
    await new Promise((later) => setTimeout(later, 50));
  }
  // What the reader had made of one is drawn a moment after it has registered.
  await new Promise((later) => setTimeout(later, 50));
}
