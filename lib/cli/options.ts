// The command line of sockscope: what may be asked, and how a wrong question is answered.

import { LOOK_NAMES, PROGRAM_NAMES } from '../machine/executables.ts';
import { parseAddr } from '../net/ip.ts';
import type { StraceOptions } from '../view/strace.ts';
import { readStraceFlags } from '../view/strace-flags.ts';
import { type CompilerFlags, noFlags, takeFlag } from './compiler-flags.ts';
import { isSource } from './sources.ts';

/** What a shell of the machine finds, as lines of the usage. */
function commandLines(indent: string, width: number): string {
  const lines = [''];
  for (const name of [...PROGRAM_NAMES, ...LOOK_NAMES].sort()) {
    const line = lines[lines.length - 1];
    if (line.length + name.length + 2 > width) lines.push(`${name}, `);
    else lines[lines.length - 1] = `${line}${name}, `;
  }
  return lines
    .map((line) => indent + line.trimEnd())
    .join('\n')
    .replace(/,$/, '');
}

export const USAGE = `sockscope runs a C program on the simulated Linux machine of this book.

Usage:
  sockscope run FILE.c [FILE.c ...] [ARGUMENT ...] [OPTION ...] [-- ARGUMENT ...]
  sockscope compile [--emit=STAGE] [-E] FILE.c ... [FLAG ...]
  sockscope packet FILE.pkt ... [--complete] [-D NAME=VALUE] [--ip_version=V] [--mtu=N] [--mss=N]
                          [--tolerance_usecs=N] [--seed=N]
  sockscope gdb FILE.c [-x COMMANDS] [-ex COMMAND] [-batch] [--args ARGUMENT ...]
  sockscope --help

The first words that end in .c are the program's files; local headers are found beside them and in
-I folders. Another word is for the program, and what comes behind it too, except options that begin
with two dashes; behind -- everything is.

Options:
  --then COMMAND   when the program waits (or has ended), run this command on the same machine;
                   may be given several times: they run one after the other. A trailing "&" leaves
                   a command running. Commands:
${commandLines(' '.repeat(19), 80)}
  --host NAME      another machine beside the program's, which is called "server"; the --then
                   commands behind it run there
  --strace         afterwards, print the program's system calls to standard error
  --strace-all     the same for every process
                   Both take strace's own -f (children, and calls in two halves), -t, -tt, -ttt, -r, -T,
                   -yy, -s N and -e trace=SET: --strace='-f -tt -e trace=%network'
  --leaks          afterwards, list the memory that the program has not given back
  --tcpdump        afterwards, print the packets to standard error
  --pcap OUT       write the packets to a file for Wireshark
  --link stdio     join the machine to the outside: raw IP packets on standard input and output, each
                   after its length in two bytes, big-endian; time follows the wall clock, and what
                   the program prints goes to standard error
  --addr A.B.C.D   the host's address on that link, in a /24 network (default 10.0.0.2)
  --delay MS       latency of that link, each way (default 0)
  --loss PERCENT   share of packets that it loses, each way (default 0)
  --seed N         number that all chance comes from; the same seed gives the same run (default 1)
  --uid N          user for whom the program runs (default 0, root)
  --for SECONDS    stop after so much virtual time (default 3600)

Compiler flags, for run and compile: -I DIR, -D NAME[=VALUE], -U NAME; -W... and -w as gcc has them
(without any, most of -Wall -Wextra is on); -fcommon; -ftrivial-auto-var-init=zero. -O, -g, -std=, -l,
-pthread and the like change nothing.

compile says what is wrong with the files. --emit prints what a stage makes of them: preprocessed (also
-E), tokens, ast (the tree as written), ir (the typed tree) or bytecode (the program's own functions,
beside their source lines).

packet plays scripts in packetdrill's language against the machine's TCP, and prints "ok" or "not ok"
with the script's line, what it expects and what came. Segments that merge or split what a script
expects are equal to it, so --mss, as packetdrill has it, is taken and changes nothing. With --complete no
packet may be left when the script ends. -D, or --define=NAME=VALUE, gives a word of scripts its value.

What the program prints goes to standard output and standard error. Standard input is typed at the
program's terminal when it reads there.

Exit status: the program's own if it ends by itself. If it still waits when the --then commands are
done, it gets SIGTERM, and the status is that of the last command. 124 if nothing will ever happen
any more or the time is up, and then standard error says who waits for what; 1 if FILE.c does not
compile or a packet script fails; 2 for a wrong command line. A process killed by a signal counts as 128 + the signal.

Example:
  sockscope run content/programs/server.c --then 'curl -v localhost:8080' --strace
`;

