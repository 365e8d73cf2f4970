// Cells that sleep until they are touched: woken, and waited for.

/** Finds a cell that has not come to life yet. */
export const asleep = () => document.querySelector('astro-island[ssr]:has(.cell)');

/** Wakes every cell of the page; resolves when all have registered. */
export async function everyCell(): Promise<void> {
  document.dispatchEvent(new CustomEvent('sfs:wake'));
  for (let tries = 0; asleep() && tries < 200; tries++) {
    await new Promise((later) => setTimeout(later, 50));
  }
  // Effects, in which a cell registers, run a moment after it has come to life.
  await new Promise((later) => setTimeout(later, 50));
}
