// The event queue: what will happen, ordered by time and, at one time, by insertion.
//
// One idea: a future event is a plain record and not a closure, so a copy of the queue is a copy
// of the future. A binary heap keeps the earliest at index 0; each entry knows its own place, so
// that whoever holds one can take it out again.
//
// Units: µs of virtual time.
// Source: any textbook's binary heap; ties broken by a counter as in ns-3's event uid.

/** What every future event says: what it is and for which host. Rooms extend it with their data. */
export interface SimRecord {
  kind: string;
  host: string;
}

export interface QueueEntry {
  atUs: number;
  /** Grows with every insertion, and so orders events of one time. */
  id: number;
  record: SimRecord;
  /** Where it is in the heap; -1 once it has happened or was taken out. */
  index: number;
}

export interface EventQueue {
  /** Binary heap: entry i is not later than entries 2i + 1 and 2i + 2. */
  heap: QueueEntry[];
  nextId: number;
}

/** Makes an empty queue. */
export function createEventQueue(): EventQueue {
  return { heap: [], nextId: 1 };
}

/** Puts a record into the queue and returns the entry that `removeEntry` wants. */
export function insertEntry(queue: EventQueue, atUs: number, record: SimRecord): QueueEntry {
  const { heap } = queue;
  const entry = { atUs, id: queue.nextId++, record, index: heap.length };
  heap.push(entry);
  siftUp(heap, entry);
  return entry;
}

/** Takes an entry out before its time; false when it is not there any more. */
export function removeEntry(queue: EventQueue, entry: QueueEntry): boolean {
  const { index } = entry;
  if (index < 0) return false;
  const last = queue.heap.pop()!;
  entry.index = -1;
  if (last === entry) return true;
  last.index = index;
  queue.heap[index] = last;
  if (earlier(last, entry)) siftUp(queue.heap, last);
  else siftDown(queue.heap, last);
  return true;
}

/** Moves an entry that is in the queue to another time, behind what is there for that time. */
export function moveEntry(queue: EventQueue, entry: QueueEntry, atUs: number): void {
  const sooner = atUs < entry.atUs;
  entry.atUs = atUs;
  entry.id = queue.nextId++;
  if (sooner) siftUp(queue.heap, entry);
  else siftDown(queue.heap, entry);
}

/** Looks at the earliest entry. */
export function peekEntry(queue: EventQueue): QueueEntry | undefined {
  return queue.heap[0];
}

/** Takes the earliest entry. */
export function popEntry(queue: EventQueue): QueueEntry | undefined {
  const first = queue.heap[0];
  if (first) removeEntry(queue, first);
  return first;
}

function earlier(a: QueueEntry, b: QueueEntry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.id < b.id);
}

/** Moves an entry towards the root until none above it is later. */
function siftUp(heap: QueueEntry[], entry: QueueEntry): void {
  let { index } = entry;
  while (index > 0) {
    const above = heap[(index - 1) >> 1];
    if (!earlier(entry, above)) break;
    heap[index] = above;
    const next = above.index;
    above.index = index;
    index = next;
  }
  heap[index] = entry;
  entry.index = index;
}

/** Moves an entry towards the leaves until none below it is earlier. */
function siftDown(heap: QueueEntry[], entry: QueueEntry): void {
  let { index } = entry;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    let below = heap[left];
    if (left + 1 < heap.length && earlier(heap[left + 1], below)) below = heap[left + 1];
    if (!earlier(below, entry)) break;
    heap[index] = below;
    const next = below.index;
    below.index = index;
    index = next;
  }
  heap[index] = entry;
  entry.index = index;
}
