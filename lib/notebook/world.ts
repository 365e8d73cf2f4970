// A world: hosts, links between them, C files, terminals and breakpoints, as a reader has arranged them.
//
// One idea: a world is plain data with a version, and says nothing of what happened on it: a session
// made from it (setupOf) begins with a machine on which nothing runs. What was typed at a terminal is
// kept as lines that may be typed again; nobody types them but a reader.
//
// world-read.ts reads one that comes from elsewhere.
//
// Units: µs, bits per second, probabilities from 0 to 1; places of hosts in the drawing's own units.

import { formatAddr, parseAddr } from '../net/ip.ts';
import type { LinkFigures, PointSpec } from './messages.ts';
import type { Setup } from './session.ts';

export interface WorldHost {
  name: string;
  x: number;
  y: number;
}

export interface WorldLink {
  between: [string, string];
  /** Addresses of its ends, in one network of 24 bits. */
  addrs: [string, string];
  latencyUs: number;
  /** 0: a packet takes no time to be written. */
  bandwidthBps: number;
  loss: number;
  duplicate: number;
  reorder: number;
  jitterUs: number;
  /** Packets that may wait at one end. */
  queueLimit: number;
}

export interface WorldFile {
  name: string;
  text: string;
  /** The one host that has it; default all. */
  host?: string;
}

export interface WorldTerminal {
  id: number;
  host: string;
  /** Command lines, in the order in which they were typed or may be. */
  typed: string[];
}

/** A breakpoint; those on variables belong to one run, and to no world. */
export type WorldPoint = Pick<
  PointSpec,
  'kind' | 'file' | 'line' | 'calls' | 'condition' | 'disabled'
>;

export interface World {
  /** Decides what chance does on the links. */
  seed: number;
  hosts: WorldHost[];
  links: WorldLink[];
  files: WorldFile[];
  terminals: WorldTerminal[];
  points: WorldPoint[];
}

export const FORMAT = 'sockets-from-scratch world';
export const VERSION = 1;

/** How much of each a world may have; texts in characters. */
export const MOST = {
  hosts: 12,
  links: 20,
  files: 24,
  terminals: 16,
  points: 100,
  typed: 100,
  line: 500,
  text: 60_000,
  calls: 50,
  id: 1000,
  all: 200_000,
} as const;

/** The drawing in which hosts have places. */
export const DRAWING = { width: 720, height: 300 } as const;

const HOST_NAME = /^[a-z][a-z0-9-]{0,14}$/;
const FILE_NAME = /^[A-Za-z0-9_][\w.-]{0,39}$/;

export const DEFAULTS: Omit<WorldLink, 'between' | 'addrs'> = {
  latencyUs: 500,
  bandwidthBps: 1_000_000_000,
  loss: 0,
  duplicate: 0,
  reorder: 0,
  jitterUs: 0,
  queueLimit: 1000,
};

/** The figures of a link, what each is from and to, and its factor to the unit that a reader sees. */
export const FIGURES = [
  { key: 'latencyUs', label: 'Latency', unit: 'ms', per: 1000, least: 0, most: 10_000_000 },
  { key: 'jitterUs', label: 'Jitter', unit: 'ms', per: 1000, least: 0, most: 10_000_000 },
  { key: 'bandwidthBps', label: 'Bandwidth', unit: 'Mbit/s', per: 1e6, least: 0, most: 1e11 },
  { key: 'queueLimit', label: 'Queue', unit: 'packets', per: 1, least: 1, most: 100_000 },
  { key: 'loss', label: 'Loss', unit: '%', per: 0.01, least: 0, most: 1 },
  { key: 'reorder', label: 'Overtaking', unit: '%', per: 0.01, least: 0, most: 1 },
  { key: 'duplicate', label: 'Repetition', unit: '%', per: 0.01, least: 0, most: 1 },
] as const;

/** Makes the session's beginning from a world. */
export function setupOf({ seed, hosts, links, files, terminals }: World): Setup {
  return {
    seed,
    hosts: hosts.map(({ name }) => ({ name })),
    links: links.map((link) => ({ ...link, ...figuresOf(link) })),
    shells: terminals.map(({ id, host }) => ({ terminal: id, host })),
    files,
  };
}

/** The figures of a link that may change while it is used. */
export function figuresOf(link: WorldLink): LinkFigures {
  const { between: _, addrs: __, ...figures } = link;
  return figures;
}

/** A link between two hosts with the first network that is free. */
export function newLink(world: World, between: [string, string]): WorldLink {
  const taken = new Set(world.links.map(({ addrs: [addr] }) => network(addr)));
  let k = 0;
  while (taken.has(`10.0.${k}`)) k++;
  return { between, addrs: [`10.0.${k}.1`, `10.0.${k}.2`], ...DEFAULTS };
}

const network = (addr: string): string => addr.replace(/\.\d+$/, '');

// ---- what may be ---------------------------------------------------------------------------------

/** What is wrong with a name for a host; undefined for a good one. */
export function wrongHost(world: World, name: string): string | undefined {
  if (!HOST_NAME.test(name)) {
    return 'A host’s name begins with a small letter and goes on with at most 14 of a to z, 0 to 9 and -.';
  }
  const taken = name === 'localhost' || world.hosts.some((host) => host.name === name);
  return taken ? `There is a host called ${name} already.` : undefined;
}

/** What is wrong with a name for a file; undefined for a good one. */
export function wrongFile(world: World, name: string): string | undefined {
  if (!FILE_NAME.test(name)) {
    return 'A file’s name has at most 40 letters, digits, dots, _ and -, and does not begin with a dot.';
  }
  const taken = world.files.some((file) => file.name === name);
  return taken ? `There is a file called ${name} already.` : undefined;
}

