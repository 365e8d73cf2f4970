// A reader's world on the page: what it is, and the steps that led to it.
//
// One idea: the world is one value. Whatever changes what is arranged, or takes another world, is a step
// that Undo goes back over and Redo brings back; every change is kept a moment later (use-kept.ts).

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Result } from '../../lib/notebook/edits.ts';
import { type World, writeWorld, wrongWorld } from '../../lib/notebook/world.ts';
import type { Found } from '../../lib/notebook/world-kept.ts';
import {
  type Moved,
  NO_STEPS,
  redo as redone,
  type Step,
  undo as undone,
  withStep,
} from '../../lib/notebook/world-steps.ts';
import { useKept } from './use-kept.ts';

const sameWorld = (a: World, b: World): boolean => writeWorld(a) === writeWorld(b);

/** `onOther` is told when the world is another one altogether, which the machine knows nothing of. */
export function useWorld(first: World, onOther: { current: () => void }) {
  const [world, setWorld] = useState(first);
  const [steps, setSteps] = useState(NO_STEPS);
  const [said, say] = useState('');
  const latest = useRef({ world, steps });
  latest.current = { world, steps };
  const touched = useRef(false);
  /** What was kept here has been looked for, and is shown or offered. */
  const [looked, setLooked] = useState(false);
  const kept = useKept({
    now: () => ({
      world: latest.current.world,
      before: latest.current.steps.done.at(-1)?.before,
    }),
    onFound,
    say,
  });

  function show(next: World): void {
    latest.current.world = next;
    setWorld(next);
  }

  function noteSteps(next: typeof steps): void {
    latest.current.steps = next;
    setSteps(next);
  }

  /** Goes on from the world there is, in what is no step: texts, lines, points. False: refused. */
  function change(next: (world: World) => World): boolean {
    const changed = next(latest.current.world);
    // What could not be read again is not done: it would be lost with the next visit.
    const wrong = wrongWorld(changed);
    if (wrong) say(`${wrong} This change is not kept.`);
    else {
      touched.current = true;
      show(changed);
      kept.keepSoon();
    }
    return !wrong;
  }

  /** Does one step; those of one name that follow each other are one for Undo. */
  function step(next: (world: World) => World, more: { why?: string; name?: string } = {}): void {
    const { why, name } = more;
    const after = next(latest.current.world);
    if (take({ after, whole: false, ...(name && { name }) }) && why) say(why);
  }

  function take(made: Omit<Step, 'before'>): boolean {
    const { world: before, steps: list } = latest.current;
    if (!change(() => made.after)) return false;
    // A host that is dragged comes here many times a second, and is elsewhere each time.
    if (made.name === undefined && sameWorld(before, made.after)) return true;
    noteSteps(withStep(list, { ...made, before }));
    return true;
  }

  /** Puts another world in the place of this one. */
  function replace(next: World, why: string): void {
    if (!take({ after: next, whole: true })) return;
    onOther.current();
    say(why);
  }

  function move(moved: Moved | undefined, why: string): void {
    if (!moved || !change(() => moved.world)) return;
    noteSteps(moved.steps);
    if (moved.whole) onOther.current();
    say(why);
  }

  function undo(): void {
    move(undone(latest.current.steps, latest.current.world), 'The world of before is back.');
  }

  function redo(): void {
    move(redone(latest.current.steps, latest.current.world), 'What was undone is here again.');
  }

  /** Shows a world from elsewhere, or says what is wrong with it. */
  function takeRead(read: Result<World>, why: string): void {
    if (read.ok) replace(read.value, why);
    else say(read.message);
  }

  /** What was kept is shown; where something has been done meanwhile, Undo has it. */
  function onFound({ now, before }: Found): void {
    const whole = true;
    const { world: shown, steps: list } = latest.current;
    const earlier: Step[] = before && now ? [{ before, after: now, whole }] : [];
    if (!now) return;
    if (touched.current) {
      const step: Step = { before: now, after: shown, whole };
      noteSteps({ ...list, done: [...earlier, step, ...list.done] });
      kept.keepSoon();
      return;
    }
    noteSteps({ done: earlier, undone: [] });
    show(now);
    onOther.current();
  }

  async function showLinked(): Promise<void> {
    if (!location.hash.startsWith('#world=')) return;
    const { worldOfLink } = await import('./world-link.ts');
    const read = worldOfLink(location.hash);
    if (!read) return;
    takeRead(
      read,
      'This world came with a link. Nothing of it has been run; Undo brings yours back.',
    );
    // From here on it is the reader's: loading the page again must not take their changes away.
    if (read.ok) history.replaceState(null, '', `${location.pathname}${location.search}`);
  }

  useEffect(() => {
    const link = () => void showLinked();
    void kept
      .start()
      .then(() => setLooked(true))
      .then(showLinked);
    addEventListener('hashchange', link);
    return () => removeEventListener('hashchange', link);
  }, []);

  const actions = {
    ...{ change, step, replace, undo, redo, say },
    async importText(text: string) {
      const { readWorld } = await import('../../lib/notebook/world-read.ts');
      takeRead(readWorld(text), 'The world of the file is here. Nothing of it has been run.');
    },
  };
  const can = { undo: steps.done.length > 0, redo: steps.undone.length > 0 };
  const { choices, decide } = kept;
  return { world, said, can, latest, looked, choices, decide, ...actions };
}

export type WorldActions = Pick<
  ReturnType<typeof useWorld>,
  'change' | 'step' | 'replace' | 'undo' | 'redo' | 'say' | 'importText'
>;
