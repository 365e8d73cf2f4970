// Lifecycle: eight stages of a server, at the line between the program and the kernel.
//
// The frames are folded from a run when the page is built (lib/machine/scenarios/request.ts).

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RequestRun } from '../../lib/machine/scenarios/request.ts';
import { bytesText } from '../../lib/view/amounts.ts';
import { type CallAtLine, type LifecycleFrame, STAGES } from '../../lib/view/lifecycle.ts';
import { Boundary, type Crossing, TheLine } from '../parts/Boundary.tsx';
import { FigureFrame } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { goToMark, type Player, type Tone } from '../parts/player.ts';
import { inTurn } from '../parts/turns.ts';
import { CodeStrip } from './CodeStrip.tsx';
import './lifecycle.css';
import { useFrames } from './use-frames.ts';
import { Wire } from './Wire.tsx';

export interface LifecycleProps {
  id: string;
  run: RequestRun;
  title?: string;
}

/** A frame as the listings know it: its call by name. */
type Shown = LifecycleFrame & { call?: CallAtLine };

/** Draws the figure. */
export default function Lifecycle({ id, run, title }: LifecycleProps): JSX.Element {
  const frames = useMemo(
    () => run.frames.map((f: Shown) => ({ ...f, at: f.call, call: f.call?.name })),
    [run],
  );
  const start = useMemo(
    () =>
      Math.max(
        0,
        frames.findIndex((f) => f.at?.phase === 'rest'),
      ),
    [frames],
  );
  const { player, frame, index, touched } = useFrames(id, frames, {
    start,
    preset: true,
    program: run.name,
    tone: (i) => toneOf(frames[i]),
  });
  const lines = useMemo(() => run.program.trimEnd().split('\n'), [run]);
  const shown = useMemo(() => ({ ...frame, call: frame.at }), [frame]);
  const crossing = useMemo(() => crossingOf(frame.at), [frame]);
  return (
    <FigureFrame
      id={id}
      title={title ?? 'Each call crosses the line, and three of them may have to wait there'}
      player={player}
      wordy
      said={frame.say}
      saidWhen={STAGES[frame.stage]}
      saidTone={toneOf(frame)}
      tasks={[
        {
          id: 'connected',
          text: 'Watch the handshake: who finishes it, and when does accept() return?',
          done: touched && frame.stage >= 4 && frame.clientFd !== undefined,
        },
        {
          id: 'two',
          text: 'Find the moment at which two sockets exist and name what each is for.',
          done: touched && frame.serverFd !== undefined && frame.clientFd !== undefined,
        },
        {
          id: 'again',
          text: 'Go on until accept() rests on the line a second time.',
          done: touched && index === frames.length - 1,
        },
      ]}
    >
      <StageRail frames={frames} stage={frame.stage} player={player} />
      <Boundary
        userLabel="server"
        kernelLabel="server’s kernel"
        wireSide="end"
        wire={<ClientSide frame={shown} />}
        user={
          <CodeStrip
            label="Server"
            lines={lines}
            current={frame.line}
            narrow={3}
            state={frame.at?.phase === 'rest' ? 'rest' : frame.at ? 'run' : 'none'}
          />
        }
        crossing={crossing}
        kernel={<KernelState frame={shown} />}
      />
      <SystemState frame={shown} />
    </FigureFrame>
  );
}

function toneOf(frame: { at?: CallAtLine; wire?: unknown } | undefined): Tone {
  if (frame?.wire) return 'wire';
  if (frame?.at?.phase === 'rest') return 'waiting';
  if (frame?.at?.failed) return 'lost';
  return frame?.at ? 'server' : 'kernel';
}

/** Turns a call at the line into what the line draws. */
export function crossingOf(call: CallAtLine | undefined): Crossing | undefined {
  if (!call) return undefined;
  if (call.phase === 'down') return { call: call.text, state: 'enter' };
  if (call.phase === 'rest') return { call: call.text, state: 'blocked', note: 'waits' };
  return { call: call.text, state: call.failed ? 'error' : 'return', note: `= ${call.result}` };
}

interface RailProps {
  frames: LifecycleFrameLike[];
  stage: number;
  player: Player;
}

