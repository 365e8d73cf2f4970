// The life of a cell's editor: it is fetched and opened once it is wanted, and gone with Reset.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Editor } from './editor.ts';

interface On {
  run(): void;
  change(text: string): void;
  breakpoint(line: number): void;
}

export function useEditor(on: On) {
  const [wanted, setWanted] = useState(false);
  const [opened, setOpened] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>();
  /** The text it is to begin with: while the editor is on its way another may be asked for. */
  const first = useRef('');
  const latest = useRef(on);
  latest.current = on;
  /** Another number with every closing: what was on its way then is not wanted any more. */
  const turn = useRef(0);

  function close(): void {
    turn.current++;
    editor.current?.destroy();
    editor.current = undefined;
    setWanted(false);
    setOpened(false);
  }

  /** Opens it with a text; one that is open already keeps its own. */
  async function open(text: string, focus: boolean): Promise<void> {
    first.current = text;
    setWanted(true);
    const mine = turn.current;
    const { openEditor } = await import('./editor.ts');
    if (!host.current || mine !== turn.current) return;
    if (!editor.current) {
      editor.current = openEditor(host.current, first.current, {
        run: () => latest.current.run(),
        change: (changed) => latest.current.change(changed),
        breakpoint: (line) => latest.current.breakpoint(line),
      });
      setOpened(true);
      // What is hidden takes no focus, and the rendering that shows it comes later.
      host.current.hidden = false;
    }
    if (focus) editor.current.focus();
  }

  /** Shows a text in the editor, also in one that is on its way or has not been wanted yet. */
  function show(text: string): void {
    if (editor.current) editor.current.setText(text);
    else void open(text, false);
  }

  useEffect(() => () => editor.current?.destroy(), []);

  return { host, editor, wanted, opened, open, show, close };
}
