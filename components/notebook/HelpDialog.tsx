// The keys, on request.

import { showDialog } from './dialog.tsx';
import { KEYS } from './keys.ts';

export function openHelp(): void {
  showDialog(
    'Keys',
    <>
      <p>
        A cell that has the focus itself is in command mode: a letter is a command. In its text you
        type. Enter goes in, Esc comes out; in the text Tab indents, and after Esc it moves on.
      </p>
      <table class="notebook-keys">
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
    </>,
  );
}
