// The drawing of a world: hosts and links, what each is at, and a form for the one that is chosen.
//
// One idea: the wires are a drawing and everything on it is a button, so that a mouse drags a host, arrow
// keys move it, a finger finds it, and a screen reader hears what stands there.

import { useRef, useState } from 'preact/hooks';
import type { HostNow, LinkNow } from '../../lib/notebook/messages.ts';
import { DRAWING, type World, type WorldHost, type WorldLink } from '../../lib/notebook/world.ts';
import { moved, withHost } from '../../lib/notebook/world-edits.ts';
import { netIn } from './initial-play.ts';
import { later } from './later.tsx';
import type { Play } from './use-play.ts';
import type { WorldActions } from './use-world.ts';

const HostPanel = later(() => import('./Panels.tsx').then((part) => part.HostPanel));
const LinkPanel = later(() => import('./Panels.tsx').then((part) => part.LinkPanel));

export type Chosen = { host: string } | { link: number } | undefined;

interface Props {
  world: World;
  play: Play;
  actions: WorldActions;
}

/** How far an arrow key moves a host, in units of the drawing. */
const STEP = 12;

export function Arrangement({ world, play, actions }: Props) {
  const [chosen, setChosen] = useState<Chosen>();
  const box = useRef<HTMLDivElement>(null);
  const net = netIn(play.state);
  const host =
    chosen && 'host' in chosen ? world.hosts.find((h) => h.name === chosen.host) : undefined;
  const link = chosen && 'link' in chosen ? world.links[chosen.link] : undefined;

  function add() {
    const next = withHost(world);
    if (!next) return actions.say('There is no room for more hosts.');
    const name = next.hosts.at(-1)!.name;
    actions.step(() => next, { why: `${name} has been added. Link it to another host.` });
    setChosen({ host: name });
  }

  /** In a narrow window the drawing is turned: what was beside each other is below each other. */
  const isTurned = () => getComputedStyle(box.current!).getPropertyValue('--turned').trim() === '1';

  const toUnits = (event: PointerEvent) => {
    const rect = box.current!.getBoundingClientRect();
    const right = (event.clientX - rect.left) / rect.width;
    const down = (event.clientY - rect.top) / rect.height;
    const [x, y] = isTurned() ? [down, right] : [right, down];
    return { x: x * DRAWING.width, y: y * DRAWING.height };
  };

  return (
    <section class="play-arrangement" aria-label="Hosts and links">
      <div class="play-drawing" ref={box}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {world.links.map((each, i) => (
            <Wire key={i} {...{ world, link: each, now: net.links[i] }} />
          ))}
        </svg>
        {world.links.map((each, i) => (
          <LinkButton
            key={i}
            {...{ world, link: each, now: net.links[i] }}
            pressed={link === each}
            onChoose={() => setChosen({ link: i })}
          />
        ))}
        {world.hosts.map((each) => (
          <HostButton
            key={each.name}
            host={each}
            now={net.hosts.find((one) => one.host === each.name)}
            pressed={host === each}
            onChoose={() => setChosen({ host: each.name })}
            onMove={(x, y) =>
              actions.step((w) => moved(w, each.name, x, y), { name: `move ${each.name}` })
            }
            {...{ toUnits, isTurned }}
          />
        ))}
      </div>
      <p class="play-row">
        <button type="button" onClick={add}>
          Add a host
        </button>
        <span class="play-hint">
          Choose a host or a link to change it; drag a host, or move it with the arrow keys.
        </span>
      </p>
      {host ? <HostPanel key={host.name} {...{ world, host, play, actions, setChosen }} /> : null}
      {link && chosen && 'link' in chosen ? (
        <LinkPanel
          key={chosen.link}
          {...{ world, link, at: chosen.link, play, actions, setChosen }}
        />
      ) : null}
    </section>
  );
}

function endsOf(world: World, { between }: WorldLink): [WorldHost, WorldHost] | undefined {
  const [a, b] = between.map((name) => world.hosts.find((host) => host.name === name));
  return a && b ? [a, b] : undefined;
}

/** Several links between the same hosts lie beside each other. */
function shiftOf(world: World, link: WorldLink): number {
  const same = world.links.filter(({ between }) =>
    between.every((name) => link.between.includes(name)),
  );
  return (same.indexOf(link) - (same.length - 1) / 2) * 44;
}

/** Where a link begins, is named, and ends, in hundredths of the drawing. */
function placesOf(world: World, link: WorldLink): { x: number; y: number }[] | undefined {
  const ends = endsOf(world, link);
  if (!ends) return undefined;
  const [a, b] = ends;
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + shiftOf(world, link) };
  return [a, middle, b].map(({ x, y }) => ({
    x: (100 * x) / DRAWING.width,
    y: (100 * y) / DRAWING.height,
  }));
}

