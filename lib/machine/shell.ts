// The shell: command lines for a host, run by real programs where there is one.
//
// One idea: a command is either a C program, which then runs in the machine like any other and ends
// when it ends, or a look at the machine (ss, ps, ls), which answers at once and changes nothing.
// A line with a pipe, a redirection, a variable or several commands is `sh`'s: processes with real pipes between them.
//
// Departs: such a line has a shell of its own, so what it changes there (cd, variables) ends with it.

import { EINVAL } from '../abi/errno.ts';
import type { Answer } from '../abi/trap.ts';
import { type Diagnostic, formatDiagnostics } from '../cc/diagnostic.ts';
import type { Image } from '../cc/image.ts';
import { decodeText, encodeText } from '../kernel/bytes.ts';
import type { FileNode } from '../kernel/kernel.ts';
import { counterRows } from '../kernel/mib.ts';
import { signalName } from '../kernel/signal.ts';
import { exitOf, processOf } from '../kernel/task.ts';
import { createTty } from '../kernel/tty.ts';
import { addFile, allowed, lookUp, nodeAt, normalizePath, removeName } from '../kernel/vfs.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { readStraceFlags } from '../view/strace-flags.ts';
import { straceLines } from '../view/strace-lines.ts';
import { tcpdumpLines } from '../view/tcpdump.ts';
import { readTcpdumpFlags } from '../view/tcpdump-flags.ts';
import { build } from './build.ts';
import { imageIn, installC, keepImage } from './c-programs.ts';
import { addExecutable, executableName } from './executables.ts';
import { processes, readProcFd } from './inspect.ts';
import { installLooks, type Look, lookNamed, type Onlooker } from './looks.ts';
import { lsof } from './lsof.ts';
import { contextOf, exec, type Machine, sendSignal, setSysctl, traceOf } from './machine.ts';
import { namesOf } from './names.ts';
import { netstat } from './netstat.ts';
import { runSs } from './ss.ts';

/** A shell on one host: plain data beside the machine; programs it starts share its terminal. */
export interface Shell extends Onlooker {
  /** What it has put in the background and not yet told the end of. */
  jobs: Job[];
}

interface Job {
  /** As in `kill %1`. */
  number: number;
  pid: number;
  line: string;
}

/** What a command line did: it said something at once, or a process runs for it. */
export type CommandResult =
  | ({ kind: 'text' } & Said)
  /** `job` is the number of one in the background. */
  | { kind: 'process'; pid: number; background: boolean; job?: number };

/** Opens a shell with a terminal of its own. */
export function createShell(m: Machine, host: string): Shell {
  installC();
  installLooks(LOOKS);
  return { host, tty: createTty(contextOf(m, host)).id, cwd: '/root', uid: 0, jobs: [] };
}

/** Puts a program into a file, as `gcc -o path` does; returns its full path. */
export function addProgram(
  m: Machine,
  shell: Onlooker,
  path: string,
  image: Image,
  texts?: ReadonlyMap<string, string>,
): string {
  const full = normalizePath(shell.cwd, path);
  keepImage(image, texts);
  addExecutable(contextOf(m, shell.host), full, image.id);
  return full;
}

/** Splits a command line into words; quotes keep spaces together. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  const pattern = /\s*((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/gy;
  for (const match of line.matchAll(pattern)) {
    const word = match[1].replace(
      /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
      (_, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
    );
    words.push(word);
  }
  return words;
}

/** What a builtin answers; gcc also as data. */
interface Said extends Answer {
  diagnostics?: Diagnostic[];
}

type Builtin = (m: Machine, shell: Shell, args: string[]) => Said;

/** What a shell does itself. */
const BUILTINS: Record<string, Builtin> = {
  help,
  pwd: (_m, shell) => said(`${shell.cwd}\n`),
  ...{ cd, jobs, kill: killJobs },
};

