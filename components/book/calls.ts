// Calls: where a C text calls the kernel.
//
// One idea: a small scanner that knows comments, strings and identifiers is enough to tell a call
// from a word; what counts as a system call is the kernel's own table, lib/abi/syscalls.ts.
//
// Units: offsets are UTF-16 indices into the text.

import { SYSCALLS, type SyscallWords } from '../../lib/abi/syscall-words.ts';

export interface Call {
  name: string;
  start: number;
  end: number;
}

/** C names that glibc turns into a call of another name. */
const ALIASES: Record<string, string> = {
  send: 'sendto',
  recv: 'recvfrom',
  wait: 'wait4',
  waitpid: 'wait4',
  exit: 'exit_group',
  sleep: 'clock_nanosleep',
  usleep: 'clock_nanosleep',
  sigaction: 'rt_sigaction',
};

const byName = new Map(SYSCALLS.map((info) => [info.name, info]));

/** Looks up what the book says about a call by its C name; undefined when it is not a call. */
export function callInfo(name: string): SyscallWords | undefined {
  return byName.get(ALIASES[name] ?? name);
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|#\s*include[^\n]*|[A-Za-z_]\w*|->|\S/g;

/** Words that may stand before a call; any other word before a name makes it a declaration. */
const BEFORE_A_CALL = new Set(['return', 'else', 'do', 'case', 'sizeof']);

/** Finds every call of a system call outside comments, strings and declarations. */
export function findCalls(
  text: string,
  isCall: (name: string) => boolean = (name) => callInfo(name) !== undefined,
): Call[] {
  const tokens = [...text.matchAll(TOKEN)].filter((token) => !/^\/[/*]/.test(token[0]));
  const calls: Call[] = [];
  tokens.forEach((token, index) => {
    const name = token[0];
    if (!/^[A-Za-z_]/.test(name) || tokens[index + 1]?.[0] !== '(' || !isCall(name)) return;
    const before = tokens[index - 1]?.[0] ?? ';';
    if (before === '.' || before === '->') return;
    if (/^[A-Za-z_]/.test(before) && !BEFORE_A_CALL.has(before)) return;
    if (before === '*' && declares(tokens, index - 1)) return;
    calls.push({ name, start: token.index, end: token.index + name.length });
  });
  return calls;
}

/** Tells `static int *read(` from `n = x * read(`: only words and stars since the statement began. */
function declares(tokens: RegExpMatchArray[], star: number): boolean {
  let at = star;
  while (at >= 0 && /^(?:\*|[A-Za-z_]\w*)$/.test(tokens[at]![0])) at--;
  return at < star - 1 && (at < 0 || /^[;{}]$/.test(tokens[at]![0]));
}
