// A way on which large packets do not get through: ICMP says so, and all bytes arrive in smaller ones.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  contextOf,
  createMachine,
  exec,
  type Machine,
  traceOf,
} from '../../../lib/machine/machine.ts';
import { packetBytes } from '../../../lib/net/segment.ts';
import { tcpdumpLines } from '../../../lib/view/tcpdump.ts';

installC();

const BYTES = 300_000;

/** One program is both ends: it sends bytes that can be told apart, or checks them. */
const PROGRAM = `#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
static unsigned char bytes[${BYTES}];
int main(int argc, char **argv) {
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
    int v6 = argv[1][0] == '6', fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0), n = 0, wrong = 0;
    struct sockaddr *at = v6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
    socklen_t length = v6 ? sizeof in6 : sizeof in;
    if (argv[2][0] == 's') {
        bind(fd, at, length);
        listen(fd, 5);
        int c = accept(fd, NULL, NULL);
        for (long got; (got = read(c, bytes, 10000)) > 0; )
            for (int i = 0; i < got; i++, n++) wrong += bytes[i] != (unsigned char)(n * 7 + n / 256);
        printf("%d bytes, %d wrong\\n", n, wrong);
        return 0;
    }
    for (int i = 0; i < ${BYTES}; i++) bytes[i] = i * 7 + i / 256;
    int dont = 0;
    if (argv[2][0] == 'd') setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &dont, sizeof dont);
    inet_pton(AF_INET, "10.0.0.2", &in.sin_addr);
    inet_pton(AF_INET6, "fd00::a00:2", &in6.sin6_addr);
    connect(fd, at, length);
    write(fd, bytes, ${BYTES});
    int mtu = 0;
    socklen_t size = sizeof mtu;
    getsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? 24 : IP_MTU, &mtu, &size);
    printf("mtu %d\\n", mtu);
}`;

const built = build([{ name: 'ends.c', text: PROGRAM }]);

function run(
  pathMtu: number,
  family: '4' | '6',
  more: { loss?: number; seed?: number; role?: 'c' | 'd' } = {},
) {
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const m = createMachine({
    seed: more.seed ?? 1,
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 5000, pathMtu, loss: more.loss ?? 0 }],
  });
  const start = (host: string, role: string, atUs: number) =>
    exec(m, host, { image: built.image, argv: ['ends', family, role] }, { atUs });
  start('server', 's', 0);
  start('client', more.role ?? 'c', 1000);
  advance(m, { untilUs: 600e6 });
  const output = traceOf(m).flatMap((e) =>
    e.kind === 'output' ? [Buffer.from(e.bytes).toString()] : [],
  );
  const sizes = traceOf(m).flatMap((e) =>
    e.kind === 'segment' && e.host === 'server' && e.at === 'rx' ? [packetBytes(e.seg)] : [],
  );
  return { m, output: output.join(''), largest: Math.max(...sizes) };
}

const said = (m: Machine): string[] =>
  tcpdumpLines(traceOf(m), { host: 'client', time: 'none' })
    .map(({ text }) => text)
    .filter((text) => text.includes('ICMP'));

test('over IPv4: the first packets that are too large tell it', () => {
  const { m, output, largest } = run(1300, '4');
  expect(output).toBe(`mtu 1300\n${BYTES} bytes, 0 wrong\n`);
  expect(largest).toBe(1300);
  expect(said(m)[0]).toBe(
    'IP 10.0.0.254 > 10.0.0.1: ICMP 10.0.0.2 unreachable - need to frag (mtu 1300), length 556',
  );
  // As many as the first window had.
  expect(said(m)).toHaveLength(10);
});

test('over IPv6', () => {
  const { m, output, largest } = run(1280, '6');
  expect(output).toBe(`mtu 1280\n${BYTES} bytes, 0 wrong\n`);
  expect(largest).toBe(1280);
  expect(said(m)[0]).toBe(
    'IP6 fd00::a00:fe > fd00::a00:1: ICMP6, packet too big, mtu 1280, length 1240',
  );
});

test('a way that lets everything through says nothing', () => {
  const { m, output, largest } = run(1500, '4');
  expect(output).toBe(`mtu 1500\n${BYTES} bytes, 0 wrong\n`);
  expect(largest).toBe(1500);
  expect(said(m)).toEqual([]);
});

test.each(Array.from({ length: 12 }, (_, i) => i + 1))('with losses, seed %d', (seed) => {
  const { m, output } = run(600 + 70 * seed, '4', { loss: 0.05, seed });
  expect(output).toMatch(new RegExp(`^${BYTES} bytes, 0 wrong$`, 'm'));
  for (const host of ['server', 'client']) {
    const { stack, kernel } = contextOf(m, host);
    expect([stack.socks.size, stack.softErrors.size, kernel.tasks.size]).toEqual([0, 0, 0]);
  }
  expect(m.sim.queue.heap).toHaveLength(0);
});

test.each([0, 0.02])(
  'with IP_PMTUDISC_DONT the router cuts segments, with %s of the packets lost',
  (loss) => {
    const { m, output } = run(700, '4', { loss, role: 'd', seed: 3 });
    expect(output).toBe(`mtu 1500\n${BYTES} bytes, 0 wrong\n`);
    expect(said(m).filter((text) => text.includes('need to frag'))).toEqual([]);
    const { counters, traffic } = contextOf(m, 'server').stack;
    expect(counters.IpReasmOKs).toBeGreaterThan(200);
    expect(counters.IpReasmFails).toBeUndefined();
    // Pieces are no segments.
    expect(traffic.segmentsIn).toBe(
      traffic.v4.packetsIn - counters.IpReasmReqds + counters.IpReasmOKs,
    );
    const first = tcpdumpLines(traceOf(m), { host: 'server', time: 'none' })
      .map(({ text }) => text)
      .find((text) => text.includes('length 648'));
    expect(first).toMatch(
      /^IP 10\.0\.0\.1\.\d+ > 10\.0\.0\.2\.80: Flags \[[P.]+\], seq 1:649, ack 1, .* length 648: HTTP$/,
    );
  },
);
