// One terminal of a cell: a transcript and, below it, a line to type on.
//
// A transcript is a role="log", which a screen reader follows by itself.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TerminalLine } from './state.ts';
import './terminal.css';

/** Excerpts of the source keep their columns, so that a caret stands below what it means. */
function lineContent({ kind, text }: TerminalLine): ComponentChildren {
  if (kind === 'command') return `$ ${text}\n`;
  if (kind === 'note') return `${text}\n`;
  if (kind !== 'gcc') return text;
  return text.split(/(?<=\n)(?=\S)|(?<=^\S.*\n)(?= )/m).map((part, i) => (
    <span key={i} class={part.startsWith(' ') ? 'cell-excerpt' : undefined}>
      {part}
    </span>
  ));
}

interface TranscriptProps {
  title: string;
  lines: TerminalLine[];
  /** What stands below the transcript. */
  children?: ComponentChildren;
}

/** What a terminal has shown; nothing can be typed at it. */
export function Transcript({ title, lines, children }: TranscriptProps) {
  const log = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!log.current) return;
    // A compiler's words are read from their beginning; of everything else the newest matters.
    const { scrollHeight, offsetTop, lastElementChild: last } = log.current;
    const words = lines.at(-1)?.kind === 'gcc' && last instanceof HTMLElement;
    log.current.scrollTop = words ? last.offsetTop - offsetTop : scrollHeight;
  }, [lines]);

  return (
    <section class="cell-terminal" aria-label={title}>
      <p class="cell-terminal-title">{title}</p>
      <div class="cell-log" role="log" aria-label={`${title}, output`} ref={log} tabIndex={0}>
        {lines.map((line, i) => (
          <span key={i} class={`cell-log-${line.kind}`}>
            {lineContent(line)}
          </span>
        ))}
      </div>
      {children}
    </section>
  );
}

interface Props extends TranscriptProps {
  /** Shown before the typed line; empty while a program has the terminal. */
  prompt: string;
  disabled: boolean;
  suggestion?: string;
  /** Another number: what is suggested now is another line, even where it has the same text. */
  turn?: number;
  hint: string;
  onEnter(text: string): void;
  onInterrupt(): void;
  onEndOfFile(): void;
}

export function Terminal(props: Props) {
  const [text, setText] = useState(props.suggestion ?? '');
  const [past, setPast] = useState<string[]>([]);
  const [at, setAt] = useState(0);

  const offered = useRef(text);
  useEffect(() => {
    if (props.turn === undefined) return;
    const before = offered.current;
    const next = props.suggestion ?? '';
    offered.current = next;
    // What the reader has begun to type is left alone, also what came after this was drawn.
    setText((now) => (now === '' || now === before ? next : now));
  }, [props.suggestion, props.turn]);

  function enter(event: Event) {
    event.preventDefault();
    props.onEnter(text);
    if (text) setPast([...past, text]);
    setAt(past.length + 1);
    setText('');
  }

  function key(event: KeyboardEvent) {
    if (event.ctrlKey && event.key === 'c' && window.getSelection()?.isCollapsed !== false) {
      event.preventDefault();
      props.onInterrupt();
    } else if (event.ctrlKey && event.key === 'd') {
      event.preventDefault();
      props.onEndOfFile();
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const next = at + (event.key === 'ArrowUp' ? -1 : 1);
      if (next < 0 || next > past.length) return;
      event.preventDefault();
      setAt(next);
      setText(past[next] ?? '');
    }
  }

  return (
    <Transcript title={props.title} lines={props.lines}>
      <form class="cell-prompt" onSubmit={enter}>
        <label>
          <span aria-hidden="true">{props.prompt}</span>
          <input
            type="text"
            value={text}
            disabled={props.disabled}
            placeholder={props.hint}
            aria-label={`${props.title}: ${props.hint}`}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            onInput={(e) => setText(e.currentTarget.value)}
            onKeyDown={key}
          />
        </label>
        <button type="submit" disabled={props.disabled}>
          Enter
        </button>
        <span class="cell-prompt-hint" aria-hidden="true">
          {props.hint}
        </span>
      </form>
    </Transcript>
  );
}
