// Captures: what `--pcap` writes of several runs, read by the real tshark and the real tcpdump.
//
// One idea: two readers that know nothing of the model must find nothing wrong: no malformed frame,
// every checksum right, the same conversations that the trace has, and the same lines that our own
// tcpdump prints.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../lib/machine/build.ts';
import { installC } from '../../lib/machine/c-programs.ts';
import {
  advance,
  createMachine,
  exec,
  type MachineOptions,
  traceOf,
} from '../../lib/machine/machine.ts';
import { createShell, runCommandLine } from '../../lib/machine/shell.ts';
import { formatAddr } from '../../lib/net/ip.ts';
import { pcapBytes } from '../../lib/net/pcap.ts';
import { packetBytes } from '../../lib/net/segment.ts';
import type { Endpoint, TraceEvent } from '../../lib/sim/trace.ts';
import { tcpdumpLines } from '../../lib/view/tcpdump.ts';
import { readTcpdumpFlags } from '../../lib/view/tcpdump-flags.ts';

const BOOK = new URL('../../content/programs/', import.meta.url).pathname;
const CAPTURE = new URL('traffic.c', import.meta.url).pathname;

const GROUPS = new URL('groups.c', import.meta.url).pathname;

const LINK: MachineOptions = {
  hosts: [{ name: 'server' }, { name: 'client' }],
  links: [{ between: ['client', 'server'], latencyUs: 5000 }],
};

/** A program in the model, and what is run beside it. */
interface Scene {
  source: string;
  argv?: string[];
  command?: string;
  machine?: MachineOptions;
}

function losing(fault: Partial<NonNullable<MachineOptions['links']>[number]>): MachineOptions {
  return {
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], ...fault }],
  };
}

const SCENES: Record<string, Scene> = {
  'a server and curl on lo': { source: `${BOOK}server.c`, command: 'curl -s localhost:8080' },
  'a server and curl over a link': {
    source: `${BOOK}server.c`,
    command: 'curl -s server:8080',
    machine: LINK,
  },
  'a connection that loses and reorders': {
    source: CAPTURE,
    argv: ['10.0.0.1', 'tcp'],
    machine: {
      hosts: [{ name: 'server' }, { name: 'client' }],
      links: [
        {
          between: ['client', 'server'],
          latencyUs: 5000,
          loss: 0.05,
          duplicate: 0.05,
          reorder: 0.1,
        },
      ],
    },
  },
  'UDP, and ICMP for a closed port': { source: CAPTURE, argv: ['127.0.0.1', 'udp'] },
  'TCP over IPv6': { source: CAPTURE, argv: ['::1', 'tcp'] },
  'UDP and ICMPv6': { source: CAPTURE, argv: ['::1', 'udp'] },
  'fragments, some of which are lost': {
    source: CAPTURE,
    argv: ['10.0.0.1', 'large'],
    machine: losing({ dropPlan: [5, 25, 60].map((nth) => ({ from: 'server', nth })) }),
  },
  'fragments of IPv6': {
    source: CAPTURE,
    argv: ['fd00::a00:1', 'large'],
    machine: losing({ dropPlan: [4, 23].map((nth) => ({ from: 'server', nth })) }),
  },
  'groups, and what routers are told of them': {
    source: GROUPS,
    argv: ['send'],
    machine: losing({}),
  },
  'a router that cuts fragments': {
    source: CAPTURE,
    argv: ['10.0.0.1', 'large'],
    machine: losing({ pathMtu: 1006 }),
  },
};

