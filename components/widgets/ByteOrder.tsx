// Byte order: one port, two programs, and the bytes that bind() found in their memory.
//
// The runs of the opening port come with the page; another port loads the machine and runs it.

import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { BindView, ByteOrderRun } from '../../lib/view/byte-order.ts';
import { parsePort } from '../../lib/view/port.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { announceStep, useCodeLink } from '../parts/code-link.ts';
import { FigureFrame, type Readout } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { createPlayer, goToMark, stepTimeline } from '../parts/player.ts';
import { inSlices } from '../parts/slices.ts';
import type { Task } from '../parts/TaskList.tsx';
import { inTurn, nextFrame } from '../parts/turns.ts';
import { useLater } from '../parts/use-later.ts';
import { usePlayerClock } from '../parts/use-player.ts';
import './byte-order.css';
import { AT, answersAt, hex, saidOf, titleOf } from './byte-order-words.ts';

export interface ByteOrderProps {
  id: string;
  /** Made at build time by `runByteOrder(port)`. */
  run: ByteOrderRun;
  title?: string;
}

const STEPS = [
  'The number as the program holds it.',
  'The same number in memory: the low byte lies first.',
  'bind() copies the struct into the kernel as it lies.',
  'The kernel reads the field as the network does: the high byte first.',
  'A client tries the port.',
];

export default function ByteOrder(props: ByteOrderProps): JSX.Element {
  const { id } = props;
  const [run, setRun] = useState(props.run);
  const [text, setText] = useState(String(props.run.port));
  const [failure, setFailure] = useState('');
  const wanted = useRef(props.run.port);
  const player = useMemo(() => createPlayer(stepTimeline(STEPS, 2200)), []);
  usePlayerClock(player);
  const parsed = parsePort(text);
  const show = useCallback(async (value: string): Promise<void> => {
    setText(value);
    const port = parsePort(value);
    if (typeof port !== 'number') return;
    wanted.current = port;
    try {
      await nextFrame();
      const { runByteOrder } = await import('../../lib/machine/scenarios/byte-order.ts');
      const next = await inSlices(runByteOrder(port));
      // A slower answer for a port typed before must not replace a newer one.
      if (wanted.current !== port) return;
      setRun(next);
      setFailure('');
      player.touched.value = true;
    } catch (reason) {
      setFailure(`The machine could not be loaded: ${String(reason)}`);
    }
  }, []);
  useCodeLink(id, ({ call }) => {
    if (call === 'bind') goToMark(player, AT.crossed);
    else if (call === 'connect') goToMark(player, AT.tried);
  });
  const step = useLater(player.index);
  const touched = useLater(player.touched);
  useEffect(() => {
    if (!player.touched.value) return;
    announceStep({ source: id, call: step >= AT.crossed ? 'bind' : undefined });
  }, [id, step, player]);
  const problem = typeof parsed === 'string' ? parsed : failure;
  return (
    <FigureFrame
      id={id}
      title={props.title ?? titleOf(run)}
      player={player}
      setting={{
        write: () => (run.port === props.run.port ? '' : String(run.port)),
        read: (word) => show(word || String(props.run.port)),
      }}
      controls={
        <Controls
          id={id}
          text={text}
          invalid={typeof parsed === 'string'}
          problem={problem}
          show={show}
        />
      }
      said={saidOf(run, step)}
      saidTone={
        step === AT.tried && run.port !== 0 && !answersAt(run.plain, run.port) ? 'lost' : 'plain'
      }
      readouts={readoutsOf(run)}
      tasks={tasksOf(run, touched, typeof parsed === 'string')}
    >
      <Number16 port={run.port} />
      <div class="bo-programs">
        <Program run={run} view={run.plain} step={step} />
        <Program run={run} view={run.swapped} step={step} />
      </div>
    </FigureFrame>
  );
}

interface ControlsProps {
  id: string;
  text: string;
  invalid: boolean;
  problem: string;
  show: (value: string) => Promise<void>;
}

const Controls = memo(
  ({ id, text, invalid, problem, show }: ControlsProps): JSX.Element => (
    <>
      <label class="labelled" for={`${id}-port`}>
        Port
        <input
          id={`${id}-port`}
          class="field"
          inputMode="numeric"
          autocomplete="off"
          value={text}
          aria-invalid={invalid}
          aria-describedby={`${id}-why`}
          onInput={(event) => void show(event.currentTarget.value)}
        />
      </label>
      {[8080, 80, 443, 257].map((port) => (
        <button key={port} type="button" class="button" onClick={() => void show(String(port))}>
          {port}
        </button>
      ))}
      <span id={`${id}-why`} class="bo-why" role="alert">
        {problem}
      </span>
    </>
  ),
);

