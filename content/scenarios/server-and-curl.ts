import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'A server and curl',
  says: 'Build and start the server in its terminal, then let curl ask for a page from 20 ms away. A breakpoint waits at accept(): watch the handshake end before the server has called it.',
  hosts: { client: [150, 150], server: [570, 150] },
  links: [{ between: ['client', 'server'], latencyUs: 20_000, bandwidthBps: 10_000_000 }],
  files: [{ program: 'server', host: 'server' }],
  terminals: [
    { host: 'server', typed: ['gcc server.c -o server', './server'] },
    { host: 'client', typed: ['curl -v server:8080'] },
  ],
  points: [{ kind: 'call', calls: ['accept'] }],
} satisfies Scenario;
