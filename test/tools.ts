// Before the tests: says in one line what this machine lacks. Nothing is skipped for want of a tool.
//
// The model is compared with the real thing wherever the real thing can be asked, so the real
// things are needed: a C compiler, curl, tcpdump, tshark, and networks of their own for programs.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';

/** Each tool with Debian's package for it. */
const TOOLS: [tool: string, flag: string, debian: string][] = [
  ['gcc', '--version', 'gcc libc6-dev'],
  ['curl', '--version', 'curl'],
  ['tcpdump', '--version', 'tcpdump'],
  ['tshark', '--version', 'tshark'],
  ['strace', '-V', 'strace'],
  ['script', '--version', 'bsdutils'],
  ['gdb', '--version', 'gdb'],
  ['jupyter', '--version', 'jupyter-nbconvert python3-nbformat python3-ipykernel'],
  ['ip', '-V', 'iproute2'],
  ['netstat', '--version', 'net-tools'],
  ['lsof', '-v', 'lsof'],
  ['pgrep', '--version', 'procps'],
  ['unshare', '--version', 'util-linux'],
  ['bash', '--version', 'bash'],
];

/** Returns what is to be done after all tests. */
export default function setup(): () => void {
  const missing = TOOLS.filter(([tool, flag]) => spawnSync(tool, [flag]).error !== undefined);
  if (!existsSync('/usr/include/liburing.h')) missing.push(['liburing', '', 'liburing-dev']);
  if (missing.length === 0) return allowCubic();
  const names = missing.map(([tool]) => tool).join(', ');
  const packages = missing.map(([, , debian]) => debian).join(' ');
  throw new Error(
    `The tests compare the model with a real Linux and need ${names}: apt-get install ${packages}`,
  );
}

const ALLOWED = '/proc/sys/net/ipv4/tcp_allowed_congestion_control';

/**
 * Lets networks of their own choose CUBIC, which the model has and what Linux is asked about is asked with.
 *
 * A kernel that was started with another default keeps it from all but its first network; then send
 * buffers on lo have other sizes. Afterwards all is as it was.
 */
function allowCubic(): () => void {
  const allowed = existsSync(ALLOWED) ? readFileSync(ALLOWED, 'utf8').trim() : 'cubic';
  const nothing = () => {};
  if (allowed.split(' ').includes('cubic')) return nothing;
  try {
    writeFileSync(ALLOWED, `${allowed} cubic`);
    return () => writeFileSync(ALLOWED, allowed);
  } catch {
    console.warn(
      `Linux is asked with ${allowed}: ${ALLOWED} has no cubic, and some sizes will differ`,
    );
    return nothing;
  }
}

/**
 * Tells whether the kernel here has io_uring as 6.18 has it. It is switched off in many places, and older
 * kernels answer differently: there the model is held to what 6.18 answered.
 */
export function hasIoUring(): boolean {
  const disabled = '/proc/sys/kernel/io_uring_disabled';
  const on = existsSync(disabled) && readFileSync(disabled, 'utf8').trim() === '0';
  const plain = /^Seccomp:\s+0$/m.test(readFileSync('/proc/self/status', 'utf8'));
  return on && plain && isAtLeast(6, 18);
}

/** Tells whether the kernel here is of that version or a newer one. */
export function isAtLeast(major: number, minor: number): boolean {
  const [ours, itsMinor] = release().split('.').map(Number);
  return ours > major || (ours === major && itsMinor >= minor);
}
