// What a reader does to a world: each step makes a new world and leaves the old one, for Undo.
//
// One idea: names are how the parts refer to each other, so whoever takes a name away or changes it
// takes everything along that bears it; nothing that was typed or written is lost with a host.

import {
  DRAWING,
  MOST,
  newLink,
  type World,
  type WorldFile,
  type WorldHost,
  type WorldLink,
  within,
} from './world.ts';

/** The first of `stem-1`, `stem-2` … that nobody has; the stem itself if it is free. */
function freeName(taken: readonly string[], stem: string, end = ''): string {
  if (!taken.includes(stem + end)) return stem + end;
  for (let n = 2; ; n++) if (!taken.includes(`${stem}${n}${end}`)) return `${stem}${n}${end}`;
}

type Spot = Pick<WorldHost, 'x' | 'y'>;

/** What stands on the drawing takes so much of it, with room for a link's label between two. */
const ROOM = { x: 230, y: 80 } as const;

/** A place for one more host: away from hosts and from the labels of links, near the middle row. */
export function freePlace({ hosts, links }: World): Spot {
  const labels = links.flatMap(({ between: [a, b] }) => {
    const [one, other] = [a, b].map((end) => hosts.find(({ name }) => name === end));
    return one && other ? [{ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }] : [];
  });
  const { width, height } = DRAWING;
  /** How far the nearest neighbour is, in its rooms; farther than one is as good as one. */
  const gap = ({ x, y }: Spot) =>
    [...hosts, ...labels].reduce(
      (least, at) => Math.min(least, Math.hypot((x - at.x) / ROOM.x, (y - at.y) / ROOM.y)),
      1,
    );
  let best: Spot = { x: width / 2, y: height / 2 };
  for (const dy of [0, -100, 100, -50, 50]) {
    for (let x = 90; x <= width - 90; x += 30) {
      const spot = { x, y: height / 2 + dy };
      if (gap(spot) > gap(best)) best = spot;
    }
  }
  return best;
}

/** Adds a host with a terminal, by default where there is room; undefined: too many. */
export function withHost(world: World, { x, y }: Spot = freePlace(world)): World | undefined {
  if (world.hosts.length >= MOST.hosts) return undefined;
  const names = world.hosts.map(({ name }) => name);
  const name = freeName(names, names.includes('client') ? 'host' : 'client');
  const more = { ...world, hosts: [...world.hosts, { name, ...within(x, y) }] };
  return withTerminal(more, name) ?? more;
}

/** Moves a host in the drawing. */
export function moved(world: World, name: string, x: number, y: number): World {
  const move = (host: WorldHost) => (host.name === name ? { ...host, ...within(x, y) } : host);
  return { ...world, hosts: world.hosts.map(move) };
}

/** Gives a host another name, wherever it is named. */
export function renamedHost(world: World, from: string, to: string): World {
  const name = (other: string) => (other === from ? to : other);
  return {
    ...world,
    hosts: world.hosts.map((host) => ({ ...host, name: name(host.name) })),
    links: world.links.map((link) => {
      const [a, b] = link.between;
      return { ...link, between: [name(a), name(b)] };
    }),
    files: world.files.map((file) => (file.host === from ? { ...file, host: to } : file)),
    terminals: world.terminals.map((one) => ({ ...one, host: name(one.host) })),
  };
}

/** Takes a host away with its links and terminals; its files are everybody's then. */
export function withoutHost(world: World, name: string): World {
  return {
    ...world,
    hosts: world.hosts.filter((host) => host.name !== name),
    links: world.links.filter(({ between }) => !between.includes(name)),
    terminals: world.terminals.filter(({ host }) => host !== name),
    files: world.files.map((file) => (file.host === name ? sharedFile(file) : file)),
  };
}

function sharedFile({ host: _, ...file }: WorldFile): WorldFile {
  return file;
}

/** Lays a link between two hosts; undefined: too many. */
export function withLink(world: World, a: string, b: string): World | undefined {
  if (world.links.length >= MOST.links) return undefined;
  return { ...world, links: [...world.links, newLink(world, [a, b])] };
}

export function changedLink(world: World, at: number, change: Partial<WorldLink>): World {
  const links = world.links.map((link, i) => (i === at ? { ...link, ...change } : link));
  return { ...world, links };
}

export function withoutLink(world: World, at: number): World {
  return { ...world, links: world.links.filter((_, i) => i !== at) };
}

const NEW_FILE = `#include <stdio.h>

int main(void) {
    printf("hello, world\\n");
    return 0;
}
`;

/** Adds a file, by default a first program; its name is changed where there is one like it. */
export function withFile(
  world: World,
  name = 'main.c',
  text = NEW_FILE,
): { world: World; name: string } | undefined {
  if (world.files.length >= MOST.files) return undefined;
  const [, stem = name, end = ''] = /^(.*?)(\.\w+)?$/.exec(name) ?? [];
  const free = freeName(
    world.files.map((file) => file.name),
    stem,
    end,
  );
  return { world: { ...world, files: [...world.files, { name: free, text }] }, name: free };
}

export function changedFile(world: World, name: string, change: Partial<WorldFile>): World {
  const files = world.files.map((file) => {
    if (file.name !== name) return file;
    const next = { ...file, ...change };
    return next.host === undefined ? sharedFile(next) : next;
  });
  const to = change.name;
  if (to === undefined) return { ...world, files };
  const points = world.points.map((p) => (p.file === name ? { ...p, file: to } : p));
  return { ...world, files, points };
}

export function withoutFile(world: World, name: string): World {
  return {
    ...world,
    files: world.files.filter((file) => file.name !== name),
    points: world.points.filter((point) => point.file !== name),
  };
}

/** Opens a terminal on a host; undefined: too many. */
export function withTerminal(world: World, host: string): World | undefined {
  if (world.terminals.length >= MOST.terminals) return undefined;
  const id = Math.max(0, ...world.terminals.map((one) => one.id)) + 1;
  if (id > MOST.id) return undefined;
  return { ...world, terminals: [...world.terminals, { id, host, typed: [] }] };
}

export function withoutTerminal(world: World, id: number): World {
  return { ...world, terminals: world.terminals.filter((one) => one.id !== id) };
}

/**
 * Notes a line that was typed as the `at`-th at a terminal: it is the one that stood there, or comes
 * before those that are still to be typed.
 */
export function withTyped(world: World, id: number, at: number, line: string): World {
  const terminals = world.terminals.map((one) => {
    if (one.id !== id || one.typed[at] === line || one.typed.length >= MOST.typed) return one;
    return { ...one, typed: one.typed.toSpliced(at, 0, line) };
  });
  return { ...world, terminals };
}
