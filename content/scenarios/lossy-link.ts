import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'A link that loses packets',
  says: 'A fifth of all packets never arrives, and curl gets its page all the same: find the lost ones among the packets, and what was sent again. Choose the link, change its loss while curl runs, or try another seed.',
  hosts: { client: [150, 150], server: [570, 150] },
  links: [{ between: ['client', 'server'], latencyUs: 10_000, bandwidthBps: 2_000_000, loss: 0.2 }],
  files: [{ program: 'server', host: 'server' }],
  terminals: [
    { host: 'server', typed: ['gcc server.c -o server', './server'] },
    {
      host: 'client',
      typed: ['curl -s server:8080', 'curl -s server:8080', 'nstat TcpRetransSegs'],
    },
  ],
} satisfies Scenario;
