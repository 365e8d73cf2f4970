// How often the bytes of a file are copied on their way to a peer; numbers of a real Linux.
import { describe, expect, test } from 'vitest';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import type { CopyEvent } from '../../../lib/sim/trace.ts';

const BYTES = 3000;

const WAYS: Record<string, string> = {
  'read and write': `n = read(file, buf, ${BYTES})\nwrite(c, buf, n)`,
  sendfile: `sendfile(c, file, NULL, ${BYTES})`,
  splice: `pipe(p)\nsplice(file, NULL, p[1], NULL, ${BYTES}, 0)\nsplice(p[0], NULL, c, NULL, ${BYTES}, 0)`,
  MSG_ZEROCOPY: `setsockopt(c, SOL_SOCKET, SO_ZEROCOPY, [1], 4)
    sendto(c, page, ${BYTES}, MSG_ZEROCOPY, NULL, 0)`,
};

/** Runs one way and adds up what was moved after the connection stood, by the server alone. */
function moved(way: string, loopback: boolean) {
  const files = { '/srv/page': 'x'.repeat(BYTES) };
  const m = loopback
    ? createMachine({ hosts: [{ name: 'server', files }] })
    : createMachine({
        hosts: [{ name: 'server', files }, { name: 'client' }],
        links: [{ between: ['client', 'server'] }],
      });
  const name = (ip: string) => {
    return `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("${ip}")}, 16`;
  };
  const server = exec(m, 'server', {
    script: `
      fd = socket(AF_INET, SOCK_STREAM, 0)
      bind(fd, ${name('0.0.0.0')})
      listen(fd, 5)
      file = open("/srv/page", O_RDONLY)
      read(file, page, ${BYTES})
      lseek(file, 0, SEEK_SET)
      c = accept(fd, NULL, NULL)
      ${WAYS[way]}
      close(c)
    `,
    comm: 'server',
  });
  const client = exec(
    m,
    loopback ? 'server' : 'client',
    {
      script: `
        s = socket(AF_INET, SOCK_STREAM, 0)
        connect(s, ${name(loopback ? '127.0.0.1' : '10.0.0.2')})
        loop { n = read(s, b, 65536); if n <= 0 { exit(0) } }
      `,
      comm: 'client',
    },
    { atUs: 10_000 },
  );
  advance(m, { untilUs: 5e6 });
  const copies = traceOf(m).filter((event): event is CopyEvent => {
    return event.kind === 'copy' && event.atUs > 10_000;
  });
  const sum = (hold: (event: CopyEvent) => boolean) => {
    return copies.filter(hold).reduce((total, { bytes }) => total + bytes, 0) / BYTES;
  };
  return {
    cpu: sum(({ how, pid }) => how === 'cpu' && pid === server),
    dma: sum(({ how, host, from }) => how === 'dma' && host === 'server' && from === 'send-queue'),
    read: sum(({ how, pid }) => how === 'cpu' && pid === client),
  };
}

describe('copies of one response', () => {
  test.each([
    ['read and write', 2, 2],
    ['sendfile', 0, 0],
    ['splice', 0, 0],
    ['MSG_ZEROCOPY', 0, 1],
  ])('%s: %i CPU copies over a link, %i over loopback', (way, link, loopback) => {
    expect(moved(way, false)).toEqual({ cpu: link, dma: 1, read: 1 });
    expect(moved(way, true)).toEqual({ cpu: loopback, dma: 0, read: 1 });
  });
});
