// Call by call: every program of the book, under the real strace and in the model. Name, arguments, result and errno of each call are the same, in the same order per process.
//
// One idea: both sides are texts in strace's notation. What a run must not depend on (addresses,
// process ids, ports that the kernel picks, what the C library does before main, calls that race
// between processes) is taken out of both by the same rules; nothing else is.
//
// Source: strace 6.1 -f, glibc 2.36; what 2.41 writes, where it writes otherwise, is in traced/stdio-writes.txt. Departs: perror and SIGCHLD, as in lib/README.md's ledger.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import { processes } from '../../lib/machine/inspect.ts';
import {
  advance,
  createMachine,
  exec,
  sendSignal,
  traceOf,
  typeInto,
} from '../../lib/machine/machine.ts';
import { createShell, runCommandLine } from '../../lib/machine/shell.ts';
import { straceLines } from '../../lib/view/strace-lines.ts';
import { hasIoUring } from '../tools.ts';

const BOOK = new URL('../../content/programs/', import.meta.url).pathname;

/** What a program of the book is asked for while it runs; the others run alone. */
const CURL = 'curl -s -m 5 localhost:8080';

/** Calls that only the start of a real process, its allocator and its loader make. */
const LOADER = new Set([
  'execve',
  'brk',
  'mmap',
  'munmap',
  'mprotect',
  'access',
  'arch_prctl',
  'set_tid_address',
  'set_robust_list',
  'rseq',
  'getrandom',
]);

interface Call {
  pid: string;
  text: string;
}

/** Brings one line of either strace into the form that is compared; undefined: not compared. */
function normal(text: string): string | undefined {
  // One that is ignored by default never reaches a process that nobody traces.
  if (text.startsWith('--- SIGCHLD')) return undefined;
  // A signal came while the terminal was slow; the same write is made again right behind.
  if (/^write\([12], .* = \? ERESTARTSYS/.test(text)) return undefined;
  if (/^(\+\+\+|---)/.test(text)) return text.replace(/, si_pid=.*?(?=\})/, '');
  const name = text.slice(0, text.indexOf('('));
  if (LOADER.has(name)) return undefined;
  // What glibc asks of a stream before it first writes; the descriptor's kind differs here.
  if (name === 'newfstatat' && /AT_EMPTY_PATH/.test(text)) return undefined;
  return (
    text
      .replace(/0x[0-9a-f]{4,}/g, '0xADDR')
      .replace(/data=\{u32=\d{4,}, u64=\d{4,}\}/g, 'data=POINTER')
      .replace(/(sin6?_port=htons)\((?:3[2-9]|[45]\d|60)\d{3}\)/g, '$1(EPHEMERAL)')
      // How long something took.
      .replace(/left \{tv_sec=(\d+), tv_(nsec|usec)=\d+\}/, 'left {tv_sec=$1, tv_$2=N}')
      .replace(/^(.*\)) +(= .*)$/s, '$1 $2')
  );
}

