// What surrounds the text: keyboard, theme, search, menu, links of system calls, print, 404.

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';
import { still } from './waiting.ts';

const site = inject('site');
const CHAPTER = 'the-accept-queue/';

/** Where links of the text lead to. */
const addressesOf = (links: Locator) =>
  still(
    'the page has come with them',
    links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href)),
  );

/** In the page: the next call that a listing asks a figure for. */
function nextCall(): Promise<{ target: string; call: string }> {
  return new Promise((resolve) =>
    document.addEventListener('sfs:call', (event) => resolve((event as CustomEvent).detail), {
      once: true,
    }),
  );
}

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

/** In the page: tells a step as a figure does, and counts the lines that a listing has marked then. */
function markedAfter(listing: Element, detail: { source: string | null; call: string | null }) {
  document.dispatchEvent(new CustomEvent('sfs:step', { detail }));
  return listing.querySelectorAll('.line.is-current').length;
}

const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const focused = () => page.evaluate(() => document.activeElement?.id);

describe('keyboard', () => {
  test('the first stop is the skip link, and it leads to the text', async () => {
    await page.goto(site + CHAPTER);
    await page.keyboard.press('Tab');
    await page.locator('.skip:focus').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('text');
  });

  test('every stop shows where it is', async () => {
    await page.goto(site + CHAPTER);
    for (let stop = 0; stop < 25; stop++) {
      await page.keyboard.press('Tab');
      const outline = () =>
        page.evaluate(() => {
          const element = document.activeElement!;
          const style = getComputedStyle(element);
          return `${element.tagName} ${style.outlineStyle} ${style.outlineWidth}`;
        });
      await expect.poll(outline).toMatch(/(?:solid|auto|dashed) [1-9]/);
    }
  });
});

describe('a button that is pressed while its script is still on the way', () => {
  /** Lets the scripts come. */
  let come: () => void;
  beforeEach(async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    come = resolve;
    await page.route('**/*.js', async (route) => {
      await promise;
      await route.continue();
    });
  });

  test('acts in a cell when it is there', async () => {
    await page.goto(`${site}bind-and-listen/`, { waitUntil: 'commit' });
    const cell = page.locator('section#cell-bind-listen');
    const asleep = page.locator('astro-island[ssr] #cell-bind-listen');
    await cell.getByRole('button', { name: 'Edit', exact: true }).click();
    expect(await still('no script has come', asleep.count())).toBe(1);
    come();
    await cell.locator('.cm-content').waitFor();
  });

  test('acts once in a figure, however often it was pressed', async () => {
    await page.goto(`${site}embed/lifecycle/`, { waitUntil: 'commit' });
    const step = page.getByRole('button', { name: 'Step', exact: true });
    const asleep = page.locator('astro-island[ssr] .sfs-figure');
    for (let presses = 0; presses < 3; presses++) await step.click();
    expect(await still('no script has come', asleep.count())).toBe(1);
    come();
    await page.waitForFunction(() => !document.querySelector('astro-island[ssr]'));
    await expect.poll(() => page.locator('.scrubber-at').innerText()).toMatch(/^1 of \d+$/);
  });
});

describe('theme', () => {
  test('follows the system, obeys the switch, remembers it, without a flash', async () => {
    await page.goto(site);
    const light = await still('the page has come in its colours', paper());
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(paper).not.toBe(light);
    const dark = await still('the paper has no transition', paper());
    const button = page.getByRole('button', { name: /Theme/ });
    await button.click();
    await expect.poll(() => button.innerText()).toBe('Theme: light');
    await expect.poll(paper).toBe(light);
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
    await expect.poll(() => bodies[0]).toBe('light');
    await expect.poll(paper).toBe(light);
    await button.click();
    await expect.poll(paper).toBe(dark);
    await button.click();
    await expect.poll(() => button.innerText()).toBe('Theme: system');
  });
});

describe('search', () => {
  test('opens by "/", finds a page, and Enter goes there', async () => {
    await page.goto(site);
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('backlog');
    const first = page.locator('#search-results a').first();
    await expect.poll(() => first.getAttribute('href')).toContain('/book/');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/book\/.+/);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/backlog/i);
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
      await expect.poll(() => results.count()).toBeGreaterThan(1);
      // So that none is taken for an answer to the next words.
      await page.getByRole('searchbox').fill('');
      await expect.poll(() => results.count()).toBe(0);
    }
    await page.getByRole('searchbox').fill('waits');
    await results.first().waitFor();
    await results.filter({ hasText: 'Glossary › accept' }).waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('time wait');
    await results.first().filter({ hasText: 'Glossary › TIME_WAIT' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/book\/glossary\/#time-wait$/);
  });

  test('says so when nothing is found, and Escape gives the focus back', async () => {
    await page.goto(site);
    await page.getByRole('button', { name: /Search/ }).click();
    await page.getByRole('searchbox').fill('zzzqqqxxy');
    await page.getByText('Nothing found for').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('search-open');
  });
});

