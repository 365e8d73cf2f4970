// Where a program begins, for who starts it from gdb's prompt: fetched then, and by itself.

/** The line on which main begins: where gdb's start stops. */
export function mainLine(source: string): number | undefined {
  const at = source.split('\n').findIndex((line) => /^\s*(?:int|void)\s+main\s*\(/.test(line));
  return at < 0 ? undefined : at + 2;
}
