// Rows of one trace with one cursor: a click or an arrow key takes every pane there.
//
// A listbox, which screen readers know: the cursor is its selected option.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isLater, rowAt } from './marks.ts';

export interface Row {
  /** The event that it begins with. */
  key: number;
  /** The event behind which the machine is looked at. */
  at: number;
  content: ComponentChildren;
  /** Said by a mark and a colour beside the text. */
  blocked?: boolean;
  asked?: boolean;
  /** What the mark stands for, such as the role of who did it. */
  role?: string;
}

interface Props {
  id: string;
  label: string;
  rows: Row[];
  cursor: number | 'now';
  onGo(at: number | 'now'): void;
}

export function Rows({ id, label, rows, cursor, onGo }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const at = rowAt(
    rows.map((row) => row.at),
    cursor,
  );

  useEffect(() => {
    const box = list.current;
    const row = box?.children[at];
    if (!box) return;
    // Newest last, as a terminal has it, unless the reader looks at another.
    if (!(row instanceof HTMLElement)) box.scrollTop = box.scrollHeight;
    else if (row.offsetTop < box.scrollTop + box.offsetTop)
      box.scrollTop = row.offsetTop - box.offsetTop;
    else {
      const end = row.offsetTop + row.offsetHeight - box.offsetTop;
      if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight;
    }
  }, [at, rows.length]);

  function keys(event: KeyboardEvent) {
    const here = at < 0 ? rows.length : at;
    const to: Record<string, number> = {
      ArrowUp: here - 1,
      ArrowDown: here + 1,
      Home: 0,
      End: rows.length,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= rows.length) onGo('now');
    else onGo(rows[Math.max(0, next)].at);
  }

  return (
    <div
      class="cell-rows"
      role="listbox"
      aria-label={label}
      aria-activedescendant={at >= 0 ? `${id}-row-${rows[at].key}` : undefined}
      tabIndex={0}
      ref={list}
      onKeyDown={keys}
    >
      {rows.map((row, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
        <div
          key={row.key}
          id={`${id}-row-${row.key}`}
          class="cell-row"
          role="option"
          aria-selected={i === at}
          data-blocked={row.blocked || undefined}
          data-asked={row.asked || undefined}
          data-role={row.role}
          data-later={isLater(row.key, cursor) || undefined}
          onClick={() => onGo(i === at ? 'now' : row.at)}
        >
          {row.content}
        </div>
      ))}
    </div>
  );
}
