// Moments of arrival beside what is received: SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMPING and their newer numbers.
//
// One idea: the four numbers of the first two are one choice, of a unit and of a number under which it is told;
// the third is kept by itself, and only what software sees on arrival is ever told.
//
// Units: µs of virtual time since the machine began; what programs read counts from 1970.
// Source: socket(7); Linux Documentation/networking/timestamping.rst, net/core/sock.c
// sock_set_timestamp(), sock_set_timestamping(), net/socket.c __sock_recv_timestamp(); answers of 6.18
// (test/conformance/heard-headers.c).
// Departs: nothing tells when a datagram was sent (ledger: socket options).

import { SO_TIMESTAMP, SOL_SOCKET } from '../abi/constants.ts';
import { EINVAL } from '../abi/errno.ts';
import {
  SO_TIMESTAMP_NEW,
  SO_TIMESTAMPING,
  SO_TIMESTAMPING_NEW,
  SO_TIMESTAMPNS,
  SO_TIMESTAMPNS_NEW,
} from '../abi/option-numbers.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { toBytes } from './bytes.ts';
import type { Control } from './control.ts';
import type { Kept } from './socket-options.ts';

/** The first two, and the third, with their newer numbers. */
function isMoment(option: number): boolean {
  const newer = option === SO_TIMESTAMP_NEW || option === SO_TIMESTAMPNS_NEW;
  return newer || option === SO_TIMESTAMP || option === SO_TIMESTAMPNS;
}

function isRecord(option: number): boolean {
  return option === SO_TIMESTAMPING || option === SO_TIMESTAMPING_NEW;
}

/** SOF_TIMESTAMPING_*: arrival, as software saw it; a number for each send; statistics; which clock. */
const RX_SOFTWARE = 1 << 3;
const SOFTWARE = 1 << 4;
const OPT_ID = 1 << 7;
const OPT_TSONLY = 1 << 11;
const OPT_STATS = 1 << 12;
const BIND_PHC = 1 << 15;
const OPT_ID_TCP = 1 << 16;
const KNOWN = (1 << 19) - 1;
/** TX_HARDWARE, TX_SOFTWARE, TX_SCHED, TX_ACK and TX_COMPLETION: what a message may ask for itself. */
const OF_SENDING = 0x40303;

/** Tells whether an option of SOL_SOCKET is one of these. */
export function isStamp(option: number): boolean {
  return isMoment(option) || isRecord(option);
}

/**
 * Sets such an option: 0, or -EINVAL for flags that are not known or not without each other, and where an
 * `idle` stream is to number its bytes.
 */
export function setStamp(kept: Kept, option: number, values: number[], idle: boolean): number {
  const [value, clock = 0] = values;
  if (!isRecord(option)) {
    // Whichever number is switched off, the choice is.
    kept.set(SO_TIMESTAMP, [value ? option : 0]);
    if (value) kept.set(SO_TIMESTAMPING_NEW, [option >= SO_TIMESTAMP_NEW ? 1 : 0]);
    return 0;
  }
  const [before] = kept.get(SO_TIMESTAMPING) ?? [0];
  const has = (flag: number) => (value & flag) !== 0;
  if (value & ~KNOWN || (has(OPT_ID_TCP) && !has(OPT_ID))) return -EINVAL;
  if (has(OPT_ID) && !(before & OPT_ID) && idle) return -EINVAL;
  if ((has(OPT_STATS) && !has(OPT_TSONLY)) || has(BIND_PHC)) return -EINVAL;
  kept.set(SO_TIMESTAMPING, [value, clock]);
  kept.set(SO_TIMESTAMPING_NEW, [option === SO_TIMESTAMPING_NEW ? 1 : 0]);
  return 0;
}

/** Whether the newer numbers were said last. */
function isNew(kept: Kept): boolean {
  return kept.get(SO_TIMESTAMPING_NEW)?.[0] === 1;
}

/** Tells whether a message may ask for such moments. */
export function isAskedStamp(flags: number): boolean {
  return (flags & ~OF_SENDING) === 0;
}

/** Tells whether each send has a number. */
export function numbersSends(kept: Kept): boolean {
  return ((kept.get(SO_TIMESTAMPING)?.[0] ?? 0) & OPT_ID) !== 0;
}

/** Reads such an option: one int, or flags and clock. */
export function readStamp(kept: Kept, option: number): number[] {
  if (isRecord(option)) {
    const shown = option === SO_TIMESTAMPING || isNew(kept);
    return (shown && kept.get(SO_TIMESTAMPING)) || [0, 0];
  }
  return [chosenStamp(kept) === option ? 1 : 0];
}

/** The option by whose name a moment is told; 0 for none. Messages of AF_UNIX have one only where it is set. */
export function chosenStamp(kept: Kept): number {
  const option = kept.get(SO_TIMESTAMP)?.[0] ?? 0;
  if (option === 0) return 0;
  const ns = option === SO_TIMESTAMPNS || option === SO_TIMESTAMPNS_NEW;
  if (isNew(kept)) return ns ? SO_TIMESTAMPNS_NEW : SO_TIMESTAMP_NEW;
  return ns ? SO_TIMESTAMPNS : SO_TIMESTAMP;
}

/** Writes when something arrived, as a socket has asked to hear it. */
export function stampControl(kept: Kept, atUs: number): Control[] {
  const list: Control[] = [];
  const option = chosenStamp(kept);
  const us = atUs + EPOCH_S * 1e6;
  const moment = (unit: number) => [
    ...toBytes(Math.floor(us / 1e6), 8),
    ...toBytes((us % 1e6) * unit, 8),
  ];
  const ns = option === SO_TIMESTAMPNS || option === SO_TIMESTAMPNS_NEW;
  const tell = (type: number, bytes: number[]) =>
    list.push({ level: SOL_SOCKET, type, data: Uint8Array.from(bytes) });
  if (option) tell(option, moment(ns ? 1000 : 1));
  const flags = kept.get(SO_TIMESTAMPING)?.[0] ?? 0;
  if ((flags & (RX_SOFTWARE | SOFTWARE)) !== (RX_SOFTWARE | SOFTWARE)) return list;
  tell(isNew(kept) ? SO_TIMESTAMPING_NEW : SO_TIMESTAMPING, [
    ...moment(1000),
    ...new Array<number>(32).fill(0),
  ]);
  return list;
}
