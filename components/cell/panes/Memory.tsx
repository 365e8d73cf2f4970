// Who is there, where each stands, what its variables hold, and the bytes behind them.

import type { Look, MemorySpan, View } from '../../../lib/notebook/messages.ts';
import type { CellState } from '../state.ts';
import type { MachineActions } from '../use-machine.ts';
import { Points } from './Points.tsx';
import { Values } from './Values.tsx';

interface Props {
  state: CellState;
  actions: MachineActions;
  look?: Look;
  /** The text in the editor, where there are several. */
  file?: string;
}

export function Memory({ state, actions, look, file }: Props) {
  const { view } = state;
  if (!view) {
    return (
      <div class="cell-debugger">
        <p class="cell-empty">
          {state.pid === undefined
            ? 'Set a breakpoint: click a line number, or press Break at calls. Then run.'
            : 'Looking into the machine.'}
        </p>
        <Points {...{ state, actions, file }} />
      </div>
    );
  }
  const open = look?.open ?? [];
  return (
    <div class="cell-debugger">
      <Tasks {...{ state, actions, view }} />
      <div class="cell-frames-box">
        <p class="cell-head">Calls, innermost first</p>
        {view.frames.length === 0 ? <p class="cell-row-note">It has ended.</p> : null}
        <ol class="cell-frames">
          {view.frames.map((frame, i) => (
            <li key={i}>
              <button
                type="button"
                aria-pressed={i === view.frame}
                onClick={() => actions.look({ frame: i, bytesAt: undefined })}
              >
                {frame.name}, {frame.own && frame.file ? `${frame.file} ` : ''}line {frame.line}
                {frame.own ? '' : ' of its own text'}
              </button>
            </li>
          ))}
        </ol>
      </div>
      <div class="cell-values">
        <Values
          title={`Variables of ${view.frames[view.frame]?.name ?? 'the program'}`}
          values={view.locals}
          open={open}
          onOpen={(paths) => actions.look({ open: paths })}
          onBytes={(bytesAt) => actions.look({ bytesAt })}
        />
        <Values
          title="Global variables"
          values={view.globals}
          open={open}
          onOpen={(paths) => actions.look({ open: paths })}
          onBytes={(bytesAt) => actions.look({ bytesAt })}
        />
      </div>
      <Bytes {...{ view, look, actions }} />
      <Points {...{ state, actions, file }} />
    </div>
  );
}

function Tasks({ state, actions, view }: Omit<Props, 'look'> & { view: View }) {
  const alive = view.at === 'now' && (state.status === 'running' || state.status === 'paused');
  return (
    <div class="cell-tasks">
      <p class="cell-head">Processes and threads</p>
      <ul>
        {view.tasks.map((task) => (
          <li key={task.tid} data-paused={task.paused || undefined}>
            <button
              type="button"
              aria-pressed={task.tid === view.tid}
              onClick={() => actions.look({ tid: task.tid, frame: 0, bytesAt: undefined })}
            >
              {task.comm} {task.tid}
            </button>
            <span>
              {task.host ? `on ${task.host}, ` : ''}
              {task.thread ? `a thread of ${task.thread}, ` : ''}
              {task.does}
            </span>
            {alive ? (
              <button
                type="button"
                onClick={() =>
                  actions.send({
                    ...{ type: 'debug', tid: task.tid },
                    op: task.paused ? 'continue' : 'pause',
                  })
                }
              >
                {task.paused ? 'Continue' : 'Pause'}
                <span class="visually-hidden">
                  {' '}
                  {task.comm} {task.tid}
                </span>
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

const MARK_WORDS: Record<string, string> = { u: 'never set', f: 'given back', '-': 'nobody’s' };

function Bytes({ view, look, actions }: { view: View; look?: Look; actions: MachineActions }) {
  if (view.memory.length === 0) return null;
  return (
    <div class="cell-memory">
      <p class="cell-head">
        Memory{' '}
        {look?.bytesAt === undefined ? (
          'of this call, by address'
        ) : (
          <button type="button" onClick={() => actions.look({ bytesAt: undefined })}>
            Back to this call’s
          </button>
        )}
      </p>
      <table class="cell-bytes">
        <thead>
          <tr>
            <th>address</th>
            <th>bytes</th>
            <th>what and whose</th>
          </tr>
        </thead>
        <tbody>
          {view.memory.map((span) => (
            <tr key={span.addr} data-kind={span.kind}>
              <th scope="row">0x{span.addr.toString(16)}</th>
              <td>{bytesOf(span)}</td>
              <td>
                {span.label ? <strong>{span.label}</strong> : null}
                {span.type ? ` ${span.type}` : ''}
                <span class="cell-row-note"> {span.owner}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function bytesOf({ bytes, marks }: MemorySpan) {
  const shown = [...bytes.subarray(0, 32)];
  const odd = [...new Set(marks)].map((mark) => MARK_WORDS[mark]).filter(Boolean);
  return (
    <>
      {shown.map((byte, i) => (
        <span key={i} class="cell-byte" data-mark={marks[i]}>
          {marks[i] === '-' ? '··' : byte.toString(16).padStart(2, '0')}
        </span>
      ))}
      {bytes.length > shown.length ? ` … ${bytes.length - shown.length} more` : ''}
      {odd.length > 0 ? <span class="cell-row-note"> {odd.join(', ')}</span> : null}
    </>
  );
}