const placed = ({ x, y }: { x: number; y: number }) => ({ '--x': `${x}%`, '--y': `${y}%` });

interface WireProps {
  world: World;
  link: WorldLink;
  now?: LinkNow;
}

/** Most packets that are drawn on their way. */
const MAX_DOTS = 12;

/** A place along a wire, out of the way of the label in its middle. */
const beside = (part: number): number => 0.6 * part + (part < 0.5 ? 0 : 0.4);

function Wire({ world, link, now }: WireProps) {
  const places = placesOf(world, link);
  if (!places) return null;
  const [a, middle, b] = places;
  const dots = (now?.under ?? [0, 0]).flatMap((count, side) => {
    const shown = Math.min(count, MAX_DOTS);
    return Array.from({ length: shown }, (_, i) => ({ side, at: beside((i + 1) / (shown + 1)) }));
  });
  const at = (t: number) => {
    const [p, q] = t < 0.5 ? [a, middle] : [middle, b];
    const part = t < 0.5 ? t * 2 : t * 2 - 1;
    return `M${p.x + (q.x - p.x) * part} ${p.y + (q.y - p.y) * part}h0`;
  };
  return (
    <g class="play-wire" data-lossy={link.loss > 0 || undefined}>
      <polyline points={`${a.x},${a.y} ${middle.x},${middle.y} ${b.x},${b.y}`} />
      {dots.map(({ side, at: t }, i) => (
        <path key={i} data-side={side} d={at(side === 0 ? t : 1 - t)} />
      ))}
    </g>
  );
}

/** A time, a rate and a chance as people say them. */
function linkWords({ latencyUs, bandwidthBps, loss }: WorldLink): string {
  const ms = `${latencyUs / 1000} ms`;
  const rate =
    bandwidthBps === 0
      ? ''
      : bandwidthBps >= 1e9
        ? `${bandwidthBps / 1e9} Gbit/s`
        : `${bandwidthBps / 1e6} Mbit/s`;
  const lost = loss > 0 ? `${Number((loss * 100).toFixed(2))} % lost` : '';
  return [ms, rate, lost].filter(Boolean).join(', ');
}

function LinkButton(props: WireProps & { pressed: boolean; onChoose(): void }) {
  const { world, link, now, pressed, onChoose } = props;
  const middle = placesOf(world, link)?.[1];
  if (!middle) return null;
  const lost = now ? now.lost[0] + now.lost[1] : 0;
  return (
    <button
      type="button"
      class="play-link"
      style={placed(middle)}
      aria-pressed={pressed}
      onClick={onChoose}
    >
      <span class="visually-hidden">
        Link from {link.between[0]} to {link.between[1]}:{' '}
      </span>
      {linkWords(link)}
      {now ? (
        <span class="play-figures">
          <span class="visually-hidden">, packets </span>→ {now.sent[0]}{' '}
          <span aria-hidden="true">·</span> ← {now.sent[1]}
          {lost > 0 ? <strong> {lost} lost</strong> : null}
        </span>
      ) : null}
    </button>
  );
}

interface HostProps {
  host: WorldHost;
  now?: HostNow;
  pressed: boolean;
  onChoose(): void;
  onMove(x: number, y: number): void;
  toUnits(event: PointerEvent): { x: number; y: number };
  isTurned(): boolean;
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

function HostButton(props: HostProps) {
  const { host, now, pressed, onChoose, onMove, toUnits, isTurned } = props;
  const drag = useRef<{ dx: number; dy: number }>();

  function keys(event: KeyboardEvent) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const far = event.shiftKey ? 4 : 1;
    const [right, down] = arrow;
    const [x, y] = isTurned() ? [down, right] : [right, down];
    onMove(host.x + x * far, host.y + y * far);
  }

  function down(event: PointerEvent) {
    const at = toUnits(event);
    drag.current = { dx: host.x - at.x, dy: host.y - at.y };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  function move(event: PointerEvent) {
    if (!drag.current) return;
    const at = toUnits(event);
    onMove(at.x + drag.current.dx, at.y + drag.current.dy);
  }

  return (
    <button
      type="button"
      class="play-host"
      style={placed({ x: (100 * host.x) / DRAWING.width, y: (100 * host.y) / DRAWING.height })}
      aria-pressed={pressed}
      onClick={onChoose}
      onKeyDown={keys}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        drag.current = undefined;
      }}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
    >
      {host.name}
      {now ? <span class="play-figures">{hostWords(now)}</span> : null}
    </button>
  );
}

function hostWords({ processes, sockets }: HostNow): string {
  const listening = sockets.filter(({ state }) => state === 'LISTEN').length;
  const words = [
    `${processes.length} ${processes.length === 1 ? 'process' : 'processes'}`,
    listening > 0 ? `${listening} listening` : '',
    sockets.length > listening ? `${sockets.length - listening} connected` : '',
  ];
  return words.filter(Boolean).join(', ');
}
