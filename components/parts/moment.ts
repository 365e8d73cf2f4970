// A moment of a figure in the page's address: `#accept-queue:at=1234`, in ms of its timeline.

import { useEffect, useState } from 'preact/hooks';
import { type Player, seek } from './player.ts';

/** Reads the moment that an address names in figure `id`; undefined where it names none. */
export function momentIn(hash: string, id: string): number | undefined {
  const found = /^#([\w-]+):at=(\d{1,9}(?:\.\d{1,3})?)$/.exec(hash);
  return found?.[1] === id ? Number(found[2]) : undefined;
}

/** Takes the player to the moment in the address; returns what puts the present one there. */
export function useMoment(id: string, player: Player | undefined) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const go = () => {
      const at = momentIn(location.hash, id);
      if (player && at !== undefined) seek(player, at);
    };
    go();
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, []);

  function link(event: Event) {
    event.preventDefault();
    // Rounded up, so that what has just happened has happened there as well.
    const at = Math.ceil((player?.at.value ?? 0) * 1000) / 1000;
    history.replaceState(null, '', `#${id}:at=${at}`);
    navigator.clipboard?.writeText(location.href).then(
      () => setCopied(true),
      () => undefined,
    );
  }
  return { copied, link };
}
