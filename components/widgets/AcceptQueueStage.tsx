// The accept queue's stage: clients and the wire at the side, the server's process above the line,
// its two queues below it. Draws a state; knows nothing of where it comes from.

import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Flight, QueueClient, QueueState, ServerCall } from '../../lib/view/accept-queue.ts';
import { slotsText } from '../../lib/view/accept-queue-words.ts';
import { Boundary, type Crossing } from '../parts/Boundary.tsx';
import { memo } from '../parts/memo.ts';
import { progress, type Tone } from '../parts/player.ts';
import { type QueueItem, QueueStrip } from '../parts/QueueStrip.tsx';
import { inTurn } from '../parts/turns.ts';
import { reducedMotion } from '../parts/use-player.ts';
import { toUs } from './use-accept-queue.ts';

/** Lanes that the stage reserves; older clients past them are told as a number. */
export const LANES = 9;

/** Draws a state; what travels and what counts down follows the cursor `at`, in ms of the player. */
export function AcceptQueueStage(props: {
  state: QueueState;
  at: ReadonlySignal<number>;
}): JSX.Element {
  const { state, at } = props;
  const { server, clients, flights } = state;
  const crossing = useMemo(() => crossingOf(server), [server]);
  return (
    <div class="aq-stage">
      <Net clients={clients} flights={flights} at={at} />
      <Boundary
        userLabel="user space: the server’s process"
        user={<Process server={server} />}
        crossing={crossing}
        kernelLabel="kernel: the listening socket, 0.0.0.0:8080"
        kernel={<Queues state={state} />}
      />
    </div>
  );
}

const Queues = inTurn(({ state }: { state: QueueState }): JSX.Element => {
  const { maxAckBacklog, admits, acceptQueue, synQueue, clients, cookies } = state;
  const strip = (ids: number[], where: string): QueueItem[] =>
    ids.map((id) => ({
      id: `client ${id}`,
      text: String(id),
      tone: toneOf(clients.find((client) => client.id === id)),
      title: `client ${id}, ${where}`,
    }));
  return (
    <div class="aq-queues">
      <QueueStrip
        label="Accept queue"
        count={slotsText(state)}
        slots={admits}
        named={maxAckBacklog}
        items={strip(acceptQueue, 'connected, waits for accept()')}
        note={
          acceptQueue.length >= admits
            ? `full: backlog ${maxAckBacklog} lets ${admits} wait`
            : `room for ${admits - acceptQueue.length} more`
        }
      />
      <QueueStrip
        label="SYN queue"
        count={`${synQueue.length} half open`}
        slots={admits}
        items={strip(synQueue, 'half open, waits for its last ACK')}
        tone="kernel"
        note={cookies > 0 ? `${cookies} answered with a cookie, not kept` : ' '}
      />
    </div>
  );
});

function crossingOf(server: ServerCall): Crossing | undefined {
  if (server.call === '') return undefined;
  const { call, state, note, byHand } = server;
  return { call, state, note, noteLeads: byHand };
}

const Process = inTurn(
  ({ server }: { server: ServerCall }): JSX.Element => (
    <div class="aq-process tone-server">
      <span class="aq-program">server</span>
      {server.client === undefined ? (
        <span class="aq-idle">no client accepted now</span>
      ) : (
        <span class="aq-serving">
          client_fd of client <b class="aq-chip tone-client">{server.client}</b>
        </span>
      )}
    </div>
  ),
);

interface NetProps {
  clients: QueueClient[];
  flights: Flight[];
  at: ReadonlySignal<number>;
}

