// What things cost in virtual time, all in one place.
//
// One idea: the numbers are of the order that a desktop CPU shows under strace, so that waiting
// dwarfs computing in a figure as it does in life. They are chosen, and measure nothing.
//
// Units: µs of virtual time; VM operations.

/** Entering and leaving the kernel, and the little that a cheap call does. */
export const SYSCALL_US = 2;

/** Taking one request of io_uring: what a system call does without entering the kernel. */
export const RING_REQUEST_US = 1;
/** Until a kernel thread that polls a ring has seen what a program put there. */
export const RING_POLL_US = 1;

/** Putting another task on a CPU. */
export const CONTEXT_SWITCH_US = 3;

/** How many bytes the CPU copies in one µs (4 GB/s: a cold cache, as for bytes off the network). */
export const COPY_BYTES_PER_US = 4096;

/** Copying the page tables and the fd table for a child. */
export const FORK_US = 60;

/** Laying out a program's memory and letting its loader run. */
export const EXEC_US = 400;

/** Making a thread: a stack and an entry for the scheduler, nothing copied. */
export const THREAD_US = 15;

/** VM operations in one µs, 10 ns each. */
export const OPS_PER_US = 100;

/** Fuel of one run of a program; also how finely a run can be stopped. */
export const QUANTUM_OPS = 50_000;

/** How long a task may keep its CPU while others want one (Linux's default base slice). */
export const SLICE_US = 3000;

/** Tells how long a CPU copy of `bytes` takes; at least 0, rounded down. */
export function copyUs(bytes: number): number {
  return Math.floor(bytes / COPY_BYTES_PER_US);
}
