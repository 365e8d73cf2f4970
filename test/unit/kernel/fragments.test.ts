// Datagrams that are too large for their way: what tcpdump and nstat say of them is what they said of Linux
// 6.18 between two network namespaces, with the same addresses, lengths and losses.

import { expect, test } from 'vitest';
import { counterRows, socketFile } from '../../../lib/kernel/mib.ts';
import { takeFragment } from '../../../lib/kernel/reassembly.ts';
import { chargeOf } from '../../../lib/kernel/udp.ts';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  contextOf,
  createMachine,
  exec,
  type LinkSpec,
  type Machine,
  traceOf,
} from '../../../lib/machine/machine.ts';
import type { Segment } from '../../../lib/sim/trace.ts';
import { tcpdumpLines } from '../../../lib/view/tcpdump.ts';

installC();

/** The far end says what has come; the near one sends datagrams of the lengths that it is told, or asks. */
const PROGRAM = `#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static char bytes[70000];
static struct sockaddr_in in = {.sin_family = AF_INET};
static struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
static void told(int fd) {
    char control[200];
    struct iovec piece = {bytes + 69000, 1};
    struct msghdr head = {0, 0, &piece, 1, control, sizeof control, 0};
    while (recvmsg(fd, &head, MSG_ERRQUEUE) >= 0) {
        struct sock_extended_err *e = (void *)CMSG_DATA(CMSG_FIRSTHDR(&head));
        printf("told: %s, origin %d, mtu %d\\n", strerror(e->ee_errno), e->ee_origin, e->ee_info);
    }
}
int main(int argc, char **argv) {
    int v6 = argv[1][0] == 'f', fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
    struct sockaddr *at = v6 ? (void *)&in6 : (void *)&in;
    socklen_t length = v6 ? sizeof in6 : sizeof in;
    int level = v6 ? IPPROTO_IPV6 : IPPROTO_IP, one = 1, mtu;
    in.sin_port = in6.sin6_port = htons(5000);
    for (int i = 0; i < 70000; i++) bytes[i] = i * 7 + i / 256;
    if (argc == 2) {
        bind(fd, at, length);
        for (static char got[70000];;) {
            ssize_t n = recv(fd, got, sizeof got, 0);
            printf("%zd %s\\n", n, memcmp(got, bytes, n) ? "wrong" : "bytes");
        }
    }
    inet_pton(AF_INET, argv[1], &in.sin_addr);
    inet_pton(AF_INET6, argv[1], &in6.sin6_addr);
    for (int i = 2; i < argc; i++) {
        int n = atoi(argv[i] + 1);
        socklen_t room = sizeof mtu;
        if (argv[i][0] == 'm') setsockopt(fd, level, v6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &n, sizeof n);
        else if (argv[i][0] == 'e') setsockopt(fd, level, v6 ? IPV6_RECVERR : IP_RECVERR, &one, sizeof one);
        else if (argv[i][0] == 'c') connect(fd, at, length);
        else if (argv[i][0] == 's') sleep(n);
        else if (argv[i][0] == '?') {
            if (getsockopt(fd, level, v6 ? IPV6_MTU : IP_MTU, &mtu, &room) == 0) printf("mtu %d\\n", mtu);
        } else if (sendto(fd, bytes, n, 0, at, length) < 0) printf("%d: %s\\n", n, strerror(errno));
        usleep(20000);
        told(fd);
    }
    return 0;
}`;

const built = build([{ name: 'ends.c', text: PROGRAM }]);

interface Run {
  m: Machine;
  /** What each end printed, what its tcpdump says, and its counters that are not 0. */
  said(host: string): string[];
  lines(host: string, verbose?: number): string[];
  counters(host: string, ...names: string[]): Record<string, number>;
}

function run(to: string, words: string, link: Partial<LinkSpec> = {}): Run {
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const { image } = built;
  const m = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], ...link }],
  });
  exec(m, 'server', { image, argv: ['ends', to.slice(0, 1)] });
  exec(m, 'client', { image, argv: ['ends', to, ...words.split(' ')] }, { atUs: 1000 });
  advance(m, { untilUs: 100e6 });
  const said = (host: string) =>
    traceOf(m).flatMap((event) => {
      if (event.kind !== 'output' || event.host !== host) return [];
      return [Buffer.from(event.bytes).toString().trimEnd()];
    });
  return {
    ...{ m, said },
    lines: (host, verbose = 0) =>
      tcpdumpLines(traceOf(m), { host, time: 'none', verbose }).map(({ text }) => {
        return text
          .replace(/(10\.0\.0\.1\.|frag \(0\|1\d+\) )\d{5}/g, '$14000')
          .replace(/id \d+/g, 'id N');
      }),
    counters: (host, ...names) => {
      const rows = counterRows(contextOf(m, host)).filter(([name, value]) => {
        return value > 0 && (names.length === 0 || names.some((one) => name.startsWith(one)));
      });
      return Object.fromEntries(rows);
    },
  };
}

