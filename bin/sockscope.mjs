#!/usr/bin/env node
// Starts the command line tool. It is TypeScript that Node 24 runs as it is; an older Node hands
// over to the one that the `node` package brought along.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const canStripTypes = major >= 24 || (major === 22 && minor >= 18);

if (canStripTypes) {
  const { main } = await import('../lib/cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(own)) {
    console.error(`sockscope needs Node 24 (this is ${process.version}); run "npm install" first`);
    process.exit(1);
  }
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(own, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(child.status ?? 1);
}