/** Numbers processes in the order in which they first speak, and names them so in their calls. */
function byProcess(calls: Call[]): string[][] {
  // Later processes have larger numbers, whoever speaks first.
  const pids = [...new Set(calls.map(({ pid }) => pid))].sort((a, b) => Number(a) - Number(b));
  const named = (pid: string) => (pids.includes(pid) ? `P${pids.indexOf(pid)}` : pid);
  const results = /((?:clone|clone3|fork|vfork|wait4|getpid|gettid|getppid)\(.*\) += )(\d+)/g;
  const targets = /((?:kill|wait4|tgkill)\()(\d+)/g;
  const name = (_: string, before: string, id: string) => before + named(id);
  return pids.map((pid) =>
    perrorOnce(
      calls
        .filter((call) => call.pid === pid)
        .map(({ text }) => text.replace(results, name).replace(targets, name))
        .map(normal)
        .filter((text) => text !== undefined),
    ),
  );
}

/** glibc's perror writes to a copy of descriptor 2 where stderr is not in use yet; ours to 2. */
function perrorOnce(lines: string[]): string[] {
  const kept: string[] = [];
  let copy: string | undefined;
  for (const line of lines) {
    const dup = /^dup\(2\) = (-1 EMFILE|\d+)/.exec(line);
    if (dup) copy = dup[1];
    else if (copy !== undefined && line.startsWith(`fcntl(${copy}, F_GETFL)`)) continue;
    else if (copy !== undefined && line.startsWith(`write(${copy}, `)) {
      kept.push(line.replace(`write(${copy}, `, 'write(2, '));
    } else if (copy !== undefined && line.startsWith(`close(${copy})`)) copy = undefined;
    else kept.push(line);
  }
  return kept;
}

/** Programs in which how much one call moves depends on when another process runs: not compared. */
const RACES: Record<string, RegExp> = {
  'partial-write.c': /^(write\(4|poll\(\[\{fd=4|read\(5)/,
  // Which of the workers wakes, and whether they or their parent are killed first.
  'prefork-server.c':
    /^(wait4|accept\(3|read\(4|write\(4|close\(4|clock_nanosleep|write\(1, "worker)/,
  // Whether the second half of a request has come before the first is read; and the times.
  'small-writes.c': /^(read\(5, "r|write\(1, " )/,
  // How much room the client has made by then.
  'big-answer-server.c':
    /^(sendto\(5|epoll_ctl\(4, EPOLL_CTL_MOD|epoll_wait|write\(1, "(fd 5| {2}))/,
};

function withoutRaces(name: string, processes: string[][]): string[][] {
  const race = RACES[name];
  return race ? processes.map((lines) => lines.filter((line) => !race.test(line))) : processes;
}

/** Joins the halves of calls that strace had to interrupt. */
function joined(text: string): Call[] {
  const open = new Map<string, string>();
  const calls: Call[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d+) +(.*)$/.exec(line);
    if (!match) continue;
    const [, pid, rest] = match;
    const begun = /^(.*?) <unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (begun) open.set(pid, begun[1]);
    else if (resumed) calls.push({ pid, text: `${open.get(pid) ?? ''}${resumed[1]}` });
    else calls.push({ pid, text: rest });
  }
  return calls;
}

/** Drops what the loader did: everything up to the last call that only it makes. */
function fromMain(lines: string[]): string[] {
  const last = lines.findLastIndex((line) =>
    /ld\.so|libc\.so|^prlimit64\(0, RLIMIT_STACK/.test(line),
  );
  const after = lines.slice(last + 1);
  // The library's own descriptor is closed right behind.
  return after[0]?.startsWith('close(3)') && last >= 0 ? after.slice(1) : after;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strace-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command with one empty line to read; an end that does not come is made after 20 s. */
function run(command: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('close', () => resolve());
    child.stdin.end('\n');
  });
}

async function onLinux(
  name: string,
  source: string,
  command: string | undefined,
): Promise<string[][]> {
  const program = join(folder, name.replace(/\.c$/, ''));
  const log = `${program}.strace`;
  execFileSync('gcc', ['-std=gnu17', '-w', '-pthread', '-o', program, source]);
  const traced = `strace -f -o ${log} ./${name.replace(/\.c$/, '')}`;
  const script = command
    ? `(until ss -Hltn sport = :8080 | grep -q .; do sleep 0.05; done; ${command} >/dev/null; sleep 0.5; pkill -TERM -x -f './${name.replace(/\.c$/, '')}') & exec ${traced}`
    : `exec timeout --foreground 12 ${traced}`;
  // What a test runner leaves open would take numbers away from the program.
  const close =
    'for f in /proc/$$/fd/*; do n=$(basename $f); [ $n -gt 2 ] && [ $n -ne 255 ] && eval "exec $n>&-"; done';
  const shell = `${close}; ip link set lo up; ulimit -n 1024; cd ${folder}; ${script}`;
  const flags = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const own = process.getuid?.() === 0 ? flags : [...flags, '--user', '--map-root-user'];
  // On a terminal, as in the model: a stream is written line by line.
  const quoted = `bash -c '${shell.replaceAll("'", "'\\''")}'`;
  await run('unshare', [...own, 'script', '-qec', quoted, '/dev/null']);
  const [first, ...rest] = byProcess(joined(readFileSync(log, 'utf8')));
  return [fromMain(first ?? []), ...rest];
}

function inModel(name: string, source: string, command: string | undefined): string[][] {
  const result = build([{ name, text: readFileSync(source, 'utf8') }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  installC();
  const machine = createMachine();
  const path = `./${name.replace(/\.c$/, '')}`;
  const pid = exec(machine, 'server', { image: result.image, argv: [path] });
  const limits = () => ({ untilUs: machine.sim.nowUs + 30e6, maxOps: 100_000_000 });
  advance(machine, command ? { untilUs: 600_000 } : limits());
  const main = processes(machine, 'server').find((one) => one.pid === pid);
  if (!command && main && !main.exit) typeInto(machine, pid, '\n');
  if (!command) advance(machine, limits());
  let foreign = new Set<string>();
  if (command) {
    const shell = createShell(machine, 'server');
    const started = runCommandLine(machine, shell, command);
    if (started.kind === 'process') foreign = new Set([String(started.pid)]);
    advance(machine, { ...limits(), untilUs: machine.sim.nowUs + 6e6 });
    for (const one of processes(machine, 'server')) {
      if (!one.exit) sendSignal(machine, 'server', one.pid, 'SIGTERM');
    }
    advance(machine, { untilUs: machine.sim.nowUs + 1e6 });
  }
  const calls: Call[] = [];
  for (const line of straceLines(traceOf(machine))) {
    const match = /^\[pid +(\d+)\] (.*)$/.exec(line);
    const call = match ? { pid: match[1], text: match[2] } : { pid: String(pid), text: line };
    if (!foreign.has(call.pid)) calls.push(call);
  }
  return byProcess(calls);
}

// Most of a run is waiting, so several go on at once.
describe.concurrent('the book', () => {
  const names = readdirSync(BOOK).filter((name) => name.endsWith('.c'));
  // One waits for a partner, who is nobody here; glibc's resolver asks for modules, caches and files
  // of the machine it runs on; the third is loaded twice (exec.c compares such calls); and the last
  // needs what the kernel may not have.
  const apart = [
    'echo-once.c',
    'resolve.c',
    'inherit.c',
    ...(hasIoUring() ? [] : ['uring-server.c']),
  ];
  const ended = names.filter((name) => !apart.includes(name));
  test.each(ended)('%s', { timeout: 120_000 }, async (name) => {
    const command = /server/.test(name) ? CURL : undefined;
    const source = join(BOOK, name);
    const model = withoutRaces(name, inModel(name, source, command));
    expect(model).toEqual(withoutRaces(name, await onLinux(name, source, command)));
  });
});

const TRACED = new URL('traced/', import.meta.url).pathname;

/** The first process's writes. Where glibc is older than 2.37, without the sections that name that version. */
function writesOf([lines]: string[][], version: number): string[] {
  let section = '';
  return lines.filter((line) => {
    section = /^write\(-1, "(.*)"/.exec(line)?.[1] ?? section;
    return line.startsWith('write(') && (version >= 2.37 || !section.startsWith('2.37'));
  });
}

function glibc(): number {
  const text = execFileSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' });
  return Number(text.trim().split(' ')[1]);
}

describe('what the book does not show', () => {
  test('which writes each call of <stdio.h> becomes', async () => {
    const source = join(TRACED, 'stdio-writes.c');
    const recorded = readFileSync(join(TRACED, 'stdio-writes.txt'), 'utf8').trimEnd().split('\n');
    const model = writesOf(inModel('stdio-writes.c', source, undefined), 2.41);
    expect(model).toEqual(recorded);
    const version = glibc();
    const real = writesOf(await onLinux('stdio-writes.c', source, undefined), version);
    expect(writesOf([recorded], version)).toEqual(real);
  });

  // Truth's two servers beside the book's: one leaves the request unread, one may have its port again.
  test.each(['server_noread.c', 'server_reuse.c'])('%s', { timeout: 60_000 }, async (name) => {
    const source = join(TRACED, name);
    const real = await onLinux(name, source, CURL);
    expect(real[0].some((line) => line.startsWith('write(4, "HTTP/1.1 200 OK'))).toBe(true);
    expect(inModel(name, source, CURL)).toEqual(real);
  });

  test('calls that say what is left of their time', async () => {
    const source = join(TRACED, 'time-left.c');
    const real = await onLinux('time-left.c', source, undefined);
    expect(inModel('time-left.c', source, undefined)).toEqual(real);
  });

  test('a thread that executes another program supersedes the first', () => {
    const source = join(TRACED, 'superseded.c');
    const program = join(folder, 'superseded');
    execFileSync('gcc', ['-pthread', '-o', program, source]);
    const { stderr } = spawnSync('strace', ['-f', '-e', 'trace=execve', program], {
      encoding: 'utf8',
      env: {},
    });
    const result = build([{ name: 'superseded.c', text: readFileSync(source, 'utf8') }]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const machine = createMachine();
    exec(machine, 'server', { image: result.image, argv: ['./superseded'] });
    advance(machine, { untilUs: 1e6 });
    const trace = (call: { name: string }) => call.name === 'execve';
    const ours = straceLines(traceOf(machine), { halves: true, trace });
    // Whose line it is, is said while there are several.
    const plain = (line: string) =>
      line
        .replace(/^\[pid +\d+\] /, '')
        .replace(/(pid|changed to) \d+/, '$1 N')
        .replace(/ +=/, ' =')
        .replace(/0x[\da-f]+/, 'ADDR');
    // The real one begins before `main`, and says when it has attached to the thread.
    const lines = stderr.trimEnd().split('\n').slice(1);
    expect(ours.map(plain)).toEqual(
      lines.filter((line) => !/attached$/.test(line) && line !== 'another program').map(plain),
    );
  });
});
