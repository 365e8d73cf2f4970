// FigureFrame: the anatomy that every figure of the book shares.
//
// Title that states the point, controls, stage, transport, readouts, one line in words, caption
// with tasks. The stage reserves its height, so that nothing below it ever moves.

import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Announcer, type When } from './Announcer.tsx';
import type { Setting } from './moment.ts';
import './parts.css';
import { isMoving, type Player, type Tone } from './player.ts';
import { type Task, TaskList } from './TaskList.tsx';
import { Transport, type TransportProps } from './Transport.tsx';
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

/** Draws a figure around its stage and handles its keys. */
export function FigureFrame(props: FigureFrameProps): JSX.Element {
  const { id, player } = props;
  const moving = useComputed(() => player !== undefined && isMoving(player)).value;
  const words = useWords(props, moving);
  const beside = useMemo(() => <Beside words={words} />, [words]);
  const preset = player?.preset.value;
  const announced = useMemo(() => {
    const begins = preset ? ' Play and Step begin at the start.' : '';
    return <Announcer text={words.said + begins} when={words.saidWhen} tone={words.saidTone} />;
  }, [words, preset]);
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
        {announced}
        {player ? <Transport player={player} {...props.transport} /> : null}
      </div>
      {beside}
    </figure>
  );
}

/** What is said around a stage: while something moves it is drawn in the frame after the stage. */
function useWords(props: FigureFrameProps, moving: boolean): FigureFrameProps {
  const now = useRef({ drawn: props, latest: props, frame: 0 }).current;
  const [, draw] = useState(0);
  now.latest = props;
  if (!moving) now.drawn = props;
  else if (now.drawn !== props && !now.frame) {
    now.frame = requestAnimationFrame(() => {
      now.frame = 0;
      now.drawn = now.latest;
      draw((count) => count + 1);
    });
  }
  useEffect(() => () => cancelAnimationFrame(now.frame), []);
  return now.drawn;
}

/** Draws what stands below the transport. */
function Beside({ words }: { words: FigureFrameProps }): JSX.Element {
  const { id, player, readouts, after, caption, tasks } = words;
  const { copied, link } = useMoment(id, player, words.setting);
  return (
    <>
      {readouts ? <Readouts readouts={readouts} /> : null}
      {after}
      {caption || tasks ? (
        <figcaption class="figure-caption">
          {caption ? <p>{caption}</p> : null}
          {tasks ? <TaskList tasks={tasks} /> : null}
          {player ? (
            <p class="figure-keys">
              Keys: <kbd>k</kbd> play, <kbd>←</kbd> <kbd>→</kbd> step, <kbd>Home</kbd>{' '}
              <kbd>End</kbd>
              {' · '}
              <a href={`#${id}`} onClick={link}>
                {copied ? 'Link copied' : 'Link to this moment'}
              </a>
            </p>
          ) : null}
        </figcaption>
      ) : null}
    </>
  );
}

/** Draws the figure's numbers in tabular figures. */
export function Readouts({ readouts }: { readouts: Readout[] }): JSX.Element {
  return (
    <dl class="readouts">
      {readouts.map((readout) => (
        <div key={readout.label} class={`readout tone-${readout.tone ?? 'plain'}`}>
          <dt>{readout.label}</dt>
          <dd>{readout.value}</dd>
          {readout.detail === undefined ? null : <dd class="readout-detail">{readout.detail}</dd>}
        </div>
      ))}
    </dl>
  );
}

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
