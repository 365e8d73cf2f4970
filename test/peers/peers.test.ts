// Real peers: the model's TCP talks to the kernel's own over a TUN device.
//
// A network namespace has a TUN device whose other end is the machine in a process of its own,
// joined by tun-bridge.c. Real curl and nginx run in the namespace. This needs root and /dev/net/tun;
// a machine that has neither says so and skips, any other lack is a failure.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const here = import.meta.dirname;
const space = `sockscope-${process.pid}`;
const MODEL = '10.9.0.2';
const KERNEL = '10.9.0.1';

function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root';
  if (!existsSync('/dev/net/tun')) return 'no /dev/net/tun';
  const made = spawnSync('ip', ['netns', 'add', space]);
  if (made.status !== 0) return `no network namespace: ${made.stderr}`;
  const tried = spawnSync('ip', ['-n', space, 'tuntap', 'add', 'try0', 'mode', 'tun']);
  spawnSync('ip', ['netns', 'del', space]);
  return tried.status === 0 ? undefined : `no TUN device: ${tried.stderr}`;
}

const why = missing();
if (why) console.warn(`The model is not tried against this machine's kernel: ${why}.`);

let folder = '';
let child: ChildProcess | undefined;

beforeAll(() => {
  if (why) return;
  folder = mkdtempSync(join(tmpdir(), 'peers-'));
  execFileSync('gcc', ['-O1', '-o', join(folder, 'bridge'), join(here, 'tun-bridge.c')]);
  execFileSync('ip', ['netns', 'add', space]);
  execFileSync('ip', ['-n', space, 'link', 'set', 'lo', 'up']);
});
afterAll(() => {
  if (why) return;
  spawnSync('ip', ['netns', 'del', space]);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  if (!child) return;
  const ended = new Promise((resolve) => child!.once('exit', resolve));
  // The bridge is the leader of a group: the machine goes with it.
  if (child.exitCode === null) {
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
  }
  child = undefined;
});

