// QueueStrip: a bounded queue as a row of slots; what waits moves up as the head is taken.

import type { JSX } from 'preact';
import { memo } from './memo.ts';
import type { Tone } from './player.ts';

export interface QueueItem {
  /** Identity through the run: the same item slides, a new one appears. */
  id: string;
  /** What stands in the slot, one to three characters. */
  text: string;
  tone?: Tone;
  /** In words, for a screen reader and on hover. */
  title?: string;
}

export interface QueueStripProps {
  label: string;
  /** Places that exist. */
  slots: number;
  /** Of these, how many the call named: `listen(fd, 5)` names 5 and gets 6. Default all. */
  named?: number;
  items: QueueItem[];
  /** Most slots in one row; more wrap, and past `maxSlots` the rest is told as a number. */
  columns?: number;
  maxSlots?: number;
  tone?: Tone;
  /** Right of the label: `3/5`. */
  count?: string;
  note?: string;
}

/** Draws the strip; the head, which leaves first, is at the right. */
export function QueueStrip(props: QueueStripProps): JSX.Element {
  const { items, columns = 6, maxSlots = 18, named = props.slots } = props;
  const shown = Math.min(props.slots, maxSlots);
  const hidden = Math.max(0, items.length - shown);
  const rows = Math.max(1, Math.ceil(shown / columns));
  const width = 100 / columns;
  const words = items.map((item) => item.title ?? item.text).join(', ');
  return (
    <div class={`queue tone-${props.tone ?? 'waiting'}`}>
      <div class="queue-head">
        <span class="queue-label">{props.label}</span>
        {props.count ? <span class="queue-count">{props.count}</span> : null}
      </div>
      <div
        class="queue-slots"
        role="img"
        aria-label={`${props.label}: ${items.length === 0 ? 'empty' : words}`}
        style={{ height: `calc(${rows} * var(--slot))`, '--slot-width': `${width}%` }}
      >
        {Array.from({ length: shown }, (_, i) => (
          <span
            // Slots are places: their index is their identity.
            key={`slot ${i}`}
            class={`queue-slot ${i >= named ? 'is-extra' : ''}`}
            style={placed(i, columns)}
          >
            {i >= named ? '+1' : ''}
          </span>
        ))}
        {items.slice(0, shown).map((item, i) => (
          <Item key={item.id} {...item} place={i} columns={columns} />
        ))}
      </div>
      {hidden > 0 || props.note ? (
        <p class="queue-note">
          {hidden > 0 ? `and ${hidden} more. ` : ''}
          {props.note}
        </p>
      ) : null}
    </div>
  );
}

/** Puts place number `i` of a queue where its row and column are. */
function placed(i: number, columns: number): { left: string; top: string } {
  return {
    left: `${(100 / columns) * (i % columns)}%`,
    top: `calc(${Math.floor(i / columns)} * var(--slot))`,
  };
}

const Item = memo(
  ({ text, tone, title, place, columns }: QueueItem & { place: number; columns: number }) => (
    <span
      class={`queue-item tone-${tone ?? 'client'}`}
      style={placed(place, columns)}
      title={title}
    >
      <span>{text}</span>
    </span>
  ),
);
