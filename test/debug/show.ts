// Shows where the two prompts differ: `node test/debug/show.ts server.gdb …`, or all scripts.
// With -a every answer is shown, the real gdb's.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../lib/machine/whole.ts';
import { expected, model, normal, readScript, real, SCRIPTS } from './both.ts';

const words = process.argv.slice(2);
const asked = words.filter((word) => word !== '-a');
const folder = mkdtempSync(join(tmpdir(), 'gdb-'));
let differences = 0;
for (const name of asked.length > 0 ? asked : SCRIPTS) {
  const script = readScript(name);
  const mine = normal(model(script));
  const theirs = expected(real(script, folder), mine);
  for (const [i, { command, answer }] of theirs.entries()) {
    const same = answer.join('\n') === mine[i].answer.join('\n');
    if (!same) differences++;
    if (same && !words.includes('-a')) continue;
    const lines = same
      ? answer.map((line) => `    ${line}`)
      : [...answer.map((line) => `  - ${line}`), ...mine[i].answer.map((line) => `  + ${line}`)];
    console.log([`${name}: (gdb) ${command}`, ...lines].join('\n'));
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(`${differences} differences`);
