// What the compiler has against a cell of TypeScript, below its text and marked in it.
//
// One idea: until the compiler has been asked for nobody has looked, and the line below the text says so.

import { type EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, type Panel, showPanel } from '@codemirror/view';
import type { Problem } from './types.ts';

const UNCHECKED = 'Types are not checked: a run does without. Press Types to have them checked.';
const RIGHT = 'Types are checked: nothing is wrong.';
/** More than these say nothing new. */
const MOST = 8;

/** Puts what was found in place of what was known. */
export const setProblems = StateEffect.define<readonly Problem[]>();

interface Known {
  /** Undefined until the compiler has looked. */
  problems?: readonly Problem[];
}

const mark = Decoration.mark({ class: 'bench-wrong' });

const known = StateField.define<Known>({
  create: () => ({}),
  update(before, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) return { problems: effect.value };
    }
    return before;
  },
  provide: (field) => [
    showPanel.of(panel),
    EditorView.decorations.compute([field, 'doc'], (state) => marks(state, state.field(field))),
  ],
});

function marks({ doc }: EditorState, { problems = [] }: Known) {
  const inside = problems.filter(({ from, to }) => from < to && to <= doc.length);
  return Decoration.set(
    inside.map(({ from, to }) => mark.range(from, to)),
    true,
  );
}

function panel(view: EditorView): Panel {
  const dom = document.createElement('div');
  dom.className = 'bench-problems';
  dom.setAttribute('role', 'status');
  const write = (state: EditorState) => dom.replaceChildren(...words(state).map(paragraph));
  write(view.state);
  return {
    dom,
    update({ state, startState }) {
      if (words(state).join() !== words(startState).join()) write(state);
    },
  };
}

function words(state: EditorState): string[] {
  const { problems } = state.field(known);
  if (!problems) return [UNCHECKED];
  if (problems.length === 0) return [RIGHT];
  const lines = problems.slice(0, MOST).map(({ from, message }) => {
    return `Line ${state.doc.lineAt(Math.min(from, state.doc.length)).number}: ${message}`;
  });
  const more = problems.length - lines.length;
  return more > 0 ? [...lines, `And ${more} more.`] : lines;
}

function paragraph(text: string): HTMLElement {
  const line = document.createElement('p');
  line.textContent = text;
  return line;
}

/** An extension: the line below the text, and the marks in it. */
export const shownProblems = known;
