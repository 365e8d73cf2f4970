// The life of the editor of a cell of TypeScript: fetched with Edit, gone with Reset; types come when asked for.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { TsEditor } from './editor.ts';

const NO_EDITOR = 'The editor could not be loaded. Check the connection and press Edit again.';
const NO_TYPES = 'Types could not be loaded. Check the connection and press Types again.';

export function useTsEditor(
  typesUrl: string,
  text: { current: string },
  on: { run(): void; change(): void },
) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<TsEditor>();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState(false);
  const [said, setSaid] = useState('');
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => () => editor.current?.destroy(), []);

  async function open(focus = true): Promise<void> {
    try {
      const { openTsEditor } = await import('./editor.ts');
      if (!host.current || editor.current) return;
      editor.current = openTsEditor(host.current, text.current, {
        run: () => latest.current.run(),
        change: (changed) => {
          text.current = changed;
          latest.current.change();
        },
      });
      setOpened(true);
      if (focus) requestAnimationFrame(() => editor.current?.focus());
    } catch {
      setSaid(NO_EDITOR);
    }
  }

  async function types(): Promise<void> {
    setSaid('Fetching types.');
    try {
      await editor.current?.useTypes(typesUrl);
      setTyped(true);
      setSaid(
        'Types are there: completion while you type, what a name is on hover, and what does not fit.',
      );
      editor.current?.focus();
    } catch {
      setSaid(NO_TYPES);
    }
  }

  function close(): void {
    editor.current?.destroy();
    editor.current = undefined;
    setOpened(false);
    setTyped(false);
    setSaid('');
  }

  return {
    ...{ host, opened, typed, said, open, types, close },
    /** Where the cursor stands; undefined while the editor is closed. */
    cursor: () => editor.current?.cursor(),
    forget: () => setSaid(''),
  };
}
