import type { Scenario } from '../../lib/notebook/scenario.ts';

export default {
  title: 'Near and far',
  says: 'Two clients ask the same slow server, one from 1 ms away and one from 80 ms. Put both curls in the background and see who is served first, and what the other one waits for meanwhile.',
  hosts: { near: [120, 70], far: [120, 230], server: [570, 150] },
  links: [
    { between: ['near', 'server'], latencyUs: 1000 },
    { between: ['far', 'server'], latencyUs: 80_000 },
  ],
  files: [{ program: 'slow-server', host: 'server' }],
  terminals: [
    { host: 'server', typed: ['gcc slow-server.c -o slow-server', './slow-server'] },
    { host: 'far', typed: ['curl -s server:8080 &'] },
    { host: 'near', typed: ['curl -s server:8080 &'] },
  ],
} satisfies Scenario;
