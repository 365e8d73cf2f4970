// DataPath: the way of a request and its response, with every copy counted as it is made.
//
// Each way of answering is a run, folded when the page is built (lib/machine/scenarios/data-path.ts).

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { DataPathMode, DataPathRun } from '../../lib/machine/scenarios/data-path.ts';
import type { CopyFrame } from '../../lib/view/copies.ts';
import { bytesText, counted, grouped } from '../../lib/view/words.ts';
import { useCodeLink } from '../parts/code-link.ts';
import { Choices, FigureFrame } from '../parts/FigureFrame.tsx';
import type { Tone } from '../parts/player.ts';
import './data-path.css';
import './widgets.css';
import { NARROW, type PathLayout, routeOf, WIDE } from './data-path-layout.ts';
import { useFrames } from './use-frames.ts';

export interface DataPathProps {
  id: string;
  /** Small answers, to be watched: every mode, between two hosts and over loopback. */
  runs: DataPathRun[];
  /** A large answer in every mode between two hosts, for the table; frames are not used. */
  large: Omit<DataPathRun, 'frames'>[];
  title?: string;
}

const MODE_NAMES: Record<DataPathMode, string> = {
  memory: 'write',
  'read-write': 'read + write a file',
  sendfile: 'sendfile',
  splice: 'splice',
  zerocopy: 'MSG_ZEROCOPY',
};

/** The calls of each way, and the way that shows a call which the chosen one does not make. */
const MODE_CALLS: Record<DataPathMode, string[]> = {
  memory: ['read', 'write'],
  'read-write': ['read', 'write'],
  sendfile: ['read', 'sendfile'],
  splice: ['read', 'splice'],
  zerocopy: ['read', 'sendto'],
};

const MODE_OF_CALL: Record<string, DataPathMode | undefined> = {
  write: 'memory',
  sendfile: 'sendfile',
  splice: 'splice',
  sendto: 'zerocopy',
};

/** Draws the figure. */
export default function DataPath({ id, runs, large, title }: DataPathProps): JSX.Element {
  const [mode, setMode] = useState<DataPathMode>('memory');
  const [loopback, setLoopback] = useState(false);
  const [seen, setSeen] = useState<string[]>([]);
  /** The call for which a listing made the figure change its way. */
  const [asked, setAsked] = useState<string>();
  const run = useMemo(
    () => runs.find((r) => r.mode === mode && r.loopback === loopback) ?? runs[0],
    [runs, mode, loopback],
  );
  const frames = useMemo(
    () => run.frames.map((f) => ({ ...f, call: /^\w+/.exec(f.call ?? '')?.[0] })),
    [run],
  );
  const { player, frame, index } = useFrames(id, frames, {
    start: asked
      ? Math.max(
          0,
          frames.findIndex((f) => f.call === asked),
        )
      : frames.length - 1,
    asked: asked !== undefined,
    dwellMs: 1500,
    tone: (i) => toneOf(run.frames[i]),
  });
  const choose = (nextMode: DataPathMode, nextLoopback: boolean, call?: string) => {
    setMode(nextMode);
    setLoopback(nextLoopback);
    setAsked(call);
    setSeen((was) => [...was, nextLoopback ? 'loopback' : nextMode]);
  };
  useCodeLink(id, ({ call }) => {
    const wanted = MODE_OF_CALL[call];
    if (wanted && wanted !== mode && !MODE_CALLS[mode].includes(call))
      choose(wanted, loopback, call);
  });
  const last = index === run.frames.length - 1;
  const tally = frame.tally.server;
  return (
    <FigureFrame
      id={id}
      title={title ?? titleOf(run)}
      player={player}
      said={frame.say}
      saidWhen={`${index}/${run.frames.length - 1}`}
      saidTone={toneOf(frame)}
      controls={
        <>
          <Choices
            name={`${id}-mode`}
            label="How the server answers"
            choices={runs
              .filter((r) => !r.loopback)
              .map((r) => ({ value: r.mode, label: MODE_NAMES[r.mode] }))}
            value={mode}
            onChoose={(value) => choose(value as DataPathMode, loopback)}
          />
          <Choices
            name={`${id}-where`}
            label="Where the client is"
            choices={[
              { value: 'link', label: 'Two hosts' },
              { value: 'lo', label: 'Loopback' },
            ]}
            value={loopback ? 'lo' : 'link'}
            onChoose={(value) => choose(mode, value === 'lo')}
          />
        </>
      }
      readouts={[
        {
          label: 'CPU copies at the server',
          value: tally.cpu,
          tone: 'cpu-copy',
          detail: bytesText(tally.cpuBytes),
        },
        {
          label: 'DMA transfers at the server',
          value: tally.dma,
          tone: 'dma',
          detail: bytesText(tally.dmaBytes),
        },
        {
          label: 'copies at the client',
          value: frame.tally.client.cpu,
          detail: loopback ? 'same machine' : `${frame.tally.client.dma} DMA`,
        },
      ]}
      after={<ModeTable large={large} mode={mode} />}
      tasks={[
        {
          id: 'play',
          text: 'Play a request and its answer from the start, and count with it.',
          done: player.touched.value && last,
        },
        {
          id: 'sendfile',
          text: 'Send a file with read and write, then with sendfile: which two copies are gone?',
          done: seen.includes('sendfile') && seen.includes('read-write'),
        },
        {
          id: 'lo',
          text: 'Put the client on the same host: what happens to the DMA transfers?',
          done: seen.includes('loopback'),
        },
      ]}
    >
      <Drawing layout={WIDE} run={run} index={index} kind="wide" />
      <Drawing layout={NARROW} run={run} index={index} kind="narrow" />
      <Legend />
    </FigureFrame>
  );
}

