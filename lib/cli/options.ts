// The command line of sockscope: what may be asked, and how a wrong question is answered.

import { parseAddr } from '../net/ip.ts';

export const USAGE = `sockscope runs a C program on the simulated Linux machine of this book.

Usage:
  sockscope run FILE.c [ARGUMENT ...] [OPTION ...]
  sockscope packet FILE.pkt ... [--mss=N] [--tolerance_usecs=N]
  sockscope --help

Options:
  --then COMMAND   when the program waits (or has ended), run this command on the same machine;
                   may be given several times: they run one after the other. A trailing "&" leaves
                   a command running. Commands: curl, nc, echo, cat, sleep, ss, ps, ls, kill,
                   strace -p PID, nstat, sysctl, tcpdump
  --strace         afterwards, print the program's system calls to standard error
  --strace-all     the same for every process
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

packet plays scripts in packetdrill's language against the machine's TCP, and prints "ok" or "not ok"
with the script's line, what it expects and what came. Segments that merge or split what a script
expects are equal to it, so --mss, as packetdrill has it, is taken and changes nothing.

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
  file: string;
  args: string[];
  /** What to run beside the program, in order. */
  commands: string[];
  strace: 'none' | 'program' | 'all';
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

/** Reads the command line; a text says what is wrong with it, `help` asks for the usage. */
export function readCommandLine(argv: readonly string[]): RunOptions | 'help' | { wrong: string } {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    return 'help';
  }
  if (command !== 'run') return { wrong: `unknown command '${command}'; known: run, packet` };
  const options: RunOptions = {
    file: '',
    args: [],
    commands: [],
    strace: 'none',
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
    if (literal || !word.startsWith('-') || word === '-') {
      if (options.file === '') options.file = word;
      else options.args.push(word);
      continue;
    }
    if (word === '--') {
      literal = true;
      continue;
    }
    const [name, inline] = splitOption(word);
    if (name === '--help' || name === '-h') return 'help';
    if (name === '--strace') options.strace = 'program';
    else if (name === '--strace-all') options.strace = 'all';
    else if (name === '--tcpdump') options.tcpdump = true;
    else if (name === '--leaks') options.leaks = true;
    else {
      const value = inline ?? rest[++i];
      const problem = takeValue(options, name, value);
      if (problem) return { wrong: problem };
    }
  }
  if (options.file === '') return { wrong: 'run: which C file?' };
  return options;
}

function splitOption(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function takeValue(
  options: RunOptions,
  name: string,
  value: string | undefined,
): string | undefined {
  if (
    ![
      '--then',
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
  if (name === '--then') options.commands.push(value);
  else if (name === '--pcap') options.pcap = value;
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
