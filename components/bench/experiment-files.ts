// The experiments of the free page as Astro components see them.

const files = import.meta.glob<string>('../../content/experiments/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Experiments in the order in which the free page offers them. */
const ORDER = ['two-hosts', 'call-by-call', 'three-hosts', 'a-bad-line'];

export const EXPERIMENTS = ORDER.map((name) => {
  const source = files[`../../content/experiments/${name}.ts`];
  if (source === undefined) throw new Error(`content/experiments/${name}.ts is not there`);
  return { name, source, says: /^\/\/ (.*)/.exec(source)?.[1] ?? name };
});
