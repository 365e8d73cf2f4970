// The scenarios of the free page as Astro components see them, with the book's programs in them.

import type { Scenario } from '../../lib/notebook/scenario.ts';
import { worldOf } from '../../lib/notebook/scenario.ts';
import type { World } from '../../lib/notebook/world.ts';
import { PROGRAMS } from '../book/program-files.ts';

const files = import.meta.glob<Scenario>('../../content/scenarios/*.ts', {
  import: 'default',
  eager: true,
});

/** Scenarios in the order in which the page offers them. */
export const ORDER = [
  'empty-machine',
  'server-and-curl',
  'full-queue',
  'slow-reader',
  'lossy-link',
  'port-in-use',
  'two-networks',
  'near-and-far',
];

export interface Offer {
  name: string;
  title: string;
  says: string;
  world: World;
}

const texts = Object.fromEntries([...PROGRAMS.values()].map(({ name, text }) => [name, text]));

export const SCENARIOS: Offer[] = ORDER.map((name) => {
  const scenario = files[`../../content/scenarios/${name}.ts`];
  if (!scenario) throw new Error(`content/scenarios/${name}.ts is not there`);
  return { name, title: scenario.title, says: scenario.says, world: worldOf(scenario, texts) };
});
