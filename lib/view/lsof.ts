// lsof: which process has what open, as the real one prints it.
//
// One idea: a process is a list of open files, each with the columns of lsof already found out; what is
// here chooses among them (lsof-flags.ts) and lays them out, as wide as the widest cell of each column.
//
// Source: lsof 4.95 print.c, lib/dialects/linux; columns and field output as it printed them on 6.18.
// Departs: no `mem` rows, because nothing is mapped piece by piece.

import type { DiagInet } from '../kernel/sock-diag.ts';
import { formatAddr, isAny, isV6 } from '../net/ip.ts';
import type { Endpoint } from '../sim/trace.ts';
import { LsofError, type LsofQuestion, readLsofFlags } from './lsof-flags.ts';

export interface LsofFile {
  /** A number, or `cwd`, `rtd`, `txt`. */
  fd: string;
  access: 'r' | 'w' | 'u' | ' ';
  type: string;
  device: string;
  /** Bytes, or `0t` and the offset. */
  size: string;
  node: string;
  name: string;
  /** Its path, where it has one. */
  path?: string;
  inet?: DiagInet;
  /** Of a socket of AF_UNIX that has them: CONNECTED, LISTEN. */
  state?: string;
  /** O_* as field G shows them. */
  flags?: number;
  links?: number;
}

export interface LsofProcess {
  pid: number;
  ppid: number;
  pgid: number;
  comm: string;
  uid: number;
  user: string;
  files: LsofFile[];
}

/** Names of hosts, and of ports by protocol, both ways. */
export interface LsofNames {
  host(addr: number): string | undefined;
  addr(name: string): number | undefined;
  port(port: number, proto: string): string | undefined;
  portOf(name: string): number | undefined;
}

interface Row {
  process: LsofProcess;
  file: LsofFile;
}

/** Prints what `lsof ARGS` prints of these processes; where it finds nothing the status is 1. */
export function lsofText(
  processes: readonly LsofProcess[],
  names: LsofNames,
  args: readonly string[],
): { output: string; status: number } {
  let question: LsofQuestion;
  try {
    question = readLsofFlags(args, names);
  } catch (error) {
    if (!(error instanceof LsofError)) throw error;
    return { output: `${error.message}\n`, status: 1 };
  }
  const rows = processes.flatMap((process) =>
    process.files
      .filter((file) => isAskedFor(question, process, file))
      .map((file): Row => ({ process, file })),
  );
  if (rows.length === 0) return { output: '', status: 1 };
  const found = [...new Set(rows.map(({ process }) => process))];
  if (question.terse) {
    return { output: found.map(({ pid }) => `${pid}\n`).join(''), status: 0 };
  }
  const shown = nameWriter(names, question);
  if (question.fields !== undefined) {
    const text = found.map((process) => fieldText(process, rows, shown, question.fields!));
    return { output: text.join(''), status: 0 };
  }
  return { output: layOut(rows, shown, question), status: 0 };
}

function isAskedFor(question: LsofQuestion, process: LsofProcess, file: LsofFile): boolean {
  const { tests, never, all } = question;
  if (never.some((test) => test(process, file))) return false;
  if (tests.length === 0) return true;
  return all
    ? tests.every((test) => test(process, file))
    : tests.some((test) => test(process, file));
}

/** Writes the NAME of a file without its state. */
type NameOf = (file: LsofFile) => string;

function nameWriter(names: LsofNames, { hosts, ports }: LsofQuestion): NameOf {
  const end = ({ addr, port }: Endpoint, { proto }: DiagInet) => {
    const named = hosts ? names.host(addr) : undefined;
    const plain = isV6(addr) ? `[${formatAddr(addr)}]` : formatAddr(addr);
    const host = isAny(addr) ? '*' : (named ?? plain);
    return `${host}:${(ports && names.port(port, proto)) || (port === 0 ? '*' : port)}`;
  };
  return ({ inet, name }) => {
    if (!inet) return name;
    const peer = inet.peer.port === 0 ? '' : `->${end(inet.peer, inet)}`;
    return `${end(inet.local, inet)}${peer}`;
  };
}

function stateOf({ inet, state }: LsofFile): string | undefined {
  return inet?.proto === 'tcp' ? inet.state : state;
}

