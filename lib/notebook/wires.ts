// Wires: what the links and the hosts of a world are at, for a drawing of it.
//
// One idea: a packet is told when it is sent, and what is on a link now is what has not arrived yet; so
// a drawing needs no account of its own.

import { readProcFd } from '../machine/inspect.ts';
import { type Machine, processes } from '../machine/machine.ts';
import { inetSockets } from '../machine/ss.ts';
import { formatEndpoint } from '../net/ip.ts';
import { isDeliver } from '../net/link.ts';
import { stateText } from '../view/ss.ts';
import type { HostNow, LinkNow, Update } from './messages.ts';
import type { Session } from './session.ts';

/** Most sockets of a host that are told; a drawing has no room for more. */
const MAX_SOCKETS = 24;

/** Tells a world's links and hosts, unless they are as they were told last. */
export function tellNet(session: Session): Update[] {
  if (!session.world || session.replaying) return [];
  const update: Update = { type: 'net', ...netOf(session.machine) };
  const said = JSON.stringify(update);
  if (said === session.net) return [];
  session.net = said;
  return [update];
}

/** Folds a machine into its links and hosts. */
export function netOf(m: Machine): { links: LinkNow[]; hosts: HostNow[] } {
  const links = m.net.links.map((link): LinkNow => {
    const under: [number, number] = [0, 0];
    for (const { record } of m.sim.queue.heap) {
      if (isDeliver(record) && record.link === link.name) {
        under[record.host === link.ends[1].host ? 0 : 1]++;
      }
    }
    return { sent: [link.sent[0], link.sent[1]], lost: [link.lost[0], link.lost[1]], under };
  });
  return { links, hosts: [...m.kernels.keys()].map((host) => hostNow(m, host)) };
}

function hostNow(m: Machine, host: string): HostNow {
  const alive = processes(m, host).filter(({ exit, state }) => !exit && state !== 'unborn');
  return {
    host,
    processes: alive.map(({ pid, comm }) => {
      return { pid, comm, fds: readProcFd(m, host, pid).length };
    }),
    sockets: inetSockets(m, host)
      .slice(0, MAX_SOCKETS)
      .map(({ state, local, peer, recvQ, sendQ }) => ({
        ...{ state: stateText(state), recvQ, sendQ },
        local: formatEndpoint(local),
        peer: peer.port === 0 ? '' : formatEndpoint(peer),
      })),
  };
}
