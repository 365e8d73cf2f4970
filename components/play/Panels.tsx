// What can be changed of the host or the link that is chosen, and what it is at.

import { useState } from 'preact/hooks';
import type { HostNow } from '../../lib/notebook/messages.ts';
import {
  FIGURES,
  type World,
  type WorldHost,
  type WorldLink,
  wrongHost,
  wrongLink,
} from '../../lib/notebook/world.ts';
import {
  changedLink,
  renamedHost,
  withLink,
  withoutHost,
  withoutLink,
} from '../../lib/notebook/world-edits.ts';
import type { Chosen } from './Arrangement.tsx';
import { netIn } from './initial-play.ts';
import type { Play } from './use-play.ts';
import type { WorldActions } from './use-world.ts';

interface Shared {
  world: World;
  play: Play;
  actions: WorldActions;
  setChosen(chosen: Chosen): void;
}

export function HostPanel({ world, host, play, actions, setChosen }: Shared & { host: WorldHost }) {
  const [name, setName] = useState(host.name);
  const [problem, setProblem] = useState('');
  const others = world.hosts.filter((other) => other.name !== host.name);
  const [to, setTo] = useState('');
  const target = others.some((other) => other.name === to) ? to : others[0]?.name;
  const now = netIn(play.state).hosts.find((one) => one.host === host.name);
  const addresses = world.links.flatMap(({ between, addrs }) => {
    const side = between.indexOf(host.name);
    return side < 0 ? [] : [addrs[side]];
  });

  function rename(event: Event) {
    event.preventDefault();
    if (name === host.name) return;
    const wrong = wrongHost(world, name);
    setProblem(wrong ?? '');
    if (wrong) return;
    actions.step((w) => renamedHost(w, host.name, name));
    setChosen({ host: name });
  }

  function connect() {
    const next = target === undefined ? undefined : withLink(world, host.name, target);
    if (!next) return actions.say('There is no room for more links.');
    actions.step(() => next);
    setChosen({ link: next.links.length - 1 });
  }

  return (
    <div class="play-panel">
      <form onSubmit={rename}>
        <label>
          Name{' '}
          <input
            type="text"
            value={name}
            autocapitalize="off"
            spellcheck={false}
            aria-describedby="play-host-problem"
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </label>
        <button type="submit">Rename</button>
      </form>
      {others.length > 0 ? (
        <p class="play-row">
          <label>
            Link to{' '}
            <select value={target} onChange={(e) => setTo(e.currentTarget.value)}>
              {others.map((other) => (
                <option key={other.name}>{other.name}</option>
              ))}
            </select>
          </label>
          <button type="button" onClick={connect}>
            Connect
          </button>
        </p>
      ) : null}
      <p class="play-row">
        {world.hosts.length > 1 ? (
          <button
            type="button"
            onClick={() => {
              actions.step((w) => withoutHost(w, host.name), {
                why: `${host.name} is gone, with its links and terminals. Undo brings it back.`,
              });
              setChosen(undefined);
            }}
          >
            Remove {host.name}
          </button>
        ) : null}
        <span class="play-hint">
          {addresses.length > 0 ? `Its addresses: ${addresses.join(', ')}.` : 'It has no link.'}
        </span>
      </p>
      <p class="play-problem" role="status" id="play-host-problem">
        {problem}
      </p>
      {now ? <HostTable {...now} /> : null}
    </div>
  );
}

/** The live figures of a host: its processes and its sockets. */
function HostTable({ host, processes, sockets }: HostNow) {
  return (
    <section class="play-tables" tabIndex={0} aria-label={`${host} now`}>
      <table>
        <caption>Processes of {host}</caption>
        <thead>
          <tr>
            <th scope="col">PID</th>
            <th scope="col">Program</th>
            <th scope="col">Descriptors</th>
          </tr>
        </thead>
        <tbody>
          {processes.map(({ pid, comm, fds }) => (
            <tr key={pid}>
              <td>{pid}</td>
              <td>{comm}</td>
              <td>{fds}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>Sockets of {host}</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Recv-Q</th>
            <th scope="col">Send-Q</th>
            <th scope="col">Local</th>
            <th scope="col">Peer</th>
          </tr>
        </thead>
        <tbody>
          {sockets.map(({ state, recvQ, sendQ, local, peer }) => (
            <tr key={`${local} ${peer} ${state}`}>
              <td>{state}</td>
              <td>{recvQ}</td>
              <td>{sendQ}</td>
              <td>{local}</td>
              <td>{peer}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function LinkPanel(props: Shared & { link: WorldLink; at: number }) {
  const { world, link, at, actions, setChosen } = props;
  const [problem, setProblem] = useState('');
  const [a, b] = link.between;

  /** Takes a change that leaves a link which may be. */
  function set(change: Partial<WorldLink>) {
    const next = { ...link, ...change };
    const wrong = wrongLink(world, next, at);
    setProblem(wrong ?? '');
    if (wrong) return;
    const name = `link ${at} ${Object.keys(change).join()}`;
    actions.step((w) => changedLink(w, at, change), { name });
  }

  return (
    <div class="play-panel">
      <p class="play-panel-title">
        The link from {a} to {b}
      </p>
      <div class="play-fields">
        {FIGURES.map(({ key, label, unit, per, least, most }) => (
          <label key={key}>
            <span>
              {label} <span class="play-hint">{unit}</span>
            </span>
            <input
              type="number"
              min={least / per}
              max={most / per}
              step="any"
              value={Number((link[key] / per).toPrecision(9))}
              onChange={(e) =>
                set({ [key]: Number((e.currentTarget.valueAsNumber * per).toPrecision(9)) })
              }
            />
          </label>
        ))}
        {link.between.map((name, side) => (
          <label key={name}>
            <span>Address of {name}</span>
            <input
              type="text"
              value={link.addrs[side]}
              spellcheck={false}
              onChange={(e) => {
                const addrs: [string, string] = [...link.addrs];
                addrs[side] = e.currentTarget.value.trim();
                set({ addrs: sameNetwork(addrs, side) });
              }}
            />
          </label>
        ))}
      </div>
      <p class="play-row">
        <button
          type="button"
          onClick={() => {
            actions.step((w) => withoutLink(w, at), {
              why: `The link from ${a} to ${b} is gone. Undo brings it back.`,
            });
            setChosen(undefined);
          }}
        >
          Remove this link
        </button>
      </p>
      <p class="play-problem" role="status">
        {problem}
      </p>
    </div>
  );
}

/** The other end follows into the network of the one that has been changed. */
function sameNetwork(addrs: [string, string], side: number): [string, string] {
  const network = /^(\d+\.\d+\.\d+)\.\d+$/.exec(addrs[side])?.[1];
  const last = addrs[1 - side].split('.').at(-1);
  if (network === undefined) return addrs;
  const other = `${network}.${last}`;
  return side === 0 ? [addrs[0], other] : [other, addrs[1]];
}
