// The parts of a cell above its panes: the bar with its buttons, and the line.

import type { ComponentChildren } from 'preact';
import type { Mark } from '../notebook/registry.ts';
import { pastWords, shownLine } from './initial-state.ts';
import { LazyClock, LazyWays } from './LazyPanes.tsx';
import type { CellState } from './state.ts';
import type { MachineActions } from './use-machine.ts';

const isBusy = ({ status }: CellState) =>
  status === 'loading' || status === 'running' || status === 'paused';

interface BarProps {
  name: string;
  /** What the notebook says of this cell. */
  mark?: Mark;
  needs: readonly { id: string; name: string }[];
  state: CellState;
  actions: MachineActions;
  breakpoints: number[];
  onRun(): void;
  /** Lines with a system call, as far as the listing knows them. */
  callLines: number[];
  /** Absent while the editor is open. */
  onEdit?(): void;
  /** Absent while there is nothing to take back. */
  onReset?(): void;
}

/** What the bar says of the run: where the reader stands in it, else what the notebook says. */
function badgeOf(state: CellState, mark?: Mark): Pick<Mark, 'mark' | 'word'> | undefined {
  if (pastWords(state)) return { mark: '◂', word: 'looking back' };
  return state.status === 'paused' ? { mark: '‖', word: 'paused' } : mark;
}

export function CellBar(props: BarProps) {
  const { name, mark, state, actions, breakpoints, callLines, onEdit, onReset } = props;
  const all = callLines.every((line) => breakpoints.includes(line));
  const badge = badgeOf(state, mark);
  const others = breakpoints.filter((line) => !callLines.includes(line));
  return (
    <header class="cell-bar">
      <span class="cell-count-in">{mark?.label ?? 'In [ ]'}</span>
      <span class="cell-name">{name}</span>
      {props.needs.length > 0 ? (
        <span class="cell-needs">
          after{' '}
          {props.needs.map((need, i) => (
            <span key={need.id}>
              {i > 0 ? ', ' : ''}
              <a href={`#${need.id}`}>{need.name}</a>
            </span>
          ))}
        </span>
      ) : null}
      {mark && badge ? (
        <span class="cell-state" data-state={mark.state}>
          <span aria-hidden="true">{badge.mark}</span> {badge.word}
        </span>
      ) : null}
      <span class="cell-buttons">
        {callLines.length > 0 ? (
          <button
            type="button"
            aria-pressed={all}
            onClick={() => actions.setBreakpoints(all ? others : [...others, ...callLines])}
          >
            Break at calls
          </button>
        ) : null}
        <button type="button" onClick={onEdit} disabled={!onEdit}>
          Edit
        </button>
        <button type="button" onClick={onReset} disabled={!onReset}>
          Reset
        </button>
        {/* At the end, where what comes and goes before it does not move it. */}
        {isBusy(state) ? (
          <button type="button" class="cell-stop" onClick={actions.stop}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="cell-run"
            onPointerEnter={actions.prepare}
            onFocus={actions.prepare}
            onClick={props.onRun}
          >
            Run
          </button>
        )}
      </span>
    </header>
  );
}

interface LineProps {
  state: CellState;
  actions: MachineActions;
  /** `Out [3]`, once it has run. */
  out?: string;
  children?: ComponentChildren;
}

/** The line: what the program is doing at the boundary, in words, and how to go on from a pause. */
export function CellLine({ state, actions, out, children }: LineProps) {
  const past = pastWords(state);
  return (
    <div class="cell-line" data-phase={shownLine(state)?.phase}>
      <span class="the-line" aria-hidden="true" />
      {out && state.status !== 'idle' ? <span class="cell-count-in">{out}</span> : null}
      <p class="cell-said" aria-live="polite">
        {state.note ? `${state.note} ` : ''}
        {past ?? (state.said || (isBusy(state) ? 'Running.' : 'Not running. Press Run.'))}
      </p>
      {state.status === 'idle' ? null : <LazyClock state={state} />}
      {state.status === 'paused' || past ? <LazyWays state={state} actions={actions} /> : null}
      {children}
    </div>
  );
}
