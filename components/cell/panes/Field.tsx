// A field whose word counts when it is left.
//
// One idea: until then the word is the reader's: an answer of the machine that is drawn meanwhile does not
// take it away.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

type Attributes = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>;

interface Props extends Attributes {
  /** In front of it. */
  word: string;
  /** What is shown while nobody types. */
  value: string;
  keep: (word: string) => void;
}

export function Field({ word, value, keep, ...attributes }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <label>
      {word}{' '}
      <input
        {...attributes}
        value={typed ?? value}
        onInput={(e) => setTyped(e.currentTarget.value)}
        onChange={(e) => keep(e.currentTarget.value)}
        onBlur={() => setTyped(undefined)}
      />
    </label>
  );
}
