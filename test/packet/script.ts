// packetdrill's language, the part that our scripts use: text to events.
//
// One idea: a line is a time and one thing that happens then: a system call with its result (as
// strace writes it), a packet that comes in (`<`), one that must go out (`>`), a sysctl, or an
// assertion about tcp_info.
//
// Units: µs.
// Source: packetdrill's syntax.md and the scripts of its tcp test suites.

export interface PacketSpec {
  flags: string;
  seq: number;
  bytes: number;
  ack?: number;
  win?: number;
  /** As written between the angle brackets, cut at commas. */
  options: string[];
}

export type ScriptAction =
  | { kind: 'call'; name: string; args: string[]; result: number; errno?: string }
  | { kind: 'in'; packet: PacketSpec }
  | { kind: 'out'; packet: PacketSpec }
  | { kind: 'sysctl'; name: string; value: number }
  | { kind: 'assert'; name: string; value: number };

export interface ScriptEvent {
  line: number;
  text: string;
  /** Relative to the event before it. */
  relative: boolean;
  fromUs: number;
  toUs: number;
  /** With a blocking call: how long after its start it returns. */
  endUs?: number;
  action: ScriptAction;
}

const TIME = /^(\+?)(\d*\.?\d+)(?:~\+?(\d*\.?\d+)|\.\.\.(\d*\.?\d+))?\s+(.*)$/;
const CALL = /^(\w+)\((.*)\)\s*=\s*(-?\d+)(?:\s+(E[A-Z]+)(?:\s*\(.*\))?)?$/;
const PACKET =
  /^([SFRP.]+)\s+(\d+):(\d+)\((\d+)\)(?:\s+ack\s+(\d+))?(?:\s+win\s+(\d+))?(?:\s+<([^>]*)>)?$/;
const SYSCTL = /^`sysctl -qw (?:net\.(?:ipv4|core)\.)?(\w+)=(\d+)`$/;
const ASSERT = /^%\{\s*assert\s+(\w+)\s*==\s*(\d+)(?:,.*)?\}%$/;

/** Reads a script; throws with the line's number and text on what it does not know. */
export function parsePacketScript(text: string): ScriptEvent[] {
  const events: ScriptEvent[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/\/\/.*$/, '').trim();
    // Lines without a time set up packetdrill's own environment.
    if (line === '' || line.startsWith('`')) return;
    const match = TIME.exec(line);
    if (!match) throw new Error(`line ${index + 1}: no time: ${line}`);
    const [, plus, from, to, end, rest] = match;
    events.push({
      line: index + 1,
      text: line,
      relative: plus === '+',
      fromUs: toUs(from),
      toUs: toUs(to ?? from),
      ...(end === undefined ? {} : { endUs: toUs(end) }),
      action: parseAction(rest.trim(), index + 1),
    });
  });
  return events;
}

function toUs(seconds: string): number {
  return Math.round(Number(seconds) * 1e6);
}

function parseAction(text: string, line: number): ScriptAction {
  if (text.startsWith('<')) return { kind: 'in', packet: parsePacket(text.slice(1), line) };
  if (text.startsWith('>')) return { kind: 'out', packet: parsePacket(text.slice(1), line) };
  const sysctl = SYSCTL.exec(text);
  if (sysctl) return { kind: 'sysctl', name: sysctl[1], value: Number(sysctl[2]) };
  const assertion = ASSERT.exec(text);
  if (assertion) return { kind: 'assert', name: assertion[1], value: Number(assertion[2]) };
  const call = CALL.exec(text);
  if (!call) throw new Error(`line ${line}: neither call nor packet: ${text}`);
  const [, name, args, result, errno] = call;
  return {
    kind: 'call',
    name,
    args: splitArgs(args),
    result: Number(result),
    ...(errno ? { errno } : {}),
  };
}

function parsePacket(text: string, line: number): PacketSpec {
  const match = PACKET.exec(text.trim());
  if (!match) throw new Error(`line ${line}: not a packet: ${text}`);
  const [, flags, seq, end, bytes, ack, win, options] = match;
  if (Number(end) - Number(seq) !== Number(bytes)) {
    throw new Error(`line ${line}: ${seq}:${end} is not ${bytes} bytes`);
  }
  return {
    flags,
    seq: Number(seq),
    bytes: Number(bytes),
    ...(ack === undefined ? {} : { ack: Number(ack) }),
    ...(win === undefined ? {} : { win: Number(win) }),
    options: options ? options.split(',').map((option) => option.trim()) : [],
  };
}

/** Cuts arguments at commas that are not inside brackets. */
function splitArgs(text: string): string[] {
  const args: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of text) {
    if ('[{('.includes(char)) depth++;
    if (']})'.includes(char)) depth--;
    if (char === ',' && depth === 0) {
      args.push(current.trim());
      current = '';
    } else {
      current += char;
    }
  }
  if (current.trim() !== '') args.push(current.trim());
  return args;
}