const StageRail = inTurn(
  ({ frames, stage, player }: RailProps): JSX.Element => (
    <ol class="life-stages">
      {STAGES.map((name, i) => (
        <Stage
          key={name}
          name={name}
          place={Math.sign(stage - i)}
          first={frames.findIndex((frame) => frame.stage === i)}
          player={player}
        />
      ))}
    </ol>
  ),
);

interface StageProps {
  name: string;
  /** 1 when it is over, 0 now, -1 when it is to come. */
  place: number;
  /** Index of its first frame; -1 when the run has none. */
  first: number;
  player: Player;
}

const Stage = memo(
  ({ name, place, first, player }: StageProps): JSX.Element => (
    <li class={place === 0 ? 'is-now' : place > 0 ? 'is-past' : ''}>
      <button
        type="button"
        aria-current={place === 0 ? 'step' : undefined}
        disabled={first < 0}
        onClick={() => goToMark(player, first)}
      >
        <span class="life-dot" aria-hidden="true" />
        {name === 'connected' ? name : `${name}()`}
      </button>
    </li>
  ),
);

interface LifecycleFrameLike {
  stage: number;
}

/** Draws the listening socket with its queue, and the connection's socket. */
export const KernelState = inTurn(({ frame }: { frame: LifecycleFrame }): JSX.Element => {
  const { queue, listener, child, serverFd, clientFd } = frame;
  return (
    <div class="life-kernel">
      <div class={`life-sock ${serverFd === undefined ? 'is-absent' : ''}`}>
        <p>
          <b>{listener === 'LISTEN' ? 'listening socket' : 'socket'}</b>{' '}
          <code>{listener ?? ''}</code>
        </p>
        <p class="life-detail">{frame.port ? `port ${frame.port}` : 'no address'}</p>
        <div class={`life-queue ${queue ? '' : 'is-absent'}`}>
          <span class="life-detail">accept queue</span>
          <span class="life-slots" aria-hidden="true">
            {Array.from({ length: queue?.admits ?? 1 }, (_, i) => (
              <i
                // A queue's place is its identity.
                key={`slot ${i}`}
                class={queue && i < queue.length ? 'is-full' : ''}
              />
            ))}
          </span>
          <span class="life-detail">{queue ? `${queue.length}/${queue.backlog}` : ''}</span>
        </div>
      </div>
      <div class={`life-sock is-child ${child === undefined ? 'is-absent' : ''}`}>
        <p>
          <b>connection</b> <code>{child ?? ''}</code>
        </p>
        <p class="life-detail">
          {child === undefined
            ? 'none yet'
            : clientFd === undefined
              ? 'no number'
              : `fd ${clientFd}`}
        </p>
        <p class="life-detail">
          {child === undefined ? '\u00a0' : `receive queue: ${bytesText(frame.receiveBytes)}`}
        </p>
      </div>
    </div>
  );
});

/** Draws the client's host, with the same line through it, and the wire between the two. */
export const ClientSide = inTurn(({ frame }: { frame: LifecycleFrame }): JSX.Element => {
  const { clientCall } = frame;
  const crossing = useMemo(() => crossingOf(clientCall), [clientCall]);
  const body = frame.output.split('\r\n\r\n').at(-1);
  return (
    <div class="life-client">
      <div class="life-peer">
        <p>
          <b>client</b>
        </p>
        <pre
          class="life-screen"
          role="img"
          aria-label={`Client’s screen: ${frame.output || 'empty'}`}
        >
          {body || ' '}
        </pre>
      </div>
      <div class="life-line">
        <TheLine crossing={crossing} />
      </div>
      <Wire wire={frame.wire} keyed={`${frame.n}`} />
      <div class={`life-sock is-child ${frame.client === undefined ? 'is-absent' : ''}`}>
        <p>
          <b>connection</b> <code>{frame.client ?? ''}</code>
        </p>
        <p class="life-detail">client’s kernel</p>
      </div>
    </div>
  );
});

const SystemState = inTurn(({ frame }: { frame: LifecycleFrame }): JSX.Element => {
  const rows: [string, string | number][] = [
    ['server_fd', frame.serverFd ?? '–'],
    ['client_fd', frame.clientFd ?? '–'],
    ['Port', frame.port ?? '–'],
    ['Accept queue', frame.queue ? `${frame.queue.length} of ${frame.queue.backlog}` : '–'],
    ['Status', frame.status],
  ];
  return (
    <dl class="life-state">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
});
