// Needs: what a request asks of the machine that a page loads only then.
//
// One idea: most cells run a server and a curl. Warnings, the rarer headers and the programs of the
// shell are modules of their own; a look at the request says which of them it takes.

import { headerText } from '../abi/headers.ts';
import { PROGRAM_NAMES } from '../machine/executables.ts';
import type { Request } from './messages.ts';

/**
 * `lints` warn, `parts` are rarer headers and what is behind them, `programs` are curl and its like,
 * `debugger` stops programs and looks into them.
 */
export type Need = 'lints' | 'parts' | 'programs' | 'debugger';

/** Requests that are the debugger's. */
const DEBUGS = new Set<Request['type']>([
  'points',
  'debug',
  'gdb',
  'look',
  'go',
  'packet',
  'download',
]);

/** Lists what has to be there before a request is handled. */
export function needsOf(request: Request): Need[] {
  if (DEBUGS.has(request.type)) return ['debugger'];
  if (request.type === 'run') {
    const sources = [...(request.before ?? []), request].map(({ source }) => source);
    const needs = [...new Set(sources.flatMap(needsOfSource))];
    return request.points ? [...needs, 'debugger'] : needs;
  }
  if (request.type !== 'shell') return [];
  const words = request.text.trim().split(/\s+/);
  if (/^g?cc$/.test(words[0])) return ['lints', 'parts'];
  return PROGRAM_NAMES.includes(words[0]) ? ['programs'] : [];
}

function needsOfSource(source: string): Need[] {
  const needs: Need[] = ['lints'];
  const headers = source.matchAll(/^\s*#\s*include\s*<([^>\n]+)>/gm);
  if ([...headers].some(([, name]) => headerText(name) === undefined)) needs.push('parts');
  const shells = /\b(system|popen)\b/.test(source);
  if (shells && !needs.includes('parts')) needs.push('parts');
  // A program may start another one.
  if (shells || /\bexec[lv]|\bposix_spawn/.test(source)) needs.push('programs');
  return needs;
}
