// Boundary: THE LINE. User space above, the kernel below, the wire at the side, in every figure.

import type { ComponentChildren, JSX } from 'preact';
import { inTurn } from './turns.ts';

export interface Crossing {
  /** The call as the reader knows it: `accept(3)`. */
  call: string;
  /** What it does to the line: going down, resting on it, or its result coming up. */
  state: 'enter' | 'blocked' | 'return' | 'error';
  /** `= 4`, `-1 EAGAIN`, `waits for a connection`. */
  note?: string;
  /** The note says more than the call here: it stands first, the call small beside it. */
  noteLeads?: boolean;
}

export interface BoundaryProps {
  user: ComponentChildren;
  kernel: ComponentChildren;
  /** Drawn on the side that the wire enters from. */
  wire?: ComponentChildren;
  wireSide?: 'start' | 'end';
  /** The call that crosses the line now; the same object for as long as nothing crosses it anew. */
  crossing?: Crossing;
  userLabel?: string;
  kernelLabel?: string;
}

/** Lays out the two spaces around the line. */
export function Boundary(props: BoundaryProps): JSX.Element {
  const side = props.wire === undefined ? 'none' : (props.wireSide ?? 'start');
  return (
    <div class={`boundary wire-${side}`}>
      {props.wire === undefined ? null : <div class="boundary-wire">{props.wire}</div>}
      <div class="boundary-user">
        <span class="boundary-label">{props.userLabel ?? 'user space'}</span>
        {props.user}
      </div>
      <TheLine crossing={props.crossing} />
      <div class="boundary-kernel">
        <span class="boundary-label">{props.kernelLabel ?? 'kernel'}</span>
        {props.kernel}
      </div>
    </div>
  );
}

const ARROWS = { enter: '↓', blocked: '•', return: '↑', error: '↑' };

/** Draws the line with the call that crosses it or rests on it. */
export const TheLine = inTurn(
  ({ crossing }: { crossing?: Crossing }): JSX.Element => (
    <div class="the-line">
      {crossing ? (
        <span
          key={`${crossing.call} ${crossing.state}`}
          class={`crossing is-${crossing.state} ${crossing.noteLeads ? 'is-noted' : ''}`}
        >
          <span class="crossing-arrow" aria-hidden="true">
            {ARROWS[crossing.state]}
          </span>
          {crossing.noteLeads ? <Note crossing={crossing} /> : null}
          <code>{crossing.call}</code>
          {crossing.noteLeads ? null : <Note crossing={crossing} />}
        </span>
      ) : null}
    </div>
  ),
);

function Note({ crossing }: { crossing: Crossing }): JSX.Element | null {
  return crossing.note ? <span class="crossing-note">{crossing.note}</span> : null;
}
