// The cell's end of the links between code and figures (components/book/links.ts is the other).

import { useEffect, useRef } from 'preact/hooks';
import { announceListening } from '../parts/code-link.ts';

/** Tells listings and figures which call the program is at. */
export function useSteps(
  id: string,
  program: string,
  at: { line: number; name?: string } | undefined,
): void {
  useEffect(() => {
    if (!at) return;
    const detail = {
      source: id,
      call: at.name,
      line: at.line,
      program: program.replace(/\.c$/, ''),
    };
    document.dispatchEvent(new CustomEvent('sfs:step', { detail }));
  }, [id, program, at]);
}

/** Listens for links that ask this machine for a call. */
export function useAsks(id: string, onAsk: (call: string, line?: number) => void): void {
  const latest = useRef(onAsk);
  latest.current = onAsk;
  useEffect(() => {
    const listen = (event: Event) => {
      const { target, call, line } = (event as CustomEvent).detail;
      if (target === id) latest.current(call, line);
    };
    document.addEventListener('sfs:call', listen);
    announceListening(id);
    return () => document.removeEventListener('sfs:call', listen);
  }, [id]);
}
