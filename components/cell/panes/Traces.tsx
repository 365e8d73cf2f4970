// System calls, packets and copies: three lists of one run, with one cursor.

import { useState } from 'preact/hooks';
import type { PacketLine, SyscallLine } from '../../../lib/notebook/messages.ts';
import type { PacketField } from '../../../lib/view/packet-fields.ts';
import { type CellState, isOwn } from '../state.ts';
import type { MachineActions } from '../use-machine.ts';
import { copyText, cursorOf, type Hop as HopPlace, hopsOf, momentOf, numbersOf } from './marks.ts';
import { Rows } from './Rows.tsx';

interface Props {
  id: string;
  state: CellState;
  actions: MachineActions;
  /** The call that the reader asked for with a link. */
  asked?: string;
}

function useGo({ actions }: Props) {
  return (at: number | 'now') => {
    actions.look({});
    actions.send({ type: 'go', at });
  };
}

/** The line that a row is of, and its text where there are several. */
function lineText({ line, file }: { line?: number; file?: string }): string {
  return file ? `${file} line ${line}` : `line ${line}`;
}

function LineNote(row: { line?: number; file?: string }) {
  return row.line ? <span class="cell-row-note">{lineText(row)}</span> : null;
}

/** A count as a reader reads it: `12,345`. */
export const grouped = (count: number): string => count.toLocaleString('en');

interface KeptProps {
  kept: number;
  total: number;
  /** What they are, and which download has all of them. */
  what: string;
  all?: string;
}

/** Says so where a list begins in the middle of a run. */
function Kept({ kept, total, what, all }: KeptProps) {
  if (kept >= total) return null;
  return (
    <p class="cell-kept">
      The last {grouped(kept)} of {grouped(total)} {what}
      {all ? `; “${all}” below has the earlier ones too` : ''}.
    </p>
  );
}

export function Calls(props: Props) {
  const { id, state, asked } = props;
  const [everyone, setEveryone] = useState(false);
  const go = useGo(props);
  const shown = everyone ? state.syscalls : state.syscalls.filter(isOwn);
  if (state.syscalls.length === 0)
    return <p class="cell-empty">No system call has been made yet.</p>;
  const rows = shown.map((call) => ({
    ...{ key: call.n, at: momentOf(call), blocked: call.blocked, asked: call.name === asked },
    content: (
      <>
        {everyone ? <span class="cell-row-note">{call.pid}</span> : null}
        <code>{call.text}</code>
        <LineNote {...call} />
      </>
    ),
  }));
  return (
    <div class="cell-traces">
      <label class="cell-check">
        <input
          type="checkbox"
          checked={everyone}
          onChange={(e) => setEveryone(e.currentTarget.checked)}
        />
        also those of other processes
      </label>
      <Kept
        kept={state.syscalls.length}
        total={state.totals.syscalls}
        what="calls of all processes"
        all="its calls (strace)"
      />
      <Rows
        id={`${id}-calls`}
        label="System calls"
        rows={rows}
        cursor={cursorOf(state)}
        onGo={go}
      />
    </div>
  );
}

export function Packets(props: Props) {
  const { id, state, actions } = props;
  const go = useGo(props);
  const cursor = cursorOf(state);
  if (state.packets.length === 0) return <p class="cell-empty">No packet has been sent yet.</p>;
  const hops = hopsOf(state.packets);
  const calls = new Map(state.syscalls.map((call) => [call.n, call]));
  const rows = state.packets.map((packet, i) => ({
    ...{ key: packet.n, at: packet.n },
    content: <Hop packet={packet} hop={hops[i]} call={calls.get(packet.call ?? -1)} />,
  }));
  const open = (at: number | 'now') => {
    go(at);
    if (at !== 'now') actions.send({ type: 'packet', n: at });
  };
  const chosen = state.packets.find(({ n }) => n === state.packet?.n);
  const call = calls.get(chosen?.call ?? -1);
  return (
    <div class="cell-traces" data-split={state.packet ? true : undefined}>
      <Kept
        kept={state.packets.length}
        total={state.totals.packets}
        what="packets"
        all="its packets (pcap)"
      />
      <Rows id={`${id}-packets`} label="Packets" rows={rows} cursor={cursor} onGo={open} />
      {state.packet ? (
        <PacketDetail
          fields={state.packet.fields}
          bytes={state.packet.bytes}
          text={chosen?.text}
          call={call?.text}
          onCall={call && (() => go(momentOf(call)))}
        />
      ) : (
        <p class="cell-hint-line">Choose a packet to see every field of its headers.</p>
      )}
    </div>
  );
}

