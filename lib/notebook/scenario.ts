// A scenario: a world to begin with, written by hand, and in two sentences what to try in it.

import { newLink, type World, type WorldLink, type WorldPoint } from './world.ts';

export interface Scenario {
  title: string;
  /** Two sentences. */
  says: string;
  /** Places of the hosts in the drawing, by name. */
  hosts: Record<string, [x: number, y: number]>;
  links?: (Pick<WorldLink, 'between'> & Partial<WorldLink>)[];
  /** Programs of the book by name, and texts of their own; `host`: the one that has it. */
  files?: ({ program: string; host?: string } | { name: string; text: string; host?: string })[];
  terminals: { host: string; typed?: string[] }[];
  points?: WorldPoint[];
}

/** Makes a scenario's world; `programs` has the texts of the book's programs by name. */
export function worldOf(scenario: Scenario, programs: Readonly<Record<string, string>>): World {
  const { hosts, links = [], files = [], terminals, points = [] } = scenario;
  const world: World = {
    seed: 1,
    hosts: Object.entries(hosts).map(([name, [x, y]]) => ({ name, x, y })),
    links: [],
    files: files.map((file) => {
      if (!('program' in file)) return file;
      const { program, ...host } = file;
      const text = programs[program];
      if (text === undefined) throw new Error(`${scenario.title}: no program '${program}'`);
      return { name: `${program}.c`, text, ...host };
    }),
    terminals: terminals.map(({ host, typed = [] }, i) => ({ id: i + 1, host, typed })),
    points,
  };
  for (const link of links) world.links.push({ ...newLink(world, link.between), ...link });
  return world;
}
