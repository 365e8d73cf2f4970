// The driver's promises.

import { expect, test } from 'vitest';
import { disassemble, OP } from '../../../lib/cc/bytecode.ts';
import { compile } from '../../../lib/cc/compile.ts';
import { createProcess, vmDriver } from '../../../lib/vm/process.ts';

const DECLARATIONS = 'long __syscall(long nr, ...);\n';

function load(text: string) {
  const built = compile([{ name: 'a.c', text: DECLARATIONS + text }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const { image } = built;
  return {
    image,
    driver: vmDriver(() => image),
    state: createProcess(image, { argv: ['a', 'b'] }),
  };
}

test('a system call stops with its number, arguments and line, and goes on with the result', () => {
  const { driver, state } = load(
    'int main(void) {\n  return (int)__syscall(41, 2, -1L, 0x100000000L);\n}',
  );
  const trap = driver.run(state, 1000);
  expect(trap).toMatchObject({ kind: 'syscall', nr: 41, args: [2, -1, 4294967296], line: 3 });
  driver.deliver(state, -98);
  expect(driver.run(state, 1000)).toMatchObject({ kind: 'exit', status: -98 & 255 });
});

test('fuel stops an endless loop, and the same state goes on', () => {
  const { driver, state } = load('int main(void) { unsigned n = 0; for (;;) n++; }');
  const trap = driver.run(state, 10_000);
  expect(trap.kind).toBe('quantum');
  expect(trap.ops).toBeGreaterThanOrEqual(10_000);
  expect(trap.ops).toBeLessThan(10_100);
  expect(driver.run(state, 10_000).kind).toBe('quantum');
});

test('a run in small quanta is the run in one', () => {
  const text =
    'int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); } int main(void) { return f(15) & 127; }';
  const whole = load(text);
  const parts = load(text);
  const end = whole.driver.run(whole.state, 1_000_000);
  let trap = parts.driver.run(parts.state, 7);
  let ops = trap.ops;
  while (trap.kind === 'quantum') {
    trap = parts.driver.run(parts.state, 7);
    ops += trap.ops;
  }
  expect(trap).toMatchObject({ kind: 'exit', status: 610 & 127 });
  expect(end).toMatchObject({ kind: 'exit', status: 610 & 127 });
  expect(Math.abs(ops - end.ops)).toBeLessThan(end.ops);
});

test('structuredClone is a snapshot, and fork copies memory', () => {
  const { driver, state } = load(
    'int shared = 1; int main(void) { long r = __syscall(57); if (r == 0) shared = 5; __syscall(1, &shared); return shared; }',
  );
  driver.run(state, 1000);
  const snapshot = structuredClone(state);
  const child = driver.fork(state);
  driver.deliver(child, 0);
  driver.deliver(state, 7);
  for (const [s, want] of [
    [child, 5],
    [state, 1],
  ] as const) {
    const trap = driver.run(s, 1000);
    if (trap.kind !== 'syscall') throw new Error(trap.kind);
    expect(driver.read(s, trap.args[0], 4)).toEqual(Uint8Array.of(want, 0, 0, 0));
  }
  expect(snapshot.awaiting).toBeDefined();
  driver.deliver(snapshot, 0);
  expect(driver.run(snapshot, 1000).kind).toBe('syscall');
});

test('the kernel cannot read or write where the program has no memory', () => {
  const { driver, state } = load(
    'char b[4]; int main(void) { __syscall(0, b, "const"); return 0; }',
  );
  const trap = driver.run(state, 1000);
  if (trap.kind !== 'syscall') throw new Error(trap.kind);
  const [buffer, constant] = trap.args;
  expect(driver.write(state, buffer, Uint8Array.of(1, 2, 3, 4))).toBe(true);
  expect(driver.write(state, buffer, new Uint8Array(5))).toBe(false);
  expect(driver.write(state, constant, new Uint8Array(1))).toBe(false);
  expect(driver.write(state, 0, new Uint8Array(1))).toBe(false);
  expect(driver.read(state, buffer, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(driver.read(state, buffer, 5)).toBeUndefined();
  expect(driver.read(state, -8, 4)).toBeUndefined();
});

test('the disassembler writes what the assembler wrote', () => {
  const { image } = load(
    'int add(int a, int b) { return a + b; } int main(void) { return add(1, 2); }',
  );
  const add = image.functions.find((f) => f.name === 'add')!;
  expect(disassemble(image.code, add.pc)).toBe('ADDS r0, r0, r1');
  expect(image.code[add.pc]).toBe(OP.ADDS);
});
