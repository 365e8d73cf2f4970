// Sequences: instructions that the interpreter does in one turn.
//
// One idea: what an interpreter pays for is finding the next case, and carrying values through the
// register file; so instructions that often follow each other become one, in which a value stays in a
// local variable. All of them stay where they are, for jumps to them: only the opcode of the first is
// replaced, in a copy of the code that nobody but the interpreter sees.
//
// A sequence says which of its operands must be the same register: the same letter; `_` may be any.
// They are those that measuring the programs of test/bench, the library and content/programs found most often.

import { OP, type OpName, WIDTH } from '../../cc/bytecode.ts';
import { LETTERS } from '../../cc/liveness.ts';

/** The first of the opcodes for sequences. */
export const FIRST_SEQUENCE = Object.keys(OP).length;

const SEQUENCES: readonly string[] = [
  // Loops that count.
  'ADDS i _ _; JLEI i _ _',
  'ADDIS i _ _; JLEI i _ _',
  'ADDIS i _ _; JLTI i _ _',
  'ADDIS i _ _; JLT i _ _',
  'ADDIS i _ _; JMP _',
  // Elements of global arrays, and global variables.
  'CONST v _; CONST64 b _ _; STX8 v b _',
  'CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i',
  'CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i; ADDS i i _; JLEI i _ _',
  'CONST v _; CONST64 b _ _; CHECK i _ _; STX8 v b i; ADDIS i i _; JLEI i _ _',
  'CONST64 b _ _; CHECK i _ _; LDX8S c b i; JNEI c _ _',
  'CONST64 b _ _; CHECK i _ _; LDX8S _ b i',
  'CONST64 b _ _; CHECK i _ _; LDX8U _ b i',
  'CONST64 b _ _; CHECK i _ _; LDX32 _ b i',
  'CONST64 b _ _; CHECK i _ _; STX8 _ b i',
  'CONST64 b _ _; CHECK i _ _; STX32 _ b i',
  'FRAME b _; CHECK i _ _; LDX8S _ b i',
  'FRAME b _; CHECK i _ _; LDX32 _ b i',
  'FRAME b _; CHECK i _ _; STX8 _ b i',
  'FRAME b _; CHECK i _ _; STX32 _ b i',
  'CHECK i _ _; LEA4 _ _ i',
  'CONST64 b _ _; LD32 v b _',
  'CONST64 b _ _; LD32 v b _; ADDIS w v _; ST32 w b _',
  'CONST64 b _ _; LD32 v b _; MULIS w v _; ADDS x w _; ANDI _ x _',
  'CONST64 b _ _; LD64 _ b _',
  'CONST64 b _ _; ST32 _ b _',
  'CONST64 b _ _; ST32 _ b _; JMP _',
  'CONST64 b _ _; ST64 _ b _',
  // Text.
  'LD8S c _ _; JNZ c _',
  'LD8S c _ _; JNEI c _ _',
  'MOV64 q p; ADDP _ p _',
  'MOV64 q p; ADDP _ p _; LD8S c q _',
  'MOV64 q p; ADDP _ p _; LD8S c q _; ADDIS _ _ _; JNEI _ _ _',
  'JLTI c _ _; JGTI c _ _',
  'LDX8S c _ _; ZEXT8 _ c',
  'LDX8S c _ _; ZEXT8 u c; ZEXT l u; XOR64 _ _ l',
  // Structs and lists.
  'LD64 p _ _; JNZ64 p _',
  'LD64 _ _ _; JMP _',
  'LD32 v _ _; ADDS _ _ v',
  'LD32 v _ _; ADDS w _ v; ANDI _ w _',
  'LD32 v _ _; ADDS w _ v; ANDI _ w _; LD64 p _ _; JNZ64 p _',
  'LD32 v _ _; JNE _ v _',
  'MOV64 _ p; LD32 v p _; JNE _ v _',
  'LD32 v _ _; JLE v _ _',
  'LD32 v _ _; JNEI v _ _',
  'CONST v _; ST32 v _ _',
  'CONST64 v _ _; ST64 v _ _',
  // Arithmetic.
  'MULIS w _ _; ADDS x w _; ANDI _ x _',
  'MULIS w _ _; ADDS _ w _',
  'MULIS w _ _; ADDIS x w _; ANDI _ x _',
  'ADDS w _ _; ANDI _ w _',
  'ANDI w _ _; JNEI w _ _',
  'SEXT l _; ADD64 _ _ l',
  'ZEXT l _; ADD64 _ _ l',
  'CONST64 m _ _; MUL64 _ _ m',
  'CONST64 m _ _; MUL64 _ _ m; ADDIS i _ _; JLT i _ _',
  'CONST n _; SHL64 _ _ n',
  'CONST n _; SHRU64 _ _ n',
  'CONST n _; SHL64 l _ n; CONST m _; SHRU64 h _ m; OR64 _ l h',
  // Calls.
  'JGEI _ _ _; RET',
  'ADDS _ _ _; RET',
  'MOV64 _ _; RET',
  'CONST _ _; RET',
  'ADDIS _ _ _; CALL _ _',
  'LD64 _ _ _; CALL _ _',
  'MOV64 _ _; CALL _ _',
];

export interface Step {
  op: OpName;
  /** For each operand the letter of its register, or '_'. */
  names: string[];
}

export interface Sequence {
  opcode: number;
  steps: Step[];
}

export const ALL: readonly Sequence[] = SEQUENCES.map((text, i) => ({
  opcode: FIRST_SEQUENCE + i,
  steps: text.split('; ').map((step) => {
    const [op, ...names] = step.split(' ');
    return { op: op as OpName, names };
  }),
}));

const byFirst = new Map<number, Sequence[]>();
for (const sequence of ALL) {
  const first = OP[sequence.steps[0].op];
  byFirst.set(first, [...(byFirst.get(first) ?? []), sequence]);
}
for (const list of byFirst.values()) list.sort((a, b) => b.steps.length - a.steps.length);

/** Returns a copy of the code with sequences fused; none over a place where a loop begins. */
export function fuse(code: Int32Array): Int32Array {
  const starts = new Set<number>();
  for (let pc = 0; pc < code.length; pc += WIDTH) {
    const at = LETTERS[code[pc]]?.indexOf('j') ?? -1;
    if (at >= 0 && code[pc + 1 + at] <= pc) starts.add(code[pc + 1 + at]);
  }
  const fused = code.slice();
  for (let pc = 0; pc < code.length; ) {
    const found = byFirst.get(code[pc])?.find(({ steps }) => matches(code, pc, steps, starts));
    if (found) fused[pc] = found.opcode;
    pc += WIDTH * (found ? found.steps.length : 1);
  }
  return fused;
}

function matches(code: Int32Array, pc: number, steps: Step[], starts: Set<number>): boolean {
  const registers = new Map<string, number>();
  return steps.every(({ op, names }, k) => {
    const at = pc + k * WIDTH;
    if (code[at] !== OP[op] || (k > 0 && starts.has(at))) return false;
    return names.every((name, i) => {
      const register = code[at + 1 + i];
      if (name === '_') return LETTERS[OP[op]][i] !== 'd' || !kept(registers, register);
      const before = registers.get(name);
      if (before === undefined && kept(registers, register)) return false;
      registers.set(name, register);
      return before === undefined || before === register;
    });
  });
}

/** A register that has a letter must have no other. */
function kept(registers: Map<string, number>, register: number): boolean {
  for (const known of registers.values()) if (known === register) return true;
  return false;
}
