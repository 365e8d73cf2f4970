// What the first Run of a cell of TypeScript fetches: the translator, the frame, and the drawing of its output.

export { fetchBundle, runInFrame } from './frame.ts';
export { Output } from './Output.tsx';
export { translate, unread } from './translate.ts';
