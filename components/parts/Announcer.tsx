// Announcer: one line in words of what just happened, seen and heard.
//
// The seen line follows every frame; the heard one waits until it has held for a moment, because a
// live region that changes ten times a second says nothing.

import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Tone } from './player.ts';
import { inTurn } from './turns.ts';

const HOLD_MS = 350;

/** A time or a step; one that changes with every frame is a signal. */
export type When = string | ReadonlySignal<string>;

interface AnnouncerProps {
  text: string;
  when?: When;
  tone?: Tone;
}

/** Shows and says `text`; `when` stands before it in tabular figures. */
export const Announcer = inTurn(({ text, when, tone = 'plain' }: AnnouncerProps): JSX.Element => {
  const [heard, setHeard] = useState(text);
  const latest = useRef({ text, sinceMs: 0, timer: 0 });
  useEffect(() => {
    const now = latest.current;
    now.text = text;
    now.sinceMs = performance.now();
    // One timer for many texts: it looks again when the last of them has been there for a while.
    const look = (): void => {
      const leftMs = now.sinceMs + HOLD_MS - performance.now();
      now.timer = leftMs > 1 ? window.setTimeout(look, leftMs) : 0;
      if (!now.timer) setHeard(now.text);
    };
    now.timer ||= window.setTimeout(look, HOLD_MS);
  }, [text]);
  useEffect(() => () => clearTimeout(latest.current.timer), []);
  return (
    <div class={`announcer tone-${tone}`}>
      <p class="announcer-line" aria-hidden="true">
        {when ? (
          <span class={`announcer-when ${typeof when === 'string' ? '' : 'is-live'}`}>
            <span>{when}</span>
          </span>
        ) : null}
        <span>{text}</span>
      </p>
      <p class="visually-hidden" role="status">
        {heard}
      </p>
    </div>
  );
});
