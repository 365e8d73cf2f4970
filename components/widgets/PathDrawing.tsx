// PathDrawing: the places of the data path, the line through them, and the movements so far.

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DataPathRun } from '../../lib/machine/scenarios/data-path.ts';
import type { CopyFrame } from '../../lib/view/copies.ts';
import { memo } from '../parts/memo.ts';
import type { Tone } from '../parts/player.ts';
import { inTurn } from '../parts/turns.ts';
import './data-path.css';
import { type PathLayout, routeOf } from './data-path-layout.ts';

/** Gives a movement the colour of who makes it. */
export function toneOf(frame: CopyFrame | undefined): Tone {
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

interface PathProps {
  layout: PathLayout;
  run: DataPathRun;
  index: number;
  kind: 'wide' | 'narrow';
}

/** Draws the places, and every movement up to the cursor. */
export const PathDrawing = inTurn(({ layout, run, index, kind }: PathProps): JSX.Element => {
  const frame = run.frames[index];
  const shown = useMemo(() => shownIn(layout, run), [layout, run]);
  return (
    <svg
      class={`path-svg is-${kind}`}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-label={`Path of the bytes. ${frame.say}`}
      style={{ fontSize: `${layout.font}px` }}
    >
      <Hosts layout={layout} loopback={run.loopback} />
      {shown.map((place) => (
        <Place key={place} layout={layout} place={place} at={holds(frame, place)} />
      ))}
      {run.frames.slice(1, index + 1).map((hop, i) => (
        <Hop key={hop.n} layout={layout} hop={hop} number={i + 1} now={i + 1 === index} />
      ))}
    </svg>
  );
});

/** The places that bytes pass in a run, and those without which no host is whole. */
function shownIn(layout: PathLayout, run: DataPathRun): string[] {
  const used = new Set(run.frames.flatMap((f) => [f.from, f.to]));
  return Object.keys(layout.boxes).filter((place) => {
    const always = /\.(user|send-queue|receive-queue)$/.test(place);
    return always || used.has(place) || (!run.loopback && place.endsWith('.nic'));
  });
}

const Hosts = memo(({ layout, loopback }: { layout: PathLayout; loopback: boolean }) => {
  const [left, right] = layout.hosts;
  const hosts = loopback
    ? [{ x: left.x, w: right.x + right.w - left.x, name: 'one host' }]
    : layout.hosts;
  return (
    <>
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
      {loopback ? null : <Conductors layout={layout} />}
    </>
  );
});

/** A place; `at` tells whether the bytes are there now. */
const Place = memo(({ layout, place, at }: { layout: PathLayout; place: string; at: boolean }) => {
  const box = layout.boxes[place];
  return (
    <g class={`path-box tone-${box.tone} ${at ? 'is-at' : ''}`}>
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
  );
});

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

interface HopProps {
  layout: PathLayout;
  hop: CopyFrame;
  number: number;
  now: boolean;
}

const Hop = memo(({ layout, hop, number, now }: HopProps): JSX.Element | null => {
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
});

const STROKES = [
  { how: 'cpu', tone: 'cpu-copy', says: 'copied by the CPU' },
  { how: 'dma', tone: 'dma', says: 'moved by the device (DMA)' },
  { how: 'link', tone: 'kernel', says: 'handed over by pointer' },
  { how: 'wire', tone: 'wire', says: 'on the wire' },
] as const;

/** Says which stroke is whose, of those that the run has. */
export const PathLegend = memo(({ run }: { run: DataPathRun }): JSX.Element => {
  const drawn = STROKES.filter(({ how }) => run.frames.some((frame) => frame.how === how));
  return (
    <ul class="path-legend">
      {drawn.map(({ how, tone, says }) => (
        <li key={how} class={`tone-${tone} is-${how}`}>
          {says}
        </li>
      ))}
    </ul>
  );
});
