// links: ties the system calls in listings to the figures beside them, both ways.
//
// A click on a call in a listing with `data-target` dispatches `sfs:call` at that figure; a figure's
// `sfs:step` marks the line it is at in every listing that targets it. Pointing at a call or at a
// word of the glossary, or focusing it, shows a card that says what it does or means; a first touch does
// that, too, and its card has the ways on from there. Without this script each is a plain link to its
// entry in the glossary.

interface StepDetail {
  source: string;
  call?: string;
  line?: number;
  program?: string;
}

const card = document.createElement('div');
card.className = 'call-card';
card.id = 'call-card';
card.setAttribute('role', 'tooltip');
card.hidden = true;
document.body.append(card);

let shown: HTMLElement | undefined;
let hiding: ReturnType<typeof setTimeout> | undefined;

function callAt(target: EventTarget | null): HTMLElement | null {
  return (target as Element | null)?.closest?.<HTMLElement>('a[data-signature]') ?? null;
}

/** What a call's link drives: a figure or a cell of this page. */
function figureOf(link: HTMLElement): HTMLElement | null {
  const target = link.closest<HTMLElement>('[data-target]')?.dataset.target;
  return target ? document.getElementById(target) : null;
}

function show(link: HTMLElement, touched = false): void {
  clearTimeout(hiding);
  if (shown === link) return;
  hide();
  const { signature, does, returns, blocks } = link.dataset;
  const figure = figureOf(link);
  const rows = [
    ['call-card-signature', signature],
    ['', does],
    ['call-card-returns', returns && `Returns ${returns.replace(/\.$/, '')}.`],
    ['call-card-blocks', blocks && 'May block: the program stands still on this line.'],
    ['call-card-hint', figure && !touched ? 'Click: see it happen' : ''],
  ];
  card.replaceChildren(
    ...rows.flatMap(([name, text]) => {
      if (!text) return [];
      const row = document.createElement('p');
      row.className = name ?? '';
      row.textContent = text;
      return [row];
    }),
  );
  if (touched) card.append(waysOn(link, figure));
  card.setAttribute('role', touched ? 'group' : 'tooltip');
  shown = link;
  card.hidden = false;
  link.setAttribute('aria-describedby', card.id);
  place(link);
}

/** What a finger can choose in a card, which a pointer has by its click. */
function waysOn(link: HTMLElement, figure: HTMLElement | null): HTMLElement {
  const row = document.createElement('p');
  row.className = 'call-card-ways';
  if (figure) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = figure.matches('.cell') ? 'Run to this line' : 'See it happen';
    button.addEventListener('click', () => follow(link, figure));
    row.append(button);
  }
  const entry = document.createElement('a');
  entry.href = (link as HTMLAnchorElement).href;
  entry.textContent = 'In the glossary';
  row.append(entry);
  return row;
}

/** Below the call where there is room, else above; never outside the window. */
function place(link: HTMLElement): void {
  const at = link.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const below = at.bottom + 6 + size.height < innerHeight;
  const top = below ? at.bottom + 6 : at.top - size.height - 6;
  const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
  card.style.translate = `${Math.round(left + scrollX)}px ${Math.round(top + scrollY)}px`;
}

function hide(): void {
  clearTimeout(hiding);
  shown?.removeAttribute('aria-describedby');
  shown = undefined;
  card.hidden = true;
}

function hideSoon(): void {
  clearTimeout(hiding);
  hiding = setTimeout(hide, 150);
}

document.addEventListener('pointerover', (event) => {
  if (event.pointerType === 'touch') return;
  const link = callAt(event.target);
  if (link) show(link);
  else if (card.contains(event.target as Node)) clearTimeout(hiding);
  else if (shown && document.activeElement !== shown) hideSoon();
});
document.addEventListener('focusin', (event) => {
  const link = callAt(event.target);
  if (link) show(link);
  else if (!card.contains(event.target as Node)) hide();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide();
});

// A finger cannot point without touching: the first touch shows the card, the next follows the link.
let firstTouch: HTMLElement | undefined;
document.addEventListener('pointerdown', (event) => {
  const link = callAt(event.target);
  const isTouch = event.pointerType === 'touch';
  firstTouch = isTouch && link && link !== shown ? link : undefined;
  if (isTouch && !link && !card.contains(event.target as Node)) hide();
});

