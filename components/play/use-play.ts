// A world's machine: switched on by the first act that needs it, told of what changes while it runs.
//
// One idea: files go to the machine before whatever may read them; links change while packets are on them;
// another arrangement of hosts needs another machine (lib/notebook/world-run.ts has these rules).

import { useEffect, useRef, useState } from 'preact/hooks';
import type { PointSpec, Request } from '../../lib/notebook/messages.ts';
import { setupOf, type World, type WorldFile } from '../../lib/notebook/world.ts';
import {
  arrangementOf,
  changesOf,
  keptPoints,
  linkChangesOf,
  type Told,
  toldOf,
} from '../../lib/notebook/world-run.ts';
import { commandFor } from '../cell/use-cell.ts';
import { rulesFrom, useMachine } from '../cell/use-machine.ts';
import { initialPlay, isOn, type PlayState } from './initial-play.ts';
import type { PlayLocal } from './state.ts';
import { useTyped } from './use-typed.ts';

const rules = rulesFrom<PlayState, PlayLocal>(() =>
  import('./state.ts').then(({ reducePlay }) => reducePlay),
);

interface Of {
  latest: { current: { world: World } };
  change(step: (world: World) => World): unknown;
  /** The text to download. */
  shown(): WorldFile | undefined;
}

export function usePlay({ latest, change, shown }: Of) {
  const now = () => latest.current.world;
  const { told, machine } = useWorldMachine({ latest, change, shown });
  const { state, connection, dispatch, actions } = machine;
  const { typed, note, clear } = useTyped(change);
  const { ready, giveUp } = useReady({ machine, told, now, clear });
  /** Counts the worlds that have been begun, so that what belongs to one is not shown in the next. */
  const [epoch, setEpoch] = useState(0);

  /** A line at a terminal: a command where its shell has the terminal, else the program's input. */
  async function enter(terminal: number, text: string): Promise<void> {
    if (connection.current && state.busy.includes(terminal)) return actions.type(terminal, text);
    if (!(await ready()) || text.trim() === '') return;
    actions.shell(text, terminal);
    note(terminal, text);
  }

  async function run(file: WorldFile, terminal: number): Promise<void> {
    if (!(await ready())) return;
    const { name, text } = file;
    const out = name.replace(/\.c$/, '');
    dispatch([{ type: 'local-command', terminal, text: commandFor(name) }]);
    note(terminal, `gcc ${name} -o ${out}`, `./${out}`);
    actions.send({ type: 'run', name, source: text, args: [], terminal, leaks: 'lost' });
  }

  function stop(): void {
    giveUp();
    actions.stop();
    clear();
  }

  /** Forgets the machine: the world is another. */
  function forget(points: readonly PointSpec[]): void {
    giveUp();
    machine.off();
    clear();
    told.current = undefined;
    setEpoch((n) => n + 1);
    machine.setState(initialPlay(points));
  }

  async function restart(): Promise<void> {
    giveUp();
    machine.off();
    await ready();
  }

  const known = told.current?.arrangement;
  return {
    ...{ state, look: machine.look, typed, epoch, enter, run, forget, restart },
    /** The machine that is on has other hosts or links than those that are drawn. */
    stale: isOn(state) && known !== undefined && known !== arrangementOf(now()),
    actions: { ...actions, stop },
  };
}

interface Ready {
  machine: ReturnType<typeof useWorldMachine>['machine'];
  told: { current: Told | undefined };
  now(): World;
  /** Forgets what was typed at the machine before. */
  clear(): void;
}

/** Switches the machine on where it is off, and tells it what has changed, before it is asked for more. */
function useReady({ machine, told, now, clear }: Ready) {
  const { connection, dispatch, open } = machine;
  /** A machine that is on its way. */
  const coming = useRef<Promise<unknown>>();

  async function switchOn(): Promise<void> {
    clear();
    const points = now().points as PointSpec[];
    dispatch([{ type: 'play-on', fresh: { ...initialPlay(points), status: 'running' } }]);
    await open();
    // A line that is typed makes its terminal busy in the same breath: no other is offered meanwhile.
    await rules.load();
  }

  /** Who asks while it is on its way waits in turn, so that lines come as they were typed; false: it is off. */
  async function ready(): Promise<boolean> {
    if (!connection.current) coming.current ??= switchOn();
    const mine = coming.current;
    if (mine) await mine;
    if (coming.current === mine) coming.current = undefined;
    if (!connection.current) return false;
    told.current ??= toldOf(now());
    for (const request of changesOf(told.current, now())) connection.current.send(request);
    return true;
  }

  return {
    ready,
    /** Waits no more for the one that is on its way. */
    giveUp() {
      coming.current = undefined;
    },
  };
}

/** The machine itself, what it has been told, and its links as they are drawn. */
function useWorldMachine({ latest, change, shown }: Of) {
  const told = useRef<Told>();
  const now = () => latest.current.world;
  const machine = useMachine<PlayState, PlayLocal>({
    rules,
    initial: () => initialPlay(now().points as PointSpec[]),
    first(): Request[] {
      const world = now();
      told.current = toldOf(world);
      const points = world.points as PointSpec[];
      return [
        { type: 'setup', setup: setupOf(world) },
        ...(points.length > 0 ? [{ type: 'points' as const, points }] : []),
      ];
    },
    program() {
      const file = shown();
      return { name: file?.name ?? 'empty.c', text: file?.text ?? '' };
    },
    onPoints: (points) => change((world) => ({ ...world, points: keptPoints(points) })),
  });
  const { links } = now();
  useEffect(() => {
    if (!told.current || !machine.connection.current) return;
    for (const request of linkChangesOf(told.current, now())) machine.actions.send(request);
  }, [links]);
  return { told, machine };
}

export type Play = ReturnType<typeof usePlay>;
