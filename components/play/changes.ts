// What a machine that is on has to hear before the next command: files, and terminals that are new.
//
// One idea: it is told only of hosts that it has. Those drawn since then wait for another machine, and a
// terminal is known by its number and its host, since a number may be given again.

import type { Request } from '../../lib/notebook/messages.ts';
import type { World, WorldFile } from '../../lib/notebook/world.ts';

/** What a machine has been told: its hosts, its files by `host/name`, the hosts of its terminals. */
export interface Told {
  hosts: Set<string>;
  files: Map<string, string>;
  seats: Map<number, string>;
}

const fileKey = ({ name, host }: WorldFile): string => `${host ?? ''}/${name}`;

/** What a machine knows that begins with a world. */
export function toldOf({ hosts, files, terminals }: World): Told {
  return {
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

function fileRequest(key: string, text?: string): Request {
  const [host, name] = key.split('/') as [string, string];
  return { type: 'file', name, ...(host && { host }), ...(text !== undefined && { text }) };
}
