// What a cell needs around it, wherever it runs: its one import, a console, and the line of its errors.

/** The parameters of the function that a cell's code is the body of. */
export const PARAMETERS = 'require, exports, console';

interface Printing {
  print(...values: unknown[]): void;
}

/** Makes the arguments for `PARAMETERS`; an import of whatever is not the bench throws. */
export function surroundings(bench: Printing): unknown[] {
  const need = (name: string): object => {
    if (name === 'bench') return bench;
    throw new Error(`a cell can import from 'bench' only, not from '${name}'`);
  };
  const { print } = bench;
  return [need, {}, { log: print, info: print, warn: print, error: print, debug: print }];
}

/** Finds the cell's line in an error's stack; `script` is what the cell's code is called there. */
export function lineIn(stack: string | undefined, script: string): number | undefined {
  const at = stack?.indexOf(`${script}:`) ?? -1;
  const line = at < 0 ? Number.NaN : Number.parseInt(stack!.slice(at + script.length + 1), 10);
  return Number.isNaN(line) ? undefined : line;
}
