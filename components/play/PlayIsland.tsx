// The free page: hosts, links, files, terminals, and the debugger over all of them.
//
// One idea: what is arranged is a world (use-world.ts), what runs is its machine (use-play.ts), and this
// puts the parts that show them beside each other.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { World, WorldFile } from '../../lib/notebook/world.ts';
import { withTerminal } from '../../lib/notebook/world-edits.ts';
import { CellLine } from '../cell/CellParts.tsx';
import { LazyPanes } from '../cell/LazyPanes.tsx';
import type { Tab } from '../cell/Panes.tsx';
import { Diagnostics } from '../cell/panes/Diagnostics.tsx';
import { useDebugKeys } from '../cell/use-debug-keys.ts';
import { linesOf } from '../cell/use-points.ts';
import { Arrangement } from './Arrangement.tsx';
import { Files } from './Files.tsx';
import { isOn } from './initial-play.ts';
import { later } from './later.tsx';
import type { Offer } from './scenario-files.ts';
import { Terminals, titleOf } from './Terminals.tsx';
import { usePlay } from './use-play.ts';
import { useWorld } from './use-world.ts';
import '../cell/cell.css';
import '../cell/editor.css';
import './play.css';

const Share = later(() => import('./Share.tsx').then((part) => part.Share));
const Scenarios = later(() => import('./Scenarios.tsx').then((part) => part.Scenarios));
const Choices = later(() => import('./Choices.tsx').then((part) => part.Choices));

interface Props {
  scenarios: Offer[];
  programs: { name: string; says: string }[];
  /** Address of the folder with the programs' files, with a slash at its end. */
  folder: string;
}

/** The panes of a world; its terminals stand above. */
const TABS: readonly Tab[] = [
  'System calls',
  'Packets',
  'Sockets',
  'Files',
  'Memory',
  'Copies',
  'gdb',
];

export default function PlayIsland({ scenarios, programs, folder }: Props) {
  const onOther = useRef(() => {});
  const own = useWorld(scenarios[0]!.world, onOther);
  const { world, said, latest } = own;
  const [name, setName] = useState('');
  const [panel, setPanel] = useState<Panel>();
  const scenariosButton = useRef<HTMLButtonElement>(null);
  const [tab, setTab] = useState<Tab>('System calls');
  const shown = world.files.find((file) => file.name === name) ?? world.files[0];
  const shownRef = useRef<WorldFile>();
  shownRef.current = shown;
  const cursorLine = useRef<() => number | undefined>(() => undefined);
  const play = usePlay({ latest, change: own.change, shown: () => shownRef.current });
  onOther.current = () => {
    play.forget(latest.current.world.points);
    setName('');
  };
  const { state, look, actions } = play;
  const on = isOn(state);
  // Who stands is looked at, and so is its text.
  const stand = state.stands.at(-1);
  useEffect(() => {
    if (stand?.file !== undefined) setName(stand.file);
  }, [stand?.tid, stand?.file, stand?.line]);

  /** Runs the shown file where a terminal of its host is free, and opens one where none is. */
  function run(wanted?: number) {
    const file = shownRef.current;
    if (!file?.name.endsWith('.c')) return;
    const free = ({ id, host }: { id: number; host: string }) =>
      !state.busy.includes(id) && (file.host === undefined || file.host === host);
    const { terminals, hosts } = latest.current.world;
    let id = wanted ?? terminals.find(free)?.id;
    if (id === undefined) {
      const next = withTerminal(latest.current.world, file.host ?? hosts[0]!.name);
      if (!next) return own.say('Every terminal is taken; end a program, or close a terminal.');
      own.step(() => next);
      id = next.terminals.at(-1)!.id;
    }
    void play.run(file, id);
  }

  /** Closes the list of scenarios, with the focus where it was opened. */
  function close() {
    setPanel(undefined);
    scenariosButton.current?.focus();
  }

  /** Another world takes the place of this one, and its machine is off. */
  function begin(offer: Offer) {
    close();
    own.replace(offer.world, `${offer.title}. ${offer.says}`);
  }

  /** The reader has chosen another tab's world. */
  function use(other: World) {
    own.decide('other');
    own.replace(other, 'The other tab’s world is here. Undo brings back what this one had.');
  }

  const keys = useDebugKeys({
    listing: useRef<HTMLElement>(null),
    state,
    breakpoints: linesOf(state.points, shown?.name),
    actions: {
      ...actions,
      toggleBreakpoint: (line) => actions.toggleBreakpoint(line, shown?.name),
    },
    run,
    cursorLine: () => cursorLine.current(),
  });

  return (
    <section
      class="cell play-world"
      id="play-world"
      data-status={state.status}
      data-looked={own.looked || undefined}
      data-resting={(on && state.resting) || undefined}
      aria-label="Your world"
      onFocusCapture={keys.onFocusCapture}
      onKeyDown={keys.onKeyDown}
    >
      <Bar
        {...{ on, panel, scenariosButton }}
        can={own.can}
        onPanel={(wanted) => setPanel(panel === wanted ? undefined : wanted)}
        onUndo={own.undo}
        onRedo={own.redo}
        onStop={actions.stop}
        onRestart={() => void play.restart()}
      />
      {panel === 'scenarios' ? (
        <Scenarios {...{ scenarios }} onBegin={begin} onClose={close} />
      ) : null}
      <p class="play-said" role="status">
        {said || 'Begin with a scenario, or write a program below and run it.'}
      </p>
      <p class="visually-hidden" role="status">
        {keys.heard}
      </p>
      {own.choices.other || own.choices.unreadable ? (
        <Choices {...own.choices} onUse={use} onDecide={own.decide} />
      ) : null}
      {panel === 'share' ? <Share world={world} actions={own} /> : null}
      {play.stale ? (
        <p class="play-stale" role="status">
          The machine still has the hosts and links of before. Restart to use those drawn here.
        </p>
      ) : null}
      <Arrangement {...{ world, play }} actions={own} />
      <div class="play-work">
        <div>
          <Files
            {...{ world, play, shown, run, programs, folder, cursorLine }}
            actions={own}
            onShow={setName}
          />
          <RunBar {...{ world, file: shown, busy: state.busy, run }} prepare={actions.prepare} />
          <Diagnostics state={state} />
        </div>
        <Terminals {...{ world, play }} actions={own} />
      </div>
      <CellLine state={state} actions={actions} />
      {state.status === 'idle' ? null : (
        <LazyPanes
          id="play"
          name="the world"
          {...{ state, actions, look, tab }}
          onTab={setTab}
          tabs={TABS}
          world={{ hosts: world.hosts.map((host) => host.name), file: shown?.name }}
        />
      )}
    </section>
  );
}