/** Draws the sixteen bits under their two bytes. */
const Number16 = memo(({ port }: { port: number }): JSX.Element => {
  const bits = port.toString(2).padStart(16, '0');
  return (
    <div class="bo-number" role="img" aria-label={`${port} is ${hex(port, 4)}, in bits ${bits}`}>
      <span class="bo-equation">
        {port} = {hex(port, 4)}
      </span>
      {[0, 8].map((from) => (
        <span key={from} class={`bo-byte ${from === 0 ? 'is-high' : 'is-low'}`}>
          <span class="bo-bits">
            {bits.slice(from, from + 4)} {bits.slice(from + 4, from + 8)}
          </span>
          <span class="bo-name">
            {from === 0 ? 'high' : 'low'} byte {hex(from === 0 ? port >>> 8 : port & 0xff, 2)}
          </span>
        </span>
      ))}
    </div>
  );
});

interface ProgramProps {
  run: ByteOrderRun;
  view: BindView;
  step: number;
}

/** Draws one program: its assignment, its memory, the line, what the kernel read, who answers. */
const Program = inTurn(({ run, view, step }: ProgramProps): JSX.Element => {
  const field = view.bytes.slice(run.portAt, run.portAt + 2);
  const source = view.swapped ? `htons(${run.port})` : String(run.port);
  // Port 0 is a question; whatever the kernel answered is right.
  const right = view.port === run.port || (run.port === 0 && view.ok);
  return (
    <section class={`bo-program ${right ? 'is-right' : 'is-wrong'}`}>
      <p class="bo-code">
        <code>sin_port = {source};</code>
      </p>
      <div class={`bo-part ${step >= AT.memory ? '' : 'is-later'}`}>
        <Memory run={run} view={view} right={right} />
      </div>
      <div class="the-line">
        <span
          class={`crossing ${view.ok ? 'is-return' : 'is-error'} ${step >= AT.crossed ? '' : 'is-later'}`}
        >
          <code>bind() = {view.result}</code>
        </span>
      </div>
      <div class="bo-kernel">
        <p class={step >= AT.read ? '' : 'is-later'}>
          kernel reads <b>{field.map((byte) => hex(byte, 2).slice(2)).join(' ')}</b> and binds port{' '}
          <b class={`bo-port tone-${right ? 'kernel' : 'lost'}`}>{view.port ?? 'none'}</b>
        </p>
        <ul class={step >= AT.tried ? '' : 'is-later'}>
          {view.answers.map((answer) => (
            <li key={answer.port} class={`tone-${answer.ok ? 'client' : 'lost'}`}>
              <code>
                connect(…:{answer.port}) = {answer.result}
              </code>
            </li>
          ))}
        </ul>
        <p class={`bo-ss ${step >= AT.tried ? '' : 'is-later'}`}>
          <code>
            $ ss -ltn{'\n'}
            {view.ss}
          </code>
        </p>
      </div>
    </section>
  );
});

interface MemoryProps {
  run: ByteOrderRun;
  view: BindView;
  right: boolean;
}

/** Draws the port's two bytes, and the struct that they stand in. */
const Memory = memo(({ run, view, right }: MemoryProps): JSX.Element => {
  const field = view.bytes.slice(run.portAt, run.portAt + 2);
  return (
    <>
      <p class="bo-head">
        {view.swapped ? 'network order' : 'host order (little-endian)'}: in memory
      </p>
      <Bytes
        bytes={field}
        size="l"
        address={(i) => `addr ${i}`}
        fields={portFields(view.swapped)}
        label={`sin_port in memory: ${field.map((byte) => hex(byte, 2)).join(', ')}`}
      />
      <p class="bo-head">the whole struct sockaddr_in, {view.bytes.length} bytes</p>
      <Bytes
        bytes={view.bytes}
        size="s"
        columns={8}
        fields={run.fields.map((one) => ({
          ...one,
          tone: one.name === 'sin_port' ? (right ? 'kernel' : 'lost') : 'plain',
        }))}
      />
    </>
  );
});

/** Draws the high byte in reverse, as the number above does, wherever it lies. */
function portFields(swapped: boolean) {
  return [0, 1].map((i) => ({ from: i, to: i + 1, strong: swapped === (i === 0) }));
}

function readoutsOf(run: ByteOrderRun): Readout[] {
  const wire = run.swapped.wire?.map((byte) => hex(byte, 2).slice(2)).join(' ');
  return [
    { label: 'You wrote', value: run.port, detail: hex(run.port, 4) },
    { label: 'On the wire', value: wire ?? '–', tone: 'wire', detail: 'in the client’s SYN' },
    {
      label: run.port === 0 ? 'The kernel chose' : 'Misread',
      value: run.plain.port ?? '–',
      tone: run.plain.port === run.port || run.port === 0 ? 'kernel' : 'lost',
      detail: run.plain.port === undefined ? run.plain.result : hex(run.plain.port, 4),
    },
  ];
}

function tasksOf(run: ByteOrderRun, touched: boolean, invalid: boolean): Task[] {
  return [
    {
      id: 'same',
      text: 'Find a port that htons() does not change.',
      done: touched && run.port !== 0 && run.plain.port === run.port,
    },
    {
      id: 'low',
      text: 'Find a port that, misread, is below 1024.',
      done: touched && run.plain.port !== undefined && run.plain.port < 1024 && run.port >= 1024,
    },
    { id: 'refused', text: 'Type 65536 and read why it is none.', done: invalid },
  ];
}
