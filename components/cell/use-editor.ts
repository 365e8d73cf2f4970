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

  function close(): void {
    editor.current?.destroy();
    editor.current = undefined;
    setWanted(false);
    setOpened(false);
  }

  async function open(text: string, focus: boolean): Promise<void> {
    first.current = text;
    setWanted(true);
    const { openEditor } = await import('./editor.ts');
    if (!host.current || editor.current) return;
    editor.current = openEditor(host.current, first.current, {
      run: () => latest.current.run(),
      change: (changed) => latest.current.change(changed),
      breakpoint: (line) => latest.current.breakpoint(line),
    });
    setOpened(true);
    // What is hidden takes no focus, and the rendering that shows it comes later.
    host.current.hidden = false;
    if (focus) editor.current.focus();
  }

  useEffect(() => () => editor.current?.destroy(), []);

  return { host, editor, wanted, opened, open, close };
}
