// The programs with which Linux was asked before there was a model: what it answers, and what the model does.
//
// One idea: both sides print, and after the same rules for what no two runs share (ports that the
// kernel picks, inodes, how late a timer is, the order of a hash table) they must have printed the
// same. Where a run takes minutes or needs two hosts, what Linux 6.18 printed lies beside the program.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../lib/cc/image.ts';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  sendSignal,
  traceOf,
} from '../../lib/machine/machine.ts';
import { addProgram, createShell, runCommandLine } from '../../lib/machine/shell.ts';
import '../../lib/machine/whole.ts';

const here = join(import.meta.dirname, 'truth');
const common = readFileSync(join(here, 'util.h'), 'utf8');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'truth-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in a network of its own; its first free descriptor is 3. */
function onLinux(name: string, args: readonly string[]): string {
  const program = join(folder, name);
  const source = join(here, `${name}.c`);
  execFileSync('gcc', ['-std=gnu17', '-w', '-O1', '-pthread', '-o', program, source]);
  const close =
    'for f in /proc/$$/fd/*; do n=$(basename $f); [ $n -gt 2 ] && [ $n -ne 255 ] && eval "exec $n>&-"; done';
  const cubic = 'sysctl -qw net.ipv4.tcp_congestion_control=cubic';
  const script = `${close}; ip link set lo up; ${cubic}; exec ${[program, ...args].join(' ')} </dev/null`;
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return execFileSync('unshare', ['--net', ...own, 'bash', '-c', script], {
    ...{ encoding: 'utf8', timeout: 60_000, killSignal: 'SIGKILL' },
  });
}

