// A bad line: how long a file takes over a link that loses packets.
import { createBench, ms, plot, seconds } from 'bench';

const SERVER = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
  listen(fd, 1)
  file = open("/srv/page", O_RDONLY)
  c = accept(fd)
  sendfile(c, file, NULL, 200000)
  close(c)`;
const CLIENT = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
  loop { n = read(fd, buf, 65536); if n <= 0 { break } }`;

/** Measures one transfer of 200 KB, in seconds; the seed decides which packets are lost. */
function transfer(loss: number, seed: number): number {
  const bench = createBench({
    seed,
    links: [{ between: ['client', 'server'], latencyUs: ms(25), bandwidthBps: 20_000_000, loss }],
  });
  bench.host('server').writeFile('/srv/page', 'x'.repeat(200_000));
  bench.host('server').script(SERVER);
  const client = bench.host('client').script(CLIENT, { atUs: ms(10) });
  bench.until((e) => e.kind === 'task' && e.pid === client.pid && e.state === 'zombie', {
    forUs: seconds(120),
  });
  return bench.nowUs / 1e6;
}

const losses = [0, 0.01, 0.02, 0.04, 0.08];
const points = losses.flatMap((loss) =>
  [1, 2, 3, 4, 5].map((seed) => [loss * 100, transfer(loss, seed)] as const),
);
plot({
  title: '200 KB over 20 Mbit/s and 50 ms there and back, five times each',
  x: { label: 'packets lost, %' },
  y: { label: 'seconds' },
  marks: [{ type: 'dot', role: 'lost', points }],
});
