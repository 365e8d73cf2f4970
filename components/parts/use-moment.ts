// A figure follows the state that the page's address names (moment.ts), and can put its own there.

import { useEffect, useState } from 'preact/hooks';
import type { Setting } from './moment.ts';
import type { Player } from './player.ts';

/** Takes a figure to the state in the address; returns what puts the present one there. */
export function useMoment(
  id: string,
  player: Player,
  setting: { readonly current: Setting | undefined },
) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const onChange = () => {
      if (!location.hash.startsWith(`#${id}:`)) return;
      void import('./moment.ts').then((m) => m.goToMoment(id, player, setting.current));
    };
    onChange();
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);

  function link(event: Event) {
    event.preventDefault();
    import('./moment.ts')
      .then((m) => m.copyMoment(id, player, setting.current))
      .then(() => setCopied(true))
      .catch(() => undefined);
  }
  return { copied, link };
}
