// The glossary's entry of a word, for the search: fetched with the first search, from the glossary itself.

export interface GlossaryHit {
  /** Address of the entry inside the book, `glossary/#time-wait`. */
  path: string;
  term: string;
  says: string;
}

/** `TIME-WAIT`, `time_wait` and `accept()` are the words `time wait` and `accept`. */
const wordOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/\(.*\)$/, '')
    .replace(/[\s_-]+/g, ' ');

let entries: Promise<Map<string, GlossaryHit>> | undefined;

async function fetched(base: string): Promise<Map<string, GlossaryHit>> {
  const answer = await fetch(`${base}glossary/`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const found = new Map<string, GlossaryHit>();
  for (const entry of page.querySelectorAll('main dl > div[id]')) {
    const term = entry.querySelector('dt')?.textContent?.trim() ?? '';
    const text = entry.querySelector('dd')?.cloneNode(true) as HTMLElement;
    for (const link of text.querySelectorAll('.glossary-where')) link.remove();
    const says = text.textContent?.replace(/\s+/g, ' ').trim() ?? '';
    found.set(wordOf(term), { path: `glossary/#${entry.id}`, term, says });
  }
  return found;
}

/** The entry whose own word was searched for; without the glossary there is none. */
export async function entryOf(words: string, base: string): Promise<GlossaryHit | undefined> {
  entries ??= fetched(base);
  try {
    return (await entries).get(wordOf(words));
  } catch {
    entries = undefined;
    return undefined;
  }
}
