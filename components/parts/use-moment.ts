// A figure follows the state that the page's address names (moment.ts), and can put its own there.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Setting } from './moment.ts';
import type { Player } from './player.ts';

/** Takes a figure to the state in the address; returns what puts the present one there. */
export function useMoment(id: string, player: Player | undefined, setting?: Setting) {
  const [copied, setCopied] = useState(false);
  const latest = useRef(setting);
  latest.current = setting;
  useEffect(() => {
    const onChange = () => {
      if (!player || !location.hash.startsWith(`#${id}:`)) return;
      void import('./moment.ts').then((m) => m.goToMoment(id, player, latest.current));
    };
    onChange();
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);

  function link(event: Event) {
    event.preventDefault();
    if (!player) return;
    import('./moment.ts')
      .then((m) => m.copyMoment(id, player, latest.current))
      .then(() => setCopied(true))
      .catch(() => undefined);
  }
  return { copied, link };
}
