// Runs a C program under the real compiler and C library, for tests that compare with them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiles one C text with gcc, runs it and returns its standard output as Latin-1. */
export function runWithGcc(text: string, flags: string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-gcc-'));
  try {
    const source = join(folder, 'program.c');
    const program = join(folder, 'program');
    writeFileSync(source, text);
    execFileSync('gcc', ['-std=gnu17', '-w', '-o', program, source, ...flags], { stdio: 'pipe' });
    return execFileSync(program, {
      encoding: 'latin1',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