test('over IPv4', () => {
  const { lines, counters, said } = run('10.0.0.2', 'b3000 b4000 b1400 m0 b1400');
  expect(said('server')).toEqual(['3000 bytes', '4000 bytes', '1400 bytes', '1400 bytes']);
  expect(lines('client')).toEqual([
    'IP 10.0.0.1.4000 > 10.0.0.2.5000: UDP, length 3000',
    'IP 10.0.0.1 > 10.0.0.2: ip-proto-17',
    'IP 10.0.0.1 > 10.0.0.2: ip-proto-17',
    'IP 10.0.0.1.4000 > 10.0.0.2.5000: UDP, length 4000',
    'IP 10.0.0.1 > 10.0.0.2: ip-proto-17',
    'IP 10.0.0.1 > 10.0.0.2: ip-proto-17',
    'IP 10.0.0.1.4000 > 10.0.0.2.5000: UDP, length 1400',
    'IP 10.0.0.1.4000 > 10.0.0.2.5000: UDP, length 1400',
  ]);
  const verbose = lines('server', 1).map((text) => text.split('\n')[0]);
  expect(verbose).toEqual([
    'IP (tos 0x0, ttl 64, id N, offset 0, flags [+], proto UDP (17), length 1500)',
    'IP (tos 0x0, ttl 64, id N, offset 1480, flags [+], proto UDP (17), length 1500)',
    'IP (tos 0x0, ttl 64, id N, offset 2960, flags [none], proto UDP (17), length 68)',
    'IP (tos 0x0, ttl 64, id N, offset 0, flags [+], proto UDP (17), length 1500)',
    'IP (tos 0x0, ttl 64, id N, offset 1480, flags [+], proto UDP (17), length 1500)',
    'IP (tos 0x0, ttl 64, id N, offset 2960, flags [none], proto UDP (17), length 1068)',
    'IP (tos 0x0, ttl 64, id N, offset 0, flags [DF], proto UDP (17), length 1428)',
    'IP (tos 0x0, ttl 64, id N, offset 0, flags [none], proto UDP (17), length 1428)',
  ]);
  expect(counters('client', 'Ip', 'Udp')).toEqual({
    ...{ IpOutRequests: 4, IpFragOKs: 2, IpFragCreates: 6, IpOutTransmits: 8 },
    ...{ IpExtOutOctets: 9992, UdpOutDatagrams: 4 },
  });
  expect(counters('server', 'Ip', 'Udp')).toEqual({
    ...{ IpInReceives: 8, IpInDelivers: 4, IpReasmReqds: 6, IpReasmOKs: 2 },
    ...{ IpExtInOctets: 9992, IpExtInNoECTPkts: 8, UdpInDatagrams: 4 },
  });
});

test('over IPv6', () => {
  const { lines, counters, said } = run('fd00::a00:2', 'b3000 b3 b1453');
  expect(said('server')).toEqual(['3000 bytes', '3 bytes', '1453 bytes']);
  const ends = 'IP6 fd00::a00:1 > fd00::a00:2';
  expect(lines('client').filter((text) => text.includes('frag'))).toEqual([
    `${ends}: frag (0|1448) 4000 > 5000: UDP, length 3000`,
    `${ends}: frag (1448|1448)`,
    `${ends}: frag (2896|112)`,
    `${ends}: frag (0|1448) 4000 > 5000: UDP, length 1453`,
    `${ends}: frag (1448|13)`,
  ]);
  expect(counters('client', 'Ip6Frag', 'Ip6OutR', 'Ip6OutT')).toEqual({
    ...{ Ip6OutRequests: 3, Ip6FragOKs: 2, Ip6FragCreates: 5, Ip6OutTransmits: 6 },
  });
  expect(counters('server', 'Ip6Reasm', 'Ip6InD')).toEqual({
    ...{ Ip6InDelivers: 3, Ip6ReasmReqds: 5, Ip6ReasmOKs: 2 },
  });
});

