// Emit cleanups: the calls that the attribute `cleanup` asks for, on every way out of a scope.
//
// One idea: the emitter keeps a stack of them while blocks are open; a way out makes the calls from
// the innermost to where it leads. A jump may lead to a label that is not yet emitted, so what is
// open at each label is found beforehand.
//
// Source: the GNU C manual, "Common Variable Attributes".

import { type Assembler, type Exit, jump, place } from './assembler.ts';
import { effect } from './emit-expression.ts';
import type { Span } from './source.ts';
import type { TStmt } from './typed.ts';

/** Makes the calls for all that was opened behind the first `kept`; they stay open. */
export function cleanUp(a: Assembler, kept: number): void {
  const { cleanups } = a;
  for (let i = cleanups.length - 1; i >= kept; i--) {
    const { call, span } = cleanups[i];
    // As with gcc, a debugger sees the call at the variable's declaration.
    place(a, span, true);
    // While it is made, its own variable is cleaned up no more.
    a.cleanups = cleanups.slice(0, i);
    effect(a, call);
  }
  a.cleanups = cleanups;
}

/** Leaves a loop or a switch. */
export function leaveTo(a: Assembler, exit: Exit): void {
  cleanUp(a, exit.cleanups);
  jump(a, 'JMP', exit.to);
}

/** Before `goto`: what is open here and not at the label. */
export function cleanUpBefore(a: Assembler, label: string): void {
  if (a.cleanups.length === 0 || !a.body) return;
  a.openAt ??= openAtLabels(a.body);
  const there = a.openAt.get(label);
  if (!there) return;
  let kept = 0;
  while (kept < there.length && a.cleanups[kept]?.span === there[kept]) kept++;
  cleanUp(a, kept);
}

/** Finds which cleanups are open at each label of a function. */
function openAtLabels(body: TStmt): Map<string, Span[]> {
  const found = new Map<string, Span[]>();
  const open: Span[] = [];
  const within = (items: readonly (TStmt | undefined)[]): void => {
    const { length } = open;
    for (const item of items) if (item) visit(item);
    open.length = length;
  };
  const visit = (s: TStmt): void => {
    switch (s.kind) {
      case 'declare':
        if (s.cleanup) open.push(s.span);
        return;
      case 'block':
        within(s.items);
        return;
      case 'if':
        within([s.yes]);
        within([s.no]);
        return;
      case 'loop':
        within([...s.init, s.body]);
        return;
      case 'label':
        found.set(s.name, [...open]);
        visit(s.body);
        return;
      case 'case':
      case 'default':
        visit(s.body);
        return;
      case 'switch':
        within([s.body]);
    }
  };
  visit(body);
  return found;
}
