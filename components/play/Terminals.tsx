// The terminals of a world: each has a shell on a host, and offers the lines that were typed there before.

import { useState } from 'preact/hooks';
import { isLine, type World, type WorldTerminal } from '../../lib/notebook/world.ts';
import { withoutTerminal, withTerminal } from '../../lib/notebook/world-edits.ts';
import { Terminal } from '../cell/Terminal.tsx';
import type { Play } from './use-play.ts';
import type { WorldActions } from './use-world.ts';

interface Props {
  world: World;
  play: Play;
  actions: WorldActions;
}

export function titleOf({ id, host }: WorldTerminal): string {
  return `${host}, terminal ${id}`;
}

export function Terminals({ world, play, actions }: Props) {
  const [host, setHost] = useState('');
  const target = world.hosts.some(({ name }) => name === host) ? host : world.hosts[0]!.name;

  function add() {
    const next = withTerminal(world, target);
    if (!next) return actions.say('There is no room for more terminals.');
    actions.step(() => next);
  }

  return (
    <section class="play-terminals" aria-label="Terminals">
      <p class="play-row">
        <button type="button" onClick={add}>
          New terminal
        </button>
        <label>
          on{' '}
          <select value={target} onChange={(e) => setHost(e.currentTarget.value)}>
            {world.hosts.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </p>
      <div class="play-terminal-list">
        {world.terminals.map((one) => (
          <OneTerminal key={`${play.epoch} ${one.id} ${one.host}`} {...{ play, actions, one }} />
        ))}
      </div>
    </section>
  );
}

function OneTerminal({ play, actions, one }: Omit<Props, 'world'> & { one: WorldTerminal }) {
  const { id, host, typed } = one;
  const { state } = play;
  const busy = state.busy.includes(id);
  const turn = play.typed[id] ?? 0;
  const asks = state.waiting.some(({ typing, host: where }) => typing && (where ?? host) === host);
  const hint = busy
    ? asks
      ? 'the program waits for a line'
      : 'kept until it is read; Ctrl-C ends it'
    : 'a command; help lists them';
  return (
    <div class="play-terminal">
      <Terminal
        title={titleOf(one)}
        lines={state.terminals[id] ?? []}
        prompt={busy ? '' : `${host}$`}
        disabled={false}
        suggestion={busy ? undefined : typed[turn]}
        turn={turn}
        hint={hint}
        onEnter={(text) => {
          if (isLine(text)) void play.enter(id, text);
          else actions.say('A line has at most 500 characters.');
        }}
        onInterrupt={() => play.actions.send({ type: 'interrupt', terminal: id })}
        onEndOfFile={() => play.actions.send({ type: 'end-of-file', terminal: id })}
      />
      <span class="play-row">
        {busy ? (
          <button
            type="button"
            onClick={() => play.actions.send({ type: 'interrupt', terminal: id })}
          >
            Ctrl-C<span class="visually-hidden"> at {titleOf(one)}</span>
          </button>
        ) : null}
        <button
          type="button"
          onClick={() =>
            actions.step((w) => withoutTerminal(w, id), {
              why: 'The terminal is closed; what runs there goes on. Undo brings it back.',
            })
          }
        >
          Close<span class="visually-hidden"> {titleOf(one)}</span>
        </button>
      </span>
    </div>
  );
}