test('a piece that is lost loses the datagram; over IPv4 its sender is told in vain', () => {
  const drop = { dropPlan: [{ from: 'client', nth: 2 }] };
  const { lines, counters, said, m } = run('10.0.0.2', 'e c b3000 s40 b7', drop);
  expect(said('server')).toEqual(['7 bytes']);
  expect(said('client')).toEqual([]);
  const message = lines('client', 1).find((text) => text.includes('ICMP'));
  expect(message?.split('\n')).toEqual([
    'IP (tos 0xc0, ttl 64, id N, offset 0, flags [none], proto ICMP (1), length 576)',
    '    10.0.0.2 > 10.0.0.1: ICMP ip reassembly time exceeded, length 556',
    '\tIP (tos 0x0, ttl 64, id N, offset 0, flags [+], proto UDP (17), length 1500)',
    '    10.0.0.1.4000 > 10.0.0.2.5000: UDP, length 3000',
  ]);
  expect(counters('server', 'IpReasm', 'Icmp')).toEqual({
    ...{ IpReasmTimeout: 1, IpReasmReqds: 2, IpReasmFails: 1 },
    ...{ IcmpOutMsgs: 1, IcmpOutTimeExcds: 1, IcmpMsgOutType11: 1 },
  });
  const [first, late] = tcpdumpLines(traceOf(m), { host: 'server' })
    .filter(({ text }) => /reassembly|3000/.test(text))
    .map(({ event }) => event.atUs);
  expect(late - first).toBe(30e6);
});

test('a piece that is lost over IPv6: after a minute, and the program hears of it', () => {
  const drop = { dropPlan: [{ from: 'client', nth: 3 }] };
  const { lines, counters, said } = run('fd00::a00:2', 'e c b3000 s70', drop);
  expect(said('client')).toEqual(['told: No route to host, origin 3, mtu 0']);
  expect(lines('client').at(-1)).toBe(
    'IP6 fd00::a00:2 > fd00::a00:1: ICMP6, time exceeded in-transit (reassembly), length 1240',
  );
  expect(counters('server', 'Ip6Reasm', 'Icmp6Out')).toEqual({
    ...{ Ip6ReasmTimeout: 1, Ip6ReasmReqds: 2, Ip6ReasmFails: 1 },
    ...{ Icmp6OutMsgs: 1, Icmp6OutTimeExcds: 1 },
  });
});

test('nobody is told where the piece with the ports is the one that was lost', () => {
  const drop = { dropPlan: [{ from: 'client', nth: 1 }] };
  const { counters } = run('10.0.0.2', 'b3000 s40', drop);
  expect(counters('server', 'IpReasm', 'Icmp')).toEqual({
    ...{ IpReasmTimeout: 1, IpReasmReqds: 2, IpReasmFails: 1 },
  });
});

test('pieces that come twice or in another order', () => {
  const { said, counters } = run('10.0.0.2', 'b30000 b20000 s40', { duplicate: 0.3, reorder: 0.3 });
  expect(said('server')).toEqual(['30000 bytes', '20000 bytes']);
  expect(counters('server', 'IpReasmOKs')).toEqual({ IpReasmOKs: 2 });
});

test.each([
  ['10.0.0.2', 1300],
  ['fd00::a00:2', 1300],
])('the MTU of the way to %s is learnt, and a connected socket told of it once', (to, pathMtu) => {
  const { said, lines } = run(to, 'c ? b1400 ? b1400 b1400 b1252 b3000', { pathMtu });
  expect(said('client')).toEqual(['mtu 1500', 'mtu 1300', '1400: Message too long']);
  expect(said('server')).toEqual(['1400 bytes', '1252 bytes', '3000 bytes']);
  const v6 = to.startsWith('fd');
  expect(lines('client')[1]).toBe(
    v6
      ? 'IP6 fd00::a00:fe > fd00::a00:1: ICMP6, packet too big, mtu 1300, length 1240'
      : 'IP 10.0.0.254 > 10.0.0.1: ICMP 10.0.0.2 unreachable - need to frag (mtu 1300), length 556',
  );
});

const TOO_LONG = 'told: Message too long, origin';

