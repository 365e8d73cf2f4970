// The shell lines of a script: sysctls, and init scripts that are made of them.
//
// One idea: a real run needs a few commands that prepare the machine. Those that set knobs are
// done; those that prepare devices of a real machine have nothing to do here; all others are
// refused, because a script that was meant to run with them would test something else.

import { evaluate } from './code.ts';

export interface Knob {
  name: string;
  /** As written; some knobs have several numbers. */
  value: string;
}

/** Commands for a real machine's devices and caches, which a fresh model does not have. */
const NOTHING_TO_DO = [
  /^true$/,
  /^:$/,
  /^set\s/,
  /^ip tcp_metrics flush\b/,
  /^ip link set\b/,
  /^tc qdisc (?:add|replace|del)\b/,
  /^(?:ethtool|modprobe|sleep)\b/,
  /^export\s/,
  // What set_sysctls.py leaves for the end: the knobs as they were.
  /^\/tmp\/sysctl_restore_\S+\.sh$/,
];

const SETTER = /^(?:\.{1,2}\/)*(?:[\w-]+\/)*set_sysctls\.py\s+(.*)$/;

/**
 * Lists the knobs that shell lines set, in order; throws an Error for what cannot be done.
 *
 * `readFile` finds an init script by its path, undefined where there is none.
 */
export function readShell(
  text: string,
  readFile: (path: string) => string | undefined,
  depth = 0,
): Knob[] {
  if (depth > 4) throw new Error('init scripts call each other too deeply');
  const lines = text.replace(/\\\n/g, ' ').split(/\n|;|&&/);
  return lines.flatMap((raw) => {
    const line = raw
      .replace(/\$\(\(([^)]*(?:\([^)]*\)[^)]*)*)\)\)/g, (_, sum: string) => String(evaluate(sum)))
      .replace(/(^|\s)#.*$/, '')
      .replace(/\s*(?:[12]?>\s*\S+|2>&1|\|\|\s*true)/g, '')
      .trim();
    if (line === '' || NOTHING_TO_DO.some((pattern) => pattern.test(line))) return [];
    if (/^sysctl\s/.test(line))
      return words(line)
        .slice(1)
        .flatMap((word) => knob(word, line));
    const setter = SETTER.exec(line);
    if (setter) return words(setter[1]).flatMap((word) => knob(word, line));
    const source = /^(?:\.|source|sh|bash)\s+(\S+)$/.exec(line)?.[1] ?? line;
    if (/^[\w./-]+\.sh$/.test(source)) {
      const inner = readFile(source);
      if (inner === undefined) throw new Error(`no init script '${source}'`);
      return readShell(inner, readFile, depth + 1);
    }
    throw new Error(`only sysctl lines and init scripts made of them are known, not '${line}'`);
  });
}

/** Cuts at blanks that are not inside quotes, and takes the quotes away. */
function words(line: string): string[] {
  const found = line.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return found.map((word) => word.replace(/["']/g, ''));
}

function knob(word: string, line: string): Knob[] {
  if (/^-[a-z]+$/.test(word)) return [];
  const at = word.indexOf('=');
  if (at < 0) throw new Error(`expected NAME=VALUE, not '${word}', in '${line}'`);
  const name = word
    .slice(0, at)
    .replace(/^\/proc\/sys\//, '')
    .replaceAll('/', '.');
  return [{ name, value: word.slice(at + 1).trim() }];
}
