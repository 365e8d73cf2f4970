// The text of a cell as it is shown: the printed listing until a reader edits it, then the editor.

import type { ComponentChildren, RefObject } from 'preact';
import { clickedLineNumber } from './use-listing.ts';

interface Props {
  name: string;
  listing: RefObject<HTMLDivElement>;
  /** Where the editor is put. */
  host: RefObject<HTMLDivElement>;
  /** The editor stands in place of the listing. */
  opened: boolean;
  /** The number of a line has been pressed. */
  onLine(line: number): void;
  children: ComponentChildren;
}

export function CellText({ name, listing, host, opened, onLine, children }: Props) {
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: F9 is the key, see use-debug-keys.ts */}
      <div
        class="cell-listing"
        role="group"
        aria-label={`${name}: arrow keys choose a line, F9 sets a breakpoint on it`}
        tabIndex={0}
        ref={listing}
        hidden={opened}
        onClick={(e) => {
          const line = clickedLineNumber(e);
          if (line !== undefined) onLine(line);
        }}
      >
        {children}
      </div>
      <div class="cell-editor" ref={host} hidden={!opened} />
    </>
  );
}
