// Bytes: cells of memory with their addresses, fields named above, in the order in which they lie.

import type { JSX } from 'preact';
import type { Tone } from './player.ts';

export interface ByteField {
  /** Index of the first byte and of the one after the last. */
  from: number;
  to: number;
  name?: string;
  tone?: Tone;
  /** Drawn in reverse, to tell it from its neighbours without a colour. */
  strong?: boolean;
}

export interface BytesProps {
  bytes: number[];
  /** What stands under cell `i`; default its index. */
  address?: (i: number) => string;
  fields?: ByteField[];
  /** Read aloud instead of the cells. */
  label?: string;
  /** Cells in a row; more wrap. */
  columns?: number;
  size?: 's' | 'm' | 'l';
}

/** Draws the cells in hexadecimal. */
export function Bytes(props: BytesProps): JSX.Element {
  const { bytes, fields = [], columns = bytes.length, size = 'm' } = props;
  const address = props.address ?? String;
  const named = fields.some((field) => field.name !== undefined);
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  return (
    <div
      class={`bytes is-${size}`}
      role="img"
      aria-label={props.label ?? `bytes ${hex.join(' ')}`}
      style={{ '--columns': columns }}
    >
      {hex.map((text, i) => {
        const field = fields.find(({ from, to }) => i >= from && i < to);
        const starts = field?.from === i;
        return (
          <span
            // A byte's address is its identity.
            key={`byte ${i}`}
            class={`byte tone-${field?.tone ?? 'plain'} ${field?.strong ? 'is-strong' : ''} ${
              field && i === field.to - 1 ? 'is-last' : ''
            }`}
          >
            {named ? <span class="byte-field">{starts ? field.name : ''}</span> : null}
            <span key={text} class="byte-cell">
              {text}
            </span>
            <span class="byte-address">{address(i)}</span>
          </span>
        );
      })}
    </div>
  );
}
