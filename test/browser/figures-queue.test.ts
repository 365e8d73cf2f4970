// The figures of the accept queue, the handshake and the byte order, on the built site.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { violations } from './axe.ts';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');

let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  page = await context.newPage();
});

afterEach(() => context.close());

/** Opens a chapter and waits until the figure answers to the reader. */
async function open(chapter: string, id: string): Promise<void> {
  await page.goto(`${site}${chapter}/`);
  await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await page.waitForFunction((figure) => {
    const island = document.getElementById(figure)?.closest('astro-island');
    return island !== null && island !== undefined && !island.hasAttribute('ssr');
  }, id);
}

async function untilSaid(id: string, text: string): Promise<void> {
  await holds(page.locator(`#${id} .announcer-line`), text);
}

function readout(id: string, label: string): Promise<string> {
  const entry = page.locator(`#${id} .readout`, { hasText: label });
  return entry.locator('dd').first().innerText();
}

describe('accept queue', () => {
  test('opens with a full queue and a dropped client, without JavaScript too', async () => {
    await context.close();
    context = await browser.newContext({ javaScriptEnabled: false });
    page = await context.newPage();
    await page.goto(`${site}the-accept-queue/`);
    await expect.poll(() => readout('accept-queue', 'In queue')).toBe('6');
    await untilSaid('accept-queue', 'SYN of client 7 dropped');
  });

  test('accept() makes room, and a later client takes it', async () => {
    await open('the-accept-queue', 'accept-queue');
    await page.locator('#accept-queue button', { hasText: 'accept()' }).click();
    // On a busy machine the line in words may have gone on before it is looked at; the log keeps it.
    const logged = (text: string) => page.locator('#accept-queue .aq-log li', { hasText: text });
    await logged('accept() took client 1; 5 still wait.').waitFor();
    await expect.poll(() => readout('accept-queue', 'Accepted')).toBe('1');
    await logged('Server answered client 1').waitFor();
    await page.locator('#accept-queue .tasks li.is-done').first().waitFor();
  });

  test('a step goes on past what the page was sent, and back again', async () => {
    await open('the-accept-queue', 'accept-queue');
    await page.locator('#accept-queue .scrubber-input').focus();
    await page.keyboard.press('ArrowRight');
    await untilSaid('accept-queue', 'SYN of client 8 dropped');
    await page.keyboard.press('ArrowLeft');
    await untilSaid('accept-queue', 'SYN of client 7 dropped');
  });

  test('a call in a listing acts in the figure, and the figure marks its line', async () => {
    await open('the-accept-queue', 'accept-queue');
    // The line is marked while the call is the last that happened: on a busy computer, too.
    await page.locator('#accept-queue .speed select').selectOption('0.25');
    const listing = page.locator('[data-target="accept-queue"]').first();
    await listing.locator('a.syscall[data-call="accept"]').first().click();
    await expect.poll(() => listing.locator('.is-current').count()).toBe(1);
    await expect.poll(() => readout('accept-queue', 'Accepted')).toBe('1');
  });

  test('a field takes only what is valid and says why not', async () => {
    await open('the-accept-queue', 'accept-queue');
    await page.locator('#accept-queue summary').click();
    const field = page.locator('#accept-queue-backlog');
    await field.fill('many');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    const why = page.locator('#accept-queue-backlog-why');
    await expect.poll(() => why.innerText()).toContain('0 to 64');
    await field.fill('0');
    await field.press('Enter');
    await page.locator('#accept-queue .figure-title', { hasText: 'lets 1 client wait' }).waitFor();
  });

  test('nothing jumps while it plays', async () => {
    await open('the-accept-queue', 'accept-queue');
    const figure = page.locator('#accept-queue');
    // Read at once, again and again: that it never changes is what is asked.
    const height = () =>
      still(
        'nothing jumps',
        figure.evaluate((element) => element.clientHeight),
      );
    const before = await height();
    await page.locator('#accept-queue button', { hasText: 'Send 6 at once' }).click();
    for (let i = 0; i < 8; i++) {
      await page.waitForTimeout(250);
      expect(await height()).toBe(before);
    }
  });
});

/** What is said at the end of each variant. */
const ENDS: [string, string][] = [
  ['Queue full', 'accept() took the connection out of the queue. It is descriptor 5'],
  ['Last ACK ignored', 'accept() took the connection out of the queue. It is descriptor 6'],
  ['Refused', 'connect() returned -1, ECONNREFUSED'],
  ['SYN lost', 'accept() took the connection out of the queue. It is descriptor 4'],
];

describe('handshake', () => {
  test('keys walk through it, with reduced motion at once', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('the-accept-queue', 'handshake');
    await page.locator('#handshake .scrubber-input').focus();
    await page.keyboard.press('Home');
    await untilSaid('handshake', 'The client called connect()');
    await page.keyboard.press('ArrowRight');
    await untilSaid('handshake', 'a request entered the SYN queue');
    await page.keyboard.press('End');
    await untilSaid('handshake', 'accept() took the connection');
  });

  test('every variant has its own end and the same height', async () => {
    await open('the-accept-queue', 'handshake');
    const stage = page.locator('#handshake .figure-stage');
    const height = () =>
      still(
        'nothing jumps',
        stage.evaluate((element) => element.clientHeight),
      );
    const before = await height();
    for (const [name, end] of ENDS) {
      await page.locator('#handshake .choices label', { hasText: name }).click();
      await untilSaid('handshake', end);
      expect(await height()).toBe(before);
    }
  });
});

describe('byte order', () => {
  test('any port, run in the page', async () => {
    await open('addresses-and-byte-order', 'byte-order');
    await expect.poll(() => readout('byte-order', 'Misread')).toBe('36895');
    await page.locator('#byte-order-port').fill('257');
    await page.locator('#byte-order .figure-title', { hasText: 'reads the same' }).waitFor();
    await page.locator('#byte-order-port').fill('65536');
    await holds(page.locator('#byte-order-why'), '16 bits');
    await expect.poll(() => readout('byte-order', 'You wrote')).toBe('257');
  });
});

test.each([
  ['the-accept-queue', 'accept-queue'],
  ['the-accept-queue', 'handshake'],
  ['addresses-and-byte-order', 'byte-order'],
])('%s: %s has no accessibility faults in either theme, and fits 360 px', async (chapter, id) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await open(chapter, id);
    expect(await violations(page, { within: `#${id}` })).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  const figure = page.locator(`#${id}`);
  const tooWide = () => figure.evaluate((element) => element.scrollWidth - element.clientWidth);
  await expect.poll(tooWide).toBeLessThanOrEqual(0);
});
