// packetdrill's language: a script's text to its events.
//
// One idea: an event is a time and one thing that happens then: a system call with its result (as
// strace writes it), a packet that comes in (`<`), one that must go out (`>`), a shell line of
// sysctls in backticks, or code in `%{ }%` that asserts something of struct tcp_info.
//
//   +0     an exact time after the event before          0.5     after the script's beginning
//   +.1~+.2 a range                                       *       any time
//   +0...0.2 connect(…) = 0     a call that sleeps and returns 0.2 s later
//
// Units: µs; lines are 1-based.
// Source: packetdrill's syntax.md and the scripts that Linux keeps in tools/testing/selftests.
// Departs: one conversation a script, of TCP or of UDP; of ICMP "unreachable" about UDP alone.

import type { IpVersion } from './marshal.ts';
import { type PacketSpec, parsePacket } from './packet-spec.ts';
import { parseValue, type Reader, skipBlank, type Value } from './value.ts';

/** A mistake in a script, with its line. */
export class ScriptError extends Error {
  readonly line: number;
  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

export type ScriptAction =
  | { kind: 'call'; name: string; args: Value[]; result: Value; errno?: string }
  | { kind: 'in' | 'out'; packet: PacketSpec }
  | { kind: 'shell'; command: string }
  | { kind: 'code'; code: string };

export interface ScriptEvent {
  line: number;
  text: string;
  /** `any`: at whatever time it comes; `relative`: counted from the event before. */
  when: 'absolute' | 'relative' | 'any';
  fromUs: number;
  /** Equal to `fromUs` where the script gives no range. */
  toUs: number;
  /** With a call that sleeps: when it returns, counted as `fromUs` is. */
  endUs?: number;
  action: ScriptAction;
}

export interface PacketScript {
  /** `--ip_version`; ipv4 where it is not said. */
  version: IpVersion;
  events: ScriptEvent[];
  /** `--name=value` lines at its top. */
  options: Map<string, string>;
}

const NUMBER = /^(\+?)\s*(\d+\.?\d*|\.\d+)/;
const RESULT =
  /^=\s*(\?|\.\.\.|-?(?:0x)?\w+)(?:\s+(E[A-Z0-9]+))?\s*(?:\([^)\n]*\))?[ \t\r]*(?=\n|$)/;
const MAX_SECONDS = 1e6;

/**
 * Reads a script; throws ScriptError on the first thing that is not of the language.
 *
 * `defined` has what words of the script stand for, as packetdrill's `-D NAME=VALUE`; `version` counts
 * where the script has no `--ip_version`.
 */
export function parsePacketScript(
  text: string,
  defined: ReadonlyMap<string, string> = new Map(),
  version: IpVersion = 'ipv4',
): PacketScript {
  const reader: Reader = { text: withDefined(withoutComments(text), defined), at: 0 };
  const events: ScriptEvent[] = [];
  const options = new Map<string, string>();
  for (;;) {
    skipBlank(reader);
    if (reader.at >= reader.text.length) break;
    const line = lineAt(reader);
    try {
      if (!readOption(reader, options)) events.push(readEvent(reader, line));
    } catch (error) {
      if (error instanceof ScriptError) throw error;
      throw new ScriptError(line, (error as Error).message);
    }
  }
  return { events, options, version: versionOf(options) ?? version };
}

export const VERSIONS: readonly IpVersion[] = ['ipv4', 'ipv4-mapped-ipv6', 'ipv6'];

function versionOf(options: Map<string, string>): IpVersion | undefined {
  const said = options.get('ip_version');
  if (said === undefined) return undefined;
  const version = VERSIONS.find((known) => known === said);
  if (version) return version;
  throw new ScriptError(1, `--ip_version=${said}: expected ${VERSIONS.join(', ')}`);
}

function lineAt(reader: Reader): number {
  return reader.text.slice(0, reader.at).split('\n').length;
}

