// The accept queue's stage: clients and the wire at the side, the server's process above the line,
// its two queues below it. Draws a state; knows nothing of where it comes from.

import type { JSX } from 'preact';
import type { Flight, QueueClient, QueueState, ServerCall } from '../../lib/view/accept-queue.ts';
import { slotsText } from '../../lib/view/accept-queue-words.ts';
import { Boundary, type Crossing } from '../parts/Boundary.tsx';
import { progress, type Tone } from '../parts/player.ts';
import { type QueueItem, QueueStrip } from '../parts/QueueStrip.tsx';

/** Lanes that the stage reserves; older clients past them are told as a number. */
export const LANES = 9;

/** Draws the state at `atUs`; `still` draws what travels in the middle of its way. */
export function AcceptQueueStage(props: {
  state: QueueState;
  atUs: number;
  still: boolean;
}): JSX.Element {
  const { state, atUs, still } = props;
  const items = (ids: number[], where: string): QueueItem[] =>
    ids.map((id) => ({
      id: `client ${id}`,
      text: String(id),
      tone: toneOf(state.clients.find((client) => client.id === id)),
      title: `client ${id}, ${where}`,
    }));
  const { maxAckBacklog, admits } = state;
  const cookies = state.cookies > 0 ? `${state.cookies} answered with a cookie, not kept` : ' ';
  return (
    <div class="aq-stage">
      <Net state={state} atUs={atUs} still={still} />
      <Boundary
        userLabel="user space: the server’s process"
        user={<Process server={state.server} />}
        crossing={crossingOf(state.server)}
        kernelLabel="kernel: the listening socket, 0.0.0.0:8080"
        kernel={
          <div class="aq-queues">
            <QueueStrip
              label="Accept queue"
              count={slotsText(state)}
              slots={admits}
              named={maxAckBacklog}
              items={items(state.acceptQueue, 'connected, waits for accept()')}
              note={
                state.acceptQueue.length >= admits
                  ? `full: backlog ${maxAckBacklog} lets ${admits} wait`
                  : `room for ${admits - state.acceptQueue.length} more`
              }
            />
            <QueueStrip
              label="SYN queue"
              count={`${state.synQueue.length} half open`}
              slots={admits}
              items={items(state.synQueue, 'half open, waits for its last ACK')}
              tone="kernel"
              note={cookies}
            />
          </div>
        }
      />
    </div>
  );
}

function crossingOf(server: ServerCall): Crossing | undefined {
  if (server.call === '') return undefined;
  const { call, state, note, byHand } = server;
  return { call, state, note, noteLeads: byHand };
}

function Process({ server }: { server: ServerCall }): JSX.Element {
  return (
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
  );
}

/** Draws one lane a client: who it is, what it knows, and what is on its wire. */
function Net(props: { state: QueueState; atUs: number; still: boolean }): JSX.Element {
  const { state, atUs, still } = props;
  const lanes = laneOf(state.clients);
  const more = state.clients.filter((client) => (lanes.get(client.id) ?? LANES) >= LANES).length;
  return (
    <div class="aq-net">
      <div class="aq-net-heads">
        <span class="tone-client">clients</span>
        <span class="tone-wire">wire</span>
      </div>
      <ol class="aq-lanes" style={{ '--lanes': LANES }}>
        {state.clients.map((client) => {
          const lane = lanes.get(client.id) ?? LANES;
          if (lane >= LANES) return null;
          const flights = state.flights.filter((flight) => flight.client === client.id);
          return (
            <li
              key={client.id}
              class={`aq-lane is-${client.phase}`}
              style={{ top: `calc(${lane} * var(--lane))` }}
            >
              <b class={`aq-chip tone-${toneOf(client)}`}>{client.id}</b>
              <span class="aq-status">{statusText(client, atUs)}</span>
              <span class="aq-wire">
                {flights.map((flight) => (
                  <Packet key={flight.packet} flight={flight} atUs={atUs} still={still} />
                ))}
              </span>
            </li>
          );
        })}
      </ol>
      <p class="aq-more">{more > 0 ? `and ${more} older clients` : ' '}</p>
    </div>
  );
}

function Packet({ flight, atUs, still }: { flight: Flight; atUs: number; still: boolean }) {
  const way = still ? 0.5 : progress(atUs, flight.sentUs, flight.arrivesUs);
  const share = 100 * (flight.from === 'client' ? way : 1 - way);
  const tone = flight.lost || flight.label === 'RST' ? 'lost' : flight.from;
  const short = /byte/.test(flight.label) ? 'data' : flight.label;
  return (
    <span
      class={`aq-packet tone-${tone} ${flight.again ? 'is-again' : ''} is-from-${flight.from}`}
      style={{ left: `${share}%`, transform: `translate(-${share}%, -50%)` }}
    >
      {short}
    </span>
  );
}

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