/** Starts a program in the machine behind the device; `said` grows with what it prints. */
async function start(program: string[], options: string[] = []) {
  const command = ['bin/sockscope.mjs', 'run', ...program, '--link', 'stdio', '--addr', MODEL];
  const bridge = [join(folder, 'bridge'), 'tun0', process.execPath, ...command, ...options];
  const run = spawn('ip', ['netns', 'exec', space, ...bridge], { cwd: root, detached: true });
  child = run;
  const model = { said: '', exit: new Promise<number | null>((done) => run.on('exit', done)) };
  run.stderr.on('data', (bytes) => {
    model.said += bytes;
  });
  const ip = (...args: string[]) => spawnSync('ip', ['-n', space, ...args]).status === 0;
  while (!ip('addr', 'add', `${KERNEL}/24`, 'dev', 'tun0')) await sleep(20);
  ip('link', 'set', 'tun0', 'up');
  return model;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function listening(model: { said: string }) {
  while (!model.said.includes('Listening')) {
    expect(child?.exitCode, model.said).toBeNull();
    await sleep(20);
  }
}

function curl(...args: string[]) {
  const run = spawn('ip', ['netns', 'exec', space, 'curl', '-sS', '--no-progress-meter', ...args]);
  let said = '';
  run.stderr.on('data', (bytes) => {
    said += bytes;
  });
  return new Promise<{ status: number | null; said: string }>((resolve) =>
    run.on('exit', (status) => resolve({ status, said })),
  );
}

/** Fetches `count` pages and returns how many different texts came. */
async function pages(count: number, ...args: string[]) {
  const file = join(folder, 'pages');
  const url = `http://${MODEL}:8080/[1-${count}]`;
  const result = await curl(...args, url, '-o', `${file}-#1`);
  const texts = new Map<string, number>();
  for (let i = 1; i <= count; i++) {
    const text = existsSync(`${file}-${i}`) ? readFileSync(`${file}-${i}`, 'utf8') : 'nothing';
    texts.set(text, (texts.get(text) ?? 0) + 1);
    rmSync(`${file}-${i}`, { force: true });
  }
  return { ...result, texts: Object.fromEntries(texts) };
}

const BODY_BYTES = 10_000_000;

async function body() {
  const file = join(folder, 'body');
  const result = await curl(`http://${MODEL}:8080/`, '-o', file);
  const got = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  rmSync(file, { force: true });
  const wrong = got.findIndex((byte, i) => byte !== ((i * 31 + (i >> 8)) & 255));
  return { ...result, bytes: got.length, wrong };
}

const fine = { status: 0, said: '' };

describe.skipIf(why !== undefined)('over a TUN device', { timeout: 180_000 }, () => {
  test("real curl gets 1000 pages from the book's server in the model", async () => {
    const model = await start(['content/programs/server.c']);
    await listening(model);
    expect(await pages(1000)).toEqual({ ...fine, texts: { 'Hello, World!': 1000 } });
  });

  test('and 10 MB, every byte in its place', async () => {
    const model = await start(['test/peers/body.c', String(BODY_BYTES)]);
    await listening(model);
    expect(await body()).toEqual({ ...fine, bytes: BODY_BYTES, wrong: -1 });
  });

  describe('that loses 1 % each way and takes 25 ms', () => {
    const bad = ['--delay', '25', '--loss', '1'];

    test('1000 pages', async () => {
      const model = await start(['content/programs/epoll-server.c'], bad);
      await listening(model);
      const got = await pages(1000, '--parallel', '--parallel-max', '10', '--retry', '0');
      expect(got).toEqual({ ...fine, texts: { 'Hello, World!': 1000 } });
    });

    test('10 MB', async () => {
      const model = await start(['test/peers/body.c', String(BODY_BYTES)], bad);
      await listening(model);
      expect(await body()).toEqual({ ...fine, bytes: BODY_BYTES, wrong: -1 });
    });
  });

  test('datagrams of any length come back, cut and put together on both sides', async () => {
    const model = await start(['test/peers/echo.c']);
    await listening(model);
    const lengths = [0, 1, 1472, 1473, 2952, 2953, 20_000, 65_507];
    const script = `
      const socket = require('node:dgram').createSocket('udp4');
      const lengths = ${JSON.stringify(lengths)};
      const bytes = Buffer.from(Array.from({ length: 65_507 }, (_, i) => (i * 7 + (i >> 8)) & 255));
      const next = () => lengths.length ? socket.send(bytes.subarray(0, lengths[0]), 7000, '${MODEL}') : socket.close();
      socket.on('message', (back) => {
        console.log(back.length, back.equals(bytes.subarray(0, lengths.shift())));
        next();
      });
      next();`;
    const args = ['netns', 'exec', space, process.execPath, '-e', script];
    const said = execFileSync('ip', args, { encoding: 'utf8', timeout: 20_000 });
    expect(said).toBe(lengths.map((length) => `${length} true\n`).join(''));
  });

  test('a C client in the model gets a page from a real nginx', async () => {
    const page = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255));
    writeFileSync(join(folder, 'page'), page);
    const conf = `pid ${folder}/pid; error_log ${folder}/error.log; events {}
      http { access_log off; server { listen ${KERNEL}:80; root ${folder}; } } user root;`;
    writeFileSync(join(folder, 'nginx.conf'), conf);
    // The address must be there before nginx binds it; the client retries nothing.
    spawnSync('ip', ['-n', space, 'addr', 'add', `${KERNEL}/32`, 'dev', 'lo']);
    const nginx = ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')];
    execFileSync('ip', ['netns', 'exec', space, ...nginx]);
    try {
      const model = await start(['test/peers/fetch.c', KERNEL, '80', '/page']);
      expect(await model.exit, model.said).toBe(0);
      const sum = page.reduce((total, byte) => total + byte, 0);
      expect(model.said).toBe(`${page.length} bytes, sum ${sum}\n`);
    } finally {
      execFileSync('ip', ['netns', 'exec', space, ...nginx, '-s', 'stop']);
    }
  });
});
