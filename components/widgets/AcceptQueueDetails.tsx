// What stands under the accept queue's stage: the listener's log, and the settings of a run.

import type { FunctionComponent, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LogLine } from '../../lib/view/accept-queue.ts';
import { memo } from '../parts/memo.ts';
import { inTurn } from '../parts/turns.ts';
import type { SettingsProps } from './AcceptQueueSettings.tsx';

/** The lines that the listener's history makes, newest at the bottom, where CSS keeps the reader. */
export const ServerLog = inTurn(
  ({ lines }: { lines: LogLine[] }): JSX.Element => (
    <div class="aq-log">
      <p class="aq-log-name">server.log</p>
      <section class="aq-log-lines" aria-label="server.log" tabIndex={0}>
        <ol>
          {lines.map((line) => (
            <Line key={line.n} line={line} />
          ))}
        </ol>
      </section>
    </div>
  ),
);

const Line = memo(
  ({ line }: { line: LogLine }): JSX.Element => (
    <li class={`tone-${line.tone}`}>
      <span class="aq-log-at">{(line.atUs / 1e6).toFixed(3)}</span>
      <span>{line.text}</span>
    </li>
  ),
);

/** The numbers of listen(2) and sysctl(8) that decide what the queues hold; their fields come when asked for. */
export const Settings = memo((props: SettingsProps): JSX.Element => {
  const [Fields, setFields] = useState<FunctionComponent<SettingsProps>>();
  const onToggle = (): void => {
    import('./AcceptQueueSettings.tsx')
      .then((code) => setFields(() => code.Fields))
      .catch((reason: unknown) => {
        props.live.error.value = String(reason);
      });
  };
  return (
    <details class="aq-settings" onToggle={onToggle}>
      <summary>Backlog and kernel settings</summary>
      {Fields ? <Fields {...props} /> : null}
    </details>
  );
});
