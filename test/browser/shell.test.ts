// What surrounds the text: keyboard, theme, search, menu, links of system calls, print, 404.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';

const site = inject('site');
const CHAPTER = 'the-accept-queue/';

let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  context = await browser.newContext({
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
  });
  page = await context.newPage();
});

afterEach(() => context.close());

const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

describe('keyboard', () => {
  test('the first stop is the skip link, and it leads to the text', async () => {
    await page.goto(site + CHAPTER);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('text');
  });

  test('every stop shows where it is', async () => {
    await page.goto(site + CHAPTER);
    for (let stop = 0; stop < 25; stop++) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const element = document.activeElement!;
        const style = getComputedStyle(element);
        return `${element.tagName} ${style.outlineStyle} ${style.outlineWidth}`;
      });
      expect(seen).toMatch(/(?:solid|auto|dashed) [1-9]/);
    }
  });
});

describe('a button that is pressed while its script is still on the way', () => {
  beforeEach(() =>
    page.route('**/*.js', async (route) => {
      await new Promise((later) => setTimeout(later, 800));
      await route.continue();
    }),
  );

  test('acts in a cell when it is there', async () => {
    await page.goto(`${site}bind-and-listen/`, { waitUntil: 'commit' });
    const cell = page.locator('section#cell-bind-listen');
    await cell.getByRole('button', { name: 'Edit', exact: true }).click();
    expect(await page.locator('astro-island[ssr] #cell-bind-listen').count()).toBe(1);
    await cell.locator('.cm-content').waitFor();
  });

  test('acts once in a figure, however often it was pressed', async () => {
    await page.goto(`${site}embed/lifecycle/`, { waitUntil: 'commit' });
    const step = page.getByRole('button', { name: 'Step', exact: true });
    for (let presses = 0; presses < 3; presses++) await step.click();
    expect(await page.locator('astro-island[ssr] .sfs-figure').count()).toBe(1);
    await page.waitForFunction(() => !document.querySelector('astro-island[ssr]'));
    await expect.poll(() => page.locator('.scrubber-at').innerText()).toMatch(/^1 of \d+$/);
  });
});

describe('theme', () => {
  test('follows the system, obeys the switch, remembers it, without a flash', async () => {
    await page.goto(site);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await paper();
    expect(dark).not.toBe(light);
    const button = page.getByRole('button', { name: /Theme/ });
    await button.click();
    expect(await button.innerText()).toBe('Theme: light');
    expect(await paper()).toBe(light);
    // The chosen theme must hold before anything but the head has been read.
    const bodies: string[] = [];
    await page.exposeFunction('tell', (colour: string) => bodies.push(colour));
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        const tell = (globalThis as unknown as { tell(colour: string): void }).tell;
        tell(document.documentElement.dataset.theme ?? 'none');
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    expect(bodies[0]).toBe('light');
    expect(await paper()).toBe(light);
    await button.click();
    expect(await paper()).toBe(dark);
    await button.click();
    expect(await button.innerText()).toBe('Theme: system');
  });
});

describe('search', () => {
  test('opens by "/", finds a page, and Enter goes there', async () => {
    await page.goto(site);
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('backlog');
    const first = page.locator('#search-results a').first();
    await first.waitFor();
    expect(await first.getAttribute('href')).toContain('/book/');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/book\/.+/);
    expect(await page.locator('main').innerText()).toMatch(/backlog/i);
  });

  test('begins with the glossary’s entry where the word has one of its own', async () => {
    await page.goto(site);
    await page.getByRole('button', { name: /Search/ }).click();
    const results = page.locator('#search-results li');
    for (const [words, entry] of [
      ['TIME_WAIT', 'Glossary › TIME_WAIT'],
      ['time-wait', 'Glossary › TIME_WAIT'],
      ['accept()', 'Glossary › accept(sockfd, addr, addrlen)'],
    ]) {
      await page.getByRole('searchbox').fill(words);
      await results.first().filter({ hasText: entry }).waitFor();
      expect(await results.count()).toBeGreaterThan(1);
    }
    await page.getByRole('searchbox').fill('waits');
    await results.filter({ hasText: 'Glossary › accept' }).waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('time wait');
    await results.first().filter({ hasText: 'TIME_WAIT' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/book\/glossary\/#time-wait$/);
  });

  test('says so when nothing is found, and Escape gives the focus back', async () => {
    await page.goto(site);
    await page.getByRole('button', { name: /Search/ }).click();
    await page.getByRole('searchbox').fill('zzzqqqxxy');
    await page.getByText('Nothing found for').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search-open');
  });
});

describe('chapters', () => {
  test('the list marks the page, and the contents mark the section being read', async () => {
    await page.goto(site + CHAPTER);
    const current = page.locator('.side a[aria-current="page"]');
    expect(await current.getAttribute('href')).toBe(`/book/${CHAPTER}`);
    const last = page.locator('main h2[id]').last();
    await last.scrollIntoViewIfNeeded();
    await last.evaluate((element) =>
      scrollTo(0, element.getBoundingClientRect().top + scrollY - 100),
    );
    const id = await last.getAttribute('id');
    await page.locator(`.side .toc a[href="#${id}"][aria-current="location"]`).waitFor();
  });

  test('previous and next lead through the whole book', async () => {
    await page.goto(site);
    const first = await page.locator('.cover-contents li a').first().getAttribute('href');
    const count = await page.locator('.cover-contents li a').count();
    await page.goto(new URL(first!, site).href);
    const seen = new Set<string>([page.url()]);
    while ((await page.locator('.turn a[rel=next] .turn-summary').count()) > 0) {
      await page.locator('.turn a[rel=next]').click();
      await page.waitForLoadState();
      seen.add(page.url());
    }
    expect(seen.size).toBe(count);
  });

  test('on a phone without scripts the contents open and lead on', async () => {
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    });
    const small = await phone.newPage();
    await small.goto(site + CHAPTER);
    expect(await small.locator('.menu nav').isVisible()).toBe(false);
    await small.locator('.menu summary').click();
    const link = small.locator('.menu nav a', { hasText: 'Glossary' });
    await link.click();
    expect(small.url()).toBe(`${site}glossary/`);
    await phone.close();
  });
});

