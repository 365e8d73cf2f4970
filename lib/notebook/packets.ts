// A packet of a cell's run, down to its bytes.

import { ipPacket } from '../net/ip-packet.ts';
import { packetFields } from '../view/packet-fields.ts';
import type { Update } from './messages.ts';
import type { Session } from './session.ts';

/** Tells a packet's bytes and fields; nothing of one that is not kept any more. */
export function packetUpdate(session: Session, n: number): Update[] {
  const event = session.packets.find((packet) => packet.event.n === n)?.event;
  if (!event) return [];
  const bytes = ipPacket(event.seg);
  return [{ type: 'packet', n, bytes, fields: packetFields(bytes) }];
}