test.each([
  ['10.0.0.2', 2],
  ['fd00::a00:2', 3],
])('to %s, IP_PMTUDISC_DO refuses what does not fit, and says what would', (to, origin) => {
  const { said } = run(to, 'm2 e c b1400 ? b1400 b1252 b3000', { pathMtu: 1300 });
  expect(said('client')).toEqual([
    `${TOO_LONG} ${origin}, mtu 1300`,
    'mtu 1300',
    ...['1400: Message too long', `${TOO_LONG} 1, mtu 1300`],
    ...['3000: Message too long', `${TOO_LONG} 1, mtu 1300`],
  ]);
  expect(said('server')).toEqual(['1252 bytes']);
});

test.each([
  ['10.0.0.2', 2],
  ['fd00::a00:2', 3],
])('to %s, IP_PMTUDISC_PROBE hears of it and tries again', (to, origin) => {
  const { said } = run(to, 'm3 e c b1400 b1400 ? b1252 b3000', { pathMtu: 1300 });
  const told = `${TOO_LONG} ${origin}, mtu 1300`;
  expect(said('client')).toEqual([
    ...[told, told, 'mtu 1300', '3000: Message too long', `${TOO_LONG} 1, mtu 1500`],
  ]);
  expect(said('server')).toEqual(['1252 bytes']);
});

test('with IP_PMTUDISC_DONT a router cuts, pieces too, and nothing is learnt', () => {
  const { said, lines } = run('10.0.0.2', 'm0 c b1400 ? b3000', { pathMtu: 1300 });
  expect(said('client')).toEqual(['mtu 1500']);
  expect(said('server')).toEqual(['1400 bytes', '3000 bytes']);
  const places = lines('server', 1).map((text) => /offset \d+, flags \[.*?\]/.exec(text)?.[0]);
  expect(places).toEqual([
    ...['offset 0, flags [+]', 'offset 1280, flags [none]'],
    ...['offset 0, flags [+]', 'offset 1280, flags [+]', 'offset 1480, flags [+]'],
    ...['offset 2760, flags [+]', 'offset 2960, flags [none]'],
  ]);
});

test('pieces are kept up to 4 MB, and /proc tells how many packets wait for some', () => {
  const m = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'] }],
  });
  const ctx = contextOf(m, 'server');
  const blank = {
    seq: 0,
    ack: 0,
    flags: 0,
    windowField: 0,
    options: {},
    proto: 'fragment',
  } as const;
  const part = (id: number, offset: number): Segment => ({
    ...blank,
    src: { addr: 0x0a000001, port: 0 },
    dst: { addr: 0x0a000002, port: 0 },
    payload: new Uint8Array(1480),
    fragment: { protocol: 17, id, offset, more: true },
  });
  const take = (id: number, offset = 0) =>
    takeFragment(ctx, { id, seg: part(id, offset), iface: 'eth0' });
  take(1);
  expect(socketFile(ctx, 4)).toContain('FRAG: inuse 1 memory 2504\n');
  expect(socketFile(ctx, 6)).toContain('FRAG6: inuse 0 memory 0\n');
  for (let id = 2; id <= 2000; id++) take(id);
  take(1, 1480);
  expect(socketFile(ctx, 4)).toContain('FRAG: inuse 1676 memory 4196704\n');
  expect(ctx.stack.counters).toMatchObject({ IpReasmReqds: 2001, IpReasmFails: 325 });
  advance(m, { untilUs: 31e6 });
  expect(socketFile(ctx, 4)).toContain('FRAG: inuse 0 memory 0\n');
});

test('what a datagram in pieces takes of its receiver is what Linux charges for it', () => {
  const most = { '10.0.0.2': [1480, 0], 'fd00::a00:2': [1448, 1] } as const;
  const charges = (to: keyof typeof most, ...lengths: number[]) =>
    lengths.map((bytes) => {
      const pieces: number[] = [];
      for (let left = bytes + 8; left > 0; left -= most[to][0])
        pieces.push(Math.min(left, most[to][0]));
      return chargeOf(pieces, most[to][1] === 1);
    });
  const lengths = [1473, 1600, 1700, 2000, 2952, 2953, 3000, 5000, 20_000, 65_507];
  expect(charges('10.0.0.2', 1684, 1685, ...lengths)).toEqual([
    ...[2304, 3584, 2304, 2304, 3584, 3584, 4608, 5440, 5440, 8192, 32_256, 102_656],
  ]);
  expect(charges('fd00::a00:2', 1656, 1657, ...lengths)).toEqual([
    ...[2304, 3584, 2304, 2304, 3584, 3584, 5440, 5440, 5440, 9216, 32_256, 104_960],
  ]);
});
