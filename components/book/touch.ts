// client:touch: an island that is fetched when a reader comes near it, and not when it is merely seen.
//
// One idea: until then its buttons are print. A click that comes first is kept, and made again once
// somebody is there to hear it. What could not be fetched is asked for again by the next click.
// A click is made again after its own event is over: within it, the browser ignores a second one that
// Enter or the space bar has made.

import type { ClientDirective } from 'astro';

const touch: ClientDirective = (load, _options, island) => {
  let awake: Promise<void> | undefined;
  const wake = () => {
    awake ??= load()
      .then((hydrate) => hydrate())
      // A component's effects run after the next frame, and only then it is all there.
      .then(() => new Promise<void>((ready) => requestAnimationFrame(() => setTimeout(ready))))
      .then(() => island.removeEventListener('click', keep, true))
      .catch((error) => {
        awake = undefined;
        throw error;
      });
    return awake;
  };
  const keep = (event: Event) => {
    const target = event.target as HTMLElement;
    event.preventDefault();
    event.stopImmediatePropagation();
    wake().then(
      () => setTimeout(() => target.click()),
      // What needs no script, such as a summary, works all the same.
      () =>
        setTimeout(() => {
          island.removeEventListener('click', keep, true);
          target.click();
          island.addEventListener('click', keep, true);
        }),
    );
  };
  for (const near of ['pointerover', 'focusin']) {
    island.addEventListener(near, () => void wake().catch(() => undefined), { once: true });
  }
  island.addEventListener('click', keep, true);
  // Whoever acts on all cells of a page (components/notebook/alive.ts).
  document.addEventListener('sfs:wake', () => void wake().catch(() => undefined));
};

export default touch;

declare global {
  namespace astroHTML.JSX {
    interface IntrinsicAttributes {
      'client:touch'?: boolean;
    }
  }
}
