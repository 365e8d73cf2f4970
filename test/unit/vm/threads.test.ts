// Threads share an address space and nothing else; setjmp and longjmp; the thread pointer.

import { expect, test } from 'vitest';
import { OP } from '../../../lib/cc/bytecode.ts';
import { compile } from '../../../lib/cc/compile.ts';
import type { NativeTable } from '../../../lib/vm/native.ts';
import { createProcess, type VmState, vmDriver } from '../../../lib/vm/process.ts';

const DECLARATIONS = `long __syscall(long nr, ...); void *malloc(unsigned long n); void free(void *p);
int setjmp(int *env); void longjmp(int *env, int value);
`;

const NATIVES: NativeTable = {
  setjmp: (cpu) => {
    cpu.saveContext(cpu.ptr(0));
    cpu.retInt(0);
  },
  longjmp: (cpu) => cpu.restoreContext(cpu.ptr(0), cpu.int(1) || 1),
};

function load(text: string) {
  const built = compile([{ name: 'a.c', text: DECLARATIONS + text }], { natives: NATIVES });
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const { image } = built;
  const driver = vmDriver(() => image, NATIVES);
  return { image, driver, state: createProcess(image, { argv: ['a'] }) };
}

function runC(text: string) {
  const { driver, state } = load(text);
  return driver.run(state, 1_000_000);
}

const TWO = `int shared = 1; char stack[4096]; int *block;
void worker(int *p) { int mine = *p; shared += mine; block = malloc(100000); *block = mine; __syscall(1, shared); }
int main(void) {
  int seven = 7;
  __syscall(56, &worker, &seven, stack, sizeof stack);
  int got = *block;
  free(block);
  return shared + got;
}`;

/** Runs to the call of clone and makes the thread that it asks for. */
function twoThreads(): { driver: ReturnType<typeof load>['driver']; a: VmState; b: VmState } {
  const { driver, state } = load(TWO);
  const trap = driver.run(state, 10_000);
  if (trap.kind !== 'syscall') throw new Error(JSON.stringify(trap));
  const [entry, arg, stackLow, stackBytes] = trap.args;
  const thread = driver.thread!(state, { entry, arg, stackLow, stackBytes, tp: 64 });
  if (!thread) throw new Error('no thread');
  return { driver, a: state, b: thread };
}

test('a thread runs its function on its own stack, in the memory of the first', () => {
  const { driver, a, b } = twoThreads();
  expect(driver.run(b, 10_000)).toMatchObject({ kind: 'syscall', nr: 1, args: [8] });
  driver.deliver(b, 0);
  expect(driver.run(b, 10_000)).toMatchObject({ kind: 'syscall', nr: 60, args: [0] });
  driver.deliver(a, 100);
  // The heap grew in the thread's turn; the first thread sees it.
  expect(driver.run(a, 10_000)).toMatchObject({ kind: 'exit', status: 15 });
});

test('a snapshot keeps the sharing, and a fork ends it', () => {
  const { driver, a, b } = twoThreads();
  const copy = structuredClone({ a, b });
  expect(copy.a.space).toBe(copy.b.space);
  expect(copy.a.space).not.toBe(a.space);
  driver.run(copy.b, 10_000);
  driver.deliver(copy.a, 100);
  expect(driver.run(copy.a, 10_000)).toMatchObject({ kind: 'exit', status: 15 });
  const child = driver.fork(a);
  driver.run(b, 10_000);
  expect(child.space.heap.blocks.size).toBe(0);
  expect(a.space.heap.blocks.size).toBe(1);
});

test('a stack that is not the program’s to write is refused', () => {
  const { driver, state } = load(TWO);
  const trap = driver.run(state, 10_000);
  if (trap.kind !== 'syscall') throw new Error(trap.kind);
  const [entry, arg, stackLow] = trap.args;
  const start = { entry, arg, stackLow, stackBytes: 4096, tp: 0 };
  expect(driver.thread!(state, { ...start, stackLow: 8 })).toBeUndefined();
  expect(driver.thread!(state, { ...start, stackBytes: 5000 })).toBeUndefined();
  expect(driver.thread!(state, { ...start, stackBytes: 64 })).toBeUndefined();
  expect(driver.thread!(state)).toBeUndefined();
});

test('a thread that overflows its stack is stopped there', () => {
  const { driver, state } = load(`char stack[4096];
void down(int n) { char big[100]; big[0] = n; down(n + big[0]); }
int main(void) { __syscall(56, &down, 0L, stack, sizeof stack); return 0; }`);
  const trap = driver.run(state, 10_000);
  if (trap.kind !== 'syscall') throw new Error(trap.kind);
  const [entry, arg, stackLow, stackBytes] = trap.args;
  const thread = driver.thread!(state, { entry, arg, stackLow, stackBytes, tp: 0 })!;
  expect(driver.run(thread, 10_000)).toMatchObject({
    kind: 'fault',
    message: expect.stringContaining("stack overflow in 'down'"),
  });
});

test('TP gives the thread pointer', () => {
  const { driver, a, b } = twoThreads();
  const image = load(TWO).image;
  const code = image.code.slice();
  const worker = image.functions.find((f) => f.name === 'worker')!;
  code.set([OP.TP, 0, 0, 0, OP.EXIT, 0, 0, 0], worker.pc);
  const patched = vmDriver(() => ({ ...image, code }), NATIVES);
  expect(patched.run(b, 10_000)).toMatchObject({ kind: 'exit', status: 64 });
  expect(a.tp).toBe(0);
  expect(driver.thread).toBeDefined();
});

test('longjmp goes back over calls, to the same locals, with a value', () => {
  const trap = runC(`int env[8];
void deep(int n) { char pad[40]; pad[0] = n; if (n == 0) longjmp(env, 5); deep(n - 1); pad[1] = pad[0]; }
int main(void) {
  int local = 1;
  int r = setjmp(env);
  if (r == 0) { local = 20; deep(10); return 1; }
  local += r;
  if (r == 5) longjmp(env, 0);
  return local;
}`);
  expect(trap).toMatchObject({ kind: 'exit', status: 26 });
});

test.each([
  ['int env[8]; int main(void) { longjmp(env, 1); return 0; }', 'setjmp() has not filled this'],
  [
    'int env[8]; int f(void) { return setjmp(env); } int main(void) { f(); longjmp(env, 1); return 0; }',
    'the function that called setjmp() has returned',
  ],
  [
    'int env[8]; int f(void) { return setjmp(env); } int g(void) { longjmp(env, 1); return 1; } int main(void) { f(); return g(); }',
    'the function that called setjmp() has returned',
  ],
  [
    'int env[8]; int main(void) { if (setjmp(env)) return 1; env[1] += 4; longjmp(env, 1); return 0; }',
    'the function that called setjmp() has returned',
  ],
])('a jmp_buf that leads nowhere is a fault: %#', (text, message) => {
  expect(runC(text)).toMatchObject({
    kind: 'fault',
    signal: 'SIGABRT',
    message: expect.stringContaining(message),
  });
});
