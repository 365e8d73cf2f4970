// The machine that a page talks to: one at a time, opened when it is asked for, kept ready when it will be.
//
// One idea: what a machine says counts only while it is the one that is connected; one that was
// switched off may still have mail on its way.

import { useEffect, useRef } from 'preact/hooks';
import type { Request, Update } from '../../lib/notebook/messages.ts';
import type { Connection } from './connection.ts';
import { createOpener, type Opener } from './opener.ts';

interface On {
  /** What is said first to every machine. */
  first?(): Request[];
  updates(updates: Update[]): void;
  /** It could not be fetched (without a message), or has broken. */
  broken(message?: string): void;
}

export function useConnection(on: On) {
  const connection = useRef<Connection>();
  /** A machine that nobody has used yet. */
  const spare = useRef<Promise<Connection>>();
  const opener = useRef<Opener<Connection>>();
  /** Those of this rendering: what a machine is told first is what the page has when it comes. */
  const latest = useRef(on);
  latest.current = on;

  useEffect(
    () => () => {
      off();
      void spare.current?.then((unused) => unused.close());
    },
    [],
  );

  async function machine(): Promise<Connection> {
    const { connect } = await import('./connection.ts');
    const opened = connect(
      (updates) => {
        if (connection.current === opened) latest.current.updates(updates);
      },
      (message) => {
        if (connection.current !== opened) {
          spare.current = undefined;
          return;
        }
        connection.current = undefined;
        latest.current.broken(message);
      },
    );
    return opened;
  }

  function arrived(opened: Connection): void {
    connection.current = opened;
    for (const request of latest.current.first?.() ?? []) opened.send(request);
  }

  /** Opens a machine in place of the one there is; who asks while it is on its way gets the same. */
  function open(): Promise<Connection | undefined> {
    connection.current?.close();
    connection.current = undefined;
    opener.current ??= createOpener(arrived, () => latest.current.broken());
    return opener.current.open(() => {
      const ready = spare.current ?? machine();
      spare.current = undefined;
      return ready;
    });
  }

  /** Switches the machine off, also one that is still on its way. */
  function off(): void {
    opener.current?.cancel();
    connection.current?.close();
    connection.current = undefined;
  }

  /** Fetches and warms a machine that is about to be asked for. */
  function prepare(): void {
    if (spare.current) return;
    const made = machine();
    spare.current = made;
    made.catch(() => {
      spare.current = undefined;
    });
  }

  return { connection, open, off, prepare };
}
