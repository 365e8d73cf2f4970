// Types for an open editor: the page's end of the pipe to the compiler in its worker.
//
// Units: positions are offsets into the cell's text.

import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView, Tooltip } from '@codemirror/view';

export type Asked =
  | { type: 'files'; files: Record<string, string> }
  | { type: 'problems'; text: string }
  | { type: 'complete' | 'hover'; text: string; at: number };

/** What the compiler has against a piece of the text. */
export interface Problem {
  from: number;
  to: number;
  message: string;
}

export interface Told {
  completions?: { label: string; kind: string; boost: number }[];
  problems?: Problem[];
  hover?: { from: number; to: number; type: string; says: string };
}

export interface TypeService {
  complete(context: CompletionContext): Promise<CompletionResult | null>;
  hover(view: EditorView, at: number): Promise<Tooltip | null>;
  problems(text: string): Promise<Problem[]>;
  close(): void;
}

/** Starts the compiler with the types at `url`; rejects where either does not come. */
export async function openTypes(url: string): Promise<TypeService> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const files: Record<string, string> = await response.json();
  const worker = new Worker(new URL('./types.worker.ts', import.meta.url), {
    type: 'module',
    name: 'types',
  });
  const ask = asker(worker);
  await ask({ type: 'files', files });
  return {
    async complete(context) {
      const word = context.matchBefore(/[\w$]*/);
      const afterDot = context.matchBefore(/\.[\w$]*/);
      if (!context.explicit && !afterDot && !word?.text) return null;
      const text = context.state.doc.toString();
      const { completions = [] } = await ask({ type: 'complete', text, at: context.pos });
      if (completions.length === 0) return null;
      const options = completions.map(({ label, kind, boost }) => ({ label, detail: kind, boost }));
      return { from: word?.from ?? context.pos, options, validFor: /^[\w$]*$/ };
    },
    async hover(view, at) {
      const { hover } = await ask({ type: 'hover', text: view.state.doc.toString(), at });
      if (!hover) return null;
      return { pos: hover.from, end: hover.to, above: true, create: () => ({ dom: note(hover) }) };
    },
    problems: async (text) => (await ask({ type: 'problems', text })).problems ?? [],
    close: () => worker.terminate(),
  };
}

/** Pairs answers with questions; a worker that breaks down fails what is still open. */
function asker(worker: Worker): (asked: Asked) => Promise<Told> {
  const open = new Map<number, { resolve(told: Told): void; reject(error: Error): void }>();
  let last = 0;
  worker.onmessage = ({ data }: MessageEvent<{ id: number; told: Told }>) => {
    open.get(data.id)?.resolve(data.told);
    open.delete(data.id);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    for (const { reject } of open.values()) reject(new Error(event.message));
    open.clear();
  };
  return (asked) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, { resolve, reject });
      worker.postMessage({ ...asked, id });
    });
}

function note({ type, says }: { type: string; says: string }): HTMLElement {
  const box = document.createElement('div');
  box.className = 'bench-hover';
  const code = document.createElement('code');
  code.textContent = type;
  box.append(code);
  if (says) {
    const text = document.createElement('p');
    text.textContent = says;
    box.append(text);
  }
  return box;
}
