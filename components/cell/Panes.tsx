// What lies below the line of a running cell: its terminal, and what the kernel saw.
//
// One idea: all panes are folds of one trace with one cursor; a row that is chosen in one of them, or
// the scrubber above them, takes all of them and the marked line to that moment.

import { useState } from 'preact/hooks';
import type { Look } from '../../lib/notebook/messages.ts';
import { Memory } from './panes/Memory.tsx';
import { Prompt } from './panes/Prompt.tsx';
import { Scrubber } from './panes/Scrubber.tsx';
import { Files, Sockets } from './panes/Tables.tsx';
import { Calls, Copies, grouped, Packets } from './panes/Traces.tsx';
import type { CellState } from './state.ts';
import { Terminal, Transcript } from './Terminal.tsx';
import type { MachineActions } from './use-machine.ts';
import './panes/panes.css';

export { CellClock } from '../notebook/CellClock.tsx';
export { Diagnostics } from './panes/Diagnostics.tsx';
export { Ways } from './panes/Ways.tsx';

export const TABS = [
  'Terminal',
  'System calls',
  'Packets',
  'Sockets',
  'Files',
  'Memory',
  'Copies',
  'gdb',
] as const;
export type Tab = (typeof TABS)[number];

export interface PanesProps {
  id: string;
  name: string;
  state: CellState;
  actions: MachineActions;
  look?: Look;
  tab: Tab;
  onTab(tab: Tab): void;
  suggestion?: string;
  /** The call that the reader asked for with a link. */
  asked?: string;
  /** The panes that there are; default all. */
  tabs?: readonly Tab[];
  /** Of a world: its hosts, and the text in the editor, which lines without another one are of. */
  world?: { hosts: readonly string[]; file: string | undefined };
}

/** Panes that show what has to be asked for. */
const LOOKS = new Set<Tab>(['Files', 'Memory', 'gdb']);

export function Panes(props: PanesProps) {
  const { id, tab, state, actions, tabs = TABS, world } = props;
  const counts: Partial<Record<Tab, number>> = {
    'System calls': state.totals.ownCalls,
    Packets: state.totals.packets,
  };

  function choose(next: Tab) {
    props.onTab(next);
    if (LOOKS.has(next)) actions.look({});
  }

  function keys(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    choose(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  }

  return (
    <div class="cell-panes">
      <Scrubber state={state} actions={actions} />
      <div class="cell-tabs" role="tablist" aria-label={`What ${props.name} does`} onKeyDown={keys}>
        {tabs.map((t) => (
          <button
            key={t}
            type="button"
            role="tab"
            id={`${id}-tab-${t}`}
            aria-selected={t === tab}
            aria-controls={`${id}-pane`}
            tabIndex={t === tab ? 0 : -1}
            onClick={() => choose(t)}
          >
            {t}
            {counts[t] ? <span class="cell-count"> {grouped(counts[t])}</span> : null}
          </button>
        ))}
      </div>
      <div class="cell-pane" role="tabpanel" id={`${id}-pane`} aria-labelledby={`${id}-tab-${tab}`}>
        <Pane {...props} />
      </div>
      <Downloads state={state} actions={actions} hosts={world?.hosts} />
    </div>
  );
}

function Pane(props: PanesProps) {
  const { id, name, state, actions, look, tab, suggestion, asked, world } = props;
  switch (tab) {
    case 'Terminal':
      return <Terminals name={name} state={state} actions={actions} suggestion={suggestion} />;
    case 'System calls':
      return <Calls {...{ id, state, actions, asked }} />;
    case 'Packets':
      return <Packets {...{ id, state, actions }} />;
    case 'Sockets':
      return <Sockets state={state} several={world !== undefined && world.hosts.length > 1} />;
    case 'Files':
      return <Files state={state} />;
    case 'Memory':
      return <Memory {...{ state, actions, look, file: world?.file }} />;
    case 'Copies':
      return <Copies {...{ id, state, actions }} />;
    case 'gdb':
      return <Prompt {...{ state, actions }} />;
  }
}

interface DownloadsProps extends Pick<PanesProps, 'state' | 'actions'> {
  hosts?: readonly string[];
}

function Downloads({ state, actions, hosts = [] }: DownloadsProps) {
  const [chosen, setChosen] = useState('');
  const host = hosts.includes(chosen) ? chosen : hosts[0];
  const ran = hosts.length > 0 ? state.status !== 'idle' : state.pid !== undefined;
  const get = (what: 'pcap' | 'strace') => {
    actions.send({ type: 'download', what, ...(host !== undefined && { host }) });
  };
  return (
    <p class="cell-downloads">
      <span>Download</span>
      <button type="button" onClick={actions.download}>
        the program
      </button>
      {hosts.length > 1 ? (
        <label>
          of{' '}
          <select value={host} onChange={(e) => setChosen(e.currentTarget.value)}>
            {hosts.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      ) : null}
      <button
        type="button"
        disabled={!ran || state.packets.length === 0}
        onClick={() => get('pcap')}
      >
        its packets (pcap)
      </button>
      <button type="button" disabled={!ran} onClick={() => get('strace')}>
        its calls (strace)
      </button>
    </p>
  );
}

function Terminals(props: Pick<PanesProps, 'name' | 'state' | 'actions' | 'suggestion'>) {
  const { state, actions } = props;
  const alive = state.status === 'running' || state.status === 'paused';
  const busy = state.busy.includes(1);
  const asks = state.waiting.some((w) => w.typing && w.line !== undefined);
  const hint = asks ? 'the program waits for a line' : 'kept until it is read';
  return (
    <div class="cell-terminals" data-before={state.terminals[2].length > 0 || undefined}>
      {state.terminals[2].length > 0 ? (
        <Transcript title="what ran before" lines={state.terminals[2]} />
      ) : null}
      <Terminal
        title={props.name}
        lines={state.terminals[0]}
        prompt=""
        disabled={!alive}
        hint={alive ? hint : 'the program is not running'}
        onEnter={(text) => actions.type(0, text)}
        onInterrupt={() => actions.send({ type: 'interrupt', terminal: 0 })}
        onEndOfFile={() => actions.send({ type: 'end-of-file', terminal: 0 })}
      />
      <Terminal
        title="another terminal"
        lines={state.terminals[1]}
        prompt={busy ? '' : '$'}
        disabled={false}
        suggestion={props.suggestion}
        hint={busy ? 'type to the command, Ctrl-C ends it' : 'a command; help lists them'}
        onEnter={(text) => (busy ? actions.type(1, text) : actions.shell(text))}
        onInterrupt={() => actions.send({ type: 'interrupt', terminal: 1 })}
        onEndOfFile={() => actions.send({ type: 'end-of-file', terminal: 1 })}
      />
    </div>
  );
}
