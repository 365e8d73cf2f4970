// The chapter list tells how many of a chapter's exercises this reader has solved, once there is one.

import { SOLVED_EVENT, solved } from '../../exercise/progress.ts';

function tell(): void {
  const done = solved();
  for (const place of document.querySelectorAll<HTMLElement>('[data-exercises]')) {
    const ids = place.dataset.exercises!.split(' ');
    const count = ids.filter((id) => done.has(id)).length;
    place.hidden = count === 0;
    place.textContent = `${count} of ${ids.length} exercises`;
  }
}

tell();
document.addEventListener(SOLVED_EVENT, tell);
