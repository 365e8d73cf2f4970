// The fields of the accept queue's settings, fetched when their reader opens them.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { QueueFigure } from '../../lib/machine/scenarios/accept-queue.ts';
import type { LiveFigure } from './use-accept-queue.ts';

export interface SettingsProps {
  id: string;
  figure: QueueFigure;
  live: LiveFigure;
}

/** Draws a field for each number; a change starts the run anew. */
export function Fields({ id, figure, live }: SettingsProps): JSX.Element {
  const clients = figure.inputs.filter((input) => input.do === 'client').length;
  const setup = live.setup.value;
  return (
    <>
      <div class="aq-settings-fields">
        <NumberField
          id={`${id}-backlog`}
          label="listen(fd, …)"
          value={setup.backlog}
          max={64}
          onChange={(backlog) => live.restart({ ...setup, backlog })}
        />
        <NumberField
          id={`${id}-somaxconn`}
          label="net.core.somaxconn"
          value={setup.somaxconn}
          max={65535}
          onChange={(somaxconn) => live.restart({ ...setup, somaxconn })}
        />
        <Switch
          label="tcp_abort_on_overflow"
          checked={setup.abortOnOverflow === 1}
          onChange={(on) => live.restart({ ...setup, abortOnOverflow: on ? 1 : 0 })}
        />
        <Switch
          label="tcp_syncookies"
          checked={setup.syncookies !== 0}
          onChange={(on) => live.restart({ ...setup, syncookies: on ? 1 : 0 })}
        />
      </div>
      <p class="aq-settings-note">A change starts the run anew with the same {clients} clients.</p>
    </>
  );
}

function Switch(props: {
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="labelled">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <code>{props.label}</code>
    </label>
  );
}

/** A field that takes an integer from 0 to `max` and says why not otherwise. */
function NumberField(props: {
  id: string;
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}): JSX.Element {
  const [text, setText] = useState(String(props.value));
  useEffect(() => setText(String(props.value)), [props.value]);
  const valid = /^[0-9]+$/.test(text) && Number(text) <= props.max;
  return (
    <span class="labelled">
      <label for={props.id}>
        <code>{props.label}</code>
      </label>
      <input
        id={props.id}
        class="field"
        inputMode="numeric"
        value={text}
        aria-invalid={!valid}
        aria-describedby={`${props.id}-why`}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={() => {
          if (valid && Number(text) !== props.value) props.onChange(Number(text));
        }}
      />
      <span id={`${props.id}-why`} class="aq-why">
        {valid ? '' : `an integer from 0 to ${props.max}`}
      </span>
    </span>
  );
}
