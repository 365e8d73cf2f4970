// The colours of a printed listing for CodeMirror, so that code looks the same before and after Edit.

import { HighlightStyle } from '@codemirror/language';
import { tags } from '@lezer/highlight';

export const codeColours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--code-token-comment)' },
  { tag: [tags.keyword, tags.operator, tags.modifier], color: 'var(--code-token-keyword)' },
  { tag: [tags.string, tags.character, tags.escape], color: 'var(--code-token-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-token-constant)' },
  { tag: [tags.typeName, tags.processingInstruction], color: 'var(--code-token-keyword)' },
  { tag: [tags.punctuation, tags.bracket], color: 'var(--code-token-punctuation)' },
  { tag: [tags.variableName, tags.propertyName, tags.name], color: 'var(--code-foreground)' },
]);
