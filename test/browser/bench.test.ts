// A reader at the cells of TypeScript of the built book: run, edit, stop, types; and a hostile cell, which reaches
// nothing but its own output.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { TYPES_SIZE } from '../../components/bench/types-size.ts';
import { violations } from './axe.ts';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');
const dist = inject('dist');

let browser: Browser;
let page: Page;
let cell: Locator;
let errors: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${site}the-accept-queue/`);
  cell = page.locator('section#queue-and-rate');
  await cell.scrollIntoViewIfNeeded();
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await page.context().close();
});

const button = (name: string | RegExp) => cell.getByRole('button', { name });
const said = () => cell.locator('.cell-said');
const output = () => cell.locator('.bench-output');

async function edit(text: string): Promise<void> {
  await button('Edit').click();
  const editor = cell.locator('.cm-content');
  await editor.waitFor();
  await editor.fill(text);
}

/** Runs a cell to its end and returns what it printed. */
async function printed(text: string): Promise<string> {
  await edit(text);
  await button('Run').click();
  await holds(said(), /^(Done|Ended|Stopped|Nothing)/);
  return (await still('it has ended', output().textContent())) ?? '';
}

describe('an experiment', () => {
  test('shows what was recorded until it runs, and then the same from the page', async () => {
    const recorded = page.locator('.cell-box:has(#queue-and-rate) > .cell-recorded');
    await recorded.waitFor();
    const table = recorded.locator('table');
    const numbers = await still('the page came with it', table.textContent());
    await button('Run').click();
    await holds(said(), 'Done in');
    await expect.poll(() => output().locator('table').textContent()).toBe(numbers);
    await recorded.waitFor({ state: 'hidden' });
    await button('Reset').click();
    await recorded.waitFor();
  });

  test('is edited, and an error is told with its line', async () => {
    const text = await printed(
      "import { createBench, print } from 'bench';\nconst bench = createBench();\n" +
        "print(bench.host('server').addr);\nbench.link('server', 'moon');\n",
    );
    expect(text).toContain('10.0.0.2');
    expect(text).toContain("Line 4. Error: no link between 'server' and 'moon'");
    await holds(said(), 'Ended by an error in line 4');
  });

  test('with a text that cannot be read does not run', async () => {
    await edit('const a = 1;\nconst b = ;\n');
    await button('Run').click();
    await holds(said(), 'Nothing ran: an error in line 2.');
  });

  test('runs the machine’s C programs, and draws tables and the machine’s figures', async () => {
    await printed(`import { createBench, ms, show, table } from 'bench';
