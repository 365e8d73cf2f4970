// Steps of a reader in a world, for Undo and Redo.
//
// One idea: a step is the world before it and the world after it. What is written in files and typed at
// terminals is no step, since editors take back for themselves: going back over a step leaves it alone.

import type { World, WorldFile, WorldPoint } from './world.ts';

export interface Step {
  before: World;
  after: World;
  /** Another world altogether took the place of this one. */
  whole: boolean;
  /** Steps of one name that follow each other are one, such as the way of a host that is dragged. */
  name?: string;
}

export interface Steps {
  /** What Undo goes back over, the last one last. */
  done: readonly Step[];
  /** What Redo brings back, the next one last. */
  undone: readonly Step[];
}

/** How many steps are known. */
const MOST = 50;

export const NO_STEPS: Steps = { done: [], undone: [] };

/** Notes a step; whoever does something else cannot redo what was undone. */
export function withStep({ done }: Steps, step: Step): Steps {
  const last = done.at(-1);
  const same = step.name !== undefined && last?.name === step.name && last.after === step.before;
  const next = same ? { ...last, after: step.after } : step;
  return { done: [...(same ? done.slice(0, -1) : done), next].slice(-MOST), undone: [] };
}

/** Goes back over the last step; undefined where there is none. */
export function undo({ done, undone }: Steps, now: World): Moved | undefined {
  const last = done.at(-1);
  if (!last) return undefined;
  const world = last.whole ? last.before : back(last, now);
  const again = { before: now, after: world, whole: last.whole };
  return {
    ...{ world, whole: last.whole },
    steps: { done: done.slice(0, -1), undone: [...undone, again] },
  };
}

/** Does again what was undone last; undefined where nothing was. */
export function redo({ done, undone }: Steps, now: World): Moved | undefined {
  const moved = undo({ done: undone, undone: done }, now);
  return moved && { ...moved, steps: { done: moved.steps.undone, undone: moved.steps.done } };
}

export interface Moved {
  world: World;
  whole: boolean;
  steps: Steps;
}

/** The world before a step, with what has been written and typed since. */
function back({ before, after }: Step, now: World): World {
  const since = (file: WorldFile): WorldFile => {
    const kin = kinOf(file, before, after);
    const there = kin && now.files.find(({ name }) => name === kin.name);
    return there ? { ...file, text: there.text } : file;
  };
  return {
    ...before,
    files: before.files.map(since),
    terminals: before.terminals.map((one) => {
      const there = now.terminals.find(({ id }) => id === one.id);
      return there ? { ...one, typed: there.typed } : one;
    }),
    points: pointsBack(before, after, now),
  };
}

/** The same file after a step: of the same name, or the new one of the same text. */
function kinOf(file: WorldFile, before: World, after: World): WorldFile | undefined {
  const fresh = ({ name }: WorldFile) => !before.files.some((other) => other.name === name);
  return (
    after.files.find(({ name }) => name === file.name) ??
    after.files.find((other) => fresh(other) && other.text === file.text)
  );
}

/** The points of now under the files' old names, and those that went away with a file. */
function pointsBack(before: World, after: World, now: World): WorldPoint[] {
  const old = new Map<string, string>();
  const gone = new Set<string>();
  for (const file of before.files) {
    const kin = kinOf(file, before, after);
    if (kin) old.set(kin.name, file.name);
    else gone.add(file.name);
  }
  const kept = now.points.flatMap((point) => {
    if (point.file === undefined) return [point];
    const file = old.get(point.file);
    return file === undefined ? [] : [{ ...point, file }];
  });
  return [...kept, ...before.points.filter(({ file }) => file !== undefined && gone.has(file))];
}