/** What is a program too, for `sh` and system(3). */
const LOOKS: Record<string, Look> = {
  ss: (m, { host }, args) => runSs(m, host, args),
  ...{ ps, ls, kill, gcc, cc: gcc, strace, tcpdump, sysctl, nstat, lsof, netstat },
  true: () => said(''),
  false: () => said('', 1),
};

function said(output: string, status = 0): Answer {
  return { output, status };
}

function lines(list: string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

/** What makes a line one for `sh`: an operator that no quote hides, or a variable set in front. */
function isForSh(line: string): boolean {
  if (/^[A-Za-z_]\w*=/.test(line)) return true;
  return /[|&;<>]/.test(line.replace(/'[^']*'|"(?:\\.|[^"\\])*"|\\./g, ''));
}

/** Runs one command line; a program's output comes as events, a builtin's here. */
export function runCommandLine(m: Machine, shell: Shell, text: string): CommandResult {
  const all = text.replace(/(^|\s)#.*$/, '').trim();
  const background = /[^&]&$/.test(all);
  const line = background ? all.slice(0, -1).trimEnd() : all;
  const words = isForSh(line) ? ['sh', '-c', line] : splitWords(line);
  const [name, ...args] = words;
  if (name === undefined) return { kind: 'text', ...said('') };
  if (Object.hasOwn(BUILTINS, name)) return { kind: 'text', ...BUILTINS[name](m, shell, args) };
  const path = normalizePath(name.includes('/') ? shell.cwd : '/usr/bin', name);
  const node = lookUp(contextOf(m, shell.host), path);
  const mayRun = node && allowed(node, shell.uid, 1);
  const image = mayRun && imageIn(node.bytes);
  if (image) {
    const options = { tty: shell.tty, uid: shell.uid, cwd: shell.cwd, exe: path };
    const pid = exec(m, shell.host, { image, argv: words }, options);
    if (!background) return { kind: 'process', pid, background };
    const job = (shell.jobs.at(-1)?.number ?? 0) + 1;
    shell.jobs.push({ number: job, pid, line });
    return { kind: 'process', pid, background, job };
  }
  const look = mayRun ? lookNamed(executableName(node.bytes) ?? '') : undefined;
  if (look) return { kind: 'text', ...look(m, shell, args) };
  return { kind: 'text', ...refusal(name, node, shell.uid) };
}

/** How a job stands, in bash's words. */
function jobState(m: Machine, host: string, pid: number): string {
  const { kernel } = contextOf(m, host);
  const exit = exitOf(kernel, pid);
  if (exit?.signal) return KILLED[exit.signal] ?? exit.signal;
  if (exit) return exit.status === 0 ? 'Done' : `Exit ${exit.status}`;
  return kernel.tasks.get(pid)?.state === 'stopped' ? 'Stopped' : 'Running';
}

/** What strsignal(3) says of the signals that end a job most often. */
const KILLED: Record<string, string> = {
  SIGTERM: 'Terminated',
  SIGKILL: 'Killed',
  SIGINT: 'Interrupt',
  SIGHUP: 'Hangup',
  SIGSEGV: 'Segmentation fault',
  SIGPIPE: 'Broken pipe',
};

/** Lists the jobs; those that have ended for the last time. */
function jobs(m: Machine, shell: Shell): Answer {
  const { length } = shell.jobs;
  const rows = shell.jobs.map(({ number, pid, line }, i) => {
    const state = jobState(m, shell.host, pid);
    const mark = i === length - 1 ? '+' : i === length - 2 ? '-' : ' ';
    return `[${number}]${mark}  ${state.padEnd(24)}${line}${state === 'Running' ? ' &' : ''}`;
  });
  shell.jobs = shell.jobs.filter(({ pid }) =>
    /^(Running|Stopped)$/.test(jobState(m, shell.host, pid)),
  );
  return said(lines(rows));
}

/** kill, with %N for a job. */
function killJobs(m: Machine, shell: Shell, args: string[]): Answer {
  const jobOf = (word: string) => shell.jobs.find(({ number }) => word === `%${number}`);
  const strange = args.find((word) => word.startsWith('%') && !jobOf(word));
  if (strange) return said(`bash: kill: ${strange}: no such job\n`, 1);
  return kill(
    m,
    shell,
    args.map((word) => String(jobOf(word)?.pid ?? word)),
  );
}

/** What bash says of a name that it cannot run. */
function refusal(name: string, node: FileNode | undefined, uid: number): Answer {
  if (!name.includes('/')) return said(`bash: ${name}: command not found\n`, 127);
  if (!node) return said(`bash: ${name}: No such file or directory\n`, 127);
  if (node.kind === 'directory') return said(`bash: ${name}: Is a directory\n`, 126);
  if (!allowed(node, uid, 1)) return said(`bash: ${name}: Permission denied\n`, 126);
  return said(`bash: ${name}: cannot execute binary file: Exec format error\n`, 126);
}

/** Tells how a process that the shell started ended, as `$?` has it; undefined while it runs. */
export function exitStatus(m: Machine, host: string, pid: number): number | undefined {
  // exitProcess() stores 128 + the signal's number for one that was killed.
  return exitOf(contextOf(m, host).kernel, pid)?.status;
}

function help(m: Machine, shell: Shell): Answer {
  const { kernel } = contextOf(m, shell.host);
  const own = [...kernel.nodes.keys()]
    .filter((path) => !path.startsWith('/usr/bin/'))
    .filter((path) => executableName(nodeAt(kernel, path)!.bytes) !== undefined)
    .map((path) => `  ${path}`);
  return said(
    lines([
      'Programs: curl, nc, echo, cat, sleep, sh, grep, head, tail, wc, sort;',
      '  gcc -o NAME FILE.c makes more; |, >, <, &&, ; and & stand between them.',
      ...(own.length > 0 ? ['Built here:', ...own] : []),
      'Looks at the machine:',
      '  ss -tlnp            listening sockets and whose they are',
      '  ss -tan             all TCP sockets',
      '  ps                  processes',
      '  ls -l /proc/PID/fd  what a process has open',
      '  strace -p PID       the calls that it has made',
      '  tcpdump -v port 80  the packets so far',
      '  lsof -i, netstat -s what is open, and what was counted',
      '  nstat, sysctl       counters and knobs of the kernel',
      '  kill [-SIGNAL] PID  sends a signal; jobs lists what & began, kill %1 ends it',
    ]),
  );
}

function ps(m: Machine, shell: Onlooker): Answer {
  const rows = processes(m, shell.host)
    .filter(({ state }) => state !== 'gone' && state !== 'unborn')
    .map(({ pid, tty, comm, state, cpuUs }) => {
      const name = state === 'zombie' ? `${comm} <defunct>` : comm;
      const terminal = tty === undefined ? '?' : `pts/${tty}`;
      return `${String(pid).padStart(7)} ${terminal.padEnd(8)} ${clockText(cpuUs)} ${name}`;
    });
  return said(lines(['    PID TTY          TIME CMD', ...rows]));
}

/** Writes a duration as ps does: hours, minutes and seconds, cut off and not rounded. */
function clockText(us: number): string {
  const seconds = Math.floor(us / 1e6);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function ls(m: Machine, shell: Onlooker, args: string[]): Answer {
  const long = args.some((arg) => /^-\w*l/.test(arg));
  const name = args.find((arg) => !arg.startsWith('-')) ?? '.';
  const path = normalizePath(shell.cwd, name);
  const pid = /^\/proc\/(\d+)\/fd$/.exec(path)?.[1];
  if (pid !== undefined) return lsFds(m, shell.host, Number(pid), name, long);
  const ctx = contextOf(m, shell.host);
  const node = lookUp(ctx, path);
  if (!node) return said(`ls: cannot access '${name}': No such file or directory\n`, 2);
  if (node.kind !== 'directory') return said(`${name}\n`);
  const prefix = path === '/' ? '/' : `${path}/`;
  const names = [...ctx.kernel.nodes.keys()]
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length).split('/')[0]);
  return said(lines([...new Set(names)].sort()));
}

/** Writes a moment as `ls -l` does: the links of /proc are as old as the look at them. */
function dateText(nowUs: number): string {
  const [, day, month, , time] = new Date(EPOCH_S * 1e3 + nowUs / 1e3).toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${time.slice(0, 5)}`;
}

function lsFds(m: Machine, host: string, pid: number, name: string, long: boolean): Answer {
  const ctx = contextOf(m, host);
  const process = processOf(ctx.kernel, pid);
  if (!process || process.exit) {
    return said(`ls: cannot access '${name}': No such file or directory\n`, 2);
  }
  const fds = readProcFd(m, host, pid);
  if (!long) return said(lines(fds.map(({ fd }) => String(fd))));
  const when = dateText(m.sim.nowUs);
  const rows = fds.map(({ fd, target, reads, writes }) => {
    const mode = `l${reads ? 'r' : '-'}${writes ? 'w' : '-'}x------`;
    return `${mode} 1 root root 64 ${when} ${fd} -> ${target}`;
  });
  return said(lines(['total 0', ...rows]));
}

function kill(m: Machine, shell: Onlooker, args: string[]): Answer {
  const [first = '', second = ''] = args;
  const named = first === '-s' ? second : first.startsWith('-') ? first.slice(1) : undefined;
  const pids = args.slice(first === '-s' ? 2 : named === undefined ? 0 : 1);
  const signal = named ?? 'TERM';
  if (pids.length === 0) return said('kill: usage: kill [-s sigspec] pid ...\n', 2);
  let output = '';
  for (const pid of pids) {
    const result = sendSignal(
      m,
      shell.host,
      Number(pid),
      /^\d+$/.test(signal) ? signalName(Number(signal)) : signal,
    );
    if (result === -EINVAL) output += `bash: kill: ${signal}: invalid signal specification\n`;
    else if (result < 0) output += `bash: kill: (${pid}) - No such process\n`;
  }
  return said(output, output ? 1 : 0);
}

function cd(m: Machine, shell: Shell, [name = '/root']: string[]): Answer {
  const path = normalizePath(shell.cwd, name);
  const node = lookUp(contextOf(m, shell.host), path);
  if (!node && path !== '/root') return said(`bash: cd: ${name}: No such file or directory\n`, 1);
  if (node && node.kind !== 'directory') return said(`bash: cd: ${name}: Not a directory\n`, 1);
  shell.cwd = path;
  return said('');
}

function gcc(m: Machine, shell: Onlooker, args: string[]): Said {
  const out = args.indexOf('-o');
  const target = out >= 0 ? (args[out + 1] ?? 'a.out') : 'a.out';
  const files = args.filter((arg, i) => !arg.startsWith('-') && (out < 0 || i !== out + 1));
  if (files.length === 0) return said('gcc: fatal error: no input files\n', 1);
  const texts = new Map<string, string>();
  const read = (name: string) => {
    const text = readFile(m, shell.host, normalizePath(shell.cwd, name));
    if (text !== undefined) texts.set(name, text);
    return text;
  };
  const sources: { name: string; text: string }[] = [];
  for (const name of files) {
    const text = read(name);
    if (text === undefined) return said(`gcc: error: ${name}: No such file or directory\n`, 1);
    sources.push({ name, text });
  }
  const result = build(sources, { readHeader: read });
  const diagnostics = result.ok ? result.warnings : result.diagnostics;
  if (result.ok) addProgram(m, shell, target, result.image, texts);
  return { output: formatDiagnostics(diagnostics), status: result.ok ? 0 : 1, diagnostics };
}

function strace(m: Machine, shell: Onlooker, args: string[]): Answer {
  const read = readStraceFlags(args);
  if ('wrong' in read) return said(`${read.wrong}\n`, 1);
  const { pid } = read.options;
  if (pid === undefined || read.rest.length > 0) {
    return said('strace: this one looks back: strace [-f] [-tt] [-T] [-e trace=SET] -p PID\n', 1);
  }
  const { tasks, ended } = contextOf(m, shell.host).kernel;
  if (!tasks.has(pid) && !ended.has(pid)) {
    return said(`strace: attach: ptrace(PTRACE_SEIZE, ${pid}): No such process\n`, 1);
  }
  return said(lines(straceLines(traceOf(m), { ...read.options, host: shell.host })));
}

/** Shows what has passed, where the real one shows what passes from now on. */
function tcpdump(m: Machine, { host }: Onlooker, args: string[]): Answer {
  const names = namesOf(contextOf(m, host));
  const read = readTcpdumpFlags(args, { host: names.addr, port: names.portOf });
  if ('wrong' in read) return said(`${read.wrong}\n`, 1);
  return said(lines(tcpdumpLines(traceOf(m), { ...read.options, host }).map(({ text }) => text)));
}

/** Knobs that lie under net.core; the others are net.ipv4's. */
const CORE = ['somaxconn', 'rmem_max', 'wmem_max'];

function sysctl(m: Machine, shell: Onlooker, args: string[]): Answer {
  const { sysctl: table } = contextOf(m, shell.host).stack;
  const full = (key: string) => `net.${CORE.includes(key) ? 'core' : 'ipv4'}.${key}`;
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (words.length === 0) {
    return said(lines(Object.entries(table).map(([key, value]) => `${full(key)} = ${value}`)));
  }
  let output = '';
  let status = 0;
  for (const word of words) {
    const [name, value] = word.split('=');
    const key = name.replace(/^net\.(core|ipv4)\./, '').replaceAll('/', '.');
    if (!Object.hasOwn(table, key)) {
      const path = name.replaceAll('.', '/');
      output += `sysctl: cannot stat /proc/sys/${path}: No such file or directory\n`;
      status = 1;
      continue;
    }
    if (value !== undefined) {
      if (!/^-?\d+$/.test(value)) {
        output += `sysctl: setting key "${name}": Invalid argument\n`;
        status = 255;
        continue;
      }
      setSysctl(m, shell.host, key, Number(value));
    }
    output += `${full(key)} = ${table[key as keyof typeof table]}\n`;
  }
  return said(output, status);
}

/** Counts from the start, where the real one tells what came since it was last asked. */
function nstat(m: Machine, shell: Onlooker, args: string[]): Answer {
  const zeros = args.some((arg) => /^-\w*z/.test(arg));
  const wanted = args
    .filter((arg) => !arg.startsWith('-'))
    .map((pattern) => new RegExp(`^${pattern.replace(/\W/g, '\\$&').replaceAll('\\*', '.*')}$`));
  const rows = counterRows(contextOf(m, shell.host))
    .filter(([, value]) => value !== 0 || zeros)
    .filter(([name]) => wanted.length === 0 || wanted.some((pattern) => pattern.test(name)))
    .map(([name, value]) => `${name.padEnd(32)}${String(value).padEnd(19)}0.0`);
  return said(lines(['#kernel', ...rows]));
}

/** Puts a text file on a host, for `gcc` and `cat`. */
export function writeFile(m: Machine, host: string, path: string, text: string): void {
  addFile(contextOf(m, host), normalizePath('/root', path), encodeText(text), true);
}

/** Takes a file of a host away, from /root where the path is not absolute. */
export function removeFile(m: Machine, host: string, path: string): void {
  removeName(contextOf(m, host), normalizePath('/root', path));
}

/** Reads a text file of a host, from /root where the path is not absolute; undefined for no file. */
export function readFile(m: Machine, host: string, path: string): string | undefined {
  const node = lookUp(contextOf(m, host), normalizePath('/root', path));
  return node?.kind === 'file' ? decodeText(node.bytes) : undefined;
}
