// Search: a dialog over pagefind's index, which is fetched when the dialog first opens.

import type { GlossaryHit } from './glossary-entry.ts';

interface Result {
  data(): Promise<{ url: string; meta: { title: string }; excerpt: string; sub_results: Hit[] }>;
}

interface Hit {
  url: string;
  title: string;
  excerpt: string;
}

interface Pagefind {
  options(options: Record<string, unknown>): Promise<void>;
  debouncedSearch(
    words: string,
    options?: object,
    ms?: number,
  ): Promise<{ results: Result[] } | null>;
}

const SHOWN = 8;

const base = document.documentElement.dataset.base ?? '/';
const dialog = document.getElementById('search') as HTMLDialogElement | null;
const input = document.getElementById('search-words') as HTMLInputElement | null;
const said = document.getElementById('search-said');
const list = document.getElementById('search-results');
let index: Promise<Pagefind> | undefined;

async function load(): Promise<Pagefind> {
  const address = `${base}pagefind/pagefind.js`;
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind;
  await pagefind.options({ baseUrl: base, excerptLength: 18 });
  return pagefind;
}

function open(): void {
  if (!dialog || dialog.open) return;
  index ??= load();
  dialog.showModal();
  input?.select();
}

async function search(): Promise<void> {
  if (!input || !said || !list) return;
  const words = input.value.trim();
  if (words === '') {
    list.replaceChildren();
    said.textContent = '';
    return;
  }
  let found: { results: Result[] } | null;
  try {
    found = await (await index!).debouncedSearch(words, {}, 120);
  } catch {
    index = undefined;
    said.textContent = 'The search index could not be loaded. It is written by npm run build.';
    return;
  }
  // null: a later keystroke has taken over.
  if (!found) return;
  const [own, ...pages] = await Promise.all([
    import('./glossary-entry.ts').then(({ entryOf }) => entryOf(words, base)),
    ...found.results.slice(0, SHOWN).map((result) => result.data()),
  ]);
  if (input.value.trim() !== words) return;
  const count = found.results.length;
  if (count > 0) said.textContent = `${count} page${count > 1 ? 's' : ''}.`;
  else said.textContent = own ? 'An entry of the glossary.' : `Nothing found for “${words}”.`;
  // What a word means comes before the places where it is used.
  const first = own ? [definition(own)] : [];
  list.replaceChildren(...first, ...pages.map(entry));
}

function definition({ path, term, says }: GlossaryHit): HTMLLIElement {
  const excerpt = document.createElement('p');
  excerpt.textContent = says;
  return item(base + path, ['Glossary', term], excerpt);
}

function entry(page: Awaited<ReturnType<Result['data']>>): HTMLLIElement {
  const best = page.sub_results[0];
  const excerpt = document.createElement('p');
  // pagefind escapes the text and adds nothing but <mark>.
  excerpt.innerHTML = best?.excerpt ?? page.excerpt;
  const { title } = page.meta;
  const within = best && best.title !== title ? [best.title] : [];
  return item(best?.url ?? page.url, [title, ...within], excerpt);
}

/** `names`: the page, and what of it. */
function item(address: string, [page, ...within]: string[], excerpt: Element): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = address;
  const title = document.createElement('strong');
  title.textContent = page;
  link.append(title, ...within.map((name) => ` › ${name}`));
  item.append(link, excerpt);
  return item;
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  return Boolean(element?.closest?.('input, textarea, select, [contenteditable], .cm-editor'));
}

document.getElementById('search-open')?.addEventListener('click', open);
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) return;
  event.preventDefault();
  open();
});
input?.addEventListener('input', () => void search());
dialog?.querySelector('form')?.addEventListener('submit', (event) => {
  // Enter follows the first result; only the button closes.
  if (event.submitter && document.activeElement === event.submitter) return;
  event.preventDefault();
  list?.querySelector('a')?.click();
});
dialog?.addEventListener('click', (event) => {
  if (event.target === dialog || (event.target as Element).closest('a')) dialog.close();
});
