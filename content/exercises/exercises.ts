// All exercises of the book, by chapter. Each has `ID.start.c` and `ID.solution.c` beside it.

import type { Exercise } from '../../lib/bench/exercise.ts';
import { EXERCISES as fileDescriptors } from './01-file-descriptors.ts';
import { EXERCISES as creatingASocket } from './02-creating-a-socket.ts';
import { EXERCISES as addresses } from './03-addresses-and-byte-order.ts';
import { EXERCISES as bindAndListen } from './04-bind-and-listen.ts';
import { EXERCISES as acceptQueue } from './05-the-accept-queue.ts';
import { EXERCISES as serverLoop } from './06-the-server-loop.ts';
import { EXERCISES as hiddenCopies } from './07-the-hidden-copies.ts';
import { EXERCISES as completeServer } from './08-the-complete-server.ts';
import { EXERCISES as realServers } from './09-how-real-servers-differ.ts';

export const CHAPTER_EXERCISES: Readonly<Record<string, readonly Exercise[]>> = {
  'file-descriptors': fileDescriptors,
  'creating-a-socket': creatingASocket,
  'addresses-and-byte-order': addresses,
  'bind-and-listen': bindAndListen,
  'the-accept-queue': acceptQueue,
  'the-server-loop': serverLoop,
  'the-hidden-copies': hiddenCopies,
  'the-complete-server': completeServer,
  'how-real-servers-differ': realServers,
};

/** Finds an exercise; throws and lists those that there are. */
export function exerciseOf(id: string): Exercise {
  const all = Object.values(CHAPTER_EXERCISES).flat();
  const found = all.find((exercise) => exercise.id === id);
  if (found) return found;
  throw new Error(`no exercise "${id}"; there are ${all.map((one) => one.id).join(', ')}`);
}