interface HopProps {
  packet: PacketLine;
  hop: HopPlace;
  call?: SyscallLine;
}

/** A rung of the ladder: two rails, an arrow between them, and on its side the call that sent it. */
function Hop({ packet, hop, call }: HopProps) {
  const { left, right, back } = hop;
  const who = call ? `${call.name}()` : packet.pid ? `process ${packet.pid}` : 'the kernel';
  const cause = (
    <span class="cell-hop-cause">
      <span class="cell-hop-call">{who}</span>
      {packet.line ? ` ${lineText(packet)}` : ''}
    </span>
  );
  return (
    <span class="cell-hop" data-back={back || undefined}>
      <span class="cell-row-note">{(packet.atUs / 1e6).toFixed(6)}</span>
      <span class="cell-hop-end">
        {back ? null : cause} <End name={left} />
      </span>
      <span class="cell-hop-wire">
        <span class="cell-hop-line">{packet.label}</span>
        <span class="cell-hop-numbers">
          {numbersOf(packet.text)}
          {packet.lost ? <strong class="cell-lost"> lost</strong> : null}
        </span>
      </span>
      <span class="cell-hop-end">
        <End name={right} /> {back ? cause : null}
      </span>
    </span>
  );
}

/** `host:port`; a narrow ladder breaks it before the colon and nowhere else. */
function End({ name }: { name: string }) {
  const colon = name.lastIndexOf(':');
  return (
    <>
      {name.slice(0, colon)}
      <span class="cell-hop-port">{name.slice(colon)}</span>
    </>
  );
}

interface DetailProps {
  fields: PacketField[];
  bytes: Uint8Array;
  /** As tcpdump prints it. */
  text?: string;
  call?: string;
  onCall?(): void;
}

/** Each field with its bytes; what is pointed at in one is marked in the other. */
function PacketDetail({ fields, bytes, text, call, onCall }: DetailProps) {
  const [at, setAt] = useState<PacketField>();
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  const shown = [...bytes.subarray(0, 256)];
  return (
    <section class="cell-packet" aria-label="The chosen packet" tabIndex={0}>
      <p class="cell-packet-cause">
        {text ? <code class="cell-packet-text">{text}</code> : null}
        {call ? (
          <>
            Sent in <code>{call}</code>{' '}
            <button type="button" onClick={onCall}>
              Go to the call
            </button>
          </>
        ) : (
          'Sent by the kernel, without a call of the program.'
        )}
      </p>
      <p class="cell-hex" aria-hidden="true">
        {shown.map((byte, i) => (
          <span key={i} data-on={(at && i >= at.from && i < at.to) || undefined}>
            {hex(byte)}
          </span>
        ))}
        {bytes.length > shown.length ? ` … ${bytes.length - shown.length} more` : ''}
      </p>
      <table class="cell-fields">
        <tbody>
          {fields.map((field) => (
            <tr
              key={`${field.key}${field.from}`}
              data-depth={field.depth}
              onPointerEnter={() => setAt(field)}
              onPointerLeave={() => setAt(undefined)}
            >
              <th scope="row">{field.name}</th>
              <td>
                {field.value}
                {field.note ? <span class="cell-row-note"> {field.note}</span> : null}
              </td>
              <td class="cell-field-bytes">
                {field.depth === 0
                  ? ''
                  : [...bytes.subarray(field.from, Math.min(field.to, field.from + 8))]
                      .map(hex)
                      .join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Copies(props: Props) {
  const { id, state } = props;
  const go = useGo(props);
  if (state.copies.length === 0)
    return <p class="cell-empty">No byte of a payload has been moved yet.</p>;
  const { copies, bytes } = state.totals;
  const rows = state.copies.map((copy) => ({
    ...{ key: copy.n, at: copy.n, role: copy.how },
    content: (
      <>
        <span>{copyText(copy)}</span>
        <LineNote {...copy} />
      </>
    ),
  }));
  return (
    <div class="cell-traces">
      <p class="cell-sum">
        {grouped(bytes.cpu)} bytes copied by the CPU, {grouped(bytes.dma)} moved by devices,{' '}
        {grouped(bytes.link)} handed over.
      </p>
      <Kept kept={state.copies.length} total={copies} what="copies; the sums are of all" />
      <Rows id={`${id}-copies`} label="Copies" rows={rows} cursor={cursorOf(state)} onGo={go} />
    </div>
  );
}
