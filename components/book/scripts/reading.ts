// Where the reader is: marks the current section in the page's contents, remembers finished chapters.

const KEY = 'read';
const links = [...document.querySelectorAll<HTMLAnchorElement>('.toc a')];
const sections = [...document.querySelectorAll<HTMLElement>('main h2[id]')];

function markSection(): void {
  const line = window.innerHeight * 0.3;
  const current = sections.findLast((section) => section.getBoundingClientRect().top < line);
  for (const link of links) {
    const here = current !== undefined && link.hash === `#${current.id}`;
    if (here) link.setAttribute('aria-current', 'location');
    else link.removeAttribute('aria-current');
  }
}

function readChapters(): Set<string> {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]);
  } catch {
    return new Set();
  }
}

function markRead(): void {
  const read = readChapters();
  for (const item of document.querySelectorAll<HTMLElement>('.chapters li[data-slug]')) {
    const done = read.has(item.dataset.slug!);
    item.classList.toggle('is-read', done);
    item.querySelector('.visually-hidden')?.remove();
    if (!done) continue;
    const words = document.createElement('span');
    words.className = 'visually-hidden';
    words.textContent = ', read';
    item.querySelector('a')?.append(words);
  }
}

let due = false;
addEventListener(
  'scroll',
  () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      markSection();
    });
  },
  { passive: true },
);
markSection();

const end = document.querySelector('.turn');
const slug = document.querySelector<HTMLElement>('[data-chapter]')?.dataset.chapter;
if (end && slug) {
  new IntersectionObserver(([entry], observer) => {
    if (!entry?.isIntersecting) return;
    observer.disconnect();
    try {
      localStorage.setItem(KEY, JSON.stringify([...readChapters().add(slug)]));
    } catch {
      // Storage is refused; nothing is remembered.
    }
    markRead();
  }).observe(end);
}
markRead();

// An address may say more than a place: `#figure:at=…`, `#cell:code=…`. The place is before the colon.
const place = /^#([\w-]+):/.exec(location.hash)?.[1];
if (place) document.getElementById(place)?.scrollIntoView();

// A menu that covers the text is closed by following one of its links, or by Escape.
const menu = document.querySelector<HTMLDetailsElement>('details.menu');
menu?.addEventListener('click', (event) => {
  if ((event.target as Element).closest('a')) menu.open = false;
});
menu?.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !menu.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});

export {};
