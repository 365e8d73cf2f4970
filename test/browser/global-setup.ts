// Before the browser tests: builds the site under a base path, as GitHub Pages serves a project,
// and serves it. `SITE_DIST=folder` takes a finished build (made with BASE_PATH=/book/) instead.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';

export const BASE = '/book/';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the site's start page, with its base path. */
    site: string;
    /** Folder of the built files. */
    dist: string;
  }
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.xml': 'application/xml',
};

const root = fileURLToPath(new URL('../../', import.meta.url));

export default function setup(project: TestProject) {
  // Before the long build, so that a missing browser is told at once.
  findChromium();
  const dist = process.env.SITE_DIST ?? join(root, 'dist');
  if (!process.env.SITE_DIST) {
    const astro = join(root, 'node_modules/astro/bin/astro.mjs');
    const built = spawnSync(process.execPath, [astro, 'build'], {
      cwd: root,
      stdio: 'inherit',
      // Vitest's NODE_ENV=test would give the site development code.
      env: {
        ...process.env,
        NODE_ENV: 'production',
        BASE_PATH: BASE,
        SITE_URL: 'https://book.example',
      },
    });
    if (built.status !== 0) throw new Error('the site does not build; see above');
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    const inside = path.startsWith(BASE) ? path.slice(BASE.length) : undefined;
    let file = inside === undefined ? '' : join(dist, inside);
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    const found = file !== '' && existsSync(file);
    response.writeHead(found ? 200 : 404, {
      'Content-Type': found ? (TYPES[extname(file)] ?? 'text/plain') : 'text/html',
    });
    response.end(readFileSync(found ? file : join(dist, '404.html')));
  });
  return new Promise<() => void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      project.provide('site', `http://127.0.0.1:${port}${BASE}`);
      project.provide('dist', dist);
      resolve(() => {
        server.close();
        server.closeAllConnections();
      });
    });
  });
}
