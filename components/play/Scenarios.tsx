// What to begin with: a list of worlds, each with what to try there.

import { useEffect, useRef } from 'preact/hooks';
import type { Offer } from './scenario-files.ts';

interface Props {
  scenarios: readonly Offer[];
  onBegin(offer: Offer): void;
  onClose(): void;
}

export function Scenarios({ scenarios, onBegin, onClose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('button')?.focus();
  }, []);
  return (
    <ul
      class="play-panel play-scenarios"
      aria-label="Scenarios"
      ref={list}
      onKeyDown={(e) => {
        if (e.key === 'Escape') onClose();
      }}
    >
      {scenarios.map((offer) => (
        <li key={offer.name}>
          <button type="button" onClick={() => onBegin(offer)}>
            {offer.title}
          </button>
          <span class="play-hint">{offer.says}</span>
        </li>
      ))}
    </ul>
  );
}
