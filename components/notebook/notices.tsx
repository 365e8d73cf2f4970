// What is said above a cell and waits for a choice: two texts of one cell, or a text from a link.

import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { boxOf } from './own.tsx';

export interface Compared {
  yours: string;
  other: string;
  whose: string;
}

export interface Notice {
  text: string;
  /** Two texts to show in one view, on request; `whose` says of whom the other is. */
  compare?: Compared;
  choices: { label: string; act(): void }[];
}

const hosts = new Map<string, HTMLElement>();

/** Shows a notice above a cell, in place of an older one; it goes when a choice is made. */
export function showNotice(id: string, notice: Notice): void {
  const host = hosts.get(id) ?? document.createElement('div');
  host.className = 'cell-box stage notebook-notice';
  hosts.set(id, host);
  render(<Shown notice={notice} onDone={() => dropNotice(id)} />, host);
  if (!host.isConnected) boxOf(id)?.before(host);
}

export function dropNotice(id: string): void {
  const host = hosts.get(id);
  if (!host) return;
  render(null, host);
  host.remove();
  hosts.delete(id);
}

function Shown({ notice, onDone }: { notice: Notice; onDone(): void }) {
  const { text, compare, choices } = notice;
  const [open, setOpen] = useState(false);
  return (
    <section aria-label="A choice to make">
      <p role="status">{text}</p>
      <p class="notebook-choices">
        {compare ? (
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? 'Hide the difference' : 'Show the difference'}
          </button>
        ) : null}
        {choices.map(({ label, act }) => (
          <button
            key={label}
            type="button"
            onClick={() => {
              act();
              onDone();
            }}
          >
            {label}
          </button>
        ))}
      </p>
      {open && compare ? <Difference {...compare} /> : null}
    </section>
  );
}

/** The two texts with what differs marked; what shows it is fetched only now. */
function Difference({ yours, other, whose }: Compared) {
  const host = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let view: { destroy(): void } | undefined;
    import('./difference.ts').then(
      ({ showDifference }) => {
        if (host.current) view = showDifference(host.current, other, yours, whose);
      },
      () => setProblem('The comparison could not be loaded. Both texts are kept.'),
    );
    return () => view?.destroy();
  }, [yours, other, whose]);
  return (
    <div class="notebook-difference" ref={host}>
      {problem}
    </div>
  );
}
