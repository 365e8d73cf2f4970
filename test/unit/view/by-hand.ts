// Traces written by hand, for folds whose rules must be tested apart from the machine.

import {
  ACK,
  append,
  createTrace,
  type Endpoint,
  PSH,
  type Segment,
  SYN,
  type Trace,
  type TraceEvent,
  type TraceInput,
} from '../../../lib/sim/trace.ts';

export const SERVER: Endpoint = { addr: 0x0a000002, port: 8080 };
export const ANY: Endpoint = { addr: 0, port: 0 };

/** The client's end number `i`. */
export function client(i: number): Endpoint {
  return { addr: 0x0a000001, port: 40_000 + i };
}

export interface Hand {
  trace: Trace;
  events: TraceEvent[];
  /** Moves the clock to `atUs` for what follows. */
  at(atUs: number): Hand;
  add(input: TraceInput): Hand;
  call(
    host: string,
    pid: number,
    name: string,
    args: number[],
    result: number,
    line?: number,
  ): Hand;
  enter(host: string, pid: number, name: string, args: number[], line?: number): Hand;
  exit(
    host: string,
    pid: number,
    name: string,
    args: number[],
    result: number,
    line?: number,
  ): Hand;
}

/** Starts a trace by hand. */
export function byHand(): Hand {
  const trace = createTrace();
  let now = 0;
  const hand: Hand = {
    trace,
    events: trace.events,
    at(atUs) {
      now = atUs;
      return hand;
    },
    add(input) {
      append(trace, now, input);
      return hand;
    },
    enter(host, pid, name, args, line) {
      return hand.add({ kind: 'sys-enter', host, pid, nr: 0, name, args, line } as TraceInput);
    },
    exit(host, pid, name, args, result, line) {
      return hand.add({
        kind: 'sys-exit',
        host,
        pid,
        nr: 0,
        name,
        args,
        result,
        durationUs: 0,
        line,
      } as TraceInput);
    },
    call(host, pid, name, args, result, line) {
      return hand.enter(host, pid, name, args, line).exit(host, pid, name, args, result, line);
    },
  };
  return hand;
}

/** Makes a segment from one end to the other. */
export function segment(src: Endpoint, dst: Endpoint, flags: number, bytes = 0): Segment {
  return {
    src,
    dst,
    seq: 1,
    ack: 0,
    flags: bytes > 0 ? flags | PSH | ACK : flags,
    windowField: 65535,
    options: {},
    payload: new Uint8Array(bytes),
  };
}

export { ACK, SYN };