function titleOf({ server }: DataPathRun): string {
  const copies = counted(server.cpu, 'CPU copy', 'CPU copies');
  const transfers = server.dma === 0 ? 'no DMA' : counted(server.dma, 'DMA transfer');
  return `A request and its answer cost this server ${copies} and ${transfers}`;
}

function toneOf(frame: CopyFrame | undefined): Tone {
  switch (frame?.how) {
    case 'cpu':
      return 'cpu-copy';
    case 'dma':
      return 'dma';
    case 'wire':
      return 'wire';
    case 'link':
      return 'kernel';
    default:
      return 'plain';
  }
}

function Drawing(props: {
  layout: PathLayout;
  run: DataPathRun;
  index: number;
  kind: 'wide' | 'narrow';
}): JSX.Element {
  const { layout, run, index, kind } = props;
  const frame = run.frames[index];
  const used = new Set(run.frames.flatMap((f) => [f.from, f.to]));
  const shown = Object.entries(layout.boxes).filter(([place]) => {
    const always = /\.(user|send-queue|receive-queue)$/.test(place);
    return always || used.has(place) || (!run.loopback && place.endsWith('.nic'));
  });
  const [left, right] = layout.hosts;
  const hosts = run.loopback
    ? [{ x: left.x, w: right.x + right.w - left.x, name: 'one host' }]
    : layout.hosts;
  return (
    <svg
      class={`path-svg is-${kind}`}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={`Path of the bytes. ${frame.say}`}
      style={{ fontSize: `${layout.font}px` }}
    >
      {hosts.map((host) => (
        <g key={host.name}>
          <rect class="path-host" x={host.x} y={14} width={host.w} height={layout.height - 16} />
          <text class="path-name" x={host.x + 8} y={30}>
            {host.name}
          </text>
          <line
            class="path-line"
            x1={host.x}
            x2={host.x + host.w}
            y1={layout.line}
            y2={layout.line}
          />
          <Hatch x={host.x} y={layout.line} w={host.w} />
        </g>
      ))}
      {run.loopback ? null : <Conductors layout={layout} />}
      {shown.map(([place, box]) => (
        <g key={place} class={`path-box tone-${box.tone} ${holds(frame, place) ? 'is-at' : ''}`}>
          <rect x={box.x} y={box.y} width={box.w} height={box.h} />
          {box.label.map((text, i) => (
            <text
              key={text}
              x={box.x + box.w / 2}
              y={box.y + box.h / 2 + (i - (box.label.length - 1) / 2) * layout.font * 1.15}
            >
              {text}
            </text>
          ))}
        </g>
      ))}
      {run.frames.slice(1, index + 1).map((hop, i) => (
        <Hop key={hop.n} layout={layout} hop={hop} number={i + 1} now={i + 1 === index} />
      ))}
    </svg>
  );
}

function holds(frame: CopyFrame, place: string): boolean {
  return frame.how === 'start' ? place === 'client.user' : frame.to === place;
}

function Conductors({ layout }: { layout: PathLayout }): JSX.Element {
  const a = layout.boxes['client.nic'];
  const b = layout.boxes['server.nic'];
  return (
    <g class="path-wire">
      {[0.32, 0.68].map((share) => (
        <line key={share} x1={a.x + a.w} x2={b.x} y1={a.y + a.h * share} y2={a.y + a.h * share} />
      ))}
    </g>
  );
}

function Hatch({ x, y, w }: { x: number; y: number; w: number }): JSX.Element {
  const strokes = Array.from({ length: Math.floor(w / 8) }, (_, i) => x + i * 8);
  return <path class="path-hatch" d={strokes.map((from) => `M${from} ${y + 8}l8 -8`).join('')} />;
}

function Hop(props: {
  layout: PathLayout;
  hop: CopyFrame;
  number: number;
  now: boolean;
}): JSX.Element | null {
  const { layout, hop, number, now } = props;
  const route = hop.from && hop.to ? routeOf(layout, hop.from, hop.to) : undefined;
  if (!route) return null;
  const radius = layout.font * 0.78;
  return (
    <g class={`path-hop tone-${toneOf(hop)} is-${hop.how} ${now ? 'is-now' : ''}`}>
      <path d={route.d} pathLength={100} />
      <circle cx={route.at.x} cy={route.at.y} r={radius} />
      <text x={route.at.x} y={route.at.y}>
        {number}
      </text>
      {now ? (
        <circle class="path-packet" r={5} style={{ offsetPath: `path("${route.d}")` }} />
      ) : null}
    </g>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="path-legend">
      <li class="tone-cpu-copy is-cpu">copied by the CPU</li>
      <li class="tone-dma is-dma">moved by the device (DMA)</li>
      <li class="tone-kernel is-link">handed over by pointer</li>
      <li class="tone-wire is-wire">on the wire</li>
    </ul>
  );
}

function ModeTable(props: {
  large: Omit<DataPathRun, 'frames'>[];
  mode: DataPathMode;
}): JSX.Element | null {
  const { large, mode } = props;
  if (large.length === 0) return null;
  return (
    <table class="path-table">
      <caption>
        Bytes at the server for an answer of {bytesText(large[0].bytes)}, between two hosts; those
        of the request are counted, too
      </caption>
      <thead>
        <tr>
          <th scope="col">answered with</th>
          <th scope="col">copied by the CPU</th>
          <th scope="col">moved by DMA</th>
          <th scope="col">system calls</th>
        </tr>
      </thead>
      <tbody>
        {large.map((run) => (
          <tr key={run.mode} class={run.mode === mode ? 'is-chosen' : ''}>
            <th scope="row">{MODE_NAMES[run.mode]}</th>
            <td>{grouped(run.server.cpuBytes)}</td>
            <td>{grouped(run.server.dmaBytes)}</td>
            <td>{run.server.syscalls}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
