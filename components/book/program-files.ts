// The programs as Astro components see them: bundled by Vite, markers already taken out.

import { findProgram, type Program, parseProgram } from './programs.ts';

const raw = import.meta.glob<string>('../../content/programs/*.c', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const PROGRAMS: Map<string, Program> = new Map(
  Object.entries(raw).map(([path, text]) => {
    const name = path.replace(/^.*\/|\.c$/g, '');
    return [name, parseProgram(name, text)];
  }),
);

/** Returns the program of that name; throws and lists what exists. */
export function program(name: string): Program {
  return findProgram(PROGRAMS, name);
}
