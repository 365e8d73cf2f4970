// Brief: compiling with digests of headers instead of headers.
//
// One idea: either nobody can tell, or it is done again with whole headers. Nobody can where the
// program has none of the names that a digest leaves out, and the compiler has nothing to say.

import type { Lookup } from '../../abi/lookup.ts';
import {
  type CompileOptions,
  type CompileResult,
  compile,
  type SourceFile,
} from '../../cc/compile.ts';

/** Headers without what few programs name; made by digest.ts. */
export interface Digests {
  /** By the header's name: C, in its place. */
  text: Lookup<string>;
  /** Names that are left out other than those of FAMILY, and those that a program may define to have more of a header: under '' of
   * the headers that most programs have, else by the header's name. Each is told by the number that it
   * falls on; a number is its distance from the one before, in digits from A, or a if it is the last, to
   * Z, z. */
  others: Lookup<string>;
}

/** What makes names that are in no text, or might change a header that comes behind it: a macro with a
 * small letter, as names of members and parameters have. */
const DOUBTFUL = /##|%:|_Pragma|_macro|#\s*define\s+(?!__)\w*[a-z]/;
/** Families of names of which headers have hundreds: these are doubtful unless a digest defines them, so
 * nobody has to list the others. */
export const FAMILY = /^(?:[AP]F|SOL?|SCM|IP|IPV6|IPPROTO|INADDR|MCAST)_|_(?:WIDTH|unlocked)$/;
const NO_CODE = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** Words of C. */
export function wordsIn(text: string): string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}

/** A program's text without what is between quotes or for people. */
export function codeOf(text: string): string {
  return text.replaceAll('\\\n', '').replace(NO_CODE, ' ');
}

/** On which of a million numbers a name falls; INT8_MAX and INT16_MAX on the same. */
export function numberOf(name: string): number {
  let hash = 0;
  for (const letter of name.replace(/\d/g, '')) hash = Math.imul(hash, 31) + letter.charCodeAt(0);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 12;
}

function numbersIn(others = ''): ReadonlySet<number> {
  const numbers = new Set<number>();
  let at = 0;
  for (const digits of others.match(/[A-Z]*[a-z]/g) ?? []) {
    at += [...digits].reduce((n, digit) => n * 26 + (digit.charCodeAt(0) & 31) - 1, 0);
    numbers.add(at);
  }
  return numbers;
}

/** Compiles with digests of headers; undefined where whole ones might lead to something else. */
export function compileBriefly(
  sources: readonly SourceFile[],
  options: CompileOptions,
  digests: Digests,
): CompileResult | undefined {
  const words = new Set<number>();
  const others = new Set(numbersIn(digests.others('')));
  const members = new Set<string>();
  let [suffices, known] = [true, ''];
  const read = (text: string): void => {
    const code = codeOf(text);
    for (const word of wordsIn(code)) {
      words.add(numberOf(word));
      if (FAMILY.test(word)) members.add(word);
    }
    // Now and then a word falls on the number of another one.
    suffices &&= !DOUBTFUL.test(code) && ![...words].some((word) => others.has(word));
  };
  for (const { text } of sources) read(text);
  if (!suffices) return undefined;
  const result = compile(sources, {
    ...options,
    headers(name) {
      const text = digests.text(name);
      known += text ?? '';
      for (const number of numbersIn(digests.others(name))) others.add(number);
      suffices &&= text !== undefined && ![...words].some((word) => others.has(word));
      return text;
    },
    readHeader(path) {
      const text = options.readHeader?.(path);
      if (text !== undefined) read(text);
      return text;
    },
  });
  suffices &&= [...members].every((word) => known.includes(` ${word} `));
  return suffices && result.ok && result.warnings.length === 0 ? result : undefined;
}
