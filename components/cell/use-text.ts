// The text of a cell: what the reader types into it, and what is put in its place from elsewhere.
//
// One idea: the newest text is known at once, not with the next rendering. So what comes meanwhile (a
// kept edit, a link, the notebook's question) meets the text that there is, and an editor that is still
// on its way opens with the last one.

import { useEffect, useRef } from 'preact/hooks';
import { useEditor } from './use-editor.ts';

interface Text {
  original: string;
  /** Begins with the editor open, where there is no listing to begin with. */
  editing?: boolean;
  run(): void;
  breakpoint(line: number): void;
  /** Get every change of the text, by whomever. */
  changed: ((text: string) => void)[];
}

export function useText({ original, editing, run, breakpoint, changed }: Text) {
  const now = useRef(original);

  function say(text: string): void {
    if (text === now.current) return;
    now.current = text;
    for (const tell of changed) tell(text);
  }

  const { show, open, close, ...view } = useEditor({ run, breakpoint, change: say });

  // Once, when the cell comes to life.
  useEffect(() => {
    if (editing) void open(original, false);
  }, []);

  return {
    ...view,
    now: () => now.current,
    /** Shows a text in place of the present one. */
    put(text: string): void {
      if (text === now.current) return;
      say(text);
      show(text);
    },
    /** Puts the cursor into the text. */
    edit: () => void open(now.current, true),
    /** Back to the book's text, and to its listing where there is one. */
    reset(): void {
      close();
      say(original);
      if (editing) void open(original, false);
    },
  };
}
