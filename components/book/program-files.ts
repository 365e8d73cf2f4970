// The programs as Astro components see them: bundled by Vite, markers already taken out.

import { findProgram, type Program } from './programs.ts';

// The query is answered by build/stripped-programs.ts.
const files = import.meta.glob<Program>('../../content/programs/*.c', {
  query: '?program',
  import: 'default',
  eager: true,
});

export const PROGRAMS: Map<string, Program> = new Map(
  Object.values(files).map((program) => [program.name, program]),
);

/** Returns the program of that name; throws and lists what exists. */
export function program(name: string): Program {
  return findProgram(PROGRAMS, name);
}