const bench = createBench();
const server = bench.host('server').run('server');
bench.advance(ms(10));
bench.host('client').command('curl -s server:8080');
bench.advance(ms(50));
show(bench.ladder('client', 'server'));
show(bench.host('server').listener(8080));
show(server.fdTable());
table(server.calls(), { title: 'Calls', columns: ['name', 'result'] });
`);
    await holds(said(), /^Done/);
    await holds(output().locator('.ladder'), 'SYN-ACK');
    await holds(output().locator('.queue'), '0/11');
    await holds(output().locator('table').nth(0), 'socket:[');
    await holds(output().locator('table').nth(1), 'accept');
  });

  test('that never ends is stopped at once, and leaves no frame behind', async () => {
    await edit('for (;;) ;\n');
    await button('Run').click();
    await holds(said(), 'Running.');
    await page.waitForFunction(() => document.querySelectorAll('iframe').length === 1);
    // The page draws while the cell spins.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    await button('Stop').click();
    await holds(said(), 'Stopped.');
    await page.locator('iframe').waitFor({ state: 'detached' });
  });

  test('that prints without end is cut off', async () => {
    const text = await printed(
      "import { print } from 'bench';\nfor (let i = 0; ; i++) print(i);\n",
    );
    expect(text).toContain('a cell shows at most 2000 things');
    await page.locator('iframe').waitFor({ state: 'detached' });
  });

  // Coming near fetches it: Enter may come before it has woken, and after.
  test.each(['at once', 'after a while'])('opens by Enter, %s', async (when) => {
    await button('Edit').focus();
    if (when !== 'at once') {
      await page.locator('astro-island:not([ssr]):has(#queue-and-rate)').waitFor();
      await page.waitForTimeout(100); // its effects
    }
    await page.keyboard.press('Enter');
    await cell.locator('.cm-content:focus').waitFor();
  });

  test('is done with the keyboard alone', async () => {
    await button('Edit').focus();
    await page.keyboard.press('Enter');
    await cell.locator('.cm-content:focus').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type("import { print } from 'bench'; print(6 * 7);");
    await page.keyboard.press('Control+Enter');
    await holds(output(), '42');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await cell.locator('.cm-content:focus').waitFor({ state: 'detached' });
  });
});

describe('types', () => {
  test('come when they are asked for: completion and hover', async () => {
    await edit("import { createBench } from 'bench';\nconst bench = createBench();\nbench");
    await button(/^Types/).click();
    await holds(said(), 'Types are there');
    await cell.locator('.cm-content').press('Control+End');
    await page.keyboard.type('.adv');
    await holds(page.locator('.cm-tooltip-autocomplete'), 'advance');
    // The editor does not take a key that comes within 75 ms of the list for an answer to it.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await holds(cell.locator('.cm-content'), 'bench.advance');
    await page.keyboard.press('Escape');
    await cell.locator('.cm-line').nth(1).getByText('createBench').hover();
    await holds(page.locator('.bench-hover'), 'Makes a bench on which nothing runs yet');
  });

  test('are not checked until they are there, and the cell says so; then what does not fit is told', async () => {
    const below = cell.locator('.bench-problems');
    await edit("import { print } from 'bench';\nconst n: number = 'seven';\nprint(n);");
    await holds(below, 'Types are not checked: a run does without.');
    await button('Run').click();
    await holds(output(), 'seven');
    await button(/^Types/).click();
    await holds(below, "Line 2: Type 'string' is not assignable to type 'number'.");
    await expect.poll(() => cell.locator('.bench-wrong').allTextContents()).toEqual(['n']);
    expect(await violations(page, { within: '.cell-box:has(#queue-and-rate)' })).toEqual([]);
    await cell.locator('.cm-content').fill("import { print } from 'bench';\nprint(7);");
    await holds(below, 'Types are checked: nothing is wrong.');
  });

  test('are as large as the button says', () => {
    const folder = join(dist, '_astro');
    const worker = readdirSync(folder).find((name) => /^types\.worker.*\.js$/.test(name))!;
    const files = [join(folder, worker), join(dist, 'bench/types.json')];
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    expect(`${(bytes / 1e6).toFixed(1)} MB`).toBe(TYPES_SIZE);
  });
});

/** Everything that a cell could try, each in a word; what it got is printed. */
const HOSTILE = `
import { print } from 'bench';
const g: any = globalThis;
const tries: Record<string, () => unknown> = {
  localStorage: () => g.localStorage.length,
  document: () => g.document.cookie,
  cookieStore: async () => (await g.cookieStore.getAll()).length,
  indexedDB: () => new Promise((yes, no) => {
    const open = g.indexedDB.open('keyval-store');
    open.onsuccess = () => yes('opened');
    open.onerror = () => no(open.error);
  }),
  caches: () => g.caches.keys(),
  storage: () => g.navigator.storage.getDirectory(),
  fetch: () => g.fetch('URL/fetch', { mode: 'no-cors' }),
  own: () => g.fetch('SITE'),
  xhr: () => { const x = new g.XMLHttpRequest(); x.open('GET', 'URL/xhr', false); x.send(); return x.status; },
  websocket: () => new Promise((yes, no) => {
    const s = new g.WebSocket('URL/ws'.replace('http', 'ws'));
    s.onopen = () => yes('open');
    s.onerror = () => no('refused');
  }),
  eventsource: () => new Promise((yes, no) => {
    const s = new g.EventSource('URL/es');
    s.onopen = () => yes('open');
    s.onerror = () => no('refused');
  }),
  beacon: () => g.navigator.sendBeacon('URL/beacon', 'x'),
  importScripts: () => g.importScripts('URL/script.js'),
  import: () => import('URL/module.js'),
  importData: () => import('data:text/javascript,export default 1'),
  worker: () => new Promise((yes, no) => {
    const w = new g.Worker('URL/worker.js');
    w.onmessage = () => yes('ran');
    w.onerror = () => no('refused');
  }),
  nested: () => new Promise((yes, no) => {
    const code = "postMessage(1); try { fetch('URL/nested', { mode: 'no-cors' }).then(() => postMessage('through'), () => postMessage('refused')) } catch { postMessage('refused') }";
    const w = new g.Worker(g.URL.createObjectURL(new g.Blob([code])));
    w.onmessage = (e: any) => e.data === 1 || (e.data === 'through' ? yes('through') : no('refused'));
    w.onerror = () => no('refused');
  }),
  rtc: () => new g.RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:9' }] }),
  webtransport: () => new g.WebTransport('https://127.0.0.1:9/').ready,
  font: () => new g.FontFace('f', 'url(URL/font.woff2)').load(),
  image: () => new g.Image(),
  offscreen: () => g.createImageBitmap('URL/image.png'),
  parent: () => g.parent.document.title,
  top: () => g.top.location.href,
  opener: () => g.opener.location.href,
  eval: () => g.eval('1 + 1'),
  Function: () => new g.Function('return 1')(),
  broadcast: () => { new g.BroadcastChannel('x').postMessage({ type: 'item', item: { kind: 'text', text: 'SPOOF' } }); throw new Error('sent into the void'); },
  message: () => { g.postMessage({ type: 'item', item: { kind: 'text', text: 'SPOOF' } }); throw new Error('told to the frame'); },
};
for (const [name, attempt] of Object.entries(tries)) {
  const late = new Promise((_, no) => setTimeout(() => no(new Error('no answer')), 1500));
  try {
    const got = await Promise.race([attempt(), late]);
    print('GOT', name, String(got));
  } catch (error) {
    print('denied', name);
  }
}
print('end');
`;

describe('a hostile cell', () => {
  let server: Server;
  let hits: string[];
  beforeEach(async () => {
    hits = [];
    server = createServer((request, response) => {
      hits.push(request.url ?? '');
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('export default 1;');
    });
    server.on('upgrade', (request, socket) => {
      hits.push(request.url ?? '');
      socket.destroy();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  test('reaches neither storage, nor cookies, nor network, nor page', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await page.context().addCookies([{ name: 'secret', value: '1', url: site }]);
    await page.evaluate(() => localStorage.setItem('secret', '1'));
    await edit(HOSTILE.replaceAll('URL/', `${url}/`).replaceAll('SITE', site));
    await button('Run').click();
    const text = await holds(output(), 'end');
    const lines = text.split('\n').filter((line) => /^(GOT|denied)/.test(line));
    expect(lines.filter((line) => line.startsWith('GOT'))).toEqual([]);
    expect(lines).toHaveLength(HOSTILE.match(/^ {2}\w+: (?:async )?\(\) =>/gm)!.length);
    expect(hits).toEqual([]);
    expect(text).not.toContain('SPOOF');
    // The counter counts: what a page may do reaches it.
    await page.evaluate((at) => fetch(`${at}/control`, { mode: 'no-cors' }).catch(() => null), url);
    expect(hits).toEqual(['/control']);
  });

  test('shows text and never HTML, and cannot speak in another’s name', async () => {
    await edit(`import { plot, print, table } from 'bench';
