// The page's end of the pipe to a machine in a worker.
//
// One idea: a machine is a worker, so switching it off is `terminate()`: an endless loop in a
// reader's program cannot keep Stop from working, nor the page from scrolling.

import type { Request, Update } from '../../lib/notebook/messages.ts';

export interface Connection {
  send(request: Request): void;
  close(): void;
}

/** Starts a machine; `onBroken` gets one sentence when the worker itself fails. */
export function connect(
  onUpdates: (updates: Update[]) => void,
  onBroken: (message: string) => void,
): Connection {
  // In the built site a classic script, which may fetch its rare parts in the middle of its work.
  const worker = import.meta.env.DEV
    ? new Worker(new URL('./cell.worker.ts', import.meta.url), { type: 'module', name: 'machine' })
    : new Worker(new URL('./cell.worker.ts', import.meta.url), { name: 'machine' });
  worker.onmessage = (event: MessageEvent<Update[]>) => onUpdates(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    onBroken(
      `The machine broke down: ${event.message || 'its code could not be loaded'}. Your code is kept; press Run to start a new one.`,
    );
    worker.terminate();
  };
  return {
    send: (request) => worker.postMessage(request),
    close: () => worker.terminate(),
  };
}
