// Announcer: one line in words of what just happened, seen and heard.
//
// The seen line follows every frame; the heard one waits until it has held for a moment, because a
// live region that changes ten times a second says nothing.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Tone } from './player.ts';

const HOLD_MS = 350;

/** Shows and says `text`; `when` stands before it in tabular figures (a time or a step). */
export function Announcer(props: { text: string; when?: string; tone?: Tone }): JSX.Element {
  const { text, when, tone = 'plain' } = props;
  const [heard, setHeard] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setHeard(text), HOLD_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class={`announcer tone-${tone}`}>
      <p class="announcer-line" aria-hidden="true">
        {when ? <span class="announcer-when">{when}</span> : null}
        <span>{text}</span>
      </p>
      <p class="visually-hidden" role="status">
        {heard}
      </p>
    </div>
  );
}
