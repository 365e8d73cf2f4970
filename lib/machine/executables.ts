// Executables: what stands in a file that can be run.
//
// One idea: an image is not a part of the machine, so a program's file holds the head of an ELF file and
// the image's name. Whoever copies the bytes has copied the program; whoever damages them has none.
//
// Departs: the file is as long as the name, and not as the program.

import { decodeText, encodeText } from '../kernel/bytes.ts';
import type { Ctx } from '../kernel/kernel.ts';
import { addFile, addName, createNode } from '../kernel/vfs.ts';

/** The programs that every machine has, in /usr/bin; their sources are in programs/programs.ts. */
export const PROGRAM_NAMES = ['cat', 'curl', 'echo', 'nc', 'sh', 'sleep'].concat(
  ...['grep', 'head', 'sort', 'tail', 'wc'],
);

/** Programs that look at the machine: see looks.ts. */
export const LOOK_NAMES = [
  'cc',
  'false',
  'gcc',
  'kill',
  'ls',
  'lsof',
  'netstat',
  'nstat',
  'ps',
].concat(...['ss', 'strace', 'sysctl', 'tcpdump', 'true']);

/** e_ident of a 64-bit ELF file. */
const HEAD = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Writes the bytes of the file of an image or program of this name. */
export function executableBytes(name: string): Uint8Array {
  return Uint8Array.from([...HEAD, ...encodeText(`${name}\n`)]);
}

/** Reads whose file it is; undefined for any other file. */
export function executableName(bytes: Uint8Array): string | undefined {
  if (!HEAD.every((byte, i) => bytes[i] === byte)) return undefined;
  return /^(\S+)\n$/.exec(decodeText(bytes.subarray(HEAD.length)))?.[1];
}

/** Puts a program's file on a host. */
export function addExecutable(ctx: Ctx, path: string, name: string): void {
  addFile(ctx, path, executableBytes(name), true).mode = 0o755;
}

/** Puts the programs that every machine has where a shell looks for them. */
export function addPrograms(ctx: Ctx): void {
  for (const name of [...PROGRAM_NAMES, ...LOOK_NAMES])
    addExecutable(ctx, `/usr/bin/${name}`, name);
  addName(ctx, '/bin', createNode(ctx, { kind: 'symlink', mode: 0o777, target: 'usr/bin' }));
}