/** Draws one lane a client: who it is, what it knows, and what is on its wire. */
const Net = inTurn(({ clients, flights, at }: NetProps): JSX.Element => {
  const lanes = laneOf(clients);
  const more = clients.filter((client) => (lanes.get(client.id) ?? LANES) >= LANES).length;
  return (
    <div class="aq-net">
      <div class="aq-net-heads">
        <span class="tone-client">clients</span>
        <span class="tone-wire">wire</span>
      </div>
      <ol class="aq-lanes" style={{ '--lanes': LANES }}>
        {clients.map((client) => {
          const lane = lanes.get(client.id) ?? LANES;
          if (lane >= LANES) return null;
          return (
            <li
              key={client.id}
              class={`aq-lane is-${client.phase}`}
              style={{ top: `calc(${lane} * var(--lane))` }}
            >
              <Client client={client} at={at} />
              <span class="aq-wire">
                {flights.map((flight) =>
                  flight.client === client.id ? (
                    <Packet key={flight.packet} flight={flight} at={at} />
                  ) : null,
                )}
              </span>
            </li>
          );
        })}
      </ol>
      <p class="aq-more">{more > 0 ? `and ${more} older clients` : ' '}</p>
    </div>
  );
});

const Client = memo(({ client, at }: { client: QueueClient; at: ReadonlySignal<number> }) => {
  const status = useMemo(() => computed(() => statusText(client, toUs(at.value))), [client, at]);
  return (
    <>
      <b class={`aq-chip tone-${toneOf(client)}`}>{client.id}</b>
      <span class="aq-status">
        <span>{status}</span>
      </span>
    </>
  );
});

/** Draws a segment; with reduced motion it stands in the middle of its way. */
const Packet = memo(({ flight, at }: { flight: Flight; at: ReadonlySignal<number> }) => {
  const { sentUs, arrivesUs, from } = flight;
  const style = useComputed(() => {
    const way = reducedMotion.value ? 0.5 : progress(toUs(at.value), sentUs, arrivesUs);
    const share = from === 'client' ? way : 1 - way;
    return `transform: translate(calc(${share.toFixed(4)} * (100cqi - 100%)), -50%)`;
  });
  const tone = flight.lost || flight.label === 'RST' ? 'lost' : from;
  const short = /byte/.test(flight.label) ? 'data' : flight.label;
  return (
    <span
      class={`aq-packet tone-${tone} ${flight.again ? 'is-again' : ''} is-from-${from}`}
      style={style}
    >
      {short}
    </span>
  );
});

/** Gives every client the lane of its number; of two that want the same, the newer one has it. */
function laneOf(clients: QueueClient[]): Map<number, number> {
  const lanes = new Map<number, number>();
  const taken = new Set<number>();
  for (const { id } of clients.toReversed()) {
    const lane = (id - 1) % LANES;
    lanes.set(id, taken.has(lane) ? LANES : lane);
    taken.add(lane);
  }
  return lanes;
}

function toneOf(client: QueueClient | undefined): Tone {
  if (client === undefined) return 'client';
  if (client.phase === 'reset' || client.phase === 'failed') return 'lost';
  if (client.phase === 'syn-sent' && client.synDrops > 0) return 'lost';
  if (isBelief(client)) return 'waiting';
  return 'client';
}

/** True for a client that is ESTABLISHED at its own end only: its last ACK was ignored. */
function isBelief(client: QueueClient): boolean {
  return (
    client.phase === 'established' &&
    client.ackDrops > 0 &&
    client.place !== 'accept-queue' &&
    client.place !== 'process'
  );
}

/** Says what a client's own end knows: nothing more than its kernel could tell it. */
export function statusText(client: QueueClient, atUs: number): string {
  const inS = (us: number): string => `${(Math.max(0, us - atUs) / 1e6).toFixed(1)} s`;
  switch (client.phase) {
    case 'syn-sent':
      return client.resendAtUs !== undefined && client.synDrops > 0
        ? `resend in ${inS(client.resendAtUs)}`
        : 'SYN_SENT';
    case 'established':
      return isBelief(client) ? 'believes ESTABLISHED' : 'ESTABLISHED';
    case 'answered':
      return 'answered';
    default:
      return client.error ?? 'ended';
  }
}
