// Sockets and files as the kernel has them: of now, or of the moment that is looked at.

import type { CellState } from '../state.ts';

interface TextProps {
  text: string;
  empty: string;
  command?: string;
}

/** What a command would print. */
export function Text({ text, empty, command }: TextProps) {
  if (!text) return <p class="cell-empty">{empty}</p>;
  return (
    <pre class="cell-text" tabIndex={0}>
      {command ? <span class="cell-log-command">{`$ ${command}\n`}</span> : null}
      {text}
    </pre>
  );
}

export function Sockets({ state, several }: { state: CellState; several: boolean }) {
  const past = state.view && state.view.at !== 'now';
  const text = past ? state.view!.sockets : state.sockets;
  // Of several hosts each table has its own prompt.
  const command = several ? undefined : 'ss -tan';
  return <Text text={text} empty="No socket exists yet." command={command} />;
}

export function Files({ state }: { state: CellState }) {
  const { view } = state;
  const text = view && view.at !== 'now' ? view.files : state.files;
  const listing = (
    <Text text={text} empty="The program is not running." command="ls -l /proc/PID/fd" />
  );
  if (!view || view.fds.length === 0) return listing;
  return (
    <>
      <table class="cell-variables cell-fds">
        <caption>
          Descriptors of {view.tasks.find(({ tid }) => tid === view.tid)?.comm} {view.tid}
        </caption>
        <thead>
          <tr>
            <th>fd</th>
            <th>open file</th>
            <th>what is behind it</th>
          </tr>
        </thead>
        <tbody>
          {view.fds.map((fd) => (
            <tr key={fd.fd} data-changed={fd.fresh || undefined}>
              <th scope="row">{fd.fd}</th>
              <td>
                {fd.fresh ? <span class="cell-changed">new </span> : null}
                {fd.target}
              </td>
              <td>
                {fd.says}
                {fd.flags ? <span class="cell-row-note"> {fd.flags}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {listing}
    </>
  );
}