describe('system calls in listings', () => {
  test('a card says what the call does when it is pointed at or focused, and Escape closes it', async () => {
    await page.goto(`${site}server/`);
    const call = page.locator('a.syscall[data-call=accept]').first();
    await call.focus();
    const card = page.getByRole('tooltip');
    await card.waitFor();
    expect(await card.innerText()).toMatch(/Returns/);
    expect(await call.getAttribute('aria-describedby')).toBe(await card.getAttribute('id'));
    await page.keyboard.press('Escape');
    expect(await card.isVisible()).toBe(false);
    await call.hover();
    expect(await card.isVisible()).toBe(true);
  });

  test('without a figure beside it, it leads to the glossary', async () => {
    await page.goto(`${site}server/`);
    await page.locator('a.syscall[data-call=bind]').first().click();
    await page.waitForURL(/\/glossary\/#call-bind$/);
    expect(await page.locator('#call-bind').isVisible()).toBe(true);
  });

  test('every targeted call drives a figure, and the figure marks the line', async () => {
    await page.goto(site);
    const chapters = await page
      .locator('.cover-contents li a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    let targeted = 0;
    for (const address of chapters) {
      await page.goto(address);
      const listings = page.locator('.listing[data-target]:not(.cell .listing):has(a.syscall)');
      for (const listing of await listings.all()) {
        targeted++;
        const target = (await listing.getAttribute('data-target'))!;
        const call = listing.locator('a.syscall').first();
        const asked = page.evaluate(
          () =>
            new Promise<{ target: string; call: string }>((resolve) => {
              document.addEventListener(
                'sfs:call',
                (event) => resolve((event as CustomEvent).detail),
                { once: true },
              );
            }),
        );
        await call.click();
        expect(await asked).toMatchObject({ target, call: await call.getAttribute('data-call') });
        await page.evaluate(
          ([source, name]) =>
            document.dispatchEvent(new CustomEvent('sfs:step', { detail: { source, call: name } })),
          [target, (await call.getAttribute('data-call'))!] as const,
        );
        expect(await listing.locator('.line.is-current').count()).toBe(1);
      }
    }
    expect(targeted).toBeGreaterThan(3);
  });
});

describe('elsewhere', () => {
  test('an unknown address says so and offers the chapters', async () => {
    const answer = await page.goto(`${site}no/such/page`);
    expect(answer?.status()).toBe(404);
    expect(await page.locator('main').innerText()).toMatch(/ENOENT/);
    expect(await page.locator('main ol a').count()).toBeGreaterThan(5);
  });

  test('print drops the chrome and keeps the notes', async () => {
    await page.goto(site + CHAPTER);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.bar').isVisible()).toBe(false);
    expect(await page.locator('.side').isVisible()).toBe(false);
    expect(await page.locator('.note').first().isVisible()).toBe(true);
    expect(await paper()).toBe('rgb(255, 255, 255)');
  });

  test('sitemap, icons and preview pictures are there', async () => {
    for (const path of ['sitemap-index.xml', 'favicon.svg', 'favicon.png', 'social/index.png']) {
      expect((await page.request.get(site + path)).status(), path).toBe(200);
    }
    await page.goto(site + CHAPTER);
    const preview = await page.locator('meta[property="og:image"]').getAttribute('content');
    expect(preview).toBe('https://book.example/book/social/the-accept-queue.png');
  });

  test('every page tells its last revision', async () => {
    for (const path of ['', CHAPTER, 'glossary/', 'resources/', 'model/']) {
      await page.goto(site + path);
      expect(await page.locator('.foot time').innerText()).toMatch(/\d{1,2} \w+ 20\d\d/);
    }
  });
});
