// The editor of a cell, loaded only when a reader wants to change code.
//
// One idea: CodeMirror keeps the text; marks that come from the machine (the current line,
// breakpoints, errors under their line) are one effect that replaces all of them at once.

import { indentWithTab } from '@codemirror/commands';
import { cpp } from '@codemirror/lang-cpp';
import { syntaxHighlighting } from '@codemirror/language';
import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import {
  type BlockInfo,
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  keymap,
  lineNumbers,
  WidgetType,
} from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { codeColours } from '../parts/code-colours.ts';

export interface Problem {
  line: number;
  column: number;
  text: string;
  severity: string;
  /** Name of the warning. */
  option?: string;
  hint?: string;
}

export interface Marks {
  at?: number;
  phase?: string;
  breakpoints: number[];
  errors: Problem[];
}

export interface Editor {
  text(): string;
  /** Replaces the whole text. */
  setText(text: string): void;
  /** Where the cursor stands, as an offset; undefined while it is elsewhere on the page. */
  cursor(): number | undefined;
  /** The line of the cursor, 1-based. */
  cursorLine(): number;
  mark(marks: Marks): void;
  /** Scrolls the text, and nothing around it, so far that a line is seen. */
  reveal(line: number): void;
  focus(): void;
  destroy(): void;
}

class ErrorNote extends WidgetType {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super();
    this.problem = problem;
  }
  override eq(other: ErrorNote): boolean {
    return JSON.stringify(other.problem) === JSON.stringify(this.problem);
  }
  toDOM(): HTMLElement {
    const { text, severity, column, option, hint } = this.problem;
    const note = document.createElement('div');
    note.className = `cell-error cell-error-${severity}`;
    const caret = document.createElement('span');
    caret.setAttribute('aria-hidden', 'true');
    caret.textContent = `${' '.repeat(Math.max(0, column - 1))}^ `;
    note.append(caret, text);
    if (option) note.append(part('span', 'cell-option', ` [-W${option}]`));
    if (hint) note.append(part('em', 'cell-hint', hint));
    return note;
  }
}

function part(tag: string, name: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

class BreakpointDot extends GutterMarker {
  override toDOM(): Node {
    const dot = document.createElement('span');
    dot.className = 'cell-breakpoint';
    dot.textContent = '●';
    return dot;
  }
}

const setMarks = StateEffect.define<Marks>();
const dot = new BreakpointDot();

const lineMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const doc = transaction.state.doc;
      const inside = (line: number) => line >= 1 && line <= doc.lines;
      const ranges = effect.value.errors
        .filter((e) => inside(e.line))
        .map((e) =>
          Decoration.widget({
            widget: new ErrorNote(e),
            side: 1,
            block: true,
          }).range(doc.line(e.line).to),
        );
      if (effect.value.at !== undefined && inside(effect.value.at)) {
        const current = Decoration.line({
          class: `is-current is-${effect.value.phase ?? 'enter'}`,
        });
        ranges.push(current.range(doc.line(effect.value.at).from));
      }
      next = Decoration.set(ranges, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const breakpointMarks = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(set, transaction) {
    let next = set.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMarks)) continue;
      const doc = transaction.state.doc;
      const ranges = effect.value.breakpoints
        .filter((line) => line <= doc.lines)
        .sort((a, b) => a - b)
        .map((line) => dot.range(doc.line(line).from));
      next = RangeSet.of(ranges);
    }
    return next;
  },
});

/** How one leaves an editor in which Tab indents, and where all keys are. */
const LEAVE =
  '<kbd>Tab</kbd> indents; <kbd>Esc</kbd>, then <kbd>Tab</kbd>, moves on. <kbd>Esc</kbd>, then <kbd>?</kbd>, shows all keys.';

/** Opens an editor in `parent`; `onBreakpoint` gets the 1-based line whose gutter was clicked. */
export function openEditor(
  parent: HTMLElement,
  source: string,
  on: { run(): void; change(text: string): void; breakpoint(line: number): void },
): Editor {
  const domEventHandlers = {
    mousedown(view: EditorView, block: BlockInfo) {
      on.breakpoint(view.state.doc.lineAt(block.from).number);
      return true;
    },
  };
  const breakpointGutter: Extension = gutter({
    class: 'cell-breakpoints',
    markers: (view) => view.state.field(breakpointMarks),
    initialSpacer: () => dot,
    domEventHandlers,
  });
  const view = new EditorView({
    parent,
    doc: source,
    extensions: [
      keymap.of([
        {
          key: 'Mod-Enter',
          run: () => {
            on.run();
            return true;
          },
        },
      ]),
      keymap.of([indentWithTab]),
      breakpointMarks,
      [breakpointGutter, lineNumbers({ domEventHandlers })],
      basicSetup,
      cpp(),
      syntaxHighlighting(codeColours),
      lineMarks,
      EditorView.contentAttributes.of({
        'aria-label': 'Source code, editable; Tab indents, Escape and then Tab moves on',
        tabindex: '0',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) on.change(update.state.doc.toString());
      }),
    ],
  });
  const leave = document.createElement('p');
  leave.className = 'cell-leave';
  leave.innerHTML = LEAVE;
  parent.append(leave);
  return {
    cursorLine: () => view.state.doc.lineAt(view.state.selection.main.head).number,
    text: () => view.state.doc.toString(),
    setText(text) {
      const { doc } = view.state;
      if (doc.toString() === text) return;
      view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    },
    cursor: () => (view.hasFocus ? view.state.selection.main.head : undefined),
    mark: (marks) => view.dispatch({ effects: setMarks.of(marks) }),
    reveal(line) {
      const { doc } = view.state;
      if (line < 1 || line > doc.lines) return;
      const { top, bottom } = view.lineBlockAt(doc.line(line).from);
      const { scrollTop, clientHeight } = view.scrollDOM;
      if (top >= scrollTop && bottom <= scrollTop + clientHeight) return;
      view.scrollDOM.scrollTop = top - clientHeight / 3;
    },
    focus: () => view.focus(),
    destroy() {
      view.destroy();
      leave.remove();
    },
  };
}
