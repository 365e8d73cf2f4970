// What holds for every figure: its stage and its controls are seen together, its first picture says
// where Play begins, and no step moves what lies below it.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
afterEach(() => page.context().close());

async function open(path: string, width: number, height: number): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto(site + path);
  await page.waitForFunction(() => document.fonts.status === 'loaded');
}

/** In the page: where what lies below a figure begins, in pixels from the figure's top. */
function placeOfCaption(): number {
  const [figure, caption] = ['.sfs-figure', 'figcaption'].map((part) =>
    document.querySelector(part)!.getBoundingClientRect(),
  );
  return Math.round(10 * (caption.top - figure.top)) / 10;
}

test('stage and controls of each fit into a window of 900 pixels, with the page’s bar and the notebook’s', async () => {
  await open('gallery/', 1440, 900);
  const measured = () =>
    page.locator('.sfs-figure:has(.figure-drive)').evaluateAll((figures) =>
      figures.map((figure) => {
        const [stage, drive] = ['.figure-stage', '.figure-drive'].map(
          (part) => figure.querySelector<HTMLElement>(part)!.offsetHeight,
        );
        return { id: figure.id, height: stage + drive };
      }),
    );
  const heights = await still('figures come with their heights, and nobody plays', measured());
  expect(heights.length).toBeGreaterThan(6);
  for (const { id, height } of heights) expect(height, id).toBeLessThan(900 - 48 - 48);
});

test.each(['lifecycle', 'fd-table'])(
  '%s: on a phone nothing below moves from step to step',
  async (name) => {
    await open(`embed/${name}/`, 360, 740);
    await page.waitForFunction(() => !document.querySelector('astro-island[ssr]'));
    const line = page.locator('.announcer-line');
    // It begins in the middle of its run, and says what the first press does.
    await holds(line, 'Play and Step begin at the start.');
    const step = page.getByRole('button', { name: 'Step', exact: true });
    // Read at once, again and again: that it never changes is what is asked.
    const below = () => still('nothing below moves', page.evaluate(placeOfCaption));
    const first = await below();
    await step.click();
    // The parts of a figure are drawn in turn, its line in words within a few frames.
    await expect.poll(() => line.innerText()).not.toContain('Play and Step begin');
    await expect.poll(() => page.locator('.scrubber-at').innerText()).toMatch(/^1 of \d+$/);
    const places = new Set([first]);
    for (let i = 0; i < 30; i++) {
      await step.click();
      places.add(await below());
    }
    expect([...places]).toEqual([first]);
  },
);
