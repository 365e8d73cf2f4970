// All programs of the book in one file to take home, with a Makefile and a few words.
//
// The zip's dates are fixed, so that the same programs are the same bytes.

import { strToU8, type Zippable, zipSync } from 'fflate';
import type { Program } from './programs.ts';

/** The folder in the zip, and its name. */
export const FOLDER = 'sockets-from-scratch';

const MAKEFILE = `# make builds every program, make server builds one, make clean removes them.
CC = gcc
CFLAGS = -g -Wall
LDLIBS = -pthread

PROGRAMS = $(basename $(wildcard *.c))

all: $(PROGRAMS)

clean:
\trm -f $(PROGRAMS)

.PHONY: all clean
`;

/** Says what is in the folder: each program by its first comment. */
function readme(programs: readonly Program[]): string {
  const lines = programs.map(({ name, text }) => {
    const [, says = ''] = /^\/\/ (.*)$/m.exec(text) ?? [];
    return `${name}.c\n    ${says}`;
  });
  return `The programs of Sockets From Scratch. They need Linux, gcc and make:

    make server && ./server
    curl localhost:8080

${lines.join('\n')}
`;
}

/** Packs the programs, in the order of their names. */
export function programsZip(programs: Iterable<Program>): Uint8Array {
  const sorted = [...programs].sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: Zippable = {
    Makefile: strToU8(MAKEFILE),
    'README.txt': strToU8(readme(sorted)),
    ...Object.fromEntries(sorted.map(({ name, text }) => [`${name}.c`, strToU8(text)])),
  };
  return zipSync({ [FOLDER]: files }, { mtime: '2026-01-01T00:00:00', level: 9 });
}
