// A world's machine: switched on by the first act that needs it, told of what changes while it runs.
//
// One idea: files go to the machine before whatever may read them; links change while packets are on them;
// another arrangement of hosts needs another machine.

import { useRef, useState } from 'preact/hooks';
import type { PointSpec, Request } from '../../lib/notebook/messages.ts';
import {
  figuresOf,
  setupOf,
  type World,
  type WorldFile,
  type WorldPoint,
} from '../../lib/notebook/world.ts';
import { withTyped } from '../../lib/notebook/world-edits.ts';
import { commandFor } from '../cell/use-cell.ts';
import { rulesFrom, useMachine } from '../cell/use-machine.ts';
import { changesOf, type Told, toldOf } from './changes.ts';
import { initialPlay, isOn, type PlayState } from './initial-play.ts';
import type { PlayLocal } from './state.ts';

const rules = rulesFrom<PlayState, PlayLocal>(() =>
  import('./state.ts').then(({ reducePlay }) => reducePlay),
);

/** What a machine cannot be told while it runs. */
function arrangementOf({ seed, hosts, links }: World): string {
  return JSON.stringify([
    seed,
    hosts.map(({ name }) => name),
    links.map(({ between, addrs }) => [between, addrs]),
  ]);
}

interface Of {
  latest: { current: { world: World } };
  change(step: (world: World) => World): void;
  /** The text to download. */
  shown(): WorldFile | undefined;
}

export function usePlay({ latest, change, shown }: Of) {
  const now = () => latest.current.world;
  const told = useRef<Told>();
  const [ran, setRan] = useState<string>();
  const [typed, setTyped] = useState<Record<number, number>>({});
  const counts = useRef(typed);
  /** Counts the worlds that have been begun, so that what belongs to one is not shown in the next. */
  const [epoch, setEpoch] = useState(0);

  const first = (): Request[] => {
    const world = now();
    told.current = toldOf(world);
    setRan(arrangementOf(world));
    const points = world.points as PointSpec[];
    return [
      { type: 'setup', setup: setupOf(world) },
      ...(points.length > 0 ? [{ type: 'points' as const, points }] : []),
    ];
  };

  const program = () => {
    const file = shown();
    return { name: file?.name ?? 'empty.c', text: file?.text ?? '' };
  };
  const initial = () => initialPlay(now().points as PointSpec[]);
  const onPoints = (points: PointSpec[]) =>
    change((world) => ({ ...world, points: points.flatMap(asKept) }));
  const kind = { initial, rules, first, program, onPoints };
  const machine = useMachine<PlayState, PlayLocal>(kind);
  const { state, connection, dispatch, open, actions } = machine;

  /** Switches the machine on where it is off, and tells it what has changed. */
  async function ready(): Promise<boolean> {
    if (!connection.current) {
      counts.current = {};
      setTyped({});
      const points = now().points as PointSpec[];
      dispatch([{ type: 'play-on', fresh: { ...initialPlay(points), status: 'running' } }]);
      return (await open()) !== undefined;
    }
    const known = told.current ?? toldOf(now());
    for (const request of changesOf(known, now())) connection.current.send(request);
    return true;
  }

  function note(terminal: number, ...lines: string[]): void {
    for (const line of lines) {
      const at = counts.current[terminal] ?? 0;
      change((world) => withTyped(world, terminal, at, line));
      counts.current = { ...counts.current, [terminal]: at + 1 };
    }
    setTyped(counts.current);
  }

  /** A line at a terminal: a command where its shell has the terminal, else the program's input. */
  async function enter(terminal: number, text: string): Promise<void> {
    if (connection.current && state.busy.includes(terminal)) return actions.type(terminal, text);
    if (!(await ready()) || text.trim() === '') return;
    note(terminal, text);
    actions.shell(text, terminal);
  }

  async function run(file: WorldFile, terminal: number): Promise<void> {
    if (!(await ready())) return;
    const { name, text } = file;
    const out = name.replace(/\.c$/, '');
    note(terminal, `gcc ${name} -o ${out}`, `./${out}`);
    dispatch([{ type: 'local-command', terminal, text: commandFor(name) }]);
    actions.send({ type: 'run', name, source: text, args: [], terminal, leaks: 'lost' });
  }

  /** Tells a machine that is on what a link is now like. */
  function relink(at: number): void {
    const link = now().links[at];
    if (link && ran === arrangementOf(now())) {
      actions.send({ type: 'link', link: at, figures: figuresOf(link) });
    }
  }

  function stop(): void {
    actions.stop();
    counts.current = {};
    setTyped({});
  }

  /** Forgets the machine: the world is another. */
  function forget(points: readonly PointSpec[]): void {
    machine.off();
    counts.current = {};
    setTyped({});
    setRan(undefined);
    setEpoch((n) => n + 1);
    machine.setState(initialPlay(points));
  }

  async function restart(): Promise<void> {
    machine.off();
    await ready();
  }

  const stale = isOn(state) && ran !== undefined && ran !== arrangementOf(now());
  const own = { ...actions, stop };
  return {
    state,
    look: machine.look,
    typed,
    epoch,
    stale,
    enter,
    run,
    relink,
    forget,
    restart,
    actions: own,
  };
}

/** A point as a world keeps it; those on variables belong to one run. */
function asKept({ kind, file, line, calls, condition, disabled }: PointSpec): WorldPoint[] {
  if (kind === 'watch' || (kind === 'line' && file === undefined)) return [];
  return [
    {
      kind,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(calls && { calls }),
      ...(condition && { condition }),
      ...(disabled && { disabled }),
    },
  ];
}

export type Play = ReturnType<typeof usePlay>;
