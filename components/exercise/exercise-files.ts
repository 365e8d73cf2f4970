// The programs of the exercises as Astro components see them: what one begins with, and one way to solve it.

const files = import.meta.glob<string>('../../content/exercises/*.c', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Reads a program of an exercise; throws where it is not there. */
export function exerciseText(id: string, which: 'start' | 'solution'): string {
  const text = files[`../../content/exercises/${id}.${which}.c`];
  if (text === undefined) throw new Error(`content/exercises/${id}.${which}.c is not there`);
  return text;
}
