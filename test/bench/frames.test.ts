// Bench: what a frame of each figure costs the page while it plays, in Chromium.
//
// Of every animation frame the script is measured, with the drawing that it asks for (Preact's, in the
// microtasks after it); the browser's own layout and paint come on top. Figures play at their fastest, and
// the accept queue under its heaviest load. SITE_DIST names a finished build made with BASE_PATH=/book/;
// without it one is made. Milliseconds on the clock: a busy machine makes the worst frames worse.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../browser/chromium.ts';

const BASE = '/book/';
const SITE = 'https://book.example';
const ROOT = join(import.meta.dirname, '../..');
const DIST = process.env.SITE_DIST ?? mkdtempSync(join(tmpdir(), 'frames-'));
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** How long each figure plays. */
const PLAY_MS = 6000;
const FRAME_MS = 4;

let server: Server;
let browser: Browser;
let site = '';

function build(): void {
  const astro = join(ROOT, 'node_modules/astro/bin/astro.mjs');
  execFileSync(process.execPath, [astro, 'build', '--outDir', DIST], {
    cwd: ROOT,
    stdio: 'ignore',
    // Vitest's NODE_ENV=test would give the site development code.
    env: { ...process.env, NODE_ENV: 'production', BASE_PATH: BASE, SITE_URL: SITE },
  });
}

beforeAll(async () => {
  if (!process.env.SITE_DIST) build();
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    let file = join(DIST, decodeURIComponent(pathname).replace(BASE, ''));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    const found = existsSync(file);
    response.writeHead(found ? 200 : 404, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain' });
    response.end(found ? readFileSync(file) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  if (!process.env.SITE_DIST) rmSync(DIST, { recursive: true });
});

/** Runs in the page: notes how long each frame's script takes, microtasks included. */
function noteFrames(): void {
  const frames: number[] = [];
  Object.assign(window, { frames });
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    ask((time) => {
      const begin = performance.now();
      callback(time);
      const end = (turns: number): void => {
        if (turns > 0) queueMicrotask(() => end(turns - 1));
        else frames.push(performance.now() - begin);
      };
      end(3);
    });
}

async function framesOf(figure: string): Promise<number[]> {
  const page = await browser.newPage();
  await page.addInitScript(noteFrames);
  await page.goto(`${site}embed/${figure}/`);
  const play = page.locator('.transport button.is-main').first();
  if ((await play.count()) === 0) return [];
  await page.waitForTimeout(1000);
  const load = page.getByLabel('Clients come');
  if ((await load.count()) > 0) await load.selectOption('150000');
  await page.getByLabel('Speed').first().selectOption('4');
  if ((await play.textContent())?.includes('Play')) await play.click();
  await page.waitForTimeout(PLAY_MS);
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  await page.close();
  return frames;
}

function at(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

test('the script of a frame', async () => {
  const rows: string[] = [];
  const medians = new Map<string, number>();
  for (const figure of readdirSync(join(DIST, 'embed'))) {
    const frames = (await framesOf(figure)).sort((a, b) => a - b);
    if (frames.length === 0) {
      rows.push(`${figure.padEnd(20)} stands still`);
      continue;
    }
    const cells = [at(frames, 0.5), at(frames, 0.99), at(frames, 1)].map((ms) => ms.toFixed(2));
    rows.push(
      figure.padEnd(20) + [frames.length, ...cells].map((c) => `${c}`.padStart(9)).join(''),
    );
    medians.set(figure, at(frames, 0.5));
  }
  console.log(['ms of script a frame   frames   median     99 %    worst', ...rows].join('\n'));
  for (const [figure, ms] of medians) expect(ms, figure).toBeLessThan(FRAME_MS);
});
