// Handshake: five ways in which a connection opens, or does not, over a link of 100 ms.
//
// One idea: one server script and one client script; the variants differ in the backlog, in who
// came before, and in what the wire loses.
//
// Units: µs of virtual time.

import { type HandshakeRun, handshakeRun } from '../../view/handshake.ts';
import { advance, createMachine, exec, type LinkSpec, traceOf } from '../machine.ts';

export type HandshakeVariant = 'normal' | 'queue-full' | 'last-ack' | 'refused' | 'lost';

interface Plan {
  /** Second argument of listen(2); absent: no server is started. */
  backlog?: number;
  /** When the server first calls accept(2). */
  acceptUs: number;
  /** When each client connects; the last is the one that is shown. */
  clientsUs: number[];
  /** Packets of the client that the wire loses, counted from 1. */
  lose: number[];
  untilUs: number;
}

const PLANS: Record<HandshakeVariant, Plan> = {
  normal: { backlog: 5, acceptUs: 600_000, clientsUs: [100_000], lose: [], untilUs: 900_000 },
  'queue-full': {
    backlog: 0,
    acceptUs: 2_300_000,
    clientsUs: [100_000, 800_000],
    lose: [],
    untilUs: 4_000_000,
  },
  // The third SYN comes while there is room, its last ACK when the second client has taken it.
  'last-ack': {
    backlog: 1,
    acceptUs: 1_100_000,
    clientsUs: [100_000, 450_000, 460_000],
    lose: [],
    untilUs: 3_000_000,
  },
  refused: { acceptUs: 0, clientsUs: [100_000], lose: [], untilUs: 900_000 },
  lost: { backlog: 5, acceptUs: 1_700_000, clientsUs: [100_000], lose: [1], untilUs: 2_000_000 },
};

/** Runs one variant and folds the connection that it is about. */
export function runHandshake(variant: HandshakeVariant): HandshakeRun {
  const plan = PLANS[variant];
  const link: LinkSpec = {
    between: ['client', 'server'],
    latencyUs: 100_000,
    dropPlan: plan.lose.map((nth) => ({ from: 'client', nth })),
  };
  const machine = createMachine({
    seed: 7,
    hosts: [
      { name: 'server', addr: '10.0.0.2' },
      { name: 'client', addr: '10.0.0.1' },
    ],
    links: [link],
  });
  if (plan.backlog !== undefined) {
    const script = serverScript(plan.backlog, plan.acceptUs);
    exec(machine, 'server', { script, comm: 'server' });
  }
  for (const atUs of plan.clientsUs) {
    exec(machine, 'client', { script: CLIENT, comm: 'client' }, { atUs });
  }
  advance(machine, { untilUs: plan.untilUs });
  return handshakeRun(traceOf(machine), 'client', plan.clientsUs.length - 1);
}

/** Runs all variants, for a figure that holds them all. */
export function runHandshakes(): Record<HandshakeVariant, HandshakeRun> {
  return {
    normal: runHandshake('normal'),
    'queue-full': runHandshake('queue-full'),
    'last-ack': runHandshake('last-ack'),
    refused: runHandshake('refused'),
    lost: runHandshake('lost'),
  };
}

function serverScript(backlog: number, acceptUs: number): string {
  return `
fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(fd, ${backlog})
sleep(${acceptUs / 1000}ms)
loop {
  c = accept(fd, NULL, NULL)
  sleep(200ms)
}
`;
}

const CLIENT = `
fd = socket(AF_INET, SOCK_STREAM, 0)
r = connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
if r < 0 { exit(1) }
n = read(fd, answer, 1024)
`;
