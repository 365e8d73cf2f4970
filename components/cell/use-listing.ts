// The printed listing of a cell, and the marks that the machine leaves on it and on the editor.

import { useEffect, useState } from 'preact/hooks';
import type { Editor } from './editor.ts';
import type { CellState } from './state.ts';

/** Whether an element lies outside the window, so that what happens in it goes unseen. */
export function useOutOfSight(element: { current: HTMLElement | null }, when: boolean): boolean {
  const [out, setOut] = useState(false);
  useEffect(() => {
    if (!when || !element.current) return;
    const observer = new IntersectionObserver(([entry]) => setOut(!entry.isIntersecting), {
      rootMargin: '0px 0px -96px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, when]);
  return out;
}

const MARKS = ['is-current', 'is-block', 'is-paused', 'is-fault', 'is-past', 'has-breakpoint'];

/** What the machine and the compiler say of a text. */
interface Marked {
  at: CellState['at'];
  diagnostics: CellState['diagnostics'];
}

/** Keeps the machine's marks on the view of the code that is shown; a fresh editor has none. */
export function useMarks(
  listing: { current: HTMLElement | null },
  editor: { current: Editor | undefined },
  { at, diagnostics }: Marked,
  breakpoints: number[],
  opened: boolean,
): void {
  useEffect(() => {
    for (const old of listing.current?.querySelectorAll('.is-current, .has-breakpoint') ?? []) {
      old.classList.remove(...MARKS);
    }
    const lineOf = (n: number) => listing.current?.querySelector(`[data-line="${n}"]`);
    for (const line of breakpoints) lineOf(line)?.classList.add('has-breakpoint');
    if (at) lineOf(at.line)?.classList.add('is-current', `is-${at.phase}`);
    editor.current?.mark({
      at: at?.line,
      phase: at?.phase,
      breakpoints,
      errors: diagnostics.map((d) => ({
        line: d.line,
        column: d.column,
        text: d.message,
        option: d.option,
        hint: d.hint,
        severity: d.severity,
      })),
    });
  }, [at?.line, at?.phase, diagnostics, breakpoints.join(), opened]);
}

/** Lines of the listing that hold a linked system call. */
export function callLinesOf(listing: HTMLElement | null): number[] {
  const lines = new Set<number>();
  for (const link of listing?.querySelectorAll('a.syscall') ?? []) {
    const line = link.closest<HTMLElement>('[data-line]')?.dataset.line;
    if (line) lines.add(Number(line));
  }
  return [...lines];
}

/** The line whose number (not whose code) was clicked; numbers stand left of the code. */
export function clickedLineNumber(event: MouseEvent): number | undefined {
  const line = (event.target as HTMLElement).closest<HTMLElement>('[data-line]');
  if (!line || (event.target as HTMLElement).closest('a')) return undefined;
  const gutterEnd = line.getBoundingClientRect().left + 3 * 16;
  return event.clientX < gutterEnd ? Number(line.dataset.line) : undefined;
}
