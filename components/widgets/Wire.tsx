// Wire: two conductors between server and client; what is on its way moves along them.

import type { JSX } from 'preact';
import type { OnWire } from '../../lib/view/lifecycle.ts';
import './lifecycle.css';

/** Draws the wire; the server is at its left end. `keyed` restarts the motion for a new segment. */
export function Wire({ wire, keyed }: { wire?: OnWire; keyed: string }): JSX.Element {
  const words = wire
    ? `${wire.name} on its way to the ${wire.toServer ? 'server' : 'client'}`
    : 'the wire is quiet';
  return (
    <div class="wire" role="img" aria-label={words}>
      <span class="wire-line" aria-hidden="true" />
      {wire ? (
        <span
          key={keyed}
          class={`wire-packet ${wire.toServer ? 'to-server' : 'to-client'} ${
            wire.payload ? 'is-payload' : ''
          }`}
          aria-hidden="true"
        >
          {wire.toServer ? '← ' : ''}
          {wire.name}
          {wire.toServer ? '' : ' →'}
        </span>
      ) : null}
    </div>
  );
}
