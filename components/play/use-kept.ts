// How a world is kept: found at the beginning, written when the reader pauses, and shared with other
// tabs, which ask before one takes the place of another.
//
// One idea: what this tab has read or written last is its base. Whatever else it finds in the store is
// another tab's, and the reader chooses.

import { useEffect, useRef, useState } from 'preact/hooks';
import { type World, writeWorld } from '../../lib/notebook/world.ts';
import type { Found } from '../../lib/notebook/world-kept.ts';
import { LEFT_WORLD, leave } from '../notebook/leaving.ts';
import { announce, onWritten } from '../notebook/tabs.ts';

/** Worlds are written when the reader has paused for this long. */
const PAUSE_MS = 400;
/** What tabs tell each other with; no chapter has this name. */
const PLACE = '/play/';

/** What a reader has to decide on. */
export interface Choices {
  /** What another tab has, or had. */
  other?: World;
  unreadable?: Found['unreadable'];
}

interface Of {
  /** The world to keep, and the one before it. */
  now(): { world: World; before?: World };
  /** Gets what was found, once. */
  onFound(found: Found): void;
  say(text: string): void;
}

const store = () => import('./world-store.ts');

export function useKept({ now, onFound, say }: Of) {
  const [choices, setChoices] = useState<Choices>({});
  const base = useRef<string>();
  /** What the store had when it was looked at last. */
  const seen = useRef<string>();
  const dirty = useRef(false);
  /** It is on its way into the store. */
  const busy = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  /** What is done with the store, one after the other. */
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  function inTurn(task: () => Promise<void>): Promise<void> {
    const done = turn.current.then(task).catch((error: Error) => say(error.message));
    turn.current = done;
    return done;
  }

  function writing() {
    const { world, before } = now();
    return {
      now: writeWorld(world),
      ...(before && { before: writeWorld(before) }),
      ...(base.current !== undefined && { base: base.current }),
    };
  }

  /** Offers what another tab has, unless that is what stands here. */
  async function offer(text: string | undefined): Promise<void> {
    if (text === undefined || text === writeWorld(now().world)) {
      setChoices(({ other: _, ...rest }) => rest);
      return;
    }
    const { readWorld } = await import('../../lib/notebook/world-read.ts');
    const read = readWorld(text);
    if (read.ok) setChoices((rest) => ({ ...rest, other: read.value }));
  }

  async function write(): Promise<void> {
    if (!dirty.current) return;
    dirty.current = false;
    busy.current = true;
    const mine = writing();
    try {
      const records = await (await store()).saveWorld(mine);
      base.current = mine.now;
      seen.current = mine.now;
      announce(PLACE);
      if (records.other !== undefined) await offer(records.other);
    } catch (error) {
      // Tried again with the next change, and left behind when the page leaves.
      dirty.current = true;
      throw error;
    } finally {
      busy.current = false;
    }
  }

  /** Writes the world a moment later. */
  function keepSoon(): void {
    dirty.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void inTurn(write), PAUSE_MS);
  }

  /** Another tab has written. */
  async function heard(): Promise<void> {
    const { records } = await (await store()).loadWorld();
    seen.current = records.now;
    if (records.now === base.current) return;
    await offer(records.now);
    if (records.now === writeWorld(now().world)) base.current = records.now;
  }

  async function start(): Promise<void> {
    const { found, records, problem } = await (await store()).loadWorld();
    base.current = records.now;
    seen.current = records.now;
    const { other, unreadable } = found;
    setChoices({ ...(other && { other }), ...(unreadable && { unreadable }) });
    onFound(found);
    if (problem) say(problem);
  }

  useEffect(() => {
    const leaves = () => {
      // There is no time for the store; what is left behind is taken up by the next visit.
      const late = dirty.current || busy.current;
      if (late && !leave(LEFT_WORLD, writing())) void inTurn(write);
    };
    const hides = () => {
      if (document.visibilityState === 'hidden') void inTurn(write);
    };
    onWritten(PLACE, () => void inTurn(heard));
    addEventListener('pagehide', leaves);
    document.addEventListener('visibilitychange', hides);
    return () => {
      removeEventListener('pagehide', leaves);
      document.removeEventListener('visibilitychange', hides);
    };
  }, []);

  /** Drops what was put aside: the reader has seen it and chosen. */
  function decide(name: keyof Choices): void {
    setChoices(({ [name]: _, ...rest }) => rest);
    if (name === 'other') {
      base.current = seen.current;
      keepSoon();
    }
    void inTurn(async () => (await store()).dropRecord(name));
  }

  return { choices, keepSoon, start: () => inTurn(start), decide };
}