document.addEventListener('click', (event) => {
  const link = callAt(event.target);
  if (link && link === firstTouch) {
    event.preventDefault();
    // The touch has focused the link already, which shows the card of a pointer.
    hide();
    show(link, true);
    return;
  }
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const figure = figureOf(link);
  if (!figure) return;
  event.preventDefault();
  follow(link, figure);
});

/** Takes the figure to the call, and the reader to the figure if it is not in sight. */
function follow(link: HTMLElement, figure: HTMLElement): void {
  hide();
  const listing = link.closest<HTMLElement>('[data-target]');
  const line = Number(link.closest<HTMLElement>('[data-line]')?.dataset.line);
  const detail = {
    target: figure.id,
    call: link.dataset.call,
    ...(line ? { line } : {}),
    ...(listing?.dataset.program ? { program: listing.dataset.program } : {}),
  };
  whenAlive(figure, () => document.dispatchEvent(new CustomEvent('sfs:call', { detail })));
  // A cell's own listing is where the reader is.
  if (figure.contains(link) || isInSight(figure)) return;
  offerReturn(link, figure);
  scrollTo({ top: figure.getBoundingClientRect().top + scrollY - back.offsetHeight - 56 });
}

/** Whether most of what a figure draws can be seen. */
function isInSight(figure: HTMLElement): boolean {
  const { top, bottom } = (figure.querySelector('.figure-stage') ?? figure).getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 64);
  return seen > 0.6 * Math.min(bottom - top, innerHeight);
}

const back = document.createElement('button');
back.type = 'button';
back.className = 'call-back';
back.hidden = true;
document.body.append(back);

/** The way back stands at the figure's top, until it is taken or the reader has gone there. */
function offerReturn(link: HTMLElement, figure: HTMLElement): void {
  back.textContent = `Back to ${link.dataset.call}() in the text`;
  back.hidden = false;
  const at = figure.getBoundingClientRect();
  const left = at.right + scrollX - back.offsetWidth;
  back.style.translate = `${Math.round(left)}px ${Math.round(at.top + scrollY - back.offsetHeight)}px`;
  let away = false;
  const seen = new IntersectionObserver(([entry]) => {
    if (away && entry?.isIntersecting) end();
    away ||= !entry?.isIntersecting;
  });
  const end = (): void => {
    seen.disconnect();
    back.hidden = true;
  };
  back.onclick = () => {
    end();
    link.scrollIntoView({ block: 'center' });
    link.focus({ preventScroll: true });
    hide();
  };
  seen.observe(link);
}

/** Runs `then` now, or as soon as the figure says that it listens: being seen brings it to life. */
function whenAlive(figure: HTMLElement, then: () => void): void {
  if (!figure.closest('astro-island') || figure.dataset.listening !== undefined) {
    then();
    return;
  }
  const listening = (event: Event): void => {
    if ((event as CustomEvent<string>).detail !== figure.id) return;
    document.removeEventListener('sfs:listening', listening);
    then();
  };
  document.addEventListener('sfs:listening', listening);
}

/** Marks the line a figure is at: by number in the same program, else by the call's name. */
function mark(listing: HTMLElement, step: StepDetail): void {
  for (const line of listing.querySelectorAll('.is-current')) line.classList.remove('is-current');
  const same = !step.program || !listing.dataset.program || matches(listing, step.program);
  const byLine = step.line && same && listing.querySelector(`[data-line="${step.line}"]`);
  const calls = step.call ? listing.querySelectorAll(`a.syscall[data-call="${step.call}"]`) : [];
  const found = byLine || calls[0]?.closest('.line');
  found?.classList.add('is-current');
}

function matches(listing: HTMLElement, program: string): boolean {
  return listing.dataset.program === program.replace(/\.c$/, '');
}

document.addEventListener('sfs:step', (event) => {
  const step = (event as CustomEvent<StepDetail>).detail;
  const source = CSS.escape(step.source);
  for (const listing of document.querySelectorAll<HTMLElement>(`[data-target="${source}"]`)) {
    // A cell marks its own listing, with more than one kind of mark.
    if (!listing.closest('.cell')) mark(listing, step);
  }
});

export {};
