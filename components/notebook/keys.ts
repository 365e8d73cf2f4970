// The keys of a notebook, as Jupyter has them: what a key press means in which mode.
//
// One idea: a table of keys and a pure function over it; the page only says where the focus is. In
// edit mode all keys but a few are text; in command mode a single letter is a command.

/** Where the focus is: in a cell's text, on the cell itself, or on a button of a cell. */
export type Mode = 'edit' | 'command' | 'button';

export type Command =
  | 'run'
  | 'run-next'
  | 'run-insert'
  | 'command-mode'
  | 'edit-mode'
  | 'insert-above'
  | 'insert-below'
  | 'delete'
  | 'undo-delete'
  | 'next'
  | 'previous'
  | 'note'
  | 'code'
  | 'split'
  | 'stop'
  | 'restart'
  | 'help';

interface Key {
  /** As `Shift+Enter`, or a letter; `D D` is pressed twice. */
  keys: string[];
  command: Command;
  modes: Mode[];
  words: string;
}

const ALL: Mode[] = ['edit', 'command', 'button'];

/** In the order of the help. */
export const KEYS: readonly Key[] = [
  { keys: ['Ctrl+Enter'], command: 'run', modes: ALL, words: 'run the cell' },
  { keys: ['Shift+Enter'], command: 'run-next', modes: ALL, words: 'run it and go to the next' },
  {
    keys: ['Alt+Enter'],
    command: 'run-insert',
    modes: ALL,
    words: 'run it and insert a cell below',
  },
  {
    keys: ['Ctrl+Shift+-'],
    command: 'split',
    modes: ['edit'],
    words: 'split the cell at the cursor',
  },
  {
    keys: ['Esc'],
    command: 'command-mode',
    modes: ['edit'],
    words: 'leave the text; then Tab moves on',
  },
  { keys: ['Enter'], command: 'edit-mode', modes: ['command'], words: 'edit the text' },
  { keys: ['J', '↓'], command: 'next', modes: ['command'], words: 'go to the next cell' },
  { keys: ['K', '↑'], command: 'previous', modes: ['command'], words: 'go to the cell before' },
  {
    keys: ['A'],
    command: 'insert-above',
    modes: ['command'],
    words: 'insert a cell of yours above',
  },
  {
    keys: ['B'],
    command: 'insert-below',
    modes: ['command'],
    words: 'insert a cell of yours below',
  },
  { keys: ['D D'], command: 'delete', modes: ['command'], words: 'delete a cell of yours' },
  { keys: ['Z'], command: 'undo-delete', modes: ['command'], words: 'bring the deleted cell back' },
  { keys: ['M'], command: 'note', modes: ['command'], words: 'make a cell of yours a note' },
  { keys: ['Y'], command: 'code', modes: ['command'], words: 'make a note a cell again' },
  { keys: ['I I'], command: 'stop', modes: ['command'], words: 'stop what runs' },
  {
    keys: ['0 0'],
    command: 'restart',
    modes: ['command'],
    words: 'restart: clean machines, In [ ]',
  },
  { keys: ['?'], command: 'help', modes: ['command'], words: 'show these keys' },
];

export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const NAMES: Record<string, string> = { Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑', _: '-' };

/** Writes a key press as the table does: `Ctrl+Shift+-`, `A`; ⌘ counts as Ctrl. */
export function nameOf(press: Press): string {
  const plain = NAMES[press.key] ?? (press.key.length === 1 ? press.key.toUpperCase() : press.key);
  const ctrl = press.ctrlKey || press.metaKey;
  // A character says itself whether Shift was needed for it, except with Ctrl.
  const shift = press.shiftKey && (press.key.length > 1 || ctrl);
  return `${ctrl ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${plain}`;
}

/**
 * Finds the command of a key press.
 *
 * `pending` is the first half of a command of two presses; it is given back with the next press.
 */
export function commandOf(
  press: Press,
  mode: Mode,
  pending = '',
): { command?: Command; pending: string } {
  const name = nameOf(press);
  const here = KEYS.filter(({ modes }) => modes.includes(mode));
  const twice = pending && here.find(({ keys }) => keys.includes(`${pending} ${name}`));
  if (twice) return { command: twice.command, pending: '' };
  const once = here.find(({ keys }) => keys.includes(name));
  if (once) return { command: once.command, pending: '' };
  const half = here.some(({ keys }) => keys.some((key) => key.startsWith(`${name} `)));
  return { pending: half ? name : '' };
}