function play({ source, argv = [], command, machine }: Scene): TraceEvent[] {
  const result = build([{ name: source, text: readFileSync(source, 'utf8') }]);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  installC();
  const m = createMachine(machine);
  exec(m, 'server', { image: result.image, argv: ['program', ...argv] });
  if (machine && !command) {
    exec(m, 'client', { image: result.image, argv: ['program', 'echo'] });
  }
  advance(m, { untilUs: 600_000 });
  if (command) runCommandLine(m, createShell(m, machine ? 'client' : 'server'), command);
  // A minute and more, in which the last pieces of what was not whole are given up.
  advance(m, { untilUs: 70e6, maxOps: 50_000_000 });
  return traceOf(m);
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'captures-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a reader over a capture; names of hosts and ports stay numbers. */
function read(tool: string, ...args: string[]): string {
  return execFileSync(tool, args, {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const SUMS = ['ip', 'tcp', 'udp'].flatMap((layer) => ['-o', `${layer}.check_checksum:TRUE`]);
const FIELDS = ['_ws.malformed', 'ip', 'tcp', 'udp', 'icmp', 'icmpv6'];

/** Frames by the pair of their ends, in either direction, with their bytes. */
function conversations(events: TraceEvent[], proto: 'tcp' | 'udp'): string[] {
  const found = new Map<string, [frames: number, bytes: number]>();
  const name = (end: Endpoint) => `${formatAddr(end.addr)}:${end.port}`;
  for (const event of events) {
    if (event.kind !== 'segment' && event.kind !== 'datagram') continue;
    // Of fragments the first shows whose they are.
    const shown = event.seg.fragment?.offset === 0 ? 'udp' : (event.seg.proto ?? 'tcp');
    if (event.at !== 'tx' || shown !== proto) continue;
    const key = [name(event.seg.src), name(event.seg.dst)].sort().join(' ');
    const [frames, bytes] = found.get(key) ?? [0, 0];
    found.set(key, [frames + 1, bytes + packetBytes(event.seg)]);
  }
  return [...found].map(([key, [frames, bytes]]) => `${key}: ${frames} frames, ${bytes}`).sort();
}

/** The same by tshark's own count; a datagram inside an ICMP message is no conversation. */
function conversationsOf(file: string, proto: 'tcp' | 'udp'): string[] {
  const ends = ['ip.src', 'ipv6.src', 'ip.dst', 'ipv6.dst', `${proto}.srcport`, `${proto}.dstport`];
  const fields = [...ends, `${proto}.stream`, 'frame.len'].flatMap((name) => ['-e', name]);
  const filter = `${proto} && !icmp && !icmpv6`;
  const found = new Map<string, { key: string; frames: number; bytes: number }>();
  const apart = ['ip', 'ipv6'].flatMap((layer) => ['-o', `${layer}.defragment:FALSE`]);
  for (const line of read('tshark', ...apart, '-r', file, '-Y', filter, '-T', 'fields', ...fields)
    .trimEnd()
    .split('\n')) {
    if (!line) continue;
    const [src4, src6, dst4, dst6, sport, dport, stream, length] = line.split('\t');
    const key = [`${src4 || src6}:${sport}`, `${dst4 || dst6}:${dport}`].sort().join(' ');
    const one = found.get(stream) ?? { key, frames: 0, bytes: 0 };
    found.set(stream, { key, frames: one.frames + 1, bytes: one.bytes + Number(length) });
  }
  return [...found.values()]
    .map(({ key, frames, bytes }) => `${key}: ${frames} frames, ${bytes}`)
    .sort();
}

test('segments that a router has cut, as their receiver captures them', () => {
  const source = `${BOOK}server.c`;
  const result = build([{ name: source, text: readFileSync(source, 'utf8') }]);
  const client = build([{ name: 'dont.c', text: UNCUT }]);
  if (!result.ok || !client.ok) throw new Error('does not compile');
  installC();
  const m = createMachine(losing({ pathMtu: 576 }));
  exec(m, 'server', { image: result.image, argv: ['server'] });
  exec(m, 'client', { image: client.image, argv: ['client'] }, { atUs: 1000 });
  advance(m, { untilUs: 5e6 });
  const events = traceOf(m);
  const file = join(folder, 'cut.pcap');
  writeFileSync(file, pcapBytes(events, { host: 'server', epochUs: 1_000_000_000 }));
  for (const [verbose, words] of [[], ['-v'], ['-vv']].entries()) {
    const real = read('tcpdump', '-t', '-n', ...words, '-r', file)
      .trimEnd()
      .split('\n');
    const lines = tcpdumpLines(events, { host: 'server', time: 'none', verbose });
    expect(lines.flatMap(({ text }) => text.split('\n'))).toEqual(real);
    expect(real.some((line) => line.includes('ip-proto-6'))).toBe(true);
  }
});

/** A client whose long request may be cut. */
const UNCUT = `#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static char request[1200];
int main(void) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0), dont = 0;
    to.sin_port = htons(8080);
    inet_pton(AF_INET, "10.0.0.2", &to.sin_addr);
    setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &dont, sizeof dont);
    connect(fd, (struct sockaddr *)&to, sizeof to);
    memset(request, 'x', sizeof request);
    memcpy(request, "GET / HTTP/1.1\\r\\n", 16);
    memcpy(request + sizeof request - 4, "\\r\\n\\r\\n", 4);
    write(fd, request, sizeof request);
    sleep(1);
    return 0;
}`;

describe.each(Object.entries(SCENES))('%s', (name, scene) => {
  let events: TraceEvent[] = [];
  let file = '';
  beforeAll(() => {
    events = play(scene);
    file = join(folder, `${name.replace(/\W/g, '-')}.pcap`);
    // A capture that begins at 1970 exactly confuses tcpdump's delta times.
    writeFileSync(file, pcapBytes(events, { epochUs: 1_000_000_000 }));
  });

  test('tshark finds no malformed frame and no wrong checksum', () => {
    const fields = FIELDS.flatMap((field) => [
      '-e',
      field.startsWith('_') ? field : `${field}.checksum.status`,
    ]);
    const lines = read('tshark', ...SUMS, '-r', file, '-T', 'fields', ...fields).split('\n');
    const frames = lines.slice(0, -1).map((line) => line.split('\t'));
    expect(frames).toHaveLength(events.filter(isSent).length);
    for (const [malformed, ...sums] of frames) {
      expect(malformed).toBe('');
      // 1 is tshark's word for good; 2 for unverified, inside a quotation that was cut.
      const quotes = sums.slice(3).some(Boolean);
      expect(sums.join(',')).toMatch(quotes ? /^[12,]+$/ : /^[1,]+$/);
    }
    expect(read('tshark', ...SUMS, '-r', file, '-Y', '_ws.expert.severity == error')).toBe('');
  });

  test.each(['tcp', 'udp'] as const)('tshark counts the same conversations of %s', (proto) => {
    expect(conversationsOf(file, proto)).toEqual(conversations(events, proto));
  });

  test('the real tcpdump prints the lines that ours does', () => {
    const real = read('tcpdump', '-ttt', '-n', '-r', file).trimEnd().split('\n');
    expect(real).toEqual(tcpdumpLines(events).map((line) => line.text));
  });
});

/** Begins a capture at a time that both readers are told of. */
const EPOCH_S = 1_000_000_000;

const OPTIONS = [
  ...['', '-v', '-vv', '-vvv', '-x', '-X', '-XX', '-A', '-e', '-q', '-S', '-t', '-tt', '-ttt'],
  ...['-tttt', '-ttttt', '-#', '-vX', '-vvA', '-ve', '-qv', '-c 3', '-c3 -vv', '-tS -#X', '-nnq'],
];

const FILTERS = [
  ...['tcp', 'udp', 'icmp', 'icmp6', 'ip', 'ip6', 'port 8080', 'src port 8080', 'dst port 8080'],
  ...['tcp port 24680', 'udp port 24681', 'tcp and not port 8080', 'host 127.0.0.1', 'host ::1'],
  ...['src host 127.0.0.1', 'not host 10.0.0.1', 'src 10.0.0.2 and dst 10.0.0.1', 'net 10.0.0.0/8'],
  ...['net 10', 'portrange 24000-25000', 'less 60', 'greater 100', 'len > 60', 'ip[9] = 17'],
  ...['tcp[tcpflags] & tcp-syn != 0', 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', 'tcp[13] == 18'],
  ...['tcp[tcpflags] == tcp-ack or tcp[tcpflags] & tcp-rst != 0', 'udp[4:2] > 100', 'ip6[6] == 6'],
  ...['not (tcp or udp)', 'port 8080 or 24681', 'tcp or udp and port 24681', '! tcp && ! icmp'],
  ...['(tcp[12] >> 4) * 4 > 20', 'ip[2:2] - ((ip[0] & 0xf) << 2) > 40', 'src or dst port 8080'],
  ...['src and dst port 24681', 'ip proto 6', 'ip host 127.0.0.1 and udp', 'icmp[icmptype] = 3'],
  ...['ip[6:2] & 0x1fff != 0', 'ip[6:2] & 0x3fff != 0 and udp', 'udp port 24682', 'ip6 proto 17'],
  ...['udp[2:2] = 24682', 'icmp[icmptype] = 11', 'ip6[6] = 44', 'greater 1500 and udp and ip6'],
];

/** What our tcpdump prints for a command line, as far as the machine's clock is the file's. */
function ours(events: TraceEvent[], words: string[]): string[] {
  const read = readTcpdumpFlags(words);
  if ('wrong' in read) throw new Error(read.wrong);
  const lines = tcpdumpLines(events, { ...read.options, epochS: EPOCH_S });
  return lines.flatMap(({ text }) => text.split('\n'));
}

describe('tcpdump with options and filters', () => {
  let events: TraceEvent[] = [];
  let file = '';
  beforeAll(() => {
    // All scenes one behind the other, as one capture.
    events = Object.values(SCENES).flatMap((scene, i) =>
      play(scene).map((event) => ({ ...event, atUs: event.atUs + i * 100e6 })),
    );
    file = join(folder, 'options.pcap');
    writeFileSync(file, pcapBytes(events, { epochUs: EPOCH_S * 1e6 }));
  });

  test.each(OPTIONS)('%s', (option) => {
    const words = option.split(' ').filter(Boolean);
    const real = read('tcpdump', '-n', ...words, '-r', file);
    expect(ours(events, words)).toEqual(real.replace(/\n$/, '').split('\n'));
  });

  test.each(FILTERS)('%s', (filter) => {
    const real = read('tcpdump', '-n', '-r', file, filter);
    expect(real).not.toBe('');
    expect(ours(events, [filter])).toEqual(real.trimEnd().split('\n'));
  });
});

test('a filter that is none is refused as the real one refuses it', () => {
  for (const filter of [
    'port',
    'tcp and',
    '(tcp',
    'tcp port 70000',
    'frob',
    'host',
    'tcp[tcpflags',
  ]) {
    const result = readTcpdumpFlags([filter]);
    expect('wrong' in result, filter).toBe(true);
  }
});

function isSent(event: TraceEvent): boolean {
  return (event.kind === 'segment' || event.kind === 'datagram') && event.at === 'tx';
}
