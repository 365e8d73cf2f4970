// A note of the reader's between the cells: text that is read as it is, and edited on Enter.
//
// One idea: of Markdown only headings, lists, code and paragraphs are shown; everything else stays
// text, and nothing of it is ever HTML.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useRegistered } from './use-registered.ts';

interface Props {
  id: string;
  text: string;
  onText(text: string): void;
}

export function NoteCell({ id, text, onText }: Props) {
  const [editing, setEditing] = useState(text === '');
  const [draft, setDraft] = useState(text);
  const section = useRef<HTMLElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);

  function change(next: string) {
    setDraft(next);
    onText(next);
  }
  function edit() {
    setEditing(true);
    setTimeout(() => area.current?.focus());
  }

  useRegistered(
    {
      ...{ id, name: 'your note', kind: 'note', original: '', needs: [] },
      element: () => section.current,
      source: () => draft,
      setSource: change,
      run: async () => setEditing(false),
      stop() {},
      clear() {},
      reset() {},
      edit,
      cursor: () => (editing ? area.current?.selectionStart : undefined),
      phase: () => 'idle',
      terminals: () => [],
    },
    [draft],
  );

  return (
    <section class="note-cell" id={id} ref={section} aria-label="Your note">
      {editing ? (
        <textarea
          ref={area}
          class="note-text"
          aria-label="Your note, editable; Escape ends"
          rows={Math.max(3, draft.split('\n').length)}
          value={draft}
          onInput={(event) => change(event.currentTarget.value)}
          onBlur={() => setEditing(draft === '')}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the click is a short cut for the pointer
        <div class="note-shown" onDblClick={edit}>
          {shown(draft)}
        </div>
      )}
    </section>
  );
}

/** Shows a note: `# heading`, `- list`, `code`, and paragraphs. */
export function shown(text: string): ComponentChildren[] {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block, i) => {
      const heading = /^#{1,6} (.*)$/.exec(block);
      if (heading) {
        return (
          <p key={i} class="note-heading">
            {inline(heading[1]!)}
          </p>
        );
      }
      const lines = block.split('\n');
      if (lines.every((line) => /^[-*] /.test(line))) {
        return (
          <ul key={i}>
            {lines.map((line, n) => (
              <li key={n}>{inline(line.slice(2))}</li>
            ))}
          </ul>
        );
      }
      return <p key={i}>{inline(block)}</p>;
    });
}

function inline(text: string): ComponentChildren[] {
  return text
    .split(/(`[^`]+`)/)
    .map((part, i) => (/^`.+`$/.test(part) ? <code key={i}>{part.slice(1, -1)}</code> : part));
}
