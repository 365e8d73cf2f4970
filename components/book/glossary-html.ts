// The small notation of content/glossary.ts: `code`, [[id]] and [[id|words]].

import { GLOSSARY } from '../../content/glossary.ts';

const terms = new Map(GLOSSARY.map((entry) => [entry.id, entry.term]));

/** Renders an entry's text without marks, for a card. */
export function glossaryText(text: string): string {
  return text
    .replaceAll('`', '')
    .replace(/\[\[([\w-]+)(?:\|([^\]]+))?\]\]/g, (_, id: string, words?: string) => {
      return words ?? terms.get(id) ?? id;
    });
}

/** Renders an entry's text; throws when it links to an entry that does not exist. */
export function glossaryHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[\[([\w-]+)(?:\|([^\]]+))?\]\]/g, (_, id: string, words?: string) => {
      const term = terms.get(id);
      if (!term) throw new Error(`content/glossary.ts: [[${id}]] is not an entry`);
      return `<a class="term" href="#${id}">${words ?? term}</a>`;
    });
}
