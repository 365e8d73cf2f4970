// The other tabs that show this chapter: told when this one has written, and heard when they have.

const channel =
  typeof BroadcastChannel === 'function' ? new BroadcastChannel('sockets-from-scratch') : undefined;

/** Tells the other tabs that a page's edits have been written. */
export function announce(slug: string): void {
  channel?.postMessage(slug);
}

/** Calls `listener` whenever another tab has written the edits of page `slug`. */
export function onWritten(slug: string, listener: () => void): void {
  channel?.addEventListener('message', ({ data }) => {
    if (data === slug) listener();
  });
}
