// What a sender of UDP has not put on a slow wire yet. The numbers are those of Linux 6.18 behind a tc-tbf of
// 8 Mbit/s, but for the first packet, which tbf lets pass at once and a wire takes its time for.

import { expect, test } from 'vitest';
import { counterRows } from '../../../lib/kernel/mib.ts';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  contextOf,
  createMachine,
  exec,
  type LinkSpec,
  traceOf,
} from '../../../lib/machine/machine.ts';
import { createShell, runCommandLine } from '../../../lib/machine/shell.ts';

installC();

/** Sends until it may not: `ADDRESS BYTES SNDBUF HOW TIMES`; w waits for room, e asks for errors, l lists, s sleeps. */
const PROGRAM = `#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
static char bytes[70000];
static long ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
static int queued(int fd) {
    int n = -1;
    ioctl(fd, SIOCOUTQ, &n);
    return n;
}
int main(int argc, char **argv) {
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    in.sin_port = in6.sin6_port = htons(5000);
    if (argc == 1) {
        int fd = socket(AF_INET6, SOCK_DGRAM, 0);
        bind(fd, (void *)&in6, sizeof in6);
        for (;;) recv(fd, bytes, sizeof bytes, 0);
    }
    int v6 = inet_pton(AF_INET6, argv[1], &in6.sin6_addr), n = atoi(argv[2]), size = atoi(argv[3]), one = 1;
    inet_pton(AF_INET, argv[1], &in.sin_addr);
    int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0), sent = 0;
    if (size) setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    if (strchr(argv[4], 'e')) setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &one, sizeof one);
    connect(fd, v6 ? (void *)&in6 : (void *)&in, v6 ? sizeof in6 : sizeof in);
    long start = ms();
    for (; sent < atoi(argv[5]); sent++) {
        if (send(fd, bytes, n, strchr(argv[4], 'w') ? 0 : MSG_DONTWAIT) < 0) break;
        struct pollfd p = {fd, POLLOUT, 0};
        poll(&p, 1, 0);
        if (strchr(argv[4], 'l')) printf("%d%s ", queued(fd), p.revents ? "" : " full");
    }
    printf("sent %d: %s, %d queued\\n", sent, sent < atoi(argv[5]) ? strerror(errno) : "all", queued(fd));
    if (strchr(argv[4], 's')) sleep(1);
    int ep = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLOUT | EPOLLET};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &event);
    int ready = epoll_wait(ep, &event, 1, 5000);
    printf("room %d after %ld ms, %d queued\\n", ready, ms() - start, queued(fd));
    return 0;
}`;

const built = build([{ name: 'send.c', text: PROGRAM }]);

function run(words: string, link: Partial<LinkSpec> = {}) {
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const m = createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], bandwidthBps: 8e6, ...link }],
  });
  exec(m, 'server', { image: built.image, argv: ['receive'] });
  const argv = ['send', ...words.split(' ')];
  exec(m, 'client', { image: built.image, argv }, { atUs: 1000 });
  const shown = () =>
    traceOf(m)
      .flatMap((event) => (event.kind === 'output' ? [Buffer.from(event.bytes).toString()] : []))
      .join('')
      .trimEnd()
      .split('\n');
  const counters = () =>
    Object.fromEntries(
      counterRows(contextOf(m, 'client')).filter(([name, value]) => {
        return value > 0 && /^Udp6?(Out|Snd)|OutDiscards/.test(name);
      }),
    );
  return { m, shown, counters };
}

test('the buffer is full when what is charged has reached SO_SNDBUF, and has room again at half', () => {
  const { m, shown, counters } = run('10.0.0.2 1000 5000 l 100');
  advance(m, { untilUs: 5e6 });
  expect(shown()).toEqual([
    '2304 4608 6912 full 9216 full 11520 full sent 5: Resource temporarily unavailable, 11520 queued',
    'room 1 after 3 ms, 4608 queued',
  ]);
  expect(counters()).toEqual({ UdpOutDatagrams: 5, UdpSndbufErrors: 1 });
});

test('by default 93 datagrams of 1000 bytes', () => {
  const { m, shown } = run('10.0.0.2 1000 0 - 200');
  advance(m, { untilUs: 5e6 });
  expect(shown()).toEqual([
    'sent 93: Resource temporarily unavailable, 214272 queued',
    'room 1 after 48 ms, 105984 queued',
  ]);
});

test('a call that may wait sleeps until half has left', () => {
  const { m, shown, counters } = run('10.0.0.2 1000 5000 wl 9');
  advance(m, { untilUs: 5e6 });
  expect(shown()[0]).toBe(
    '2304 4608 6912 full 9216 full 11520 full 6912 full 9216 full 11520 full 6912 full sent 9: all, 6912 queued',
  );
  expect(counters()).toEqual({ UdpOutDatagrams: 9 });
  const waits = traceOf(m).filter((event) => event.kind === 'sys-block' && event.on === 'send');
  expect(waits).toHaveLength(2);
});

test('fragments are charged each; more than twice the buffer is never sent', () => {
  const charged = (bytes: number) => {
    const { m, shown } = run(`10.0.0.2 ${bytes} 1 - 1`);
    advance(m, { untilUs: 5e6 });
    return shown()[0];
  };
  expect(charged(3000)).toBe('sent 1: all, 5440 queued');
  expect(charged(5912)).toBe('sent 1: all, 9216 queued');
  expect(charged(5913)).toBe('sent 0: No buffer space available, 0 queued');
});

test('what a full queue of the device drops is an error to who has asked for errors', () => {
  const quiet = run('10.0.0.2 1000 0 - 50', { queueLimit: 5 });
  advance(quiet.m, { untilUs: 5e6 });
  expect(quiet.shown()[0]).toBe('sent 50: all, 13824 queued');
  expect(quiet.counters()).toEqual({ UdpOutDatagrams: 6, UdpSndbufErrors: 44, IpOutDiscards: 44 });
  const told = run('10.0.0.2 1000 0 e 50', { queueLimit: 5 });
  advance(told.m, { untilUs: 5e6 });
  expect(told.shown()[0]).toBe('sent 6: No buffer space available, 13824 queued');
  const v6 = run('fd00::a00:2 1000 0 e 50', { queueLimit: 5 });
  advance(v6.m, { untilUs: 5e6 });
  expect(v6.shown()[0]).toBe('sent 6: No buffer space available, 13824 queued');
  expect(v6.counters()).toEqual({ Udp6OutDatagrams: 6, Udp6SndbufErrors: 1, Ip6OutDiscards: 1 });
});

test('ss and /proc/net/udp tell what is queued; on lo nothing is', () => {
  const { m, shown } = run('10.0.0.2 1000 0 s 40');
  advance(m, { untilUs: 10_000 });
  const shell = createShell(m, 'client');
  runCommandLine(m, shell, 'ss -uanm; cat /proc/net/udp');
  advance(m, { untilUs: 20_000 });
  const text = shown().join('\n');
  const queued = Number(/ESTAB +0 +(\d+)/.exec(text)?.[1]);
  expect(queued).toBeGreaterThan(60_000);
  expect(text).toContain(`t${queued},tb212992`);
  expect(text).toContain(` ${queued.toString(16).toUpperCase().padStart(8, '0')}:00000000 `);
  const lo = run('127.0.0.1 1000 5000 l 3');
  advance(lo.m, { untilUs: 5e6 });
  expect(lo.shown()[0]).toMatch(/^0 /);
});
