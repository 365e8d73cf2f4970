// The machine's own figures in a cell's output, drawn by the same parts as the figures of the book.

import { signal } from '@preact/signals';
import type { FdFigure, Figure, LadderFigure, QueueFigure } from '../../lib/bench/folds.ts';
import { Ladder, type LadderMessage } from '../parts/Ladder.tsx';
import { ladderLayout } from '../parts/ladder-layout.ts';
import { QueueStrip } from '../parts/QueueStrip.tsx';
import '../parts/parts.css';

export function MachineFigure({ figure }: { figure: Figure }) {
  switch (figure.figure) {
    case 'ladder':
      return <LadderOf figure={figure} />;
    case 'accept-queue':
      return <QueueOf figure={figure} />;
    case 'fd-table':
      return <FdsOf figure={figure} />;
  }
}

/** A cursor behind everything. */
const ALWAYS = signal(Number.POSITIVE_INFINITY);

/** Enough between two packets of a burst for the words on each, in px. */
const TIGHT = 38;

function LadderOf({ figure }: { figure: LadderFigure }) {
  const messages = figure.arrows.map((arrow, i): LadderMessage => {
    const sentAt = arrow.sentUs / 1000;
    const arrivesAt = (arrow.arrivedUs ?? arrow.sentUs) / 1000;
    const { from, label, detail, lost, again } = arrow;
    const said = again ? `${label}, again` : label;
    return { id: String(i), from, sentAt, arrivesAt, label: said, detail, lost, retransmit: again };
  });
  const words = figure.arrows.map(({ from, label, lost }) => {
    return `${from === 'left' ? figure.left : figure.right} sends ${label}${lost ? ', lost' : ''}`;
  });
  return (
    <div class="bench-machine">
      <Ladder
        left={{ label: figure.left }}
        right={{ label: figure.right }}
        messages={messages}
        notes={[]}
        layout={ladderLayout(
          messages.flatMap(({ sentAt, arrivesAt }) => [sentAt, arrivesAt]),
          { tight: TIGHT },
        )}
        at={ALWAYS}
        reducedMotion
        label={words.join('; ') || 'No packets.'}
      />
    </div>
  );
}

function QueueOf({ figure }: { figure: QueueFigure }) {
  const { acceptQueue, places, synQueue } = figure;
  const waiting = Math.max(0, Math.min(acceptQueue, 200));
  const items = Array.from({ length: waiting }, (_, i) => ({
    id: String(i),
    text: String(i + 1),
    title: `connection ${i + 1}`,
  }));
  return (
    <div class="bench-machine">
      <QueueStrip
        label={`Accept queue of ${figure.title}`}
        slots={Math.max(1, Math.min(places, 1000))}
        named={Math.max(0, places - 1)}
        items={items}
        count={`${acceptQueue}/${places}`}
        note={synQueue > 0 ? `${synQueue} in the SYN queue.` : ''}
      />
    </div>
  );
}

function FdsOf({ figure }: { figure: FdFigure }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group with a name, not a form's
    <div class="bench-table" tabIndex={0} role="group" aria-label={figure.title}>
      <table>
        <caption>{figure.title}</caption>
        <thead>
          <tr>
            <th scope="col">fd</th>
            <th scope="col">stands for</th>
            <th scope="col">references</th>
            <th scope="col">flags</th>
          </tr>
        </thead>
        <tbody>
          {figure.rows.map(({ fd, target, refs, cloexec, nonblock }) => (
            <tr key={fd}>
              <th scope="row">{fd}</th>
              <td>
                <code>{target}</code>
              </td>
              <td>{refs}</td>
              <td>
                {[cloexec && 'close on exec', nonblock && 'non-blocking']
                  .filter(Boolean)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
