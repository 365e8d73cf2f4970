// Scenario: the book's own server in C, compiled and asked once, for the lifecycle and the cover.
//
// One idea: whoever imports this needs the compiler, so only the build of the site does; the page
// gets the frames.

import { formatDiagnostics } from '../../cc/diagnostic.ts';
import { build } from '../build.ts';
import { installC } from '../c-programs.ts';
import { type RequestRun, requestRun } from './request.ts';

/** Compiles `text` and runs it as the server; throws with the compiler's words if it will not. */
export function cRequestRun(name: string, text: string): RequestRun {
  const result = build([{ name: `${name}.c`, text }]);
  if (!result.ok) {
    throw new Error(formatDiagnostics(result.diagnostics));
  }
  installC();
  return requestRun({
    program: { image: result.image, argv: [`./${name}`] },
    text,
    name,
  });
}
