// How figures and code listings talk: three DOM events on `document`, nothing shared.
//
// A listing's system call dispatches `sfs:call` at a figure; a figure tells its step by `sfs:step`,
// and by `sfs:listening`, once, that it hears: a link followed before it came to life waits for that.

import { useEffect, useRef } from 'preact/hooks';

export interface CallDetail {
  target: string;
  call: string;
  line?: number;
  program?: string;
}

export interface StepDetail {
  source: string;
  call?: string;
  line?: number;
  program?: string;
}

/** Calls `onCall` when a listing asks figure `id` to go to a system call. */
export function useCodeLink(id: string, onCall: (detail: CallDetail) => void): void {
  const handler = useRef(onCall);
  handler.current = onCall;
  useEffect(() => {
    const listen = (event: Event): void => {
      const detail = (event as CustomEvent<CallDetail>).detail;
      if (detail?.target === id) handler.current(detail);
    };
    document.addEventListener('sfs:call', listen);
    announceListening(id);
    return () => document.removeEventListener('sfs:call', listen);
  }, [id]);
}

/** Tells the links that `id` hears them from now on, those that come later by an attribute. */
export function announceListening(id: string): void {
  document.getElementById(id)?.setAttribute('data-listening', '');
  document.dispatchEvent(new CustomEvent('sfs:listening', { detail: id }));
}

/** Tells the listings which call figure `detail.source` shows now. */
export function announceStep(detail: StepDetail): void {
  document.dispatchEvent(new CustomEvent('sfs:step', { detail }));
}
