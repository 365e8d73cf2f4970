// A world that runs: what a machine was told of it, what it has to hear before the next command, and
// what of it stays with the world.
//
// One idea: files and terminals that are new are told while it runs; other hosts or addresses need
// another machine. It is told only of hosts that it has, and a terminal is known by its number and
// its host, since a number may be given again.

import type { PointSpec, Request } from './messages.ts';
import { figuresOf, type World, type WorldFile, type WorldPoint } from './world.ts';

/** What a machine cannot be told while it runs; two worlds that are alike in it can share one. */
export function arrangementOf({ seed, hosts, links }: World): string {
  return JSON.stringify([
    seed,
    hosts.map(({ name }) => name),
    links.map(({ between, addrs }) => [between, addrs]),
  ]);
}

/** The points of a debugger as a world keeps them; those on variables belong to one run. */
export function keptPoints(points: readonly PointSpec[]): WorldPoint[] {
  return points.flatMap(({ kind, file, line, calls, condition, disabled }) => {
    if (kind === 'watch' || (kind === 'line' && file === undefined)) return [];
    return [
      {
        kind,
        ...(file !== undefined && { file }),
        ...(line !== undefined && { line }),
        ...(calls && { calls }),
        ...(condition && { condition }),
        ...(disabled && { disabled }),
      },
    ];
  });
}

/**
 * What a machine has been told: its hosts and what its links are like, its files by `host/name`, the
 * hosts of its terminals.
 */
export interface Told {
  arrangement: string;
  links: string[];
  hosts: Set<string>;
  files: Map<string, string>;
  seats: Map<number, string>;
}

/** A file's place: its host, or nothing for all of them, and its name. */
const fileKey = ({ name, host }: WorldFile): string => `${host ?? ''}/${name}`;

/** What a machine knows that begins with a world. */
export function toldOf(world: World): Told {
  const { hosts, links, files, terminals } = world;
  return {
    arrangement: arrangementOf(world),
    links: links.map((link) => JSON.stringify(figuresOf(link))),
    hosts: new Set(hosts.map(({ name }) => name)),
    files: new Map(files.map((file) => [fileKey(file), file.text])),
    seats: new Map(terminals.map(({ id, host }) => [id, host])),
  };
}

/** Tells what has changed since, and notes in `told` that it has been told. */
export function* changesOf(told: Told, world: World): Generator<Request> {
  const { hosts, files, seats } = told;
  const drawn = new Set(world.hosts.map(({ name }) => name));
  const fresh = new Map(world.files.map((file) => [fileKey(file), file]));
  for (const key of [...files.keys()]) {
    const [host] = key.split('/') as [string];
    // The files of a host that has been renamed or removed stay on it for as long as it runs.
    if (fresh.has(key) || (host && !drawn.has(host))) continue;
    files.delete(key);
    yield fileRequest(key);
  }
  for (const [key, { text, host }] of fresh) {
    if (files.get(key) === text || (host !== undefined && !hosts.has(host))) continue;
    files.set(key, text);
    yield fileRequest(key, text);
  }
  for (const { id, host } of world.terminals) {
    const before = seats.get(id);
    if (before === host) continue;
    // A new host's terminal has no shell yet; a renamed host's keeps the one that it has. A number that
    // another host's terminal had must not go on with the shell of that one: the session takes it away.
    const again = before !== undefined && drawn.has(before);
    if (!hosts.has(host) && !again) continue;
    seats.set(id, host);
    yield { type: 'seat', terminal: id, host };
  }
}

/** Tells what links are like now, which a machine takes at once where it has the same links. */
export function* linkChangesOf(told: Told, world: World): Generator<Request> {
  if (told.arrangement !== arrangementOf(world)) return;
  for (const [at, link] of world.links.entries()) {
    const figures = figuresOf(link);
    const said = JSON.stringify(figures);
    if (told.links[at] === said) continue;
    told.links[at] = said;
    yield { type: 'link', link: at, figures };
  }
}

function fileRequest(key: string, text?: string): Request {
  const [host, name] = key.split('/') as [string, string];
  return { type: 'file', name, ...(host && { host }), ...(text !== undefined && { text }) };
}
