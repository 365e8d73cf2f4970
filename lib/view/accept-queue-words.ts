// Accept queue in words: apart from its fold, because a figure shows them before anybody has touched it.

import type { QueueState } from './accept-queue.ts';

/** Counts the slots that listen(2) named, and the one that Linux adds: `5/5 slots used, +1`. */
export function slotsText({ acceptQueue, maxAckBacklog }: QueueState): string {
  const named = Math.min(acceptQueue.length, maxAckBacklog);
  const over = acceptQueue.length - named;
  return `${named}/${maxAckBacklog} slots used${over > 0 ? `, +${over}` : ''}`;
}
