// Hero: the complete server, answering one request as soon as it is seen.
//
// The frames are those of the lifecycle, of a run of content/programs/server.c made when the page
// is built; without JavaScript the last one stands still.

import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { RequestRun } from '../../lib/machine/scenarios/request.ts';
import { Announcer } from '../parts/Announcer.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { Icon } from '../parts/icons.tsx';
import '../parts/parts.css';
import { play, toggle } from '../parts/player.ts';
import { useLater } from '../parts/use-later.ts';
import { handleKey, reducedMotion } from '../parts/use-player.ts';
import { CodeStrip } from './CodeStrip.tsx';
import './hero.css';
import { ClientSide, crossingOf, KernelState } from './Lifecycle.tsx';
import { useFrames } from './use-frames.ts';

export interface HeroProps {
  id: string;
  run: RequestRun;
}

/** Draws the server, its kernel and one client. */
export default function Hero({ id, run }: HeroProps): JSX.Element {
  const frames = useMemo(() => fromWaiting(run), [run]);
  const { player, frame } = useFrames(id, frames, {
    start: frames.length - 1,
    dwellMs: 750,
    program: run.name,
  });
  useEffect(() => {
    // Once, when it is first seen; whoever asked for less motion starts it by hand.
    if (!reducedMotion.value) play(player);
  }, []);
  const lines = useMemo(() => run.program.trimEnd().split('\n'), [run]);
  const playing = useLater(player.playing);
  const atEnd = useLater(useComputed(() => player.at.value >= player.timeline.value.end));
  const shown = useMemo(() => ({ ...frame, call: frame.at }), [frame]);
  const crossing = useMemo(() => crossingOf(frame.at), [frame]);
  return (
    <figure
      class="sfs-figure hero-figure"
      id={id}
      aria-label="A complete server answers a request"
      onKeyDown={(event) => handleKey(player, event)}
    >
      <Boundary
        userLabel={run.name ? `${run.name}.c` : 'server'}
        kernelLabel="kernel"
        wireSide="end"
        wire={<ClientSide frame={shown} />}
        user={
          <CodeStrip
            label="The server’s program"
            lines={lines}
            current={frame.line}
            window={9}
            narrow={5}
            state={frame.at?.phase === 'rest' ? 'rest' : frame.at ? 'run' : 'none'}
          />
        }
        crossing={crossing}
        kernel={<KernelState frame={shown} />}
      />
      <div class="hero-foot">
        <button type="button" class="button" onClick={() => toggle(player)}>
          <Icon name={playing ? 'pause' : 'play'} />
          {playing ? 'Pause' : atEnd ? 'Send a request' : 'Go on'}
        </button>
        <Announcer text={frame.say} />
      </div>
    </figure>
  );
}

/** Begins where the server is ready and waits: the request comes at once. */
function fromWaiting(run: RequestRun) {
  const first = run.frames.findIndex((frame) => frame.call?.phase === 'rest');
  return run.frames
    .slice(Math.max(0, first))
    .map((frame) => ({ ...frame, at: frame.call, call: frame.call?.name }));
}
