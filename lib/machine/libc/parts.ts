// Parts: headers with what is behind them, for programs that ask for more than most.
//
// One idea: a part adds to the same tables from which every program is built, so nothing else knows
// that parts exist.

import { addHeaders, type HeaderSpec } from '../../abi/headers.ts';
import type { SourceFile } from '../../cc/compile.ts';
import { LIBC_SOURCES } from './sources.ts';
import { wrapperSources } from './wrappers.ts';

export interface LibraryPart {
  headers: readonly HeaderSpec[];
  sources?: readonly SourceFile[];
  /** System calls that are nothing but the call, by header: see wrappers.ts. */
  wrappers?: Readonly<Record<string, string>>;
}

const installed = new Set<LibraryPart>();

/** Adds a part to the C library; once is enough. */
export function installPart(part: LibraryPart): void {
  if (installed.has(part)) return;
  installed.add(part);
  addHeaders(part.headers);
  LIBC_SOURCES.push(...(part.sources ?? []), ...wrapperSources(part.wrappers ?? {}, 'more-'));
}
