// The programs that a bench knows by name: those of the book, put here by whoever has them.
//
// One idea: lib knows no book. A page and a test give their programs once, before the first run.

/** A file of C. */
export interface ProgramText {
  name: string;
  text: string;
}

const named = new Map<string, string>();

/** Makes programs known by their names, with or without `.c`. */
export function installBenchPrograms(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) named.set(name.replace(/\.c$/, ''), text);
}

/** Finds what `Host.run` was asked to run; throws for a name that no program has. */
export function programOf(program: string | ProgramText): ProgramText {
  if (typeof program !== 'string') return program;
  if (program.includes('\n')) return { name: 'main.c', text: program };
  const name = program.replace(/\.c$/, '');
  const text = named.get(name);
  if (text !== undefined) return { name: `${name}.c`, text };
  const known = [...named.keys()].sort().join(', ') || 'none';
  throw new Error(
    `no program '${program}'. The book has: ${known}. C text has a line break in it.`,
  );
}
