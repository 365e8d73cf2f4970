// The build's own checks, as one Astro integration.
//
// Before rendering: every chapter's source (check-chapter.ts). After rendering: every link, anchor
// and target of the built HTML (check-links.ts), the weight of the JavaScript a page loads before
// the reader touches it (budget.ts), of what it fetches to run C (machine-budget.ts), and the search index.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import site from '../../../site.config.mjs';
import { formatProblem, type Problem } from '../check-chapter.ts';
import { checkBook } from '../known.ts';
import { weigh, weightTable } from './budget.ts';
import { checkLinks } from './check-links.ts';
import { machineTable, weighMachine } from './machine-budget.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export function checkedBook(): AstroIntegration {
  return {
    name: 'checked-book',
    hooks: {
      // First of all, so that an author reads our words and not those of whatever breaks first.
      'astro:config:setup': ({ command, addClientDirective }) => {
        addClientDirective({ name: 'touch', entrypoint: './components/book/touch.ts' });
        if (command === 'build') refuse(checkBook(root));
      },
      'astro:server:start': ({ logger }) => {
        for (const problem of checkBook(root)) logger.warn(formatProblem(problem));
      },
      'astro:build:done': ({ dir, logger }) => {
        const dist = fileURLToPath(dir);
        refuse(checkLinks(dist, site.base, root));
        const weights = weigh(dist, site.base);
        logger.info(`JavaScript before the first touch\n${weightTable(weights)}`);
        const machine = weighMachine(dist);
        logger.info(`JavaScript to compile and run C\n${machineTable(machine)}`);
        const heavy = [
          ...weights.map(({ page, ...rest }) => ({ what: page, ...rest })),
          ...machine,
        ].filter(({ gzip, limit }) => gzip > limit);
        if (heavy.length > 0) {
          throw new Error(
            `over the budget: ${heavy.map(({ what, gzip, limit }) => `${what} ${gzip} B > ${limit} B`).join(', ')}`,
          );
        }
        index(dist);
      },
    },
  };
}

/** What is no text of the book: numbers and buttons of figures, cells and exercises, names of files. */
const UNINDEXED = [
  '.sfs-figure > *:not(.figure-title):not(.figure-caption)',
  ...['.figure-keys', '.tasks', '.gallery-embed', '.listing-name'],
  ...['.cell-bar', '.cell-line', '.exercise-bar', '.exercise-checks', 'button'],
];

/** Builds pagefind's index of what carries `data-pagefind-body`. */
function index(dist: string): void {
  const command = fileURLToPath(new URL('../../../node_modules/.bin/pagefind', import.meta.url));
  const options = ['--site', dist, '--quiet', '--exclude-selectors', UNINDEXED.join(', ')];
  execFileSync(command, options, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function refuse(problems: Problem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(formatProblem).join('\n');
  throw new Error(`${problems.length} mistake${problems.length > 1 ? 's' : ''}\n${lines}`);
}
