// The debugger's ways on and back: one table for the buttons, their explanations and the list of keys.

import type { DebugOp } from '../../../lib/notebook/messages.ts';

export interface Way {
  op: DebugOp;
  label: string;
  key: string;
  /** What it does, in one sentence. */
  says: string;
}

export const WAYS: readonly Way[] = [
  { op: 'continue', label: 'Continue', key: 'F5', says: 'Runs on to the next place to stop.' },
  {
    ...{ op: 'over', label: 'Step over', key: 'F10' },
    says: 'Runs one line, with all that it calls.',
  },
  {
    ...{ op: 'into', label: 'Step into', key: 'F11' },
    says: 'Runs to the next line, also in a function that this one calls.',
  },
  {
    ...{ op: 'out', label: 'Step out', key: 'Shift+F11' },
    says: 'Runs until this function has returned.',
  },
  {
    ...{ op: 'back-over', label: 'Step back', key: 'Alt+F10' },
    says: 'Looks at the line before. Nothing is undone: the run stays, and you look at what it was.',
  },
  {
    ...{ op: 'back-continue', label: 'Back to a stop', key: 'Alt+F5' },
    says: 'Looks at the last time that one of your places to stop was passed.',
  },
];

/** The ways back of the scrubber, which is there also while the program runs. */
export const SCRUBBING = {
  back: { label: 'Line back', key: 'Alt+F10', says: 'The same as Step back, from wherever it is.' },
  on: { label: 'Line on', key: 'F10', says: 'Looks at the line after, along the run as it was.' },
  now: { label: 'Now', key: '', says: 'Comes back to the present, where the program can go on.' },
};

/** What a button says when it is pointed at. */
export const titleOf = ({ says, key }: Pick<Way, 'says' | 'key'>): string =>
  key ? `${says} (${key})` : says;
