// Two texts of a cell in one view: lines that only the reader has are marked +, the book's −.

import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';

/** Shows how `yours` differs from `book`, read-only. */
export function showDifference(parent: HTMLElement, book: string, yours: string): EditorView {
  return new EditorView({
    parent,
    doc: yours,
    extensions: [
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({
        'aria-label': 'What differs: deleted lines are the book’s, the others yours',
        tabindex: '0',
      }),
      unifiedMergeView({ original: book, mergeControls: false, gutter: true }),
    ],
  });
}
