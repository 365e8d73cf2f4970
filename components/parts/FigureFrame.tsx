// FigureFrame: the anatomy that every figure of the book shares.
//
// Title that states the point, controls, stage, transport, readouts, one line in words, caption
// with tasks. The stage reserves its height, so that nothing below it ever moves.

import { signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Announcer, type When } from './Announcer.tsx';
import { memo } from './memo.ts';
import type { Setting } from './moment.ts';
import './parts.css';
import type { Player, Tone } from './player.ts';
import { type Task, TaskList } from './TaskList.tsx';
import { Transport, type TransportProps } from './Transport.tsx';
import { inTurn } from './turns.ts';
import { useLater } from './use-later.ts';
import { useMoment } from './use-moment.ts';
import { handleKey } from './use-player.ts';

export interface Readout {
  label: string;
  value: string | number;
  tone?: Tone;
  /** A second, smaller line: what the number is made of. */
  detail?: string;
}

export interface FigureFrameProps {
  id: string;
  /** States the point in one sentence. */
  title: string;
  player?: Player;
  transport?: Omit<TransportProps, 'player'>;
  /** What the reader has set, for the figure's address. */
  setting?: Setting;
  /** What the reader sets, above the stage: variants, fields, buttons. */
  controls?: ComponentChildren;
  /** The drawing. */
  children: ComponentChildren;
  /** Smallest height of the stage, as a CSS length. */
  stageHeight?: string;
  readouts?: Readout[];
  /** What just happened, past tense, with numbers. */
  said: string;
  /** Its sentences take four lines on a phone: there they have that room from the start. */
  wordy?: boolean;
  saidWhen?: When;
  saidTone?: Tone;
  caption?: ComponentChildren;
  tasks?: Task[];
  /** Between the line in words and the caption: a log, settings. */
  after?: ComponentChildren;
}

/**
 * Draws a figure around its stage and handles its keys.
 *
 * Transport and frame are drawn at once; what is said around the stage is drawn in its turn, after
 * the parts of the stage.
 */
export function FigureFrame(props: FigureFrameProps): JSX.Element {
  const { id, player, readouts, after, caption, tasks } = props;
  const setting = useRef(props.setting);
  setting.current = props.setting;
  const begins = useLater(player?.preset ?? NEVER) ? ' Play and Step begin at the start.' : '';
  return (
    <figure
      class={`sfs-figure ${props.wordy ? 'is-wordy' : ''}`}
      id={id}
      aria-labelledby={`${id}-title`}
      onKeyDown={player ? (event) => handleKey(player, event, props.transport?.onStep) : undefined}
    >
      <p class="figure-title" id={`${id}-title`}>
        {props.title}
      </p>
      {props.controls ? <div class="figure-controls">{props.controls}</div> : null}
      <div class="figure-stage" style={{ minHeight: props.stageHeight }} data-pagefind-ignore>
        {props.children}
      </div>
      <div class="figure-drive" data-pagefind-ignore>
        <Announcer text={props.said + begins} when={props.saidWhen} tone={props.saidTone} />
        {player ? <Transport player={player} {...props.transport} /> : null}
      </div>
      {readouts ? (
        <dl class="readouts">
          {readouts.map((readout) => (
            <Reading key={readout.label} {...readout} />
          ))}
        </dl>
      ) : null}
      {after}
      {caption || tasks ? (
        <figcaption class="figure-caption">
          {caption ? <p>{caption}</p> : null}
          {tasks ? <TaskList tasks={tasks} /> : null}
          {player ? <Keys id={id} player={player} setting={setting} /> : null}
        </figcaption>
      ) : null}
    </figure>
  );
}

const NEVER = signal(false);

interface KeysProps {
  id: string;
  player: Player;
  setting: { current: Setting | undefined };
}

const Keys = memo(({ id, player, setting }: KeysProps): JSX.Element => {
  const { copied, link } = useMoment(id, player, setting);
  return (
    <p class="figure-keys">
      Keys: <kbd>k</kbd> play, <kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd> <kbd>End</kbd>
      {' · '}
      <a href={`#${id}`} onClick={link}>
        {copied ? 'Link copied' : 'Link to this moment'}
      </a>
    </p>
  );
});

/** Draws one of the figure's numbers, in tabular figures. */
const Reading = inTurn(
  ({ label, value, tone, detail }: Readout): JSX.Element => (
    <div class={`readout tone-${tone ?? 'plain'}`}>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {detail === undefined ? null : <dd class="readout-detail">{detail}</dd>}
    </div>
  ),
);

export interface Choice {
  value: string;
  label: string;
}

/** Draws a row of buttons of which one is chosen (a radio group that looks like tabs). */
export function Choices(props: {
  name: string;
  label: string;
  choices: Choice[];
  value: string;
  onChoose: (value: string) => void;
}): JSX.Element {
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">{props.label}</legend>
      {props.choices.map((choice) => (
        <label key={choice.value} class={choice.value === props.value ? 'is-chosen' : ''}>
          <input
            type="radio"
            class="visually-hidden"
            name={props.name}
            value={choice.value}
            checked={choice.value === props.value}
            onChange={() => props.onChoose(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
