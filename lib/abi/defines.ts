/** Writes `#define NAME value` for each word of the form `NAME=value`; values without spaces. */
export const defines = (words: string): string =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => `#define ${word.replace('=', ' ')}`)
    .join('\n');