describe('chapters', () => {
  test('the list marks the page, and the contents mark the section being read', async () => {
    await page.goto(site + CHAPTER);
    const current = page.locator('.side a[aria-current="page"]');
    await expect.poll(() => current.getAttribute('href')).toBe(`/book/${CHAPTER}`);
    const last = page.locator('main h2[id]').last();
    await last.scrollIntoViewIfNeeded();
    await last.evaluate((element) =>
      scrollTo(0, element.getBoundingClientRect().top + scrollY - 100),
    );
    const id = await still('a heading of the text', last.getAttribute('id'));
    await page.locator(`.side .toc a[href="#${id}"][aria-current="location"]`).waitFor();
  });

  test('previous and next lead through the whole book', async () => {
    await page.goto(site);
    const chapters = await addressesOf(page.locator('.cover-contents li a'));
    await page.goto(chapters[0]!);
    const seen = [chapters[0]!];
    const next = page.locator('.turn a[rel=next]:has(.turn-summary)');
    for (let [to] = await addressesOf(next); to; [to] = await addressesOf(next)) {
      await next.click();
      await page.waitForURL(to);
      seen.push(to);
    }
    expect(seen).toEqual(chapters);
  });

  test('on a phone without scripts the contents open and lead on', async () => {
    const phone = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    });
    const small = await phone.newPage();
    await small.goto(site + CHAPTER);
    await small.locator('.menu nav').waitFor({ state: 'hidden' });
    await small.locator('.menu summary').click();
    const link = small.locator('.menu nav a', { hasText: 'Glossary' });
    await link.click();
    await small.waitForURL(`${site}glossary/`);
    await phone.close();
  });
});

describe('system calls in listings', () => {
  test('a card says what the call does when it is pointed at or focused, and Escape closes it', async () => {
    await page.goto(`${site}server/`);
    const call = page.locator('a.syscall[data-call=accept]').first();
    await call.focus();
    const card = page.getByRole('tooltip');
    await card.filter({ hasText: 'Returns' }).waitFor();
    const described = () =>
      call.evaluate(
        (link) => document.getElementById(link.getAttribute('aria-describedby')!)?.role,
      );
    await expect.poll(described).toBe('tooltip');
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'hidden' });
    await call.hover();
    await card.waitFor();
  });

  test('without a figure beside it, it leads to the glossary', async () => {
    await page.goto(`${site}server/`);
    await page.locator('a.syscall[data-call=bind]').first().click();
    await page.waitForURL(/\/glossary\/#call-bind$/);
    await page.locator('#call-bind').waitFor();
  });

  test('every targeted call drives a figure, and the figure marks the line', async () => {
    await page.goto(site);
    const chapters = await addressesOf(page.locator('.cover-contents li a'));
    let targeted = 0;
    for (const address of chapters) {
      await page.goto(address);
      const listings = page.locator('.listing[data-target]:not(.cell .listing):has(a.syscall)');
      for (const listing of await still('they are the text', listings.all())) {
        targeted++;
        const link = listing.locator('a.syscall').first();
        const target = await still('it is the text’s', listing.getAttribute('data-target'));
        const call = await still('it is the text’s', link.getAttribute('data-call'));
        const asked = still('it has asked', page.evaluate(nextCall));
        await link.click();
        expect(await asked).toMatchObject({ target, call });
        // In one go: the figure tells its own steps, too.
        const marked = () => listing.evaluate(markedAfter, { source: target, call });
        expect(await still('lines are marked as soon as a figure tells', marked())).toBe(1);
      }
    }
    expect(targeted).toBeGreaterThan(3);
  });
});

describe('elsewhere', () => {
  test('an unknown address says so and offers the chapters', async () => {
    const answer = await page.goto(`${site}no/such/page`);
    expect(answer?.status()).toBe(404);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/ENOENT/);
    await expect.poll(() => page.locator('main ol a').count()).toBeGreaterThan(5);
  });

  test('print drops the chrome and keeps the notes', async () => {
    await page.goto(site + CHAPTER);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.locator('.bar').waitFor({ state: 'hidden' });
    await page.locator('.side').waitFor({ state: 'hidden' });
    await page.locator('.note').first().waitFor();
    await expect.poll(paper).toBe('rgb(255, 255, 255)');
  });

  test('sitemap, icons and preview pictures are there', async () => {
    for (const path of ['sitemap-index.xml', 'favicon.svg', 'favicon.png', 'social/index.png']) {
      expect((await page.request.get(site + path)).status(), path).toBe(200);
    }
    await page.goto(site + CHAPTER);
    const preview = page.locator('meta[property="og:image"]');
    await expect
      .poll(() => preview.getAttribute('content'))
      .toBe('https://book.example/book/social/the-accept-queue.png');
  });

  test('every page tells its last revision', async () => {
    for (const path of ['', CHAPTER, 'glossary/', 'resources/', 'model/']) {
      await page.goto(site + path);
      const revised = page.locator('.foot time');
      await expect.poll(() => revised.innerText()).toMatch(/\d{1,2} \w+ 20\d\d/);
    }
  });
});
