// The weight of the machine: gzip bytes that a browser fetches to compile and run C.
//
// One idea: the built files themselves are started (components/cell/build/box.ts) and asked to do what
// readers do; what they fetch is counted.
//
// Units: bytes after gzip level 9, each file once.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Request } from '../../../lib/notebook/messages.ts';
import { openBox } from '../../cell/build/box.ts';
import { CURL, HELLO, SERVER } from '../../cell/build/rehearsals.ts';

export interface MachineWeight {
  what: string;
  files: string[];
  gzip: number;
  limit: number;
}

/** What is asked of a new machine, what its answers must hold, and how much it may fetch for that. */
const TASKS: readonly { what: string; requests: Request[]; holds: string; limit: number }[] = [
  { what: 'hello', requests: [HELLO], holds: 'hello, world', limit: 83 * 1024 },
  { what: 'server', requests: [SERVER], holds: 'Listening', limit: 100 * 1024 },
  {
    what: 'server and curl',
    requests: [SERVER, CURL],
    holds: 'Hello, World!',
    limit: 156 * 1024,
  },
];

/** Weighs the machine of a built site; throws where it does not do what it is asked. */
export function weighMachine(dist: string): MachineWeight[] {
  const folder = join(dist, '_astro');
  const names = readdirSync(folder);
  const script = names.find((name) => /^cell\.worker-.*\.js$/.test(name));
  if (!script) throw new Error(`${folder}: the machine's script was expected`);
  // The page's end of the pipe comes with it.
  const page = names.filter((name) => /^connection\..*\.js$/.test(name));
  return TASKS.map(({ what, requests, holds, limit }) => {
    const box = openBox(script, (file) => readFileSync(join(folder, file), 'utf8'));
    const answers = JSON.stringify(requests.flatMap((request) => box.ask(request)));
    if (!answers.includes(holds)) throw new Error(`the built machine does not run ${what}`);
    const files = [...new Set([...page, ...box.fetched])];
    const bytes = files.map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }));
    return { what, files, gzip: bytes.reduce((sum, { length }) => sum + length, 0), limit };
  });
}

/** Formats weights as the table that the build prints. */
export function machineTable(weights: readonly MachineWeight[]): string {
  return weights
    .map(({ what, files, gzip, limit }) => {
      const kilobytes = (gzip / 1024).toFixed(1).padStart(6);
      return `  ${what.padEnd(16)} ${kilobytes} KB of ${limit / 1024} in ${files.length} files`;
    })
    .join('\n');
}
