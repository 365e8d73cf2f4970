// A Vite plugin: whoever imports `content/programs/x.c?raw` gets the text without region markers,
// so that every line number in the site counts the same lines. `?program` gives the regions too.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { parseProgram } from '../programs.ts';

export function strippedPrograms(): Plugin {
  return {
    name: 'stripped-programs',
    enforce: 'pre',
    load(id) {
      const file = /^(.*\/content\/programs\/([\w-]+)\.c)\?(raw|program)$/.exec(id);
      if (!file) return undefined;
      this.addWatchFile(file[1]!);
      const program = parseProgram(file[2]!, readFileSync(file[1]!, 'utf8'));
      return `export default ${JSON.stringify(file[3] === 'raw' ? program.text : program)};`;
    },
  };
}
