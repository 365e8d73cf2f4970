// Write: makes the cases of the interpreter's loop from words.ts and sequences.ts.
//
// One idea: a case reads its registers into local variables, does what the words say, and writes. In a
// sequence a register that has a letter is read at most once, and what was written to it is still there.

import { INSTRUCTIONS, OP, type OpName } from '../../cc/bytecode.ts';
import { LETTERS } from '../../cc/liveness.ts';
import { ALL, type Step } from './sequences.ts';
import { WORDS } from './words.ts';

/** Writes all cases: the sequences first, then each instruction. */
export function writeCases(): string {
  const sequences = ALL.map(({ opcode, steps }) => writeCase(opcode, steps));
  const single = INSTRUCTIONS.map(([op, operands], i) => {
    const names = operands
      .split(' ')
      .filter(Boolean)
      .map(() => '_');
    return writeCase(i, [{ op, names }]);
  });
  return [...sequences, ...single].join('\n');
}

/** Declares the local variables that the cases use. */
export function writeLocals(cases: string): string {
  const names = new Set(cases.match(/\b[abc](?:High|At)?\d?\b(?= = )/g));
  return [...names]
    .sort()
    .map((name) => `let ${name} = 0;`)
    .join('\n');
}

function writeCase(opcode: number, steps: Step[]): string {
  const title = steps.map(({ op, names }) => (steps.length > 1 ? [op, ...names].join(' ') : op));
  const known = new Map<string, string>();
  const parts = steps.map((step, k) => writeStep(step, k, steps, known));
  return `case ${opcode}: { // ${title.join('; ')}\n${parts.join('\npc = (pc + 4) | 0;\n')}\n}`;
}

type Half = 'lo' | 'hi' | 'f' | 'at' | undefined;

/** One instruction of a sequence; `known` has the local variables with values of registers. */
function writeStep({ op, names }: Step, k: number, steps: Step[], known: Map<string, string>) {
  const last = k === steps.length - 1;
  const letters = LETTERS[OP[op]];
  const suffix = k === 0 ? '' : String(k + 1);
  const local = (n: number, more = ''): string => `${'abc'[n - 1]}${more}${suffix}`;
  const before: string[] = [];
  const declared = new Set<string>();
  const declare = (name: string, value: string): string => {
    if (!declared.has(name)) before.push(`${name} = ${value};`);
    declared.add(name);
    return name;
  };
  const words = sentence(op, last);
  const uses = (n: number): number => words.split(`$${n}`).length - 1;
  const operand = (n: number): string => `code[pc + ${n}]`;
  const place = (n: number): string =>
    new RegExp(`\\$${n}\\.(?:at|hi)`).test(words)
      ? declare(local(n, 'At'), `fp + ${operand(n)}`)
      : `fp + ${operand(n)}`;
  const read = (n: number, half: Half): string => {
    const letter = letters[n - 1];
    if (letter !== 'r' && letter !== 'd') {
      return uses(n) > 1 ? declare(local(n), operand(n)) : operand(n);
    }
    if (half === 'at') return place(n);
    if (half === 'f') return `f[(fp + ${operand(n)}) >> 1]`;
    const key = `${names[n - 1]}.${half ?? 'lo'}`;
    const found = known.get(key);
    if (found) return found;
    const at = place(n);
    const name = declare(
      local(n, half === 'hi' ? 'High' : ''),
      half === 'hi' ? `r[${at} + 1]` : `r[${at}]`,
    );
    if (names[n - 1] !== '_') known.set(key, name);
    return name;
  };
  const write = (n: number, half: Half, value: string): string => {
    const name = names[n - 1];
    if (half === 'f') return `f[(fp + ${operand(n)}) >> 1] = ${value};`;
    const at = half === 'hi' ? `${place(n)} + 1` : place(n);
    if (name === '_' || last) return `r[${at}] = ${value};`;
    const kept = local(n, half === 'hi' ? 'High' : '');
    written.set(`${name}.${half ?? 'lo'}`, kept);
    return `${kept} = (${value}) | 0; r[${at}] = ${kept};`;
  };
  const written = new Map<string, string>();
  const fill = (text: string): string =>
    text.replace(/\$(\d)(?:\.(lo|hi|f|at))?/g, (_, n, half) => read(Number(n), half));
  const assignment = /\$(\d)(?:\.(lo|hi|f))? = ([^;]*);/g;
  const filled = fill(
    words.replace(assignment, (_, n, half, value) => write(Number(n), half, fill(value))),
  );
  // What is written in another way is read again.
  if (letters[0] === 'd' && !written.has(`${names[0]}.lo`)) {
    known.delete(`${names[0]}.lo`);
    known.delete(`${names[0]}.hi`);
  }
  for (const [key, name] of written) known.set(key, name);
  return [...before, filled].join('\n');
}

/** The words of an instruction, with what follows: a jump, the next instruction, or the next turn. */
function sentence(op: OpName, last: boolean): string {
  const words = WORDS[op].replace(/STOP/g, '{ pc = (pc + 4) | 0; break run; }');
  const jump = /^jump (\$\d) if (.*)$/.exec(words);
  if (jump) {
    const [, to, condition] = jump;
    return last
      ? `if (!(${condition})) break next; t = ${to}; break;`
      : `if (${condition}) { t = ${to}; break; }`;
  }
  const goesOn = !/(?:break|continue|break run);\s*$/.test(words);
  return last && goesOn ? `${words}\nbreak next;` : words;
}
