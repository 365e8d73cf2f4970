// A figure's state in the page's address: `#byte-order:at=8800:set=443`, the moment in ms of its timeline
// and what the reader has set, as the figure itself writes it. Fetched when there is one to read or write.

import { type Player, seek } from './player.ts';

/** What a reader can set in a figure, as a word of letters, digits and `.~-`. */
export interface Setting {
  /** Writes it as it is at a moment; empty where nothing was changed. */
  write(at: number): string | Promise<string>;
  /** Sets it; a word that does not fit changes nothing, an empty one brings back the beginning. */
  read(word: string): void | Promise<void>;
}

/** Longest word that is read. */
const MAX_WORD = 4000;

/** Reads the state that an address names of figure `id`; undefined where it names none. */
export function momentIn(hash: string, id: string): { at: number; set: string } | undefined {
  const found = /^#([\w-]+):at=(\d{1,9}(?:\.\d{1,3})?)(?::set=([\w.~-]*))?$/.exec(hash);
  const [, name, at, set = ''] = found ?? [];
  return name === id && set.length <= MAX_WORD ? { at: Number(at), set } : undefined;
}

/** The moment that a figure shows in ms: while it glides to a step, that of the step, as all its words are. */
export function momentOf({ glide, at }: Player): number {
  // Rounded up, so that what has just happened has happened there as well.
  return Math.ceil((glide.value?.to ?? at.value) * 1000) / 1000;
}

/** Takes a figure to the state in the address, if that is of this figure. */
export async function goToMoment(id: string, player: Player, setting?: Setting): Promise<void> {
  const found = momentIn(location.hash, id);
  if (!found) return;
  if (found.set !== (await setting?.write(player.at.value))) {
    await setting?.read(found.set);
    // Another run is on the player once it has been drawn.
    await new Promise((drawn) => setTimeout(drawn));
  }
  seek(player, found.at);
}

/** Puts a figure's present state in the address and copies that; rejects where nothing may be copied. */
export async function copyMoment(id: string, player: Player, setting?: Setting): Promise<void> {
  const at = momentOf(player);
  const set = await setting?.write(at);
  history.replaceState(null, '', `#${id}:at=${at}${set ? `:set=${set}` : ''}`);
  await navigator.clipboard.writeText(location.href);
}
