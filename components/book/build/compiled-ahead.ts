// Compiled ahead: the scripts of figures are compiled whole while they are fetched, beside the page's main thread.
//
// One idea: an engine compiles a function when it is first called, in the middle of a frame; what a figure
// does at its first touch and for its first seconds is called for the first time. A comment that Chromium
// knows (https://explainers-by-googlers.github.io/explicit-javascript-compile-hints-file-based/) asks for all of a script
// at once, which is done as it arrives; other browsers read over it.

import type { Plugin, Rolldown } from 'vite';

const ALL_FUNCTIONS = '//# allFunctionsCalledOnLoad\n';

/** Where the components of figures stand. */
const WIDGETS = '/components/widgets/';

/** Marks what figures load, at once and when they are touched. */
export function compiledAhead(): Plugin {
  return {
    name: 'compiled-ahead',
    enforce: 'post',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const chunk of chunksOfFigures(bundle)) chunk.code = ALL_FUNCTIONS + chunk.code;
      },
    },
  };
}

/** The chunks that hold a figure's component, and whatever these import or may fetch. */
function chunksOfFigures(bundle: Rolldown.OutputBundle): Set<Rolldown.OutputChunk> {
  const found = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputBundle[string] | undefined): void => {
    if (chunk?.type !== 'chunk' || found.has(chunk)) return;
    found.add(chunk);
    for (const file of [...chunk.imports, ...chunk.dynamicImports]) add(bundle[file]);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.includes(WIDGETS))) add(chunk);
  }
  return found;
}
