// Two texts of a cell in one view: lines that only the reader has are marked +, the other's −.

import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';

/** Shows how `yours` differs from `other`, read-only; `whose` says of whom that one is. */
export function showDifference(
  parent: HTMLElement,
  other: string,
  yours: string,
  whose: string,
): EditorView {
  return new EditorView({
    parent,
    doc: yours,
    extensions: [
      lineNumbers(),
      EditorState.readOnly.of(true),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({
        'aria-label': `What differs: deleted lines are ${whose}, the others yours`,
        tabindex: '0',
      }),
      unifiedMergeView({ original: other, mergeControls: false, gutter: true }),
    ],
  });
}
