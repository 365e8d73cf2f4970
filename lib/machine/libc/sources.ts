// The C library's C: compiled by our own compiler and linked by need.
//
// What can block is written in C, so that a debugger steps into it and a wait is an ordinary wait.
// What is pure is in natives.ts. Order is reading order.

import type { SourceFile } from '../../cc/compile.ts';
import { CALL_SOURCES } from './source-calls.ts';
import { CLOCK_SOURCES } from './source-clocks.ts';
import { ENVIRONMENT_SOURCES } from './source-environment.ts';
import { EVENT_SOURCES } from './source-events.ts';
import { INPUT_SOURCES } from './source-input.ts';
import { LIMIT_SOURCES } from './source-limits.ts';
import { MEMORY_STREAM_SOURCES } from './source-memory-streams.ts';
import { NETDB_SOURCES } from './source-netdb.ts';
import { PLACE_SOURCES } from './source-places.ts';
import { SCANF_SOURCES } from './source-scanf.ts';
import { START_SOURCES } from './source-start.ts';
import { STDIO_SOURCES } from './source-stdio.ts';
import { STDLIB_SOURCES } from './source-stdlib.ts';
import { wrapperSources } from './wrappers.ts';

/** Parts add theirs: see parts.ts. */
export const LIBC_SOURCES: SourceFile[] = [
  ...START_SOURCES,
  ...CALL_SOURCES,
  ...LIMIT_SOURCES,
  ...EVENT_SOURCES,
  ...wrapperSources(),
  ...CLOCK_SOURCES,
  ...STDIO_SOURCES,
  ...INPUT_SOURCES,
  ...PLACE_SOURCES,
  ...MEMORY_STREAM_SOURCES,
  ...SCANF_SOURCES,
  ...STDLIB_SOURCES,
  ...ENVIRONMENT_SOURCES,
  ...NETDB_SOURCES,
];
