// DataPath: the way of a request and its response, with every copy counted as it is made.
//
// Each way of answering is a run, folded when the page is built (lib/machine/scenarios/data-path.ts).

import type { JSX } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { DataPathMode, DataPathRun } from '../../lib/machine/scenarios/data-path.ts';
import { bytesText, counted, grouped } from '../../lib/view/amounts.ts';
import type { CopyFrame } from '../../lib/view/copies.ts';
import { useCodeLink } from '../parts/code-link.ts';
import { Choices, FigureFrame, type Readout } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { CodeStrip } from './CodeStrip.tsx';
import './data-path.css';
import './widgets.css';
import { NARROW, WIDE } from './data-path-layout.ts';
import { PathDrawing, PathLegend, toneOf } from './PathDrawing.tsx';
import { useFrames } from './use-frames.ts';

export interface DataPathProps {
  id: string;
  /** Small answers, to be watched: every mode, between two hosts and over loopback. */
  runs: DataPathRun[];
  /** A large answer in every mode between two hosts, for the table; frames are not used. */
  large: Omit<DataPathRun, 'frames'>[];
  title?: string;
}

const MODE_NAMES: Record<DataPathMode, string> = {
  memory: 'write',
  'read-write': 'read + write a file',
  sendfile: 'sendfile',
  splice: 'splice',
  zerocopy: 'MSG_ZEROCOPY',
};

/** The calls of each way, and the way that shows a call which the chosen one does not make. */
const MODE_CALLS: Record<DataPathMode, string[]> = {
  memory: ['read', 'write'],
  'read-write': ['read', 'write'],
  sendfile: ['read', 'sendfile'],
  splice: ['read', 'splice'],
  zerocopy: ['read', 'sendto'],
};

const MODE_OF_CALL: Record<string, DataPathMode | undefined> = {
  write: 'memory',
  sendfile: 'sendfile',
  splice: 'splice',
  sendto: 'zerocopy',
};

interface Chosen {
  mode: DataPathMode;
  loopback: boolean;
  /** The call for which a listing made the figure change its way. */
  asked?: string;
  /** What the reader has looked at. */
  seen: string[];
}

/** Draws the figure. */
export default function DataPath({ id, runs, large, title }: DataPathProps): JSX.Element {
  const [chosen, setChosen] = useState<Chosen>({ mode: 'memory', loopback: false, seen: [] });
  const { mode, loopback, asked, seen } = chosen;
  const run = runs.find((r) => r.mode === mode && r.loopback === loopback) ?? runs[0];
  const frames = useMemo(
    () => run.frames.map((f) => ({ ...f, call: /^\w+/.exec(f.call ?? '')?.[0] })),
    [run],
  );
  const first = frames.findIndex((f) => f.call === asked);
  const { player, frame, index, touched } = useFrames(id, frames, {
    start: asked !== undefined && first > 0 ? first : frames.length - 1,
    asked: asked !== undefined,
    dwellMs: 1500,
    tone: (i) => toneOf(run.frames[i]),
  });
  const lines = useMemo(() => run.program.split('\n'), [run]);
  const choose = useCallback((change: Partial<Chosen>) => {
    setChosen((was) => {
      const now = { ...was, asked: undefined, ...change };
      return { ...now, seen: [...was.seen, now.loopback ? 'loopback' : now.mode] };
    });
  }, []);
  useCodeLink(id, ({ call }) => {
    const wanted = MODE_OF_CALL[call];
    if (wanted && !MODE_CALLS[mode].includes(call)) choose({ mode: wanted, asked: call });
  });
  return (
    <FigureFrame
      id={id}
      title={title ?? titleOf(run)}
      player={player}
      wordy
      said={frame.say}
      saidWhen={index === 0 ? undefined : `move ${index}`}
      saidTone={toneOf(frame)}
      setting={{
        write: () => (run === runs[0] ? '' : `${mode}${loopback ? '.lo' : ''}`),
        read: (word) => {
          const [wanted = '', lo] = (word || runs[0].mode).split('.');
          const there = runs.find((r) => r.mode === wanted && r.loopback === (lo === 'lo'));
          if (there) choose({ mode: there.mode, loopback: there.loopback });
        },
      }}
      controls={<Controls id={id} runs={runs} chosen={chosen} choose={choose} />}
      readouts={readoutsOf(frame, loopback)}
      after={<ModeTable large={large} mode={mode} />}
      tasks={[
        {
          id: 'play',
          text: 'Play a request and its answer from the start, and count with it.',
          done: touched && index === frames.length - 1,
        },
        {
          id: 'sendfile',
          text: 'Send a file with read and write, then with sendfile: which two copies are gone?',
          done: seen.includes('sendfile') && seen.includes('read-write'),
        },
        {
          id: 'lo',
          text: 'Put the client on the same host: what happens to the DMA transfers?',
          done: seen.includes('loopback'),
        },
      ]}
    >
      <CodeStrip label="The server’s calls" lines={lines} current={run.lines[index]} window={3} />
      <PathDrawing layout={WIDE} run={run} index={index} kind="wide" />
      <PathDrawing layout={NARROW} run={run} index={index} kind="narrow" />
      <PathLegend run={run} />
    </FigureFrame>
  );
}