const COMMAND_MAX = 9;
const USER_MAX = 8;
/** Descriptors stand in at least so many columns. */
const FD_MIN = 4;

function layOut(rows: Row[], nameOf: NameOf, { parents, users }: LsofQuestion): string {
  const userOf = ({ process }: Row) =>
    (users ? process.user : String(process.uid)).slice(0, USER_MAX);
  const cells = rows.map((row) => {
    const { process, file } = row;
    const state = stateOf(file);
    const name = `${nameOf(file)}${state ? ` (${state})` : file.inet ? ' ' : ''}`;
    return {
      ...{ command: process.comm.slice(0, COMMAND_MAX), pid: String(process.pid) },
      ...{ ppid: String(process.ppid), user: userOf(row), ...file, name },
    };
  });
  type Column = 'command' | 'pid' | 'ppid' | 'user' | 'type' | 'device' | 'size' | 'node';
  const widest = (column: Column, title: string) =>
    Math.max(title.length, ...cells.map((cell) => cell[column].length));
  const widths: Record<Column, number> = {
    ...{ command: widest('command', 'COMMAND'), pid: widest('pid', 'PID') },
    ...{ ppid: widest('ppid', 'PPID'), user: widest('user', 'USER') },
    ...{ type: widest('type', 'TYPE'), device: widest('device', 'DEVICE') },
    ...{ size: widest('size', 'SIZE/OFF'), node: widest('node', 'NODE') },
  };
  const fdWidth = Math.max(FD_MIN, ...cells.map(({ fd }) => fd.length));
  const line = (cell: Record<Column | 'fd' | 'access' | 'name', string>) => {
    const right = (column: Column) => cell[column].padStart(widths[column]);
    const owner = [right('pid'), ...(parents ? [right('ppid')] : []), right('user')].join(' ');
    const what = `${cell.fd.padStart(fdWidth)}${cell.access}  ${right('type')}`;
    const where = ['device', 'size', 'node'].map((column) => right(column as Column)).join(' ');
    return `${cell.command.padEnd(widths.command)} ${owner} ${what} ${where} ${cell.name}\n`;
  };
  const head = line({
    ...{ command: 'COMMAND', pid: 'PID', ppid: 'PPID', user: 'USER', fd: 'FD', access: ' ' },
    ...{ type: 'TYPE', device: 'DEVICE', size: 'SIZE/OFF', node: 'NODE', name: 'NAME' },
  });
  return head + cells.map(line).join('');
}

/** Writes a process and its files as -F does, a field a line; without letters all fields. */
function fieldText(process: LsofProcess, rows: Row[], nameOf: NameOf, letters: string): string {
  const wanted = (letter: string) => letters === '' || letter === 'p' || letters.includes(letter);
  const lines: string[] = [];
  const put = (letter: string, value: string | number | undefined, key = letter) => {
    if (value !== undefined && wanted(key)) lines.push(`${letter}${value}`);
  };
  put('p', process.pid);
  put('g', process.pgid);
  put('R', process.ppid);
  put('c', process.comm);
  put('u', process.uid);
  put('L', process.user);
  for (const { file } of rows.filter((row) => row.process === process)) {
    put('f', file.fd);
    putFile(file, nameOf, put);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function putFile(
  file: LsofFile,
  nameOf: NameOf,
  put: (letter: string, value: string | number | undefined, key?: string) => void,
): void {
  const { inet, device, size, node } = file;
  put('a', file.access);
  put('l', ' ');
  put('t', file.type);
  if (file.flags !== undefined) put('G', `0x${file.flags.toString(16)};0x0`);
  const [major, minor] = device.split(',').map(Number);
  if (minor === undefined) put('d', device);
  else put('D', `0x${(major * 256 + minor).toString(16)}`);
  if (size.startsWith('0t')) put('o', size);
  else put('s', size);
  if (inet) put('P', node);
  else put('i', node);
  put('k', file.links);
  put('n', nameOf(file));
  const state = stateOf(file);
  if (state) put('T', `ST=${state}`);
  if (inet) {
    // A listener's limit is shown nowhere here.
    put('T', `QR=${inet.recvQ}`);
    put('T', `QS=${inet.state === 'LISTEN' ? 0 : inet.sendQ}`);
  }
}
