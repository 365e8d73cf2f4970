// The keys, on request.

import { WAYS } from '../cell/panes/ways.ts';
import { showDialog } from './dialog.tsx';
import { KEYS } from './keys.ts';

/** Keys without a button of their own. */
const ON_A_LINE = [
  { key: 'F9', label: 'Breakpoint', says: 'Sets or removes one on the chosen line.' },
  { key: 'Ctrl+F10', label: 'Run to here', says: 'Runs on to the chosen line.' },
];

export function openHelp(): void {
  showDialog(
    'Keys',
    <>
      <p>
        A cell that has the focus itself is in command mode: a letter is a command. In its text you
        type. Enter goes in, Esc comes out; in the text Tab indents, and after Esc it moves on.
      </p>
      <table class="notebook-keys">
        <caption>Cells</caption>
        <tbody>
          {KEYS.map(({ keys, words, modes }) => (
            <tr key={words}>
              <th scope="row">
                {keys.map((key, i) => (
                  <span key={key}>
                    {i > 0 ? ' or ' : ''}
                    {key.split(' ').map((part, n) => (
                      <kbd key={`${n} ${part}`}>{part}</kbd>
                    ))}
                  </span>
                ))}
              </th>
              <td>
                {words}
                {modes.length === 1 && modes[0] === 'edit' ? ' (in the text)' : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        Where a program stands at a breakpoint, or its past is looked at, these go on and back. They
        are the buttons below the line, too.
      </p>
      <table class="notebook-keys">
        <caption>The debugger</caption>
        <tbody>
          {[...ON_A_LINE, ...WAYS].map(({ key, label, says }) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>
                {label}: {says}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>,
  );
}
