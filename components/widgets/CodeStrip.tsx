// CodeStrip: a window of a few lines on a program, with the line at work in its middle.

import type { JSX } from 'preact';
import { memo } from '../parts/memo.ts';
import { inTurn } from '../parts/turns.ts';
import './widgets.css';

export interface CodeStripProps {
  /** Lines of the program from its line 1 on; the same list for the same program. */
  lines: string[];
  /** 1-based line at work; undefined while the program waits to begin. */
  current?: number;
  /** How many lines are seen at a time. */
  window?: number;
  /** The same on a phone; the window's own number unless told. */
  narrow?: number;
  /** `rest`: the line's call sleeps. */
  state?: 'run' | 'rest' | 'none';
  label: string;
}

const CALL =
  /\b(socket|bind|listen|accept|read|write|close|dup|fork|exit|wait|connect|sendfile|splice|sendto|setsockopt|pipe)(?=\(| \{)/g;

/** Draws the window; lines slide under it as the program goes on. */
export const CodeStrip = inTurn((props: CodeStripProps): JSX.Element => {
  const { lines, current, state = 'run' } = props;
  // A fixed window keeps its height when a shorter program comes.
  const seen = props.window ?? 5;
  const narrow = props.narrow ?? seen;
  const said =
    current === undefined ? 'not begun' : `line ${current}: ${lines[current - 1]?.trim()}`;
  return (
    <div
      class="code-strip"
      role="img"
      aria-label={`${props.label}, ${said}`}
      style={{
        '--wide-seen': seen,
        '--narrow-seen': narrow,
      }}
    >
      <div
        class="code-strip-lines"
        style={{
          '--wide-first': firstSeen(lines.length, current, seen),
          '--narrow-first': firstSeen(lines.length, current, narrow),
        }}
      >
        {lines.map((text, i) => (
          <Line
            // A line's number is its identity.
            key={`line ${i}`}
            number={i + 1}
            text={text}
            mark={i + 1 === current && state !== 'none' ? `is-current is-${state}` : ''}
          />
        ))}
      </div>
    </div>
  );
});

const Line = memo(
  ({ number, text, mark }: { number: number; text: string; mark: string }): JSX.Element => (
    <div class={`code-strip-line ${mark}`}>
      <span class="code-strip-number">{number}</span>
      <code>
        <span class="code-strip-indent">{/^ */.exec(text)?.[0]}</span>
        {withCalls(text.trimStart())}
      </code>
    </div>
  ),
);

/** Index of the first line in a window of `seen` with `current`, where it can be, in its middle. */
function firstSeen(count: number, current: number | undefined, seen: number): number {
  const middle = current === undefined ? 0 : current - 1 - Math.floor(seen / 2);
  return Math.max(0, Math.min(count - Math.min(seen, count), middle));
}

function withCalls(text: string): JSX.Element[] {
  const parts: JSX.Element[] = [];
  let from = 0;
  for (const match of text.matchAll(CALL)) {
    parts.push(<span key={`t${from}`}>{text.slice(from, match.index)}</span>);
    parts.push(
      <b key={`c${match.index}`} class="code-strip-call">
        {match[0]}
      </b>,
    );
    from = match.index + match[0].length;
  }
  parts.push(<span key={`t${from}`}>{text.slice(from) || ' '}</span>);
  return parts;
}
