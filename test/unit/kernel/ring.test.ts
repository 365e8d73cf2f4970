// io_uring where another host is at the other end, and in a world that is copied.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeText } from '../../../lib/kernel/bytes.ts';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import {
  advance,
  createMachine,
  exec,
  type Machine,
  restore,
  snapshot,
  traceOf,
  whoWaits,
} from '../../../lib/machine/machine.ts';

const SERVER = new URL('../../../content/programs/uring-server.c', import.meta.url);

function imageOf(name: string, text: string) {
  installC();
  const result = build([{ name, text }]);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.image;
}

function outputOf(m: Machine, pid: number): string {
  return traceOf(m)
    .flatMap((e) => (e.kind === 'output' && e.pid === pid ? [decodeText(e.bytes)] : []))
    .join('');
}

const ASK = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
  write(fd, "GET / HTTP/1.1\\r\\n\\r\\n", 18)
  loop { n = read(fd, buf, 1024); if n <= 0 { exit(0) } print(n) }`;

function serverAndClient(): Machine {
  return createMachine({
    hosts: [{ name: 'server' }, { name: 'client' }],
    links: [{ between: ['client', 'server'], latencyUs: 5000 }],
  });
}

test('a server that waits in its ring says so, and goes on from a copy of the world', () => {
  const m = serverAndClient();
  const image = imageOf('uring-server.c', readFileSync(SERVER, 'utf8'));
  exec(m, 'server', { image, argv: ['./uring-server'] });
  expect(advance(m)).toBe('idle');
  expect(whoWaits(m)[0].text).toBe(
    'uring-server waits in io_uring_enter(4) for a request to be complete',
  );
  const saved = snapshot(m);
  for (const world of [m, restore(saved)]) {
    const client = exec(world, 'client', { script: ASK });
    advance(world);
    // The whole answer, and then the end.
    expect(outputOf(world, client)).toBe('78');
    const [ring] = [...world.kernels.get('server')!.rings.values()];
    // What stays is the request to accept.
    expect(ring.requests.size).toBe(1);
  }
});

/** Sends without a copy and prints when each of the two completions came, in ms. */
const SEND_ZC = `
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int main(void) {
    struct io_uring_params p = {0};
    int ring = syscall(SYS_io_uring_setup, 4, &p);
    char *rings = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    struct io_uring_sqe *sqe = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    struct io_uring_cqe *cqes = (void *) (rings + p.cq_off.cqes);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(8080)};
    to.sin_addr.s_addr = htonl(0x0a000002);
    if (connect(fd, (struct sockaddr *) &to, sizeof to) < 0) return 1;
    static char page[1000];
    memset(page, 'x', sizeof page);
    sqe->opcode = IORING_OP_SEND_ZC;
    sqe->fd = fd;
    sqe->addr = (unsigned long) page;
    sqe->len = sizeof page;
    sqe->ioprio = IORING_SEND_ZC_REPORT_USAGE;
    ++*(unsigned *) (rings + p.sq_off.tail);
    long start = now_ms();
    for (int i = 0; i < 2; i++) {
        syscall(SYS_io_uring_enter, ring, i == 0, i + 1, IORING_ENTER_GETEVENTS, NULL, 0);
        printf("%d flags %u after %ld ms\\n", cqes[i].res, cqes[i].flags, now_ms() - start);
    }
    return 0;
}
`;

test('the notification of a send without a copy comes with the acknowledgement', () => {
  const m = serverAndClient();
  exec(m, 'server', {
    script: `
      fd = socket(AF_INET, SOCK_STREAM, 0)
      bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
      listen(fd, 5)
      c = accept(fd, NULL, NULL)
      loop { n = read(c, buf, 2000); if n <= 0 { exit(0) } }`,
  });
  advance(m);
  const image = imageOf('send-zc.c', SEND_ZC);
  const client = exec(m, 'client', { image, argv: ['send-zc'] });
  advance(m);
  // There and back is 10 ms, and the peer's first acknowledgement is not delayed. Nothing was copied.
  expect(outputOf(m, client)).toBe('1000 flags 2 after 0 ms\n0 flags 8 after 10 ms\n');
  const copies = traceOf(m).filter((e) => e.kind === 'copy' && e.host === 'client');
  expect(copies.map((e) => (e as { how: string }).how)).not.toContain('cpu');
});
