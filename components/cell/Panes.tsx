// What lies below the line of a running cell: its terminal, and what the kernel saw.

import { useState } from 'preact/hooks';
import type { SyscallLine } from '../../lib/notebook/messages.ts';
import type { CellState } from './state.ts';
import { Terminal, Transcript } from './Terminal.tsx';
import type { CellActions } from './use-cell.ts';

const TABS = ['Terminal', 'System calls', 'Packets', 'Sockets', 'Files', 'Memory'] as const;
export type Tab = (typeof TABS)[number];

export interface PanesProps {
  id: string;
  name: string;
  state: CellState;
  actions: CellActions;
  tab: Tab;
  onTab(tab: Tab): void;
  suggestion?: string;
  /** The call that the reader asked for with a link. */
  asked?: string;
}

export function Panes(props: PanesProps) {
  const { id, tab, onTab, state } = props;
  const counts: Partial<Record<Tab, number>> = {
    'System calls': state.syscalls.length,
    Packets: state.packets.length,
  };

  function keys(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    onTab(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  }

  return (
    <div class="cell-panes">
      <div class="cell-tabs" role="tablist" aria-label={`What ${props.name} does`} onKeyDown={keys}>
        {TABS.map((t) => (
          <button
            key={t}
            type="button"
            role="tab"
            id={`${id}-tab-${t}`}
            aria-selected={t === tab}
            aria-controls={`${id}-pane`}
            tabIndex={t === tab ? 0 : -1}
            onClick={() => onTab(t)}
          >
            {t}
            {counts[t] ? <span class="cell-count"> {counts[t]}</span> : null}
          </button>
        ))}
      </div>
      <div class="cell-pane" role="tabpanel" id={`${id}-pane`} aria-labelledby={`${id}-tab-${tab}`}>
        <Pane {...props} />
      </div>
    </div>
  );
}

function Pane({ name, state, actions, tab, suggestion, asked }: PanesProps) {
  switch (tab) {
    case 'Terminal':
      return <Terminals name={name} state={state} actions={actions} suggestion={suggestion} />;
    case 'System calls':
      return <Syscalls lines={state.syscalls} asked={asked} />;
    case 'Packets':
      return <Text text={state.packets.join('\n')} empty="No packet has been sent yet." />;
    case 'Sockets':
      return <Text text={state.sockets} empty="No socket exists yet." command="ss -tan" />;
    case 'Files':
      return (
        <Text text={state.files} empty="The program is not running." command="ls -l /proc/PID/fd" />
      );
    case 'Memory':
      return <Memory state={state} />;
  }
}

function Terminals(props: Pick<PanesProps, 'name' | 'state' | 'actions' | 'suggestion'>) {
  const { state, actions } = props;
  const alive = state.status === 'running' || state.status === 'paused';
  const asks = state.waiting.some((w) => w.typing && w.line !== undefined);
  const hint = asks ? 'the program waits for a line' : 'what you type waits until it is read';
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
        prompt={state.shellBusy ? '' : '$'}
        disabled={false}
        suggestion={props.suggestion}
        hint={
          state.shellBusy ? 'type to the command, Ctrl-C ends it' : 'a command; help lists them'
        }
        onEnter={(text) => (state.shellBusy ? actions.type(1, text) : actions.shell(text))}
        onInterrupt={() => actions.send({ type: 'interrupt', terminal: 1 })}
        onEndOfFile={() => actions.send({ type: 'end-of-file', terminal: 1 })}
      />
    </div>
  );
}

function Syscalls({ lines, asked }: { lines: SyscallLine[]; asked?: string }) {
  const [everyone, setEveryone] = useState(false);
  const shown = everyone ? lines : lines.filter((l) => l.line !== undefined);
  if (lines.length === 0) return <p class="cell-empty">No system call has been made yet.</p>;
  return (
    <>
      <label class="cell-check">
        <input
          type="checkbox"
          checked={everyone}
          onChange={(e) => setEveryone(e.currentTarget.checked)}
        />
        also those of other processes
      </label>
      <ol class="cell-syscalls">
        {shown.map((l) => (
          <li
            key={l.n}
            data-asked={l.name === asked || undefined}
            data-blocked={l.blocked || undefined}
          >
            <span class="cell-syscall-pid">{everyone ? `${l.pid} ` : ''}</span>
            <code>{l.text}</code>
            {l.line ? <span class="cell-syscall-line">line {l.line}</span> : null}
          </li>
        ))}
      </ol>
    </>
  );
}

function Text({ text, empty, command }: { text: string; empty: string; command?: string }) {
  if (!text) return <p class="cell-empty">{empty}</p>;
  return (
    <pre class="cell-text" tabIndex={0}>
      {command ? <span class="cell-log-command">{`$ ${command}\n`}</span> : null}
      {text}
    </pre>
  );
}

/** What to show of a program that stands still: at a pause, or where a fault has ended it. */
function standing({ paused, fault }: CellState) {
  if (paused) return paused;
  return fault?.frames && fault.variables
    ? { frames: fault.frames, variables: fault.variables }
    : undefined;
}

function Memory({ state }: { state: CellState }) {
  const seen = standing(state);
  if (!seen) {
    return (
      <p class="cell-empty">
        Set a breakpoint: click a line number, or press Break at calls. When the program pauses, its
        variables are here.
      </p>
    );
  }
  return (
    <>
      <p class="cell-frames">{seen.frames.join(' ← ')}</p>
      <table class="cell-variables">
        <thead>
          <tr>
            <th>name</th>
            <th>type</th>
            <th>value, and its bytes in memory, as gdb prints them</th>
          </tr>
        </thead>
        <tbody>
          {seen.variables.map((v) => (
            <tr key={v.name}>
              <th scope="row">{v.name}</th>
              <td>{v.type}</td>
              <td>
                {v.value}
                {v.memory ? <span class="cell-bytes">{v.memory}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