/** Blanks comments out, so that offsets and lines stay what they were. */
function withoutComments(text: string): string {
  const part =
    /"(?:\\.|[^"\\\n])*"|`[^`]*`|%\{[\s\S]*?\}%|\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#[^\n]*/gm;
  return text.replace(part, (found) =>
    /^(?:\/[/*]|[ \t]*#)/.test(found) ? found.replace(/[^\n]/g, ' ') : found,
  );
}

/** Puts in what words stand for; texts in quotes stay. */
function withDefined(text: string, defined: ReadonlyMap<string, string>): string {
  if (defined.size === 0) return text;
  return text.replace(/"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*/g, (word) => defined.get(word) ?? word);
}

/** Takes a line such as `--tolerance_usecs=10000`; false when it is none. */
function readOption(reader: Reader, options: Map<string, string>): boolean {
  const match = /^--(\w+)(?:=(\S*))?/.exec(reader.text.slice(reader.at));
  if (!match) return false;
  options.set(match[1], match[2] ?? '');
  reader.at += match[0].length;
  return true;
}

function rest(reader: Reader): string {
  return reader.text.slice(reader.at);
}

function readEvent(reader: Reader, line: number): ScriptEvent {
  const begin = reader.at;
  // A shell line or code without a time is done at once.
  const timeless = /^(?:`|%\{)/.test(rest(reader));
  const time = timeless ? { when: 'relative' as const, fromUs: 0, toUs: 0 } : readTime(reader);
  skipBlank(reader);
  const action = readAction(reader);
  const text = reader.text.slice(begin, reader.at).trim().replace(/\s+/g, ' ');
  return { line, text, ...time, action };
}

type Time = Pick<ScriptEvent, 'when' | 'fromUs' | 'toUs' | 'endUs'>;

function readTime(reader: Reader): Time {
  if (rest(reader).startsWith('*')) {
    reader.at++;
    return { when: 'any', fromUs: 0, toUs: Number.POSITIVE_INFINITY };
  }
  const first = readSeconds(reader);
  if (!first) throw new Error(`expected a time, such as +0 or 0.100, not '${nextWord(reader)}'`);
  const when = first.plus ? ('relative' as const) : ('absolute' as const);
  const between = /^\s*(~|\.\.\.)\s*/.exec(rest(reader));
  if (!between) return { when, fromUs: first.us, toUs: first.us };
  reader.at += between[0].length;
  const second = readSeconds(reader);
  if (!second) throw new Error(`expected a time after '${between[1]}'`);
  if (second.us < first.us) throw new Error(`the range of times ends before it begins`);
  if (between[1] === '~') return { when, fromUs: first.us, toUs: second.us };
  return { when, fromUs: first.us, toUs: first.us, endUs: second.us };
}

function readSeconds(reader: Reader): { plus: boolean; us: number } | undefined {
  // `1...2` has no fraction: the dots belong to the range.
  const match = NUMBER.exec(rest(reader).replace(/\.\.\./, ' ...'));
  if (!match) return undefined;
  if (Number(match[2]) > MAX_SECONDS)
    throw new Error(`${match[2]} s is more than ${MAX_SECONDS} s`);
  reader.at += match[0].length;
  return { plus: match[1] === '+', us: Math.round(Number(match[2]) * 1e6) };
}

function nextWord(reader: Reader): string {
  return /^\S*/.exec(rest(reader))![0].slice(0, 30) || 'the end of the script';
}

function readAction(reader: Reader): ScriptAction {
  const text = rest(reader);
  if (text.startsWith('`')) return { kind: 'shell', command: upTo(reader, '`', '`') };
  if (text.startsWith('%{')) return { kind: 'code', code: upTo(reader, '%{', '}%') };
  if (text.startsWith('<') || text.startsWith('>')) {
    const end = text.indexOf('\n') < 0 ? text.length : text.indexOf('\n');
    reader.at += end;
    const kind = text.startsWith('<') ? ('in' as const) : ('out' as const);
    return { kind, packet: parsePacket(text.slice(1, end), kind) };
  }
  return readCall(reader);
}

function upTo(reader: Reader, open: string, close: string): string {
  const end = reader.text.indexOf(close, reader.at + open.length);
  if (end < 0) throw new Error(`${open} without ${close}`);
  const inside = reader.text.slice(reader.at + open.length, end);
  reader.at = end + close.length;
  return inside;
}

function readCall(reader: Reader): ScriptAction {
  const match = /^([a-z_]\w*)\s*\(/.exec(rest(reader));
  if (!match) {
    throw new Error(
      `expected a system call, a packet, \`…\` or %{ … }%, not '${nextWord(reader)}'`,
    );
  }
  reader.at += match[0].length;
  const args: Value[] = [];
  for (;;) {
    skipBlank(reader);
    if (rest(reader).startsWith(')')) break;
    args.push(parseValue(reader));
    skipBlank(reader);
    if (rest(reader).startsWith(',')) reader.at++;
    else if (!rest(reader).startsWith(')')) {
      throw new Error(`${match[1]}: expected ',' or ')', not '${nextWord(reader)}'`);
    }
  }
  reader.at++;
  skipBlank(reader);
  const result = RESULT.exec(rest(reader));
  if (!result) throw new Error(`${match[1]}: expected '= result', not '${nextWord(reader)}'`);
  reader.at += result[0].length;
  const value = /^[?.]/.test(result[1])
    ? { k: 'any' as const }
    : parseValue({ text: result[1], at: 0 });
  const base = { kind: 'call' as const, name: match[1], args, result: value };
  return result[2] ? { ...base, errno: result[2] } : base;
}
