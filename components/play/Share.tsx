// A world that is taken along: as an address, and as one file.

import { useEffect, useState } from 'preact/hooks';
import type { Result } from '../../lib/notebook/edits.ts';
import { type World, writeWorld } from '../../lib/notebook/world.ts';
import { save } from '../cell/save.ts';
import type { WorldActions } from './use-world.ts';

/** More than this is no file of ours, and is not read. */
const MAX_FILE = 2_000_000;

export function Share({ world, actions }: { world: World; actions: WorldActions }) {
  const [link, setLink] = useState<Result<string>>();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    setCopied(false);
    void import('./world-link.ts').then(
      ({ linkOfWorld }) => setLink(linkOfWorld(world)),
      () =>
        setLink({
          ok: false,
          message: 'The link could not be made. Check the connection; a file can be exported.',
        }),
    );
  }, [world]);
  const address = link?.ok ? `${location.href.replace(/#.*/, '')}${link.value}` : '';

  async function read(file: File | undefined) {
    if (!file) return;
    if (file.size > MAX_FILE) {
      actions.say('This file is too large to be a world. Nothing was changed.');
      return;
    }
    await actions.importText(await file.text());
  }

  return (
    <div class="play-panel">
      {link?.ok ? (
        <p class="play-row">
          <label class="play-address">
            <span>Link</span>
            <input type="text" readOnly value={address} onFocus={(e) => e.currentTarget.select()} />
          </label>
          <button
            type="button"
            onClick={() => void navigator.clipboard?.writeText(address).then(() => setCopied(true))}
          >
            {copied ? 'Copied' : 'Copy'}
          </button>
        </p>
      ) : (
        <p class="play-problem">{link?.message}</p>
      )}
      <p class="play-hint">
        Files, hosts, links, terminals with what was typed, and breakpoints are in it. Whoever opens
        it sees all that; nothing runs by itself.
      </p>
      <p class="play-row">
        <button
          type="button"
          onClick={() => save('world.json', new TextEncoder().encode(writeWorld(world, 2)))}
        >
          Export as a file
        </button>
        <label>
          Import{' '}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(e) => {
              void read(e.currentTarget.files?.[0]);
              e.currentTarget.value = '';
            }}
          />
        </label>
      </p>
    </div>
  );
}
