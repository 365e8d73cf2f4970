// Three hosts: two clients, one near and one far, ask the same server.
import { createBench, ms, table } from 'bench';

const bench = createBench({
  hosts: ['server', 'near', 'far'],
  links: [
    { between: ['near', 'server'], latencyUs: ms(1) },
    { between: ['far', 'server'], latencyUs: ms(80) },
  ],
});
const server = bench.host('server').run('server');
bench.advance(ms(10));

// The server has an address on each link.
const asked = [
  { from: 'near', curl: bench.host('near').command('curl -s 10.0.0.2:8080') },
  { from: 'far', curl: bench.host('far').command('curl -s 10.0.1.2:8080') },
];
bench.advance(ms(1000));

table(
  asked.map(({ from, curl }) => {
    const calls = curl.process!.calls();
    const last = calls.at(-1)!;
    return { from, answer: curl.output, ms: (last.atUs - calls[0]!.atUs) / 1000 };
  }),
);
table(
  server.calls().filter(({ name }) => name === 'accept' || name === 'read'),
  {
    title: 'What the server waited for',
    columns: ['text', 'tookUs'],
  },
);
