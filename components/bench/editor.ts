// The editor of a cell of TypeScript, loaded only when a reader wants to change code.
//
// One idea: it needs no types to be useful; completion, hover and the compiler's complaints are added to an open editor when they are asked
// for, because the compiler behind them is larger than the book.

import { autocompletion } from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { syntaxHighlighting } from '@codemirror/language';
import { Compartment } from '@codemirror/state';
import { EditorView, hoverTooltip, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { codeColours } from '../parts/code-colours.ts';
import { setProblems, shownProblems } from './problems.ts';

/** The compiler looks when the reader has paused for this long. */
const PAUSE_MS = 300;

export interface TsEditor {
  focus(): void;
  /** Offset of the cursor while the editor has the focus. */
  cursor(): number | undefined;
  /** Fetches the compiler and the types at `url`: offered while typing and on hover, and checked. */
  useTypes(url: string): Promise<void>;
  destroy(): void;
}

/** Opens an editor in `parent`; Ctrl+Enter runs, and Tab goes on to what follows. */
export function openTsEditor(
  parent: HTMLElement,
  source: string,
  on: { run(): void; change(text: string): void },
): TsEditor {
  const types = new Compartment();
  let close = () => {};
  let check = () => {};
  let pause: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    on.run();
    return true;
  };
  const view = new EditorView({
    parent,
    doc: source,
    extensions: [
      keymap.of([{ key: 'Mod-Enter', run }]),
      basicSetup,
      javascript({ typescript: true }),
      syntaxHighlighting(codeColours),
      types.of([]),
      shownProblems,
      EditorView.contentAttributes.of({ 'aria-label': 'Experiment, editable', tabindex: '0' }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        on.change(update.state.doc.toString());
        clearTimeout(pause);
        pause = setTimeout(() => check(), PAUSE_MS);
      }),
    ],
  });
  return {
    focus: () => view.focus(),
    cursor: () => (view.hasFocus ? view.state.selection.main.head : undefined),
    async useTypes(url) {
      const { openTypes } = await import('./types.ts');
      const service = await openTypes(url);
      close = service.close;
      const offered = [
        autocompletion({ override: [service.complete] }),
        hoverTooltip(service.hover),
      ];
      view.dispatch({ effects: types.reconfigure(offered) });
      check = () => {
        const { doc } = view.state;
        void service.problems(doc.toString()).then(
          // What has been typed meanwhile is looked at in its turn.
          (found) => doc === view.state.doc && view.dispatch({ effects: setProblems.of(found) }),
          () => undefined,
        );
      };
      check();
    },
    destroy() {
      clearTimeout(pause);
      close();
      view.destroy();
    },
  };
}
