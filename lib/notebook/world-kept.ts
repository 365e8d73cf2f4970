// What is kept of a reader's world between visits: texts by their names, and what writing makes of them.
//
// One idea: several tabs write in one place. Whoever finds there a world that it has not seen puts it
// aside as `other`, and what cannot be read is put aside as `unreadable`: nothing that was kept is
// dropped before a reader has said so.

import type { World } from './world.ts';
import { readWorld } from './world-read.ts';

/** Worlds as texts: of now, the one that Undo goes back to, another tab's, and damaged ones. */
export interface Records {
  now?: string;
  before?: string;
  other?: string;
  unreadable?: string;
}

export const RECORDS = ['now', 'before', 'other', 'unreadable'] as const;

/** What a tab writes; `base` is what it has read or written last. */
export interface Writing {
  now: string;
  before?: string;
  base?: string;
}

/** What is found at a visit. */
export interface Found {
  now?: World;
  before?: World;
  other?: World;
  /** A text that is no world any more, and why. */
  unreadable?: { text: string; why: string };
}

/** What the records are after a tab has written. */
export function written(records: Records, { now, before, base }: Writing): Records {
  const theirs = records.now;
  const strange = theirs !== undefined && theirs !== base && theirs !== now;
  return {
    ...records,
    now,
    ...(before !== undefined && { before }),
    ...(strange && { other: theirs }),
  };
}

/** Reads the records, and puts aside those that cannot be read. */
export function readRecords(records: Records): { found: Found; records: Records } {
  const found: Found = {};
  const kept: Records = { ...records };
  for (const name of ['now', 'before', 'other'] as const) {
    const text = records[name];
    if (text === undefined) continue;
    const read = readWorld(text);
    if (read.ok) found[name] = read.value;
    else {
      delete kept[name];
      kept.unreadable = withText(kept.unreadable, text);
    }
  }
  if (kept.unreadable !== undefined) {
    found.unreadable = { text: kept.unreadable, why: whyUnreadable(kept.unreadable) };
  }
  return { found, records: kept };
}

/** Damaged texts stand one after the other. */
function withText(texts: string | undefined, text: string): string {
  return texts === undefined || texts === text ? text : `${texts}\n${text}`;
}

function whyUnreadable(text: string): string {
  const read = readWorld(text);
  return read.ok ? '' : read.message.replace(/ Nothing was changed\.$/, '');
}

/** Reads what may be a tab's writing that was left behind; undefined for anything else. */
export function readWriting(value: unknown): Writing | undefined {
  const { now, before, base } = (value ?? {}) as Record<string, unknown>;
  if (typeof now !== 'string') return undefined;
  return {
    now,
    ...(typeof before === 'string' && { before }),
    ...(typeof base === 'string' && { base }),
  };
}
