// A reader's world on the page: what it is, what it was, and where it is kept.
//
// One idea: the world is one value. Whatever takes something away (another scenario, a link, an import, a
// host that is removed) leaves the value before it to Undo; every change is kept a moment later.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Result } from '../../lib/notebook/edits.ts';
import { readWorld, type World, writeWorld, wrongWorld } from '../../lib/notebook/world.ts';

/** Worlds are written when the reader has paused for this long. */
const PAUSE_MS = 400;
/** How many worlds Undo knows. */
const MOST_BEFORE = 30;

const sameWorld = (a: World, b: World): boolean => writeWorld(a) === writeWorld(b);

/** A world that Undo brings back; `whole`: another one took its place, and not a step in it. */
interface Earlier {
  world: World;
  whole: boolean;
}

/** `onOther` is told when the world is another one altogether, which the machine knows nothing of. */
export function useWorld(first: World, onOther: { current: () => void }) {
  const [world, setWorld] = useState(first);
  const [before, setBefore] = useState<Earlier[]>([]);
  const [said, say] = useState('');
  const [ready, setReady] = useState(false);
  const latest = useRef({ world, before });
  latest.current = { world, before };
  const touched = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();

  function keepSoon(): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), PAUSE_MS);
  }

  async function flush(): Promise<void> {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    const { world: now, before: list } = latest.current;
    const earlier = list.at(-1)?.world;
    const { saveWorld } = await import('./world-store.ts');
    await saveWorld({ now, ...(earlier && { before: earlier }) }).catch((error: Error) =>
      say(error.message),
    );
  }

  /** Goes on from the world there is; it is no step for Undo. */
  function change(step: (world: World) => World): void {
    const next = step(latest.current.world);
    // What could not be read again is not done: it would be lost with the next visit.
    const wrong = wrongWorld(next);
    if (wrong) {
      say(`${wrong} This change is not kept.`);
      return;
    }
    touched.current = true;
    latest.current.world = next;
    setWorld(next);
    keepSoon();
  }

  /** Puts another world in the place of this one, which Undo brings back. */
  function replace(next: World, why: string, whole = false): void {
    const { world: now, before: list } = latest.current;
    if (!sameWorld(now, next)) {
      latest.current.before = [...list, { world: now, whole }].slice(-MOST_BEFORE);
      setBefore(latest.current.before);
    }
    change(() => next);
    if (whole) onOther.current();
    say(why);
  }

  function undo(): void {
    const { before: list } = latest.current;
    const last = list.at(-1);
    if (!last) return;
    latest.current.before = list.slice(0, -1);
    setBefore(latest.current.before);
    change(() => last.world);
    if (last.whole) onOther.current();
    say('The world of before is back.');
  }

  /** Shows a world from elsewhere, or says what is wrong with it. */
  function take(read: Result<World>, why: string): boolean {
    if (read.ok) replace(read.value, why, true);
    else say(read.message);
    return read.ok;
  }

  async function showLinked(): Promise<void> {
    if (!location.hash.startsWith('#world=')) return;
    const { worldOfLink } = await import('./world-link.ts');
    const read = worldOfLink(location.hash);
    if (!read) return;
    take(read, 'This world came with a link. Nothing of it has been run; Undo brings yours back.');
    // From here on it is the reader's: loading the page again must not take their changes away.
    if (read.ok) history.replaceState(null, '', `${location.pathname}${location.search}`);
  }

  useEffect(() => {
    const leave = () => void flush();
    const link = () => void showLinked();
    const start = async () => {
      const { loadWorld, withKept } = await import('./world-store.ts');
      const kept = await loadWorld();
      const { now, wrong } = kept;
      if (wrong) say(wrong);
      // What was done while this was on its way is newer, and Undo brings back what was kept.
      const shown = touched.current ? undefined : now;
      const earlier = shown ? { before: kept.before } : kept;
      const whole = (world: World): Earlier => ({ world, whole: true });
      latest.current.before = withKept(latest.current.before, earlier, whole);
      setBefore(latest.current.before);
      if (touched.current) keepSoon();
      if (!shown) return;
      latest.current.world = shown;
      setWorld(shown);
      onOther.current();
    };
    void start()
      .catch((error: Error) => say(error.message))
      .then(showLinked)
      .then(() => setReady(true));
    addEventListener('hashchange', link);
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('hashchange', link);
      removeEventListener('pagehide', leave);
    };
  }, []);

  const actions = {
    change,
    replace,
    undo,
    say,
    importText: (text: string) =>
      take(readWorld(text), 'The world of the file is here. Nothing of it has been run.'),
  };
  return { world, said, ready, canUndo: before.length > 0, latest, ...actions };
}

export type WorldActions = Pick<
  ReturnType<typeof useWorld>,
  'change' | 'replace' | 'undo' | 'say' | 'importText'
>;