interface ControlsProps {
  id: string;
  runs: DataPathRun[];
  chosen: Chosen;
  choose: (change: Partial<Chosen>) => void;
}

const Controls = memo(
  ({ id, runs, chosen, choose }: ControlsProps): JSX.Element => (
    <>
      <Choices
        name={`${id}-mode`}
        label="How the server answers"
        choices={runs
          .filter((r) => !r.loopback)
          .map((r) => ({ value: r.mode, label: MODE_NAMES[r.mode] }))}
        value={chosen.mode}
        onChoose={(value) => choose({ mode: value as DataPathMode })}
      />
      <Choices
        name={`${id}-where`}
        label="Where the client is"
        choices={[
          { value: 'link', label: 'Two hosts' },
          { value: 'lo', label: 'Loopback' },
        ]}
        value={chosen.loopback ? 'lo' : 'link'}
        onChoose={(value) => choose({ loopback: value === 'lo' })}
      />
    </>
  ),
);

function readoutsOf({ tally }: CopyFrame, loopback: boolean): Readout[] {
  const { client, server } = tally;
  return [
    {
      label: 'CPU copies at the server',
      value: server.cpu,
      tone: 'cpu-copy',
      detail: bytesText(server.cpuBytes),
    },
    {
      label: 'DMA transfers at the server',
      value: server.dma,
      tone: 'dma',
      detail: bytesText(server.dmaBytes),
    },
    {
      label: 'copies at the client',
      value: client.cpu,
      detail: loopback ? 'same machine' : `${client.dma} DMA`,
    },
  ];
}

function titleOf({ server }: DataPathRun): string {
  const copies = counted(server.cpu, 'CPU copy', 'CPU copies');
  const transfers = server.dma === 0 ? 'no DMA' : counted(server.dma, 'DMA transfer');
  return `A request and its answer cost this server ${copies} and ${transfers}`;
}

interface ModeTableProps {
  large: Omit<DataPathRun, 'frames'>[];
  mode: DataPathMode;
}

const ModeTable = memo(({ large, mode }: ModeTableProps): JSX.Element | null => {
  if (large.length === 0) return null;
  return (
    <table class="path-table">
      <caption>
        Bytes at the server for an answer of {bytesText(large[0].bytes)}, between two hosts; those
        of the request are counted, too
      </caption>
      <thead>
        <tr>
          <th scope="col">answered with</th>
          <th scope="col">copied by the CPU</th>
          <th scope="col">moved by DMA</th>
          <th scope="col">system calls</th>
        </tr>
      </thead>
      <tbody>
        {large.map((run) => (
          <tr key={run.mode} class={run.mode === mode ? 'is-chosen' : ''}>
            <th scope="row">{MODE_NAMES[run.mode]}</th>
            <td>{grouped(run.server.cpuBytes)}</td>
            <td>{grouped(run.server.dmaBytes)}</td>
            <td>{run.server.syscalls}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