function imageOf(name: string): Image {
  const text = readFileSync(join(here, `${name}.c`), 'utf8').replace('#include "util.h"', common);
  const result = build([{ name: `${name}.c`, text }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.image;
}

function start(m: Machine, host: string, name: string, args: readonly string[]): void {
  const image = imageOf(name);
  const exe = addProgram(m, createShell(m, host), `/tmp/${name}`, image);
  exec(m, host, { image, argv: [exe, ...args] }, { exe });
}

function printed(m: Machine): string {
  let text = '';
  for (const event of traceOf(m)) {
    if (event.kind === 'output') text += Buffer.from(event.bytes).toString('latin1');
    if (event.kind === 'fault') text += `fault at line ${event.line}: ${event.message}\n`;
  }
  return text;
}

function inModel(name: string, args: readonly string[]): string {
  const m = createMachine();
  start(m, 'server', name, args);
  expect(advance(m, { maxOps: 100_000_000, untilUs: 300e6 })).toBe('idle');
  return printed(m);
}

/** Takes out what no two runs share; rows of ss come in the order of their text. */
function normal(text: string): string[] {
  const lines = text.trimEnd().split('\n').map(plain);
  const row = /^(LISTEN|ESTAB|TIME-WAIT|CLOSE-WAIT|FIN-WAIT|\d+ \d+ 127)/;
  for (let from = 0; from < lines.length; from++) {
    if (!row.test(lines[from])) continue;
    let to = from;
    while (to < lines.length && row.test(lines[to])) to++;
    lines.splice(from, to - from, ...lines.slice(from, to).sort());
    from = to;
  }
  return lines;
}

function plain(line: string): string {
  return line
    .replace(/\b(3[2-9]|[45]\d|60)\d{3}\b/g, (port) => (fixed.has(port) ? port : 'PORT'))
    .replace(/ino:[1-9]\d*/, 'ino:N')
    .replace(/sk:[\da-f]+/, 'sk:N')
    .replace(/^client +\d+: connect\(\) 0\.\d+ s.*after ([\d.]+) s/, atOnce)
    .replace(/(\d)\.\d+ s\b/g, '$1 s')
    .replace(/(?<=\btook \d\.\d)\d+/, '')
    .replace(/ +/g, ' ')
    .trimEnd();
}

/** A client that got in at once and was answered as the n-th: each takes the server 0.3 s, and a little more. */
function atOnce(_: string, seconds: string): string {
  return `a client connects at once, answer ${Math.floor((Number(seconds) + 0.01) / 0.3)}`;
}

/** Numbers that look like ports which the kernel picks, and are none. */
const fixed = new Set(['54272', '32768', '32741', '36895', '47873', '36865', '58624', '54331']);

/** What is printed after a race, or is measured: dropped on both sides. */
const RACES: Record<string, RegExp> = {
  // How far the reader's window had opened when the segments that wake it came.
  t05_bufs: /^(after 300 ms more|POLLOUT after reader|server after fill)/,
  // Which worker is back in accept() first, and whether ss starts within the 40 ms by which a FIN's
  // acknowledgement is delayed, on a machine that is busy.
  t07_queue: /^(accepts by:|FIN-WAIT-)/,
  // Who gets in on which retransmission: Linux's timers fire in batches.
  t10_slow: /^client +\d+: connect\(\) [1-9]/,
  // Whether a file's page that is being sent may still change: see lib/README.md's ledger.
  t13_copy: /^receiver got 4096 bytes, first/,
};

/** Command lines. */
const LIVE = [
  't01_fd',
  't01b_emfile_accept',
  't02_backlog 0 seq 4 0',
  't02_backlog 5 seq 8 0',
  't02_backlog -1 seq 3 0',
  't02_backlog 10 burst 20 0',
  't03_errors',
  't03b_priv',
  't04_close',
  't05_bufs',
  't06_epoll',
  't07_queue',
  't08_htons',
  't10_slow',
  't13_copy',
];

describe.concurrent('what Linux prints now', () => {
  test.each(LIVE)('%s', { timeout: 60_000 }, (line) => {
    const [name, ...args] = line.split(' ');
    const race = RACES[name];
    const kept = (text: string) => normal(text).filter((line) => !race?.test(line));
    expect(kept(inModel(name, args))).toEqual(kept(onLinux(name, args)));
  });
});

/** What Linux 6.18 printed in runs that take minutes or need two hosts. */
const recorded = (name: string) => readFileSync(join(here, `${name}.txt`), 'utf8');

/** Everything of a text that fits, line by line and without what `plain` takes out. */
function pick(text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .map((line) => pattern.exec(line)?.[0])
    .filter((line) => line !== undefined)
    .map(plain);
}

/** Twenty clients at once over a slow link to a server that begins to accept late, or never. */
function burst(args: readonly string[], end: number, sysctl: Record<string, number>) {
  const m = createMachine({
    hosts: [
      { name: 'server', addr: '10.9.0.2', sysctl },
      { name: 'client', addr: '10.9.0.1' },
    ],
    links: [
      {
        between: ['client', 'server'],
        addrs: ['10.9.0.1', '10.9.0.2'],
        latencyUs: 1,
        bandwidthBps: 0,
      },
    ],
  });
  start(m, 'server', 't02c_server', [...args, String(end)]);
  advance(m, { untilUs: 200_000 });
  start(m, 'client', 't02c_client', ['20', '1.5', String(end - 0.5), end > 60 ? '50' : '5']);
  // The link's 300 bytes of credit let two handshakes through, one after the other.
  let sent = 0;
  advance(m, {
    until: (event) =>
      event.kind === 'segment' && event.at === 'tx' && event.host === 'client' && ++sent === 4,
  });
  for (const link of m.net.links) link.bandwidthBps = 80_000;
  advance(m, { untilUs: 1_200_000 });
  const at = (line: string) => {
    const result = runCommandLine(m, createShell(m, 'server'), line);
    return result.kind === 'text' ? result.output : '';
  };
  const early = at('ss -Hltn');
  advance(m, { maxOps: 400_000_000, untilUs: (end + 1) * 1e6 });
  return { text: printed(m), early, counters: at('nstat -az') };
}

/** Counters that do not depend on how late a timer is. */
const CERTAIN = /^Tcp(PassiveOpens|ExtSyncookiesSent|ExtTCPReqQFullDoCookies) +\d+/;

describe.concurrent('what Linux 6.18 printed', () => {
  test.each([
    ['burst', ['5', '4'], 12, {}],
    ['burst-no-cookies', ['5', '4'], 12, { tcp_syncookies: 0 }],
    ['burst-abort', ['5', '4'], 12, { tcp_abort_on_overflow: 1 }],
    ['burst-never', ['5', '1000'], 70, {}],
  ] as const)('%s', { timeout: 60_000 }, (name, args, end, sysctl) => {
    const ours = burst(args, end, sysctl);
    const truth = recorded(name);
    // Who is connected, refused or reset in the first second; who got in in the end, and how often.
    for (const pattern of [
      /client +\d+.*connect\(\) completed|client +\d+ .*(event .*)/,
      /^S accepted \d+/,
      /every ESTABLISHED client wrote.*/,
    ]) {
      const who = (text: string) =>
        pick(text, pattern)
          .map((line) => line.replace(/ \(port \w+\)/, ''))
          .sort();
      expect(who(ours.text)).toEqual(who(truth));
    }
    expect(ours.early.replace(/ +/g, ' ').trim()).toBe(pick(truth, /^LISTEN.*/)[0]);
    expect(pick(ours.counters, CERTAIN).sort()).toEqual(pick(truth, CERTAIN).sort());
  });

  test.each([
    ['syn-times', 4],
    ['syn-times-exponential', 0],
  ])('%s', (name, linear) => {
    const m = createMachine({
      hosts: [{ name: 'server', sysctl: { tcp_syn_linear_timeouts: linear } }],
    });
    start(m, 'server', 't09_synretry', []);
    advance(m, { untilUs: 200e6 });
    const syns = traceOf(m).filter(
      (event) => event.kind === 'segment' && event.at === 'tx' && event.seg.flags === 2,
    );
    // The first SYN is the client's that fills the queue.
    const ours = syns.slice(1).map(({ atUs }) => (atUs - syns[1].atUs) / 1e6);
    const truth = [...recorded(name).matchAll(/^SYN #\d+ at \+([\d.]+)/gm)].map(firstNumber);
    expect(ours).toHaveLength(truth.length);
    // The timer wheel is up to a twentieth late.
    ours.forEach((at, n) => {
      expect(truth[n]).toBeGreaterThanOrEqual(at - 0.001);
      expect(truth[n]).toBeLessThanOrEqual(at * 1.05);
    });
    const whole = /-1 ETIMEDOUT after ([\d.]+) s/;
    const waited = firstNumber(whole.exec(printed(m))!);
    expect(firstNumber(whole.exec(recorded(name))!) / waited).toBeCloseTo(1, 1);
  });

  test('a reader that never reads, over a link of 1500 bytes', () => {
    const m = createMachine({
      hosts: [
        { name: 'server', addr: '10.9.0.2' },
        { name: 'client', addr: '10.9.0.1' },
      ],
      links: [
        {
          between: ['client', 'server'],
          addrs: ['10.9.0.1', '10.9.0.2'],
          latencyUs: 10,
          bandwidthBps: 0,
        },
      ],
    });
    start(m, 'server', 't05b', ['srv']);
    advance(m, { untilUs: 300_000 });
    start(m, 'client', 't05b', ['cli']);
    advance(m, { untilUs: 5e6, maxOps: 100_000_000 });
    // What autotuning makes of both buffers then depends on how often the writer runs.
    const before = /^(client: (fresh|connected)|server: accepted).*/;
    expect(pick(printed(m), before).sort()).toEqual(pick(recorded('veth'), before).sort());
  });
});

/** Three requests of curl, the end of a server, and what another one prints that starts right after it. */
function restarted(first: string, second: string): string {
  const sources: Record<string, string> = {
    plain: join(here, '../../../content/programs/server.c'),
    noread: join(here, '../traced/server_noread.c'),
    reuse: join(here, '../traced/server_reuse.c'),
  };
  installC();
  const m = createMachine();
  const runs = (name: string) => {
    const result = build([{ name, text: readFileSync(sources[name], 'utf8') }]);
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const pid = exec(m, 'server', { image: result.image, argv: [name] });
    advance(m, { untilUs: m.sim.nowUs + 500_000 });
    return pid;
  };
  const pid = runs(first);
  for (let n = 0; n < 3; n++) {
    runCommandLine(m, createShell(m, 'server'), 'curl -s localhost:8080');
    advance(m, { untilUs: m.sim.nowUs + 500_000 });
  }
  sendSignal(m, 'server', pid, 'SIGTERM');
  advance(m, { untilUs: m.sim.nowUs + 100_000 });
  const before = printed(m).length;
  runs(second);
  return printed(m).slice(before).trim();
}

// Who closes with a request unread resets, and so leaves no TIME_WAIT; where there is one of a server
// without SO_REUSEADDR, a server that sets it is refused too. Linux 6.18 was asked for each row.
test.each([
  ['plain', 'plain', 'bind: Address already in use'],
  ['plain', 'reuse', 'bind: Address already in use'],
  ['reuse', 'reuse', 'Listening on port 8080'],
  ['noread', 'noread', 'Listening on port 8080'],
  ['noread', 'reuse', 'Listening on port 8080'],
])('after a server (%s) has ended, another (%s) begins', (first, second, says) => {
  expect(restarted(first, second)).toBe(says);
});

function firstNumber(match: RegExpExecArray | RegExpMatchArray): number {
  return Number(match[1]);
}
