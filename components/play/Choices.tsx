// What a reader has to decide on: another tab's world, and what was kept here and is damaged.

import type { World } from '../../lib/notebook/world.ts';
import { save } from '../cell/save.ts';
import type { Choices as Kept } from './use-kept.ts';

interface Props extends Kept {
  onUse(world: World): void;
  onDecide(name: keyof Kept): void;
}

export function Choices({ other, unreadable, onUse, onDecide }: Props) {
  return (
    <section class="play-choices" aria-label="A choice to make">
      {other ? (
        <div class="play-row" role="status">
          <p>There is another world, from another tab. This tab shows its own; nothing is lost.</p>
          <button type="button" onClick={() => onUse(other)}>
            Use the other tab’s
          </button>
          <button type="button" onClick={() => onDecide('other')}>
            Keep this one
          </button>
        </div>
      ) : null}
      {unreadable ? (
        <div class="play-row" role="status">
          <p>A world that was kept here cannot be shown. {unreadable.why}</p>
          <button
            type="button"
            onClick={() => save('unreadable-world.json', new TextEncoder().encode(unreadable.text))}
          >
            Download it
          </button>
          <button type="button" onClick={() => onDecide('unreadable')}>
            Discard it
          </button>
        </div>
      ) : null}
    </section>
  );
}
