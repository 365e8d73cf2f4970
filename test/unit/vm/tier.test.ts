// The second tier changes nothing but time: every C program of the tests runs twice, interpreted and
// with places compiled at once, and must stop at the same traps after the same number of operations.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Trap } from '../../../lib/abi/trap.ts';
import type { Image } from '../../../lib/cc/image.ts';
import { build } from '../../../lib/machine/build.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { createProcess, type VmState, vmDriver } from '../../../lib/vm/process.ts';
import { theArena } from '../../../lib/vm/tier/arena.ts';
import { createTier } from '../../../lib/vm/tier/tier.ts';

/** Compiles whatever is seen once, and looks very often. */
const EAGER = createTier({ portion: 40, hot: 1 });
const LONGEST_OPS = 3_000_000;

/** So many are plenty: a program that polls what only a kernel can change would ask for ever. */
const MOST_TRAPS = 20_000;

interface Run {
  traps: Trap[];
  output: string;
  state: VmState;
}

/** Runs without a kernel: write prints, all else is ENOSYS, as long as it takes up to a bound. */
function run(image: Image, tier: typeof EAGER | 'none', quantum: number): Run {
  const driver = vmDriver(() => image, LIBC_NATIVES, tier);
  const state = createProcess(image, { argv: ['./a.out'] });
  const result: Run = { traps: [], output: '', state };
  for (let ops = 0; ops < LONGEST_OPS && result.traps.length < MOST_TRAPS; ) {
    const trap = driver.run(state, quantum);
    ops += trap.ops;
    result.traps.push(trap);
    if (trap.kind === 'quantum' || trap.kind === 'warning') continue;
    if (trap.kind !== 'syscall' || [60, 231].includes(trap.nr)) break;
    const [, from, length] = trap.args;
    const bytes = trap.nr === 1 ? driver.read(state, from, length) : undefined;
    if (bytes) result.output += Buffer.from(bytes).toString('latin1');
    driver.deliver(state, bytes ? length : trap.nr === 0 ? 0 : -38);
  }
  EAGER.release();
  return result;
}

function expectSame(image: Image, quantum: number): void {
  const plain = run(image, 'none', quantum);
  const tiered = run(image, EAGER, quantum);
  expect(tiered.output).toBe(plain.output);
  expect(tiered.traps).toEqual(plain.traps);
  const { space, pc, sp, frame, depth } = tiered.state;
  expect({ pc, sp, frame, depth }).toEqual({
    pc: plain.state.pc,
    sp: plain.state.sp,
    frame: plain.state.frame,
    depth: plain.state.depth,
  });
  expect(Buffer.from(space.memory).equals(plain.state.space.memory)).toBe(true);
  expect(Buffer.from(space.shadow).equals(plain.state.space.shadow)).toBe(true);
}

function imageOf(text: string): Image | undefined {
  const built = build([{ name: 'a.c', text }]);
  return built.ok ? built.image : undefined;
}

const ROOT = new URL('../../../', import.meta.url).pathname;

function programsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.c'))
    .map((name) => `${folder}/${name}`);
}

test('there is an arena here, so that these tests test something', () => {
  expect(theArena()).toBeDefined();
});

describe('the same traps, bytes and times', () => {
  const folders = ['test/c', 'content/programs', 'test/unit/libc/programs'];
  test.each(folders.flatMap(programsIn))('%s', (file) => {
    const image = imageOf(readFileSync(join(ROOT, file), 'utf8'));
    if (!image) return;
    expectSame(image, 50_000);
    expectSame(image, 773);
  });
});

test('where a native uses up the fuel, the program goes on to the next jump or call', () => {
  const image = imageOf(`
    #include <string.h>
    int main(void) {
      char text[40] = "a"; unsigned long sum = 0;
      for (int i = 0; i < 300; i++) {
        if (i % 30 == 0) text[1] = 0;
        sum += strlen(text); sum ^= i; sum *= 3; sum += i & 5;
        if (sum & 1) text[sum % 30] = 'x';
        memmove(text + 1, text, sum % 30); text[39] = 0;
      }
      return sum == 0;
    }`)!;
  for (let quantum = 30; quantum < 90; quantum++) expectSame(image, quantum);
});

test('signed arithmetic that does not fit warns in compiled code as it does in the interpreter', () => {
  const loop = (type: string, start: string, step: string): string =>
    `{ ${type} v = ${start}; for (int i = 0; i < 500; i++) { v = ${step}; sum ^= (unsigned) v; } }`;
  const image = imageOf(`
    int main(void) {
      unsigned sum = 0; int three = 3, many = 5000000; long far = 1L << 55;
      ${loop('int', '2147483000', 'v + three')}
      ${loop('int', '2147483000', 'v + 3')}
      ${loop('int', '-2147483000', 'v - three')}
      ${loop('int', 'many', 'i * many')}
      ${loop('int', '1', 'i * 5000000')}
      ${loop('int', '-2147483647 - 1', '-v')}
      ${loop('long', '9223372036854775000', 'v + three')}
      ${loop('long', '9223372036854775000', 'v + 3')}
      ${loop('long', '-9223372036854775000', 'v - three')}
      ${loop('long', '1', 'i * far')}
      ${loop('long', '-9223372036854775807 - 1', '-v')}
      return sum == 0;
    }`)!;
  expectSame(image, 50_000);
  const { traps } = run(image, EAGER, 50_000);
  expect(traps.filter((trap) => trap.kind === 'warning')).toHaveLength(11);
});
