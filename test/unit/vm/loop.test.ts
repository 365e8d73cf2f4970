// The interpreter's loop: it is what its table says, and a sequence does what its instructions do.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { INSTRUCTIONS, OP, WIDTH } from '../../../lib/cc/bytecode.ts';
import { compile } from '../../../lib/cc/compile.ts';
import { LETTERS } from '../../../lib/cc/liveness.ts';
import { LOOP, loopText } from '../../../lib/cli/write-loop.ts';
import { linkedOf } from '../../../lib/vm/linked.ts';
import { runLoop } from '../../../lib/vm/loop/loop.ts';
import { ALL, fuse, type Sequence } from '../../../lib/vm/loop/sequences.ts';
import { createProcess, type VmState } from '../../../lib/vm/process.ts';

test('the loop is the one that `npm run loop` writes', () => {
  expect(readFileSync(LOOP, 'utf8')).toBe(loopText());
});

test('every sequence gives its instructions the operands that they have', () => {
  for (const { steps } of ALL) {
    for (const { op, names } of steps) expect(names, op).toHaveLength(LETTERS[OP[op]].length);
  }
  expect(new Set(ALL.map(({ opcode }) => opcode)).size).toBe(ALL.length);
  expect(ALL.every(({ opcode }) => opcode >= INSTRUCTIONS.length && opcode < 256)).toBe(true);
});

const built = compile([
  {
    name: 'a.c',
    text: `
      int words[64] = {1}; long longs[16];
      int f(int n) { int kept[3]; kept[0] = n; int *p = kept; return *p; }
      int main(void) { return f(1) + words[0] + (int) longs[0]; }`,
  },
]);
if (!built.ok) throw new Error('the program does not compile');
const { image } = built;
const linked = linkedOf(image);

/** Numbers that repeat with their seed. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
}

const REGISTERS = 6;
const INTERESTING = [0, 1, 2, 3, 32, 255, -1, -7, 0x7fffffff, -0x80000000, 0x12345678];

const FRESH = createProcess(image, { argv: ['a'] });

/** A state whose registers hold small numbers, extreme ones, and addresses of the program's variables. */
function stateOf(next: (below: number) => number): VmState {
  const s = structuredClone(FRESH);
  const [base] = image.globals.map((v) => v.at);
  s.registers.fill(0, 0, 64);
  for (let i = 0; i < 2 * REGISTERS; i++) {
    const address = base + 4 * next(40) + (next(8) === 0 ? 1 : 0);
    const value = next(3) > 0 ? address : INTERESTING[next(INTERESTING.length)];
    s.registers[i] = i % 2 === 0 ? value : next(2) === 0 ? 0 : INTERESTING[next(11)];
  }
  // A caller to return to.
  s.calls.set([40 * WIDTH, 20, s.sp + 32, 0, 41 * WIDTH, 16, s.sp + 16, 0]);
  s.depth = 2;
  s.pc = 0;
  return s;
}

/** Code that begins with the sequence, with operands by chance; all that follows is a breakpoint. */
function codeOf({ steps }: Sequence, next: (below: number) => number): Int32Array {
  const code = new Int32Array(image.code.length + 64 * WIDTH);
  const registers = new Map<string, number>();
  const first = next(REGISTERS);
  steps.forEach(({ op, names }, k) => {
    code[k * WIDTH] = OP[op];
    LETTERS[OP[op]].forEach((letter, i) => {
      const register =
        registers.get(names[i]) ?? 2 * ((first + registers.size + next(3)) % REGISTERS);
      if (names[i] !== '_') registers.set(names[i], register);
      const number = next(3) === 0 ? INTERESTING[next(INTERESTING.length)] : 4 * next(8);
      code[k * WIDTH + 1 + i] =
        letter === 'j'
          ? WIDTH * next(48)
          : letter === 'f'
            ? 0
            : letter === 'i'
              ? number
              : letter === 'w'
                ? 2 * REGISTERS
                : register;
    });
  });
  return code;
}

function outcome(s: VmState, code: Int32Array) {
  const ended = runLoop(s, linked, code, () => false, 1000);
  const { pc, sp, frame, depth, registers, calls, space, warned } = s;
  return {
    ...{ pc, sp, frame, depth, warned, stop: ended.stop, ops: ended.ops },
    error: String(ended.error),
    registers: [...registers.subarray(0, 64)],
    calls: [...calls.subarray(0, 16)],
    // Where the program's variables are.
    memory: Buffer.from(space.memory.subarray(0, 8192)).toString('latin1'),
    shadow: Buffer.from(space.shadow.subarray(0, 8192)).toString('latin1'),
    stack: Buffer.from(space.shadow.subarray(s.stackHigh - 512, s.stackHigh)).toString('latin1'),
  };
}

const TRIES = 60;

describe('a sequence does what its instructions do one by one', () => {
  test.each(ALL.map((sequence) => [sequence.steps.map(({ op }) => op).join(' '), sequence]))(
    '%s',
    (_, sequence) => {
      const next = numbersFrom((sequence as Sequence).opcode);
      let fusedOnes = 0;
      for (let i = 0; i < TRIES; i++) {
        const code = codeOf(sequence as Sequence, next);
        const fused = fuse(code);
        if (fused[0] !== (sequence as Sequence).opcode) continue;
        fusedOnes++;
        const seed = next(1 << 20);
        const plain = outcome(stateOf(numbersFrom(seed)), code);
        expect(outcome(stateOf(numbersFrom(seed)), fused)).toEqual(plain);
      }
      expect(fusedOnes).toBeGreaterThan(5);
    },
  );
});
