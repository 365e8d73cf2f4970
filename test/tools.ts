// Before the tests: says in one line what this machine lacks. Nothing is skipped for want of a tool.
//
// The model is compared with the real thing wherever the real thing can be asked, so the real
// things are needed: a C compiler, curl, tcpdump, tshark, and networks of their own for programs.

import { spawnSync } from 'node:child_process';

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
  ['unshare', '--version', 'util-linux'],
  ['bash', '--version', 'bash'],
];

export default function setup(): void {
  const missing = TOOLS.filter(([tool, flag]) => spawnSync(tool, [flag]).error !== undefined);
  if (missing.length === 0) return;
  const names = missing.map(([tool]) => tool).join(', ');
  const packages = missing.map(([, , debian]) => debian).join(' ');
  throw new Error(
    `The tests compare the model with a real Linux and need ${names}: apt-get install ${packages}`,
  );
}