print('<img src=x onerror="document.title = 1">');
table([{ '<b>a</b>': '<script>document.title = 2</script>' }]);
plot({ title: '<i>t</i>', x: { label: '<u>x</u>' }, y: { label: 'y' },
  marks: [{ type: 'line', label: '</svg><h1>', points: [[0, 1], [1, 2]] }] });
for (;;) ;
`);
    await button('Run').click();
    // The last of all that is shown; nothing comes after it.
    await holds(output(), '<i>t</i>');
    const made = output().locator('img, b, script, i, u, h1');
    expect(await still('all is shown', made.count())).toBe(0);
    // Another frame of the page's own origin speaks the same words to everybody it can see.
    await page.evaluate(async () => {
      const said = { type: 'item', item: { kind: 'text', text: 'SPOOFED' } };
      window.postMessage(said, '*');
      const own = document.createElement('iframe');
      document.body.append(own);
      const script = own.contentDocument!.createElement('script');
      script.textContent = `parent.postMessage(${JSON.stringify(said)}, '*');
        for (let i = 0; i < parent.length; i++) parent[i].postMessage(${JSON.stringify({
          bundle: 'postMessage(1)',
          code: '',
        })}, '*', [new MessageChannel().port1, new MessageChannel().port1]);`;
      own.contentDocument!.body.append(script);
      await new Promise((done) => setTimeout(done, 300));
      own.remove();
    });
    // What was said has been heard by now, or by nobody.
    expect(await still('the cell spins', output().textContent())).not.toContain('SPOOFED');
    expect(await still('the cell spins', said().textContent())).toBe('Running.');
    await button('Stop').click();
  });

  test('cannot be opened as a page of the site', () => {
    expect(existsSync(join(dist, 'bench/index.html'))).toBe(true);
    const scripts = readdirSync(join(dist, 'bench'));
    expect(scripts.filter((name) => name.endsWith('.html'))).toEqual(['index.html']);
  });
});

test('axe finds nothing, before and after a run, and on the reference', async () => {
  const check = async (what: string, within: string) => {
    expect(await violations(page, { within }), what).toEqual([]);
  };
  await check('before', '.cell-box:has(#queue-and-rate)');
  await button('Run').click();
  await holds(said(), 'Done in');
  await check('after', '.cell-box:has(#queue-and-rate)');
  await page.goto(`${site}bench/`);
  await check('reference', 'main');
});
