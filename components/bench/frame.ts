// The frame: where a reader's TypeScript runs, and can do nothing but compute and speak.
//
// One idea: three walls, each enough alone. The frame's origin is opaque (`sandbox` without
// `allow-same-origin`), so it has no storage, no cookies and no way into the page. Its policy allows scripts that
// are already there (blobs) and no connection of any kind. And the cell is in a worker, which has no document.
//
// The page listens to one MessagePort a run, made here and given to that run alone: nobody else can speak on
// it. What comes is plain data, read by lib/bench/output.ts, and bounded in number and size.
//
// The frame is `srcdoc` and not a file of the site: a file could be opened in a window of its own, where it
// would have the site's origin.

import { type Item, MAX_ITEMS, readItem } from '../../lib/bench/output.ts';
import type { Said } from './worker.ts';

/** Most characters of text that one run may show in all. */
const MAX_CHARACTERS = 1_000_000;

export interface RunEvents {
  item(item: Item): void;
  /** Once; `problem` where the run was cut short, in a sentence. */
  done(problem?: string): void;
}

export interface BenchRun {
  /** Ends it at once, whatever it is at. */
  stop(): void;
}

/** The page that the frame consists of. `nonce` is of this run, so that only its own script may begin. */
export function frameHtml(nonce: string): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
  ].join('; ');
  const script = `addEventListener('message', ({ data, ports: [port, control] }) => {
  const url = URL.createObjectURL(new Blob([data.bundle], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onerror = (event) => control.postMessage(String(event.message ?? 'its code did not load'));
  worker.postMessage({ code: data.code, port }, [port]);
}, { once: true });`;
  return (
    `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<title>A cell at work</title></head><body><script nonce="${nonce}">${script}</script></body></html>`
  );
}

const bundles = new Map<string, Promise<string>>();

/** Fetches the bench once a page; a failure is forgotten, so that the next Run tries again. */
export function fetchBundle(url: string): Promise<string> {
  const known = bundles.get(url);
  if (known) return known;
  const text = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return response.text();
  });
  bundles.set(url, text);
  text.catch(() => bundles.delete(url));
  return text;
}

/** Runs translated code in a frame of its own. */
export function runInFrame(bundle: string, code: string, on: RunEvents): BenchRun {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.title = 'A cell at work';
  frame.hidden = true;
  frame.srcdoc = frameHtml(crypto.randomUUID());
  const output = new MessageChannel();
  const control = new MessageChannel();
  let ended = false;
  const end = (problem?: string) => {
    if (ended) return;
    ended = true;
    output.port1.close();
    control.port1.close();
    // The worker ends with the document that made it.
    frame.remove();
    on.done(problem);
  };
  const listen = listener(on, end);
  output.port1.onmessage = ({ data }) => listen(data);
  control.port1.onmessage = ({ data }) =>
    end(`The bench broke down: ${String(data).slice(0, 300)}.`);
  frame.onload = () => {
    const ports = [output.port2, control.port2];
    // An opaque origin has no name to send to; what is sent is no secret.
    frame.contentWindow?.postMessage({ bundle, code }, '*', ports);
  };
  document.body.append(frame);
  return { stop: () => end('Stopped.') };
}

/** Reads what a run says and counts it; the run ends where it says too much or nonsense. */
export function listener(on: RunEvents, end: (problem?: string) => void): (data: unknown) => void {
  let items = 0;
  let characters = 0;
  return (data) => {
    const said = data as Partial<Said> | null;
    if (said?.type === 'done') return end();
    if (said?.type !== 'item') return end('Stopped: the cell said something that is no output.');
    if (++items > MAX_ITEMS + 1) return end(`Stopped: a cell shows at most ${MAX_ITEMS} things.`);
    try {
      const item = readItem((said as { item: unknown }).item);
      characters += JSON.stringify(item).length;
      if (characters > MAX_CHARACTERS)
        return end('Stopped: the cell printed more than a million characters.');
      on.item(item);
    } catch (error) {
      end(`Stopped: ${(error as Error).message}.`);
    }
  };
}
