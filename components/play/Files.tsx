// The files of a world: a tab each, the cell's own editor, and where each is and runs.

import { useEffect, useRef, useState } from 'preact/hooks';
import { type World, type WorldFile, wrongFile } from '../../lib/notebook/world.ts';
import { changedFile, withFile, withoutFile } from '../../lib/notebook/world-edits.ts';
import { useEditor } from '../cell/use-editor.ts';
import { useMarks } from '../cell/use-listing.ts';
import { linesOf } from '../cell/use-points.ts';
import { markIn } from './initial-play.ts';
import type { Play } from './use-play.ts';
import type { WorldActions } from './use-world.ts';

interface Props {
  world: World;
  play: Play;
  actions: WorldActions;
  shown: WorldFile | undefined;
  onShow(name: string): void;
  run(): void;
  /** Gets a way to the line of the cursor in the editor that is shown. */
  cursorLine: { current: () => number | undefined };
  /** The book's programs, and the folder where they are. */
  programs: { name: string; says: string }[];
  folder: string;
}

export function Files(props: Props) {
  const { world, play, actions, shown, onShow, programs } = props;
  /** Editors stay open behind their tabs, with what can be undone in each. */
  const [opened, setOpened] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState(programs[0]?.name ?? '');
  useEffect(() => {
    if (shown && !opened.includes(shown.name)) setOpened([...opened, shown.name]);
  }, [shown?.name]);

  function add(name?: string, text?: string) {
    const added = withFile(world, name, text);
    if (!added) return actions.say('There is no room for more files.');
    actions.step(() => added.world);
    onShow(added.name);
  }

  async function addProgram(name: string) {
    try {
      const answer = await fetch(`${props.folder}${name}.c`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      add(`${name}.c`, await answer.text());
    } catch {
      actions.say(`${name}.c could not be loaded. Check the connection and choose it again.`);
    }
  }

  function keys(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = shown ? world.files.indexOf(shown) : -1;
    if (step === 0 || at < 0) return;
    event.preventDefault();
    const next = world.files[(at + step + world.files.length) % world.files.length]!;
    onShow(next.name);
    document.getElementById(tabId(next.name))?.focus();
  }

  return (
    <section class="play-files" aria-label="Files">
      <div class="cell-tabs" role="tablist" aria-label="Files" onKeyDown={keys}>
        {world.files.map((file) => (
          <button
            key={file.name}
            type="button"
            role="tab"
            id={tabId(file.name)}
            aria-selected={file === shown}
            aria-controls="play-file"
            tabIndex={file === shown ? 0 : -1}
            onClick={() => onShow(file.name)}
          >
            {file.name}
          </button>
        ))}
      </div>
      <p class="play-row">
        <button type="button" onClick={() => add()}>
          New file
        </button>
        <label class="play-add">
          <span class="visually-hidden">A program of the book </span>
          <select value={chosen} onChange={(e) => setChosen(e.currentTarget.value)}>
            {programs.map(({ name, says }) => (
              <option key={name} value={name}>
                {name}: {says}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => void addProgram(chosen)}>
          Add from the book
        </button>
      </p>
      {shown ? (
        <FileBar key={shown.name} {...{ ...props, file: shown }} />
      ) : (
        <p class="cell-empty">There is no file. Make one, or add a program of the book.</p>
      )}
      <div
        id="play-file"
        role="tabpanel"
        aria-labelledby={shown && tabId(shown.name)}
        hidden={!shown}
      >
        {world.files
          .filter(({ name }) => opened.includes(name))
          .map((file) => (
            <FileEditor
              key={file.name}
              {...{ file, play, actions }}
              shown={file === shown}
              run={props.run}
              cursorLine={props.cursorLine}
            />
          ))}
      </div>
    </section>
  );
}

const tabId = (name: string): string => `play-tab-${name}`;

/** What may be done with a file as a whole. */
function FileBar({ world, actions, onShow, file }: Props & { file: WorldFile }) {
  const [name, setName] = useState(file.name);
  const [problem, setProblem] = useState('');

  function rename(event: Event) {
    event.preventDefault();
    if (name === file.name) return;
    const wrong = wrongFile(world, name);
    setProblem(wrong ?? '');
    if (wrong) return;
    actions.step((w) => changedFile(w, file.name, { name }));
    onShow(name);
  }

  return (
    <div class="play-file-bar">
      <form class="play-row" onSubmit={rename}>
        <label>
          <span class="visually-hidden">Name of the file </span>
          <input
            type="text"
            value={name}
            autocapitalize="off"
            spellcheck={false}
            onInput={(e) => setName(e.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={name === file.name}>
          Rename
        </button>
        <button
          type="button"
          onClick={() =>
            actions.step((w) => withoutFile(w, file.name), {
              why: `${file.name} is gone. Undo brings it back.`,
            })
          }
        >
          Delete
        </button>
        {world.hosts.length > 1 ? (
          <label>
            on{' '}
            <select
              value={file.host ?? ''}
              onChange={(e) => {
                const host = e.currentTarget.value || undefined;
                actions.step((w) => changedFile(w, file.name, { host }));
              }}
            >
              <option value="">every host</option>
              {world.hosts.map((host) => (
                <option key={host.name} value={host.name}>
                  {host.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </form>
      {problem ? (
        <p class="play-problem" role="status">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

interface EditorProps extends Pick<Props, 'play' | 'actions' | 'run' | 'cursorLine'> {
  file: WorldFile;
  shown: boolean;
}

function FileEditor({ file, shown, play, actions, run, cursorLine }: EditorProps) {
  const { state } = play;
  const { name, text } = file;
  const none = useRef<HTMLElement>(null);
  // Texts on their way from this editor to the world and back: a fast typist is several ahead.
  const sent = useRef<string[]>([]);
  const setting = useRef(false);
  const { host, editor, opened, open } = useEditor({
    run,
    change: (changed) => {
      if (setting.current) return;
      sent.current.push(changed);
      actions.change((w) => changedFile(w, name, { text: changed }));
    },
    breakpoint: (line) => play.actions.toggleBreakpoint(line, name),
  });
  useEffect(() => {
    void open(text, false);
  }, []);
  // What came from elsewhere: Undo, a link, a file. An older text of the reader's is not put back.
  useEffect(() => {
    if (!opened) return;
    const own = sent.current.indexOf(text);
    sent.current.splice(0, own + 1);
    if (own >= 0) return;
    sent.current = [];
    setting.current = true;
    editor.current?.setText(text);
    setting.current = false;
  }, [text, opened]);
  useEffect(() => {
    if (shown) cursorLine.current = () => editor.current?.cursorLine();
  }, [shown]);
  const breakpoints = linesOf(state.points, name);
  const diagnostics = state.diagnostics.filter((one) => one.file === name);
  const at = markIn(state, name);
  useMarks(none, editor, { at, diagnostics }, breakpoints, opened);
  useEffect(() => {
    if (shown && opened && at) editor.current?.reveal(at.line);
  }, [shown, opened, at?.line]);
  return (
    <div hidden={!shown}>
      <div class="cell-editor play-editor" ref={host} />
      {opened ? null : <pre class="cell-plain">{text}</pre>}
    </div>
  );
}
