// The three streams of a command, so that a test can give others.

import { readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface Streams {
  write(stream: 1 | 2, data: string | Uint8Array): void;
  /** Waits for a piece of standard input; empty at its end. */
  read(): Uint8Array;
  /** Whether somebody types there. */
  isTerminal?: boolean;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** The process's own. */
export const standardStreams: Streams = {
  isTerminal: isatty(0),
  write(stream, data) {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(stream, bytes, at);
      } catch (error) {
        // A pipe whose reader is slow; a closed one ends the run as SIGPIPE would.
        if (codeOf(error) === 'EAGAIN') continue;
        if (codeOf(error) === 'EPIPE') process.exit(141);
        throw error;
      }
    }
  },
  read() {
    const buffer = Buffer.alloc(65536);
    for (;;) {
      try {
        return buffer.subarray(0, readSync(0, buffer, 0, buffer.length, null));
      } catch (error) {
        if (codeOf(error) === 'EOF') return buffer.subarray(0, 0);
        if (codeOf(error) !== 'EAGAIN') throw error;
      }
    }
  },
};
