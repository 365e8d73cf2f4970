// client:touch: an island that is fetched when a reader comes near it, and not when it is merely seen.
//
// One idea: until then its buttons are print. A click that comes first is kept, and made again once
// somebody is there to hear it. `sfs:wake` on the document wakes all of them.

import type { ClientDirective } from 'astro';

const touch: ClientDirective = (load, _options, island) => {
  let awake: Promise<void> | undefined;
  const wake = () => {
    awake ??= load().then((hydrate) => hydrate());
    return awake;
  };
  const keep = async (event: Event) => {
    const target = event.target as HTMLElement;
    event.preventDefault();
    event.stopImmediatePropagation();
    await wake();
    island.removeEventListener('click', keep, true);
    target.click();
  };
  for (const near of ['pointerover', 'focusin']) {
    island.addEventListener(near, () => void wake().catch(() => undefined), { once: true });
  }
  island.addEventListener('click', keep, true);
  document.addEventListener('sfs:wake', () => void wake(), { once: true });
};

export default touch;

declare global {
  namespace astroHTML.JSX {
    interface IntrinsicAttributes {
      'client:touch'?: boolean;
    }
  }
}
