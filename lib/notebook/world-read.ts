// Reading a world that comes from a store, a file or a link, and so may be anything.
//
// One idea: it is read field by field, with bounds, and what is wrong is said in a sentence.

import { isRecord, type Result } from './edits.ts';
import {
  DEFAULTS,
  FIGURES,
  FORMAT,
  isLine,
  isName,
  MOST,
  pointOf,
  VERSION,
  type World,
  type WorldFile,
  type WorldHost,
  type WorldLink,
  type WorldTerminal,
  within,
  wrongWorld,
} from './world.ts';

const NOTHING = 'Nothing was changed.';

/** Reads a text that `writeWorld` may have written. */
export function readWorld(text: string): Result<World> {
  const refuse = (message: string): Result<World> => ({
    ok: false,
    message: `${message} ${NOTHING}`,
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('This is no world: it is not JSON, or it is damaged.');
  }
  if (!isRecord(value) || value.format !== FORMAT)
    return refuse('This does not hold a world of this book.');
  if (value.version !== VERSION) {
    return refuse(
      `This world was written by another edition (version ${String(value.version).slice(0, 20)}; this one reads ${VERSION}).`,
    );
  }
  const read = fieldsOf(value);
  if (typeof read === 'string') return refuse(read);
  const wrong = wrongWorld(read);
  return wrong ? refuse(wrong) : { ok: true, value: read };
}

const DAMAGED = 'This world is damaged:';

/** Reads the parts of a world, each in its own form; a sentence for what has none. */
function fieldsOf(value: Record<string, unknown>): World | string {
  const lists = ['hosts', 'links', 'files', 'terminals', 'points'] as const;
  for (const key of lists) {
    if (!Array.isArray(value[key])) return `${DAMAGED} it has no list of ${key}.`;
    if (value[key].length > MOST[key]) return `A world has at most ${MOST[key]} ${key}.`;
  }
  const read = <T>(
    key: (typeof lists)[number],
    one: (part: Record<string, unknown>) => T | undefined,
  ) => (value[key] as unknown[]).map((part) => (isRecord(part) ? one(part) : undefined));
  const parts = {
    hosts: read('hosts', hostOf),
    links: read('links', linkOf),
    files: read('files', fileOf),
    terminals: read('terminals', terminalOf),
    points: read('points', pointOf),
  };
  for (const key of lists) {
    const at = parts[key].indexOf(undefined);
    if (at >= 0) return `${DAMAGED} number ${at + 1} of its ${key} cannot be read.`;
  }
  const seed = Number.isSafeInteger(value.seed) ? Math.abs(value.seed as number) : 1;
  return { seed, ...(parts as Omit<World, 'seed'>) };
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

function pairOf(value: unknown): [string, string] | undefined {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(isName)) return undefined;
  return [value[0], value[1]];
}

function hostOf({ name, x, y }: Record<string, unknown>): WorldHost | undefined {
  if (!isName(name) || !isNumber(x) || !isNumber(y)) return undefined;
  return { name, ...within(x, y) };
}

function linkOf(part: Record<string, unknown>): WorldLink | undefined {
  const between = pairOf(part.between);
  const addrs = pairOf(part.addrs);
  if (!between || !addrs) return undefined;
  const link: WorldLink = { between, addrs, ...DEFAULTS };
  for (const { key } of FIGURES) {
    const value = part[key];
    if (value === undefined) continue;
    if (!isNumber(value)) return undefined;
    link[key] = value;
  }
  return link;
}

function fileOf({ name, text, host }: Record<string, unknown>): WorldFile | undefined {
  if (!isName(name) || typeof text !== 'string' || text.length > MOST.text) return undefined;
  if (host !== undefined && !isName(host)) return undefined;
  return { name, text, ...(host !== undefined && { host }) };
}

function terminalOf({ id, host, typed }: Record<string, unknown>): WorldTerminal | undefined {
  if (!Number.isInteger(id) || (id as number) < 1 || (id as number) > MOST.id) return undefined;
  if (!isName(host) || !Array.isArray(typed) || typed.length > MOST.typed) return undefined;
  if (!typed.every((line) => typeof line === 'string' && isLine(line))) return undefined;
  return { id: id as number, host, typed: [...typed] };
}
