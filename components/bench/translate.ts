// Translate: a cell of TypeScript to JavaScript that can run, line for line.
//
// One idea: types are taken away and nothing is moved, so a line of an error is a line of the cell. Imports
// become calls of `require`, which knows 'bench' alone.

import { transform } from 'sucrase';
import type { Item } from '../../lib/bench/output.ts';

export type Translated = { ok: true; code: string } | { ok: false; message: string; line?: number };

/** Takes the types away; a cell that cannot be read is told with its line. */
export function translate(source: string): Translated {
  try {
    const { code } = transform(source, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      preserveDynamicImport: true,
    });
    return { ok: true, code };
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    const said = message.replace(/^Error parsing [^:]*: /, '').replace(/ \((\d+):(\d+)\)$/, '');
    return { ok: false, message: `SyntaxError: ${said}`, ...(loc && { line: loc.line }) };
  }
}

/** Makes the item that tells of a cell that cannot be read. */
export function unread({ message, line }: Extract<Translated, { ok: false }>): Item {
  return { kind: 'error', message, ...(line !== undefined && { line }) };
}
