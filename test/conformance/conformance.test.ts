// The same program on the real kernel and in the model: every line must be the same.
//
// A probe prints each call with its result or errno. Its real run needs gcc and Linux. The model always
// answers alike; of Linux's processes and threads one may overtake another where the machine has much else to do,
// so for the probes that are named here Linux is asked again before the model is said to be wrong.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../lib/cc/diagnostic.ts';
import { build } from '../../lib/machine/build.ts';
import {
  advance,
  createMachine,
  exec,
  type MachineOptions,
  traceOf,
} from '../../lib/machine/machine.ts';
import { addProgram, createShell } from '../../lib/machine/shell.ts';
import { hasIoUring, isAtLeast } from '../tools.ts';

const here = import.meta.dirname;
const prelude = readFileSync(join(here, 'probe.h'), 'utf8');
/** Beside it, what the probes of io_uring share. */
const ringPrelude = readFileSync(join(here, 'io-uring.h'), 'utf8');
const probes = readdirSync(here).filter((name) => name.endsWith('.c'));

/** Each real run has namespaces of its own: nobody else's ports, sockets, counters or semaphores. */
const PORT = '9000';
/** Besides lo there is an interface with nobody behind it, and the way out leads there. */
const NETWORK = [
  'mount -t tmpfs none /dev/shm',
  'ip link set lo up',
  // What the model's hosts run, and most Linux machines.
  '{ sysctl -qw net.ipv4.tcp_congestion_control=cubic || true; }',
  'ip link add eth0 type veth peer name far',
  'ip addr add 10.0.0.2/24 dev eth0',
  // Of IPv6 it has one address, as it has of IPv4; the other end has none.
  'sysctl -qw net.ipv6.conf.far.disable_ipv6=1',
  'ip link set eth0 addrgenmode none',
  'ip addr add fd00::a00:2/120 dev eth0 nodad',
  'ip link set far up && ip link set eth0 up',
  'ip route add default via 10.0.0.1',
];

/** The same network, for the probes that send to where nobody is; to the others lo is all there is. */
const LINK: MachineOptions = {
  hosts: [{ name: 'server' }, { name: 'far' }],
  links: [{ between: ['far', 'server'] }],
};
const needsLink = new Set([
  'asked-headers.c',
  'dont-cut.c',
  'every-option.c',
  'groups.c',
  'heard-headers.c',
  'udp-segments.c',
  'udp-sizes.c',
]);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function onLinux(name: string, text: string): string {
  const source = join(folder, name);
  const program = source.replace(/\.c$/, '');
  writeFileSync(source, text);
  const library = name === 'liburing.c' ? ['-luring'] : name === 'mqueue.c' ? ['-lrt'] : [];
  execFileSync('gcc', ['-std=gnu17', '-w', '-pthread', '-o', program, source, ...library]);
  // Standard input is a file, as in no terminal; the descriptors above 2 are free.
  const script = `${NETWORK.join(' && ')} && exec ${program} ${PORT} </dev/null`;
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return execFileSync('unshare', ['--net', '--ipc', '--mount', ...own, 'sh', '-c', script], {
    ...{ encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  });
}

/** Probes of several processes or threads that run at once. */
const RACES = new Set([
  ...[
    'closing-together.c',
    'edges.c',
    'epoll-waits.c',
    'events.c',
    'exec.c',
    'fifo.c',
    'files-more.c',
  ],
  ...[
    'futex.c',
    'handlers.c',
    'inetd.c',
    'inotify.c',
    'io-uring.c',
    'limits.c',
    'locks.c',
    'marks-out-of-reach.c',
    'message-flags.c',
  ],
  ...[
    'mqueue.c',
    'no-file.c',
    'other-threads.c',
    'pidfd.c',
    'pipes.c',
    'processes.c',
    'rare-arguments.c',
  ],
  ...['restarts.c', 'sysv.c', 'who-is-woken.c', 'whole-locks.c'],
]);

/** Of a race Linux's answer that is the same as the model's, if one of three is; else the only one. */
function askedOfLinux(name: string, text: string, expected: string): string {
  let answer = onLinux(name, text);
  for (let run = 1; RACES.has(name) && run < 3 && answer !== expected; run++) {
    answer = onLinux(name, text);
  }
  return answer;
}

function inModel(name: string, text: string): string {
  const result = build([{ name, text }]);
  if (!result.ok) {
    throw new Error(formatDiagnostics(result.diagnostics));
  }
  const machine = createMachine(needsLink.has(name) ? LINK : {});
  const exe = addProgram(machine, createShell(machine, 'server'), '/tmp/probe', result.image);
  const argv = [exe, PORT];
  const pid = exec(machine, 'server', { image: result.image, argv }, { exe });
  const why = advance(machine, { maxOps: 50_000_000, untilUs: 60e6 });
  let output = '';
  for (const event of traceOf(machine)) {
    if (event.kind === 'output') output += Buffer.from(event.bytes).toString('latin1');
    if (event.kind === 'fault') output += `fault at line ${event.line}: ${event.message}\n`;
  }
  const ended = traceOf(machine).some((event) => {
    return event.kind === 'task' && event.pid === pid && event.state === 'zombie';
  });
  return ended ? output : `${output}(does not end: ${why})\n`;
}

/** Probes of options and control messages, of which Linux has some only since 6.12 to 6.18. */
const NEW = new Set([
  ...['asked-headers.c', 'beside-streams.c', 'every-option.c', 'heard-headers.c', 'sent-along.c'],
]);

const recordOf = (name: string) => join(here, name.replace(/\.c$/, '.txt'));

/** What Linux 6.18 answered, for probes of what the kernel here has not, or not like it. */
function recorded(name: string): string | undefined {
  const here = NEW.has(name) ? isAtLeast(6, 18) : hasIoUring();
  return existsSync(recordOf(name)) && !here ? readFileSync(recordOf(name), 'utf8') : undefined;
}

test('what is called a race has several who run', () => {
  const alone = [...RACES].filter((name) => {
    return !/fork\(|pthread_create\(|posix_spawn/.test(readFileSync(join(here, name), 'utf8'));
  });
  expect(alone).toEqual([]);
});

describe('the model answers as Linux does', () => {
  test.each(probes)('%s', (name) => {
    const rings = name.startsWith('io-uring') ? ringPrelude : '';
    const text = `${prelude}\n${rings}\n${readFileSync(join(here, name), 'utf8')}`;
    const answer = inModel(name, text);
    const record = recorded(name);
    const truth = record ?? askedOfLinux(name, text, answer);
    expect(answer.split('\n')).toEqual(truth.split('\n'));
    if (record !== undefined || !NEW.has(name)) return;
    // Where the kernel has all of it, the record is held to that; GOLDEN=write writes it.
    if (process.env.GOLDEN === 'write') writeFileSync(recordOf(name), truth);
    expect(readFileSync(recordOf(name), 'utf8')).toBe(truth);
  });
});
