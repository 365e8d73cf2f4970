// What axe finds on a page, in words. Nine tenths of its time go into the contrast of text, a
// millisecond for each element that has some; and a listing has thousands, coloured alike. So of the
// words of a listing that look the same, down from the listing itself, one is looked at.

import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { still } from './waiting.ts';

/** The rules that a change of colours alone can break. */
export const COLOURS = ['color-contrast', 'link-in-text-block'];

export interface AxeOptions {
  /** A selector: only what is inside; else the whole page. */
  within?: string;
  /** Names of axe's rules; else all that it has on by default. */
  rules?: string[];
}

/** Lists what axe finds, an entry a rule with its first elements; waits for colours to arrive. */
export async function violations(page: Page, options: AxeOptions = {}): Promise<string[]> {
  const there = await still('only we bring it', page.evaluate('"axe" in window'));
  if (!there) await page.evaluate(axe.source);
  await settled(page);
  await page.evaluate(markLikeWords);
  await page.evaluate(withoutShades);
  const found = await still('who calls has waited', page.evaluate(runAxe, options));
  return found.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.join('\n  ')}`);
}

/**
 * Waits until the colours of a theme that was just set have arrived, as a transition mixes two, and until all that
 * comes in is there: what is nearly opaque has nearly its contrast.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document.getAnimations().filter((a) => {
      return a.playState === 'running' && a.effect?.getComputedTiming().endTime !== Infinity;
    });
    await Promise.allSettled(ending.map((a) => a.finished));
  });
}

/** Marks each word of a listing that looks as an earlier one does, and so does all around it. */
function markLikeWords(): void {
  const LOOK = [
    ...['color', 'backgroundColor', 'backgroundImage', 'opacity', 'visibility', 'filter'],
    ...['fontSize', 'fontWeight', 'textShadow', 'mixBlendMode', 'position', 'display'],
  ] as (keyof CSSStyleDeclaration)[];
  for (const marked of document.querySelectorAll('[data-like]'))
    marked.removeAttribute('data-like');
  for (const listing of document.querySelectorAll('pre, .cm-content')) {
    const seen = new Set<string>();
    const walk = (element: Element, around: string) => {
      const style = getComputedStyle(element);
      const look = `${around}>${LOOK.map((name) => style[name]).join('|')}`;
      if (element.childElementCount === 0 && seen.has(look)) element.setAttribute('data-like', '');
      seen.add(look);
      for (const child of element.children) walk(child, look);
    };
    walk(listing, '');
  }
}

/** Takes the sign that a text can be scrolled sideways away: axe judges no text over a picture. */
function withoutShades(): void {
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (getComputedStyle(element).backgroundAttachment.includes('local'))
      element.style.backgroundImage = 'none';
  }
}

async function runAxe({ within, rules }: AxeOptions) {
  const { axe } = window as unknown as { axe: typeof import('axe-core') };
  axe.configure({ rules: [{ id: 'color-contrast', selector: '*:not([data-like])' }] });
  const { violations } = await axe.run(within ?? document, {
    resultTypes: ['violations'],
    ...(rules && { runOnly: rules }),
  });
  return violations.map(({ id, help, nodes }) => ({
    id,
    help,
    nodes: nodes.slice(0, 4).map((node) => `${node.target.join(' ')}  ${node.failureSummary}`),
  }));
}
