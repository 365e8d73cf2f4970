// FdTable: numbers, the descriptions they point at, and who else points there.
//
// The frames are folded from a run when the page is built (lib/machine/scenarios/fd-table.ts).

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { FdTableRun } from '../../lib/machine/scenarios/fd-table.ts';
import type { FdFile, FdFrame, FdProcess } from '../../lib/view/fd-table.ts';
import { Boundary, type Crossing } from '../parts/Boundary.tsx';
import { FigureFrame } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { inTurn } from '../parts/turns.ts';
import { CodeStrip } from './CodeStrip.tsx';
import './fd-table.css';
import { isReuse, layoutRows, ROW, type Rows } from './fd-table-layout.ts';
import { useFrames } from './use-frames.ts';

export interface FdTableProps {
  id: string;
  run: FdTableRun;
  title?: string;
}

/** Draws the figure. */
export default function FdTable({ id, run, title }: FdTableProps): JSX.Element {
  const { frames } = run;
  const start = Math.max(0, indexOfCall(frames, 'dup'));
  const { player, frame, index, touched } = useFrames(id, frames, { start, preset: true });
  const rows = useMemo(() => layoutRows(frames), [frames]);
  const lines = useMemo(() => run.program.trimEnd().split('\n'), [run]);
  const crossing = useMemo(() => crossingOf(frame), [frame]);
  const [parent, child] = frame.processes;
  return (
    <FigureFrame
      id={id}
      title={title ?? 'A file descriptor is a number; what it stands for lives in the kernel'}
      player={player}
      wordy
      said={frame.say}
      saidTone={frame.blocked ? 'waiting' : (frame.result ?? 0) < 0 ? 'lost' : 'kernel'}
      readouts={[
        {
          label: 'numbers in use',
          value: parent?.slots.length ?? 0,
          detail: parent?.comm ?? 'exited',
        },
        { label: 'descriptions', value: frame.files.length },
        { label: 'sockets', value: frame.sockets.length },
      ]}
      tasks={[
        {
          id: 'reuse',
          text: 'Step to the accept() that gets a number which was free again.',
          done: touched && frame.call === 'accept' && isReuse(frames, index),
        },
        {
          id: 'shared',
          text: 'Find a description with more than one reference besides the terminal.',
          done: touched && frame.files.some((f) => f.what === 'socket' && f.refs > 1),
        },
        {
          id: 'end',
          text: 'Go to the end: what did exit() leave behind?',
          done: touched && index === frames.length - 1,
        },
      ]}
    >
      <Boundary
        userLabel="the program, in outline"
        kernelLabel="the kernel"
        user={
          <CodeStrip
            label="Program"
            lines={lines}
            current={frames.findLast((f, i) => i <= index && f.line !== undefined)?.line}
            narrow={3}
            state={frame.line === undefined ? 'none' : frame.blocked ? 'rest' : 'run'}
          />
        }
        crossing={crossing}
        kernel={
          <div class={`fdt ${rows.processes > 1 ? 'has-child' : ''}`}>
            <Table process={parent} rows={rows.fds} name="fd table" />
            <Arrows process={parent} files={rows.place} height={rows.height} />
            <Descriptions frame={frame} rows={rows} />
            {rows.processes > 1 ? (
              <>
                <Arrows process={child} files={rows.place} height={rows.height} mirrored />
                <Table process={child} rows={rows.fds} name={child ? 'child’s table' : ''} />
              </>
            ) : null}
          </div>
        }
      />
    </FigureFrame>
  );
}

function indexOfCall(frames: FdFrame[], call: string): number {
  return frames.findIndex((frame) => frame.call === call);
}

interface TableProps {
  process: FdProcess | undefined;
  rows: number;
  name: string;
}

const Table = inTurn(
  ({ process, rows, name }: TableProps): JSX.Element => (
    <div class={`fdt-table ${process ? '' : 'is-absent'}`}>
      <p class="fdt-head">{name || '\u00a0'}</p>
      <ol class="fdt-slots" aria-label={name}>
        {Array.from({ length: rows }, (_, fd) => {
          const slot = process?.slots.find((s) => s.fd === fd);
          return (
            // A slot's number is its identity.
            <Slot key={`fd ${fd}`} fd={fd} used={slot !== undefined} fresh={slot?.fresh} />
          );
        })}
      </ol>
    </div>
  ),
);

interface SlotProps {
  fd: number;
  used: boolean;
  fresh?: boolean;
}

const Slot = memo(
  ({ fd, used, fresh }: SlotProps): JSX.Element => (
    <li class={`fdt-slot ${used ? 'is-used' : ''} ${fresh ? 'is-fresh' : ''}`}>
      <span class="fdt-fd">{fd}</span>
      <span class="visually-hidden">{used ? 'in use' : 'free'}</span>
    </li>
  ),
);

interface ArrowsProps {
  process: FdProcess | undefined;
  files: Map<number, number>;
  height: number;
  mirrored?: boolean;
}

const Arrows = inTurn(
  ({ process, files, height, mirrored }: ArrowsProps): JSX.Element => (
    <svg
      class="fdt-arrows"
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      style={{ height: `${height}px` }}
      aria-hidden="true"
    >
      {process?.slots.map((slot) => {
        const from = slot.fd * ROW + ROW / 2;
        const to = (files.get(slot.file) ?? 0) * ROW + ROW / 2;
        const [x1, x2] = mirrored ? [100, 0] : [0, 100];
        return (
          <g key={`${slot.fd} ${slot.file}`} class={slot.fresh ? 'is-fresh' : ''}>
            <path d={`M${x1} ${from} C 50 ${from}, 50 ${to}, ${x2} ${to}`} />
          </g>
        );
      })}
    </svg>
  ),
);

const Descriptions = inTurn(
  ({ frame, rows }: { frame: FdFrame; rows: Rows }): JSX.Element => (
    <div class="fdt-files">
      <p class="fdt-head">open file descriptions</p>
      <ul style={{ height: `${rows.height}px` }} aria-label="Open file descriptions">
        {frame.files.map((file) => {
          const sock = frame.sockets.find((s) => s.sock === file.sock);
          const listening = sock?.state === 'LISTEN';
          return (
            <li
              key={file.file}
              class={`fdt-file is-${file.what} ${file.changed ? 'is-changed' : ''}`}
              style={{ top: `${(rows.place.get(file.file) ?? 0) * ROW}px` }}
            >
              <span class="fdt-what">
                <b>{nameOf(file)}</b>
                {sock ? (
                  <span class="fdt-state">
                    {sock.state === 'CLOSE' ? 'not connected' : sock.state}
                    {listening && sock.local ? ` :${sock.local.port}` : ''}
                    {!listening && sock.remote ? (
                      <span class="fdt-peer"> ← :{sock.remote.port}</span>
                    ) : null}
                  </span>
                ) : null}
              </span>
              <span class="fdt-refs" title={`${file.refs} references`}>
                <span aria-hidden="true">×</span>
                {file.refs}
                <span class="visually-hidden"> references</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  ),
);

function nameOf(file: FdFile): string {
  return file.what === 'tty' ? 'terminal' : file.what === 'socket' ? 'socket' : file.target;
}

function crossingOf(frame: FdFrame): Crossing | undefined {
  if (frame.call === undefined) return undefined;
  if (frame.blocked) return { call: frame.callText, state: 'blocked', note: 'waits' };
  const failed = (frame.result ?? 0) < 0;
  return {
    call: frame.callText,
    state: failed ? 'error' : 'return',
    note: `= ${frame.result}`,
  };
}
