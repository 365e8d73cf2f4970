// How the book is built. Addresses come from site.config.mjs; rules about content from components/book.

import { unified } from '@astrojs/markdown-remark';
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { compiledAhead } from './components/book/build/compiled-ahead.ts';
import { frozenFigures } from './components/book/build/frozen-figures.ts';
import { checkedBook } from './components/book/build/integration.ts';
import { joinedChunks } from './components/book/build/joined-chunks.ts';
import { lightPreloads } from './components/book/build/light-preloads.ts';
import { strippedPrograms } from './components/book/build/stripped-programs.ts';
import { rehypeBook } from './components/book/rehype-book.ts';
import { splitWorker } from './components/cell/build/plugin.ts';
import site from './site.config.mjs';

/** What the parts import that a page fetches when they are asked for. */
const LAZY = [
  ...['@codemirror/autocomplete', '@codemirror/commands', '@codemirror/lang-cpp'],
  ...['@codemirror/lang-javascript', '@codemirror/language', '@codemirror/merge'],
  ...['@codemirror/state', '@codemirror/view', '@lezer/highlight', 'codemirror'],
  ...['d3-scale', 'd3-shape', 'fflate', 'idb-keyval'],
];

export default defineConfig({
  site: site.url,
  base: site.base,
  srcDir: './content',
  trailingSlash: 'always',
  // 'jsx' would join words around inline elements.
  compressHTML: true,
  markdown: {
    // Fences are highlighted by rehypeBook, which knows system calls.
    syntaxHighlight: false,
    processor: unified({ rehypePlugins: [[rehypeBook, { base: site.base }]] }),
  },
  integrations: [
    mdx(),
    preact(),
    sitemap({ filter: (page) => !/\/(?:404|embed)\//.test(page) }),
    checkedBook(),
  ],
  vite: {
    plugins: [
      strippedPrograms(),
      frozenFigures(),
      lightPreloads(),
      joinedChunks(),
      compiledAhead(),
    ],
    worker: { format: 'es', plugins: () => [splitWorker()] },
    // Known beforehand, so that a first Run is not lost to the server's reload when it meets them.
    optimizeDeps: { include: LAZY },
    build: {
      rolldownOptions: {
        // Astro marks its own modules with a directive that the bundler does not know.
        onLog: (level, log, report) =>
          log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : report(level, log),
      },
    },
  },
  devToolbar: { enabled: false },
});
