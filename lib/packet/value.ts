// The arguments of a script's calls, as strace writes them: numbers, names, texts, lists, structs.
//
// Source: packetdrill's syntax.md; names from lib/abi.

import { ERRNOS } from '../abi/errno.ts';
import { GROUPS, SYNONYMS } from '../abi/groups.ts';

/** `any` is `...`: whatever fits. A struct's fields may lack names, as those of an iovec do. */
export type Value =
  | { k: 'any' }
  | { k: 'number'; value: number }
  | { k: 'text'; bytes: Uint8Array }
  | { k: 'list'; items: Value[] }
  | { k: 'struct'; fields: { name?: string; value: Value }[] };

/** Text that is being read. */
export interface Reader {
  text: string;
  at: number;
}

let known: Map<string, number> | undefined;

/** What packetdrill scripts call things that the groups of lib/abi lack. */
const OTHER_NAMES: Record<string, number> = {
  NULL: 0,
  TCP_CA_Open: 0,
  TCP_CA_Disorder: 1,
  TCP_CA_CWR: 2,
  TCP_CA_Recovery: 3,
  TCP_CA_Loss: 4,
  SOL_UDP: 17,
  TCP_REPAIR: 19,
  IP_PMTUDISC_DONT: 0,
  IP_PMTUDISC_WANT: 1,
  IP_PMTUDISC_DO: 2,
  IP_PMTUDISC_PROBE: 3,
  IP_FREEBIND: 15,
  TCPI_OPT_TIMESTAMPS: 1,
  TCPI_OPT_SACK: 2,
  TCPI_OPT_WSCALE: 4,
  TCPI_OPT_ECN: 8,
  TCPI_OPT_SYN_DATA: 32,
  TCP_TIMESTAMP: 24,
  TCP_INQ: 36,
  TCP_CM_INQ: 36,
  SO_MAX_PACING_RATE: 47,
  SO_EE_ORIGIN_LOCAL: 1,
  SO_EE_ORIGIN_ICMP: 2,
  SO_EE_ORIGIN_ICMP6: 3,
  SO_EE_ORIGIN_ZEROCOPY: 5,
  SO_EE_CODE_ZEROCOPY_COPIED: 1,
};

/** Finds the number behind a name of the C interface; undefined for an unknown one. */
export function numberOf(name: string): number | undefined {
  known ??= new Map<string, number>([
    ...Object.values(GROUPS).flatMap((group) => Object.entries(group)),
    ...Object.entries(SYNONYMS),
    ...Object.entries(OTHER_NAMES),
    ...ERRNOS.map(([number, name]): [string, number] => [name, number]),
  ]);
  return known.get(name);
}

export function skipBlank(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
}

/** Reads one value; throws an Error that says what was expected. */
export function parseValue(reader: Reader): Value {
  skipBlank(reader);
  const text = reader.text.slice(reader.at);
  if (text.startsWith('...')) {
    reader.at += 3;
    return { k: 'any' };
  }
  if (text.startsWith('"')) return parseText(reader, text);
  if (text.startsWith('[')) return { k: 'list', items: parseItems(reader, ']', parseValue) };
  if (text.startsWith('{')) return { k: 'struct', fields: parseItems(reader, '}', parseField) };
  let value = parseNumber(reader);
  for (;;) {
    skipBlank(reader);
    if (reader.text[reader.at] !== '|') return { k: 'number', value };
    reader.at++;
    skipBlank(reader);
    value |= parseNumber(reader);
  }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

function parseText(reader: Reader, text: string): Value {
  const match = /^"((?:\\.|[^"\\\n])*)"/.exec(text);
  if (!match) throw new Error('a text has no closing quote');
  reader.at += match[0].length;
  const plain = match[1].replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, code: string) =>
    code.length > 1
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? code),
  );
  return { k: 'text', bytes: Uint8Array.from(plain, (char) => char.charCodeAt(0) & 0xff) };
}

function parseItems<T>(reader: Reader, close: string, parse: (reader: Reader) => T): T[] {
  const items: T[] = [];
  reader.at++;
  for (;;) {
    skipBlank(reader);
    if (reader.text[reader.at] === close) break;
    items.push(parse(reader));
    skipBlank(reader);
    const next = reader.text[reader.at];
    if (next === ',') reader.at++;
    else if (next !== close)
      throw new Error(`expected ',' or '${close}', not '${next ?? 'the end'}'`);
  }
  reader.at++;
  return items;
}

/** Reads `name=value`, `msg_iov(1)=value` or a bare value. */
function parseField(reader: Reader): { name?: string; value: Value } {
  const match = /^(\w+)\s*(?:\((?:\.\.\.|\d+)\))?\s*=\s*/.exec(reader.text.slice(reader.at));
  if (!match) return { value: parseValue(reader) };
  reader.at += match[0].length;
  return { name: match[1], value: parseValue(reader) };
}

const FUNCTION = /^(htons|htonl|inet_addr)\s*\(\s*("?)([\w.]+)\2\s*\)/;

function parseNumber(reader: Reader): number {
  const text = reader.text.slice(reader.at);
  const call = FUNCTION.exec(text);
  if (call) {
    reader.at += call[0].length;
    // Kept in host order: whoever writes a sockaddr turns them round.
    return call[1] === 'inet_addr' ? quad(call[3]) : Number(call[3]);
  }
  const match = /^(-?(?:0[xX][0-9a-fA-F]+|\d+)|[A-Za-z_]\w*)/.exec(text);
  if (!match) throw new Error(`expected a value, not '${text.slice(0, 20).split('\n')[0]}'`);
  reader.at += match[0].length;
  if (/^[-\d]/.test(match[1])) {
    const negative = match[1].startsWith('-');
    return negative ? -Number(match[1].slice(1)) : Number(match[1]);
  }
  const value = numberOf(match[1]);
  if (value === undefined) throw new Error(`unknown name '${match[1]}'`);
  return value;
}

function quad(text: string): number {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) {
    throw new Error(`inet_addr: '${text}' is no IPv4 address`);
  }
  return parts.reduce((addr, part) => addr * 256 + part, 0);
}
