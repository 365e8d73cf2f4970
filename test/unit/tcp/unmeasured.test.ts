// A connection whose shortest round trip nobody has measured: its SYN came twice, and of that only the
// timestamps tell a (smoothed) round trip. Nothing may take that for a path without any length.

import { expect, test } from 'vitest';
import { seqAdd } from '../../../lib/net/seq.ts';
import { rackDetect } from '../../../lib/tcp/rack.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions } from '../../../lib/tcp/socket.ts';
import type { TcpSock } from '../../../lib/tcp/tcb.ts';
import { bytes, connecting, linked, listening, pass, SECOND, settle, type World } from './world.ts';

/** A client whose first SYN was lost, 100 ms away from its server. */
function unmeasured(): { world: World; c: TcpSock } {
  const world = linked({ latencyUs: 100_000 });
  world.network.links[0].dropPlan.push({ from: 'client', nth: 1 });
  listening(world);
  const c = connecting(world);
  pass(world, 2 * SECOND);
  expect(c.state).toBe('ESTABLISHED');
  expect(c.srtt8Us >> 3).toBe(200_000);
  return { world, c };
}

test('its packets are as small as those of a long path', () => {
  const { world, c } = unmeasured();
  setOptions(c, { noDelay: true });
  expect(tcpSend(world.sim, world.client, c, bytes(10 * 1448))).toBe(10 * 1448);
  settle(world);
  const sent = c.sendQueue.filter(({ sentUs }) => sentUs !== undefined);
  expect(sent).toHaveLength(10);
  // Two segments each: segmentation offload would share the head of a packet among all that it cuts.
  expect(sent.filter(({ overhead }) => overhead > 0)).toHaveLength(5);
});

test('a segment that was overtaken has one more smoothed round trip before it counts as lost', () => {
  const { world, c } = unmeasured();
  tcpSend(world.sim, world.client, c, bytes(2 * 1448));
  settle(world);
  const [first, second] = c.sendQueue;
  const sentUs = world.sim.nowUs;
  second.sacked = true;
  Object.assign(c, { rackSentUs: sentUs, rackEnd: seqAdd(second.seq, 1448), rackRttUs: 200_000 });
  expect(rackDetect(c, sentUs + 200_000)).toBe(200_000);
  expect(first.lost).toBe(false);
  rackDetect(c, sentUs + 400_000);
  expect(first.lost).toBe(true);
});
