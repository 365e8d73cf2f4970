// What of the notebook comes with every chapter: the toolbar's buttons fetch the rest when pressed,
// and so do edits of this page, or an address that means more than a place.

import { EDITED, wake } from './registry.ts';

const bar = document.querySelector<HTMLElement>('[data-notebook]');
const slug = document.querySelector<HTMLElement>('[data-chapter]')?.dataset.chapter;

bar?.addEventListener('click', (event) => {
  const what = (event.target as Element).closest<HTMLElement>('[data-act]')?.dataset.act;
  if (!what) return;
  wake().then(
    ({ act }) => act(what),
    () => {
      const line = bar.querySelector('[data-notebook-said]');
      if (line) line.textContent = 'The notebook could not be loaded. Check the connection.';
    },
  );
});

let edited = '';
try {
  edited = localStorage.getItem(EDITED) ?? '';
} catch {
  // Nothing is remembered, so there is nothing to show.
}
if (edited.split(' ').includes(slug ?? '') || location.hash.includes('code=')) {
  wake().catch(() => undefined);
}
