// Runs a C program on the virtual machine with our C library and a kernel of a few calls.
//
// The kernel here knows files only: descriptors 0, 1 and 2 are no terminal. What sockets do is
// tested where the real model of the kernel is.

import { ENOSYS, ENOTTY } from '../../../lib/abi/errno.ts';
import { headerText } from '../../../lib/abi/headers.ts';
import { SYS } from '../../../lib/abi/syscalls.ts';
import { compile } from '../../../lib/cc/compile.ts';
import { formatDiagnostics } from '../../../lib/cc/diagnostic.ts';
import { pieceOf } from '../../../lib/machine/libc/archive.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { createProcess, vmDriver } from '../../../lib/vm/process.ts';

export interface GuestRun {
  stdout: string;
  stderr: string;
  status: number | string;
  /** Every write(2), as `fd:text`. */
  writes: string[];
}

export interface GuestOptions {
  argv?: string[];
  env?: string[];
  stdin?: string;
  /** Whether descriptors 0 to 2 answer TCGETS, as a terminal does. */
  tty?: boolean;
}

/** Compiles and runs a program to its end; throws what the compiler says about it. */
export function runGuest(text: string, options: GuestOptions = {}): GuestRun {
  const source = { name: 'test.c', text };
  const result = compile([source], {
    headers: headerText,
    natives: LIBC_NATIVES,
    library: pieceOf,
  });
  if (!result.ok) {
    throw new Error(formatDiagnostics(result.diagnostics));
  }
  const { image } = result;
  const driver = vmDriver(() => image, LIBC_NATIVES);
  const state = createProcess(image, { argv: options.argv ?? ['./test'], env: options.env ?? [] });
  const run: GuestRun = { stdout: '', stderr: '', status: 'running', writes: [] };
  let unread = options.stdin ?? '';
  for (let turn = 0; turn < 100_000; turn++) {
    const trap = driver.run(state, 10_000_000);
    if (trap.kind === 'exit') return { ...run, status: trap.status };
    if (trap.kind === 'fault') return { ...run, status: `${trap.signal}: ${trap.message}` };
    if (trap.kind !== 'syscall') continue;
    const [fd, addr, size] = trap.args;
    switch (trap.nr) {
      case SYS.write: {
        const bytes = String.fromCharCode(...(driver.read(state, addr, size) ?? []));
        if (fd === 1) run.stdout += bytes;
        else run.stderr += bytes;
        run.writes.push(`${fd}:${bytes}`);
        driver.deliver(state, size);
        break;
      }
      case SYS.read: {
        // A terminal gives a line at a time.
        const line = options.tty ? unread.indexOf('\n') + 1 || unread.length : unread.length;
        const part = unread.slice(0, Math.min(size, line));
        unread = unread.slice(part.length);
        driver.write(
          state,
          addr,
          Uint8Array.from(part, (char) => char.charCodeAt(0)),
        );
        driver.deliver(state, part.length);
        break;
      }
      case SYS.newfstatat: {
        const stat = new Uint8Array(144);
        new DataView(stat.buffer).setUint32(24, options.tty ? 0o20620 : 0o100644, true);
        stat[57] = 0x10; // st_blksize 4096
        driver.write(state, trap.args[2], stat);
        driver.deliver(state, 0);
        break;
      }
      case SYS.ioctl:
        driver.deliver(state, options.tty ? 0 : -ENOTTY);
        break;
      case SYS.getpid:
        driver.deliver(state, 1234);
        break;
      case SYS.exit_group:
        return { ...run, status: fd };
      default:
        driver.deliver(state, -ENOSYS);
    }
  }
  throw new Error('the guest made too many calls');
}