/** What is wrong with a link; undefined for a good one. `at`: its own index among the links. */
export function wrongLink(world: World, link: WorldLink, at: number): string | undefined {
  const [a, b] = link.between;
  for (const name of link.between) {
    if (!world.hosts.some((host) => host.name === name)) return `There is no host called ${name}.`;
  }
  if (a === b) return 'A link has two different hosts at its ends.';
  for (const addr of link.addrs) {
    const parsed = parseAddr(addr);
    if (parsed === undefined || formatAddr(parsed) !== addr) return `${addr} is no IPv4 address.`;
    const last = parsed & 0xff;
    if (last === 0 || last === 255)
      return `${addr} means a whole network; a host ends in 1 to 254.`;
    const first = parsed >>> 24;
    if (first === 0 || first === 127 || first >= 224) return `${addr} is no address for a link.`;
  }
  const [left, right] = link.addrs;
  if (network(left) !== network(right)) {
    return `${left} and ${right} are not in one network: their first three numbers have to be the same.`;
  }
  if (left === right) return 'The two ends of a link have different addresses.';
  const others = world.links.filter((_, i) => i !== at).map(({ addrs: [addr] }) => network(addr));
  if (others.includes(network(left)))
    return `${network(left)}.0 is another link’s network already.`;
  for (const { key, label, unit, per, least, most } of FIGURES) {
    const value = link[key];
    if (!Number.isFinite(value) || value < least || value > most) {
      return `${label} has to be from ${least / per} to ${(most / per).toLocaleString('en')} ${unit}.`;
    }
  }
  return undefined;
}

/** What is wrong with a world as a whole; undefined for a good one. */
export function wrongWorld(world: World): string | undefined {
  const { hosts, links, files, terminals, points } = world;
  if (hosts.length === 0) return 'A world has at least one host.';
  for (const [key, list] of Object.entries({ hosts, links, files, terminals, points })) {
    const most = MOST[key as 'hosts'];
    if (list.length > most) return `A world has at most ${most} ${key}.`;
  }
  for (const [i, { name }] of hosts.entries()) {
    const before = { ...world, hosts: hosts.slice(0, i) };
    const wrong = wrongHost(before, name);
    if (wrong) return wrong;
  }
  for (const [i, link] of links.entries()) {
    const wrong = wrongLink({ ...world, links: links.slice(0, i) }, link, i);
    if (wrong) return wrong;
  }
  for (const [i, { name, host }] of files.entries()) {
    const wrong = wrongFile({ ...world, files: files.slice(0, i) }, name);
    if (wrong) return wrong;
    if (host !== undefined && !hosts.some((one) => one.name === host)) {
      return `${name} is on ${host}, and there is no such host.`;
    }
  }
  for (const [i, { id, host }] of terminals.entries()) {
    if (terminals.findIndex((other) => other.id === id) !== i)
      return 'Two terminals have one number.';
    if (!hosts.some((one) => one.name === host)) {
      return `A terminal is on ${host}, and there is no such host.`;
    }
  }
  if (points.some((point) => !pointOf({ ...point }))) {
    return `A breakpoint has a line from 1 on or at most ${MOST.calls} calls, and a condition of at most ${MOST.line} characters.`;
  }
  const long = files.find(({ text }) => text.length > MOST.text);
  if (long) return `${long.name} is too long: a file has at most ${MOST.text} characters.`;
  const length = files.reduce((sum, { text }) => sum + text.length, 0);
  if (length > MOST.all)
    return `The files of a world have at most ${MOST.all} characters together.`;
  return undefined;
}

// ---- writing --------------------------------------------------------------------------------------

/** Writes a world as text; figures that are the default are left out. */
export function writeWorld(world: World, space?: number): string {
  const links = world.links.map(({ between, addrs, ...figures }) => {
    const other = Object.entries(figures).filter(
      ([key, value]) => value !== DEFAULTS[key as keyof typeof DEFAULTS],
    );
    return { between, addrs, ...Object.fromEntries(other) };
  });
  return JSON.stringify({ format: FORMAT, version: VERSION, ...world, links }, null, space);
}

export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 60;
/** Keeps a place inside the drawing. */
export function within(x: number, y: number): { x: number; y: number } {
  const clamp = (at: number, most: number) => Math.round(Math.max(0, Math.min(most, at)));
  return { x: clamp(x, DRAWING.width), y: clamp(y, DRAWING.height) };
}

/** Whether a text is one line that may be typed. */
export function isLine(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a line must not have
  return text.length <= MOST.line && !/[\u0000-\u001f\u007f]/.test(text);
}

/** Reads what may be a breakpoint. */
export function pointOf(part: Record<string, unknown>): WorldPoint | undefined {
  const { kind, file, line, calls, condition, disabled } = part;
  // Without its condition it would be another breakpoint.
  const isText = typeof condition === 'string' && condition.length <= MOST.line;
  if (condition !== undefined && !isText) return undefined;
  const more = {
    ...(isText && { condition }),
    ...(disabled === true && { disabled }),
  };
  if (kind === 'line') {
    const known = isName(file) && Number.isInteger(line) && (line as number) > 0;
    return known ? { kind, file, line: line as number, ...more } : undefined;
  }
  if (kind === 'call' && calls === undefined) return { kind, ...more };
  if (kind !== 'call' || !Array.isArray(calls) || calls.length > MOST.calls) return undefined;
  return calls.every(isName) ? { kind, calls: [...calls], ...more } : undefined;
}
