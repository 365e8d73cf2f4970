// Peers: other interpreters of C in JavaScript, to stand beside ours in the table.
//
// They are no dependency of this project: the bench installs these versions from npm into a folder of
// the system's cache, once, and goes on without them where that cannot be done. Each program runs in
// a process of its own, which is ended when it takes too long.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = { 'picoc-js': '1.0.12', JSCPP: '2.0.9' };

export type Peer = keyof typeof VERSIONS;
export const PEERS = Object.keys(VERSIONS) as Peer[];

const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const FOLDER = join(CACHE, 'sockets-from-scratch-bench');
const TIMEOUT_MS = 60_000;

/** Installs the peers; returns why not, where that fails. */
export function installPeers(): string | undefined {
  const names = PEERS.map((name) => `${name}@${VERSIONS[name]}`);
  const stamp = join(FOLDER, `${names.join('+')}.installed`);
  if (existsSync(stamp)) return undefined;
  try {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, ...names], { cwd: FOLDER, stdio: 'pipe' });
    writeFileSync(stamp, '');
    return undefined;
  } catch (e) {
    const [why] = String(e instanceof Error ? e.message : e).split('\n');
    return `${names.join(' and ')} could not be installed in ${FOLDER}, so their columns are empty: ${why}`;
  }
}

/** How each runs a program; `write` is given what it prints. */
const RUN: Record<Peer, string> = {
  // Its module is written as ESM, but its package does not say so to older Nodes.
  'picoc-js': `
    const { runC } = await import('./node_modules/picoc-js/dist/bundle.js');
    const run = () => runC(source, write);`,
  JSCPP: `
    const { default: JSCPP } = await import('JSCPP');
    const run = () => JSCPP.run(source, '', { stdio: { write }, maxTimeout: 1e9 });`,
};

export interface PeerRun {
  /** Processor time. */
  ms: number;
  output: string;
}

/** Runs a program once; undefined where the peer cannot, or takes longer than a minute. */
export function runPeer(peer: Peer, source: string): PeerRun | undefined {
  const script = `
    const source = ${JSON.stringify(source)};
    let output = '';
    const write = (text) => { output += text; };
    ${RUN[peer]}
    const start = process.cpuUsage();
    try { run(); } catch { process.exit(1); }
    // picoc-js starts by itself as soon as its WebAssembly is there, and tells nobody of the end.
    while (output === '') await new Promise((done) => setTimeout(done, 1));
    const { user, system } = process.cpuUsage(start);
    const ms = (user + system) / 1000;
    process.stdout.write('\\nresult ' + JSON.stringify({ ms, output }) + '\\n', () => process.exit(0));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: FOLDER,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  const found = /^result (.*)$/m.exec(child.stdout ?? '');
  return found ? (JSON.parse(found[1]) as PeerRun) : undefined;
}