/** What is unfolded below the bar. */
type Panel = 'scenarios' | 'share';

interface BarProps {
  on: boolean;
  panel: Panel | undefined;
  scenariosButton: { current: HTMLButtonElement | null };
  can: { undo: boolean; redo: boolean };
  onPanel(panel: Panel): void;
  onUndo(): void;
  onRedo(): void;
  onStop(): void;
  onRestart(): void;
}

function Bar(props: BarProps) {
  const { on, panel, can, onPanel } = props;
  return (
    <header class="cell-bar">
      <button
        type="button"
        ref={props.scenariosButton}
        aria-expanded={panel === 'scenarios'}
        onClick={() => onPanel('scenarios')}
      >
        Scenarios
      </button>
      <span class="cell-buttons">
        {on ? (
          <>
            <button type="button" onClick={props.onRestart}>
              Restart
            </button>
            <button type="button" class="cell-stop" onClick={props.onStop}>
              Stop
            </button>
          </>
        ) : null}
        <button type="button" aria-expanded={panel === 'share'} onClick={() => onPanel('share')}>
          Share
        </button>
        <button type="button" disabled={!can.undo} onClick={props.onUndo}>
          Undo
        </button>
        {can.redo ? (
          <button type="button" onClick={props.onRedo}>
            Redo
          </button>
        ) : null}
      </span>
    </header>
  );
}

interface RunProps {
  world: { terminals: { id: number; host: string; typed: string[] }[] };
  file: WorldFile | undefined;
  busy: readonly number[];
  run(terminal?: number): void;
  prepare(): void;
}

/** Run, and at which terminal. */
function RunBar({ world, file, busy, run, prepare }: RunProps) {
  const [wanted, setWanted] = useState('');
  const places = world.terminals.filter(
    ({ id, host }) => !busy.includes(id) && (file?.host === undefined || file.host === host),
  );
  const chosen = places.find(({ id }) => String(id) === wanted);
  if (!file?.name.endsWith('.c')) return null;
  return (
    <p class="play-row play-run">
      <button
        type="button"
        class="cell-run"
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => run(chosen?.id)}
      >
        Run {file.name}
      </button>
      <label>
        at{' '}
        <select value={chosen ? wanted : ''} onChange={(e) => setWanted(e.currentTarget.value)}>
          <option value="">the first free terminal</option>
          {places.map((one) => (
            <option key={one.id} value={one.id}>
              {titleOf(one)}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}
