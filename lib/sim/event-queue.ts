// The event queue: what will happen, ordered by time and, at one time, by insertion.
//
// One idea: a future event is a plain record and not a closure, so a copy of the queue is a copy
// of the future. A binary heap keeps the earliest at index 0; `where` finds an entry to cancel.
//
// Units: µs of virtual time.
// Source: any textbook's binary heap; ties broken by a counter as in ns-3's event uid.

/** What every future event says: what it is and for which host. Rooms extend it with their data. */
export interface SimRecord {
  kind: string;
  host: string;
}

export interface QueueEntry {
  id: number;
  atUs: number;
  record: SimRecord;
}

export interface EventQueue {
  /** Binary heap: entry i is not later than entries 2i + 1 and 2i + 2. */
  heap: QueueEntry[];
  /** Index in `heap` by entry id. */
  where: Map<number, number>;
  /** Grows with every insertion, so ids also order events of one time. */
  nextId: number;
}

/** Makes an empty queue. */
export function createEventQueue(): EventQueue {
  return { heap: [], where: new Map(), nextId: 1 };
}

/** Puts a record into the queue and returns the id that `removeEntry` wants. */
export function insertEntry(queue: EventQueue, atUs: number, record: SimRecord): number {
  const id = queue.nextId++;
  place(queue, queue.heap.length, { id, atUs, record });
  siftUp(queue, queue.heap.length - 1);
  return id;
}

/** Takes an entry out before its time; false when it is not there any more. */
export function removeEntry(queue: EventQueue, id: number): boolean {
  const index = queue.where.get(id);
  if (index === undefined) return false;
  const last = queue.heap.pop()!;
  queue.where.delete(id);
  if (last.id !== id) {
    place(queue, index, last);
    siftUp(queue, index);
    siftDown(queue, queue.where.get(last.id)!);
  }
  return true;
}

/** Looks at the earliest entry. */
export function peekEntry(queue: EventQueue): QueueEntry | undefined {
  return queue.heap[0];
}

/** Takes the earliest entry. */
export function popEntry(queue: EventQueue): QueueEntry | undefined {
  const first = queue.heap[0];
  if (first) removeEntry(queue, first.id);
  return first;
}

function earlier(a: QueueEntry, b: QueueEntry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.id < b.id);
}

function place(queue: EventQueue, index: number, entry: QueueEntry): void {
  queue.heap[index] = entry;
  queue.where.set(entry.id, index);
}

function swap(queue: EventQueue, i: number, j: number): void {
  const a = queue.heap[i];
  place(queue, i, queue.heap[j]);
  place(queue, j, a);
}

function siftUp(queue: EventQueue, start: number): void {
  let i = start;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!earlier(queue.heap[i], queue.heap[parent])) return;
    swap(queue, i, parent);
    i = parent;
  }
}

function siftDown(queue: EventQueue, start: number): void {
  const { heap } = queue;
  let i = start;
  for (;;) {
    let least = i;
    for (const child of [2 * i + 1, 2 * i + 2]) {
      if (child < heap.length && earlier(heap[child], heap[least])) least = child;
    }
    if (least === i) return;
    swap(queue, i, least);
    i = least;
  }
}
