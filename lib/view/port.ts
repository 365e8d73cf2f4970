// Port: what a field for a port number takes, and why not the rest.
//
// Apart from its view, so that a page can check a field without loading the machine's tables.

/** Reads text as a port; a text says why it is none. */
export function parsePort(text: string): number | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Type a port: an integer from 0 to 65535.';
  if (!/^[0-9]+$/.test(trimmed)) {
    return /^[-+]?[0-9]*\.?[0-9]+$/.test(trimmed)
      ? `${trimmed} is not an integer from 0 to 65535.`
      : `“${trimmed}” is not a number: a port is an integer from 0 to 65535.`;
  }
  const port = Number(trimmed);
  return port <= 0xffff ? port : `${trimmed} needs more than 16 bits: the largest port is 65535.`;
}
