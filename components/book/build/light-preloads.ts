// Light preloads: a lazy part's list of what comes with it names nothing that the page has already.
//
// One idea: such a list stands in the script that may ask for the part, and every reader pays for it;
// what all islands import is there before anybody asks.

import type { Plugin } from 'vite';

/** Chunks that every island imports. */
const ON_EVERY_PAGE = /\/(?:preact|preload-helper|rolldown-runtime)\b/;

/** Shortens the lists of the site's lazy parts. */
export function lightPreloads(): Plugin {
  return {
    name: 'light-preloads',
    enforce: 'post',
    apply: 'build',
    // Astro sets the option itself, so this comes behind it.
    configEnvironment: (name, { build }) => {
      if (name !== 'client' || !build) return;
      const polyfill = typeof build.modulePreload === 'object' && build.modulePreload.polyfill;
      build.modulePreload = {
        polyfill: polyfill === true,
        resolveDependencies: (_, names) => names.filter((file) => !ON_EVERY_PAGE.test(file)),
      };
    },
  };
}