export interface RunOptions {
  files: string[];
  flags: CompilerFlags;
  args: string[];
  /** What to run beside the program, in order, and on which host if not on the program's. */
  commands: { text: string; host?: string }[];
  /** Further hosts. */
  hosts: string[];
  strace: 'none' | 'program' | 'all';
  /** What strace is told of how to write. */
  straceOptions: StraceOptions;
  tcpdump: boolean;
  leaks: boolean;
  pcap?: string;
  link?: 'stdio';
  addr?: string;
  /** Latency of the link, each way. */
  delayMs: number;
  lossPercent: number;
  seed: number;
  uid: number;
  seconds: number;
}

const FOR_PROGRAM = '; what is for the program and begins so stands behind --';

/** Reads the command line; a text says what is wrong with it, `help` asks for the usage. */
export function readCommandLine(argv: readonly string[]): RunOptions | 'help' | { wrong: string } {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    return 'help';
  }
  if (command !== 'run')
    return { wrong: `unknown command '${command}'; known: run, compile, packet, gdb` };
  const options: RunOptions = {
    files: [],
    flags: noFlags(),
    args: [],
    commands: [],
    hosts: [],
    strace: 'none',
    straceOptions: {},
    tcpdump: false,
    leaks: false,
    delayMs: 0,
    lossPercent: 0,
    seed: 1,
    uid: 0,
    seconds: 3600,
  };
  let literal = false;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    // Behind the program's first argument one dash begins what is for the program, two an option.
    const own = options.args.length > 0 && !word.startsWith('--');
    if (literal || own || !word.startsWith('-') || word === '-') {
      const source = options.args.length === 0 && !literal && isSource(word);
      if (source || options.files.length === 0) options.files.push(word);
      else options.args.push(word);
      continue;
    }
    if (word === '--') {
      literal = true;
      continue;
    }
    const took = word.startsWith('--') ? 0 : takeFlag(options.flags, word, rest[i + 1]);
    if (typeof took === 'string') return { wrong: took };
    if (took > 0) {
      i += took - 1;
      continue;
    }
    const [name, inline] = splitOption(word);
    if (name === '--help' || name === '-h') return 'help';
    if (name === '--strace' || name === '--strace-all') {
      options.strace = name === '--strace' ? 'program' : 'all';
      const wrong = takeStraceFlags(options, inline ?? '');
      if (wrong) return { wrong };
    } else if (name === '--tcpdump') options.tcpdump = true;
    else if (name === '--leaks') options.leaks = true;
    else {
      const value = inline ?? rest[++i];
      const problem = takeValue(options, name, value);
      if (problem) return { wrong: options.args.length > 0 ? problem + FOR_PROGRAM : problem };
    }
  }
  if (options.files.length === 0) return { wrong: 'run: which C file?' };
  return options;
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** Takes strace's own options behind `--strace=`; a text says what is wrong with them. */
function takeStraceFlags(options: RunOptions, text: string): string | undefined {
  const read = readStraceFlags(text.split(/\s+/).filter((word) => word !== ''));
  if ('wrong' in read) return read.wrong;
  if (read.rest.length > 0) return `--strace: '${read.rest[0]}' is no option of strace`;
  if (read.options.pid !== undefined) return '--strace: -p is for strace in the machine';
  options.straceOptions = read.options;
  return undefined;
}

function lastHost({ hosts }: RunOptions): { host?: string } {
  const host = hosts.at(-1);
  return host === undefined ? {} : { host };
}

function takeValue(
  options: RunOptions,
  name: string,
  value: string | undefined,
): string | undefined {
  if (
    ![
      '--then',
      '--host',
      '--pcap',
      '--link',
      '--addr',
      '--delay',
      '--loss',
      '--seed',
      '--uid',
      '--for',
    ].includes(name)
  ) {
    return `unknown option '${name}'`;
  }
  if (value === undefined) return `option ${name} wants a value`;
  if (name === '--then') options.commands.push({ text: value, ...lastHost(options) });
  else if (name === '--host') {
    if (!/^[a-z][a-z0-9-]*$/.test(value)) return `--host wants a name, not '${value}'`;
    if (value === 'server') return "--host: the program's own machine is called 'server'";
    if (!options.hosts.includes(value)) options.hosts.push(value);
  } else if (name === '--pcap') options.pcap = value;
  else if (name === '--link') {
    if (value !== 'stdio') return `--link wants 'stdio', not '${value}'`;
    options.link = value;
  } else if (name === '--addr') {
    if (parseAddr(value) === undefined) return `--addr wants an IPv4 address, not '${value}'`;
    options.addr = value;
  } else {
    const number = Number(value);
    if (!Number.isFinite(number) || number < 0) return `${name} wants a number, not '${value}'`;
    if (name === '--seed') options.seed = number;
    else if (name === '--uid') options.uid = number;
    else if (name === '--delay') options.delayMs = number;
    else if (name === '--loss') options.lossPercent = number;
    else options.seconds = number;
  }
  return undefined;
}
