// A whole world in an address: #world=1.<hash, 8 digits>.<deflated JSON in base64url>.
//
// One idea: it is packed and unpacked with the same bounds as a cell's text (notebook/link.ts), and what
// comes out is read by the rules for worlds. It is shown, and nothing of it is run.

import type { Result } from '../../lib/notebook/edits.ts';
import { type World, writeWorld } from '../../lib/notebook/world.ts';
import { readWorld } from '../../lib/notebook/world-read.ts';
import { MAX_LINK, MAX_TEXT, packText, unpackText } from '../notebook/link.ts';

const BEGINS = '#world=';

/** Writes a world as the end of an address; refuses one that would be too long. */
export function linkOfWorld(world: World): Result<string> {
  const text = writeWorld(world);
  const hash = BEGINS + packText(text);
  if (hash.length <= MAX_LINK && text.length <= MAX_TEXT) return { ok: true, value: hash };
  const count = (n: number) => n.toLocaleString('en');
  return {
    ok: false,
    message: `This world is too large for a link: it would take ${count(hash.length)} characters, and ${count(MAX_LINK)} fit. Export it as a file.`,
  };
}

/** Reads the world that an address carries; undefined where it carries none. */
export function worldOfLink(hash: string): Result<World> | undefined {
  if (!hash.startsWith(BEGINS)) return undefined;
  const unpacked = unpackText(hash.slice(BEGINS.length), 'world');
  if (unpacked.ok) return readWorld(unpacked.value);
  return { ok: false, message: `${unpacked.message} Nothing was changed.` };
}
