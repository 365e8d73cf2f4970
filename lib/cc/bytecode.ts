// Bytecode: the instructions between emit and the virtual machine.
//
// One idea: a register machine whose frames overlap. A function's registers are a window of 8-byte
// slots; a caller puts arguments into the slots above its own, and the callee's window begins
// there, so that a call copies nothing. A slot holds an int in its lower half, a long or a pointer
// as two halves, or a double. The two halves keep 64-bit arithmetic exact without BigInt.
//
// Every instruction is four 32-bit words: opcode and up to three operands.
//   d  register that is written   r  register that is read   i  immediate number
//   j  jump target (a pc)         f  function number         n  native number
//   w  first register of the callee's window
// Register operands are encoded doubled: as indexes of 32-bit halves.
//
// The table below is the one copy: numbers, names, operands and meaning come from here, for emit,
// for the disassembler, and for the test that holds the interpreter's switch to it.

export const TABLE = [
  // Moves and constants. A suffix 64 means both halves, F a double, no suffix 32 bits.
  ['BREAK', '', 'a breakpoint; never emitted, put over an instruction by the debugger'],
  ['MOV', 'd r', 'd = r'],
  ['MOV64', 'd r', 'd = r, both halves'],
  ['CONST', 'd i', 'd = i'],
  ['CONST64', 'd i i', 'd = i (low half), i (high half)'],
  ['FRAME', 'd i', 'd = address of byte i of this frame in the stack'],
  // Conversions.
  ['SEXT8', 'd r', 'd = (signed char)r'],
  ['ZEXT8', 'd r', 'd = (unsigned char)r'],
  ['SEXT16', 'd r', 'd = (short)r'],
  ['ZEXT16', 'd r', 'd = (unsigned short)r'],
  ['SEXT', 'd r', 'd (64) = (int)r'],
  ['ZEXT', 'd r', 'd (64) = (unsigned)r'],
  ['BOOL', 'd r', 'd = r != 0'],
  ['BOOL64', 'd r', 'd = r (64) != 0'],
  ['BOOLF', 'd r', 'd = r (double) != 0'],
  ['ITOF', 'd r', 'd (double) = (int)r'],
  ['UTOF', 'd r', 'd (double) = (unsigned)r'],
  ['LTOF', 'd r', 'd (double) = (long)r'],
  ['ULTOF', 'd r', 'd (double) = (unsigned long)r'],
  ['FTOI', 'd r', 'd = (int)r (double); what does not fit gives INT_MIN as x86-64 does'],
  ['FTOL', 'd r', 'd (64) = (long)r (double)'],
  ['FTOUL', 'd r', 'd (64) = (unsigned long)r (double)'],
  ['FROUND', 'd r', 'd (double) = (float)r'],
  // 32-bit arithmetic.
  ['ADD', 'd r r', 'd = r + r'],
  ['SUB', 'd r r', 'd = r - r'],
  ['MUL', 'd r r', 'd = r * r'],
  ['DIV', 'd r r', 'd = r / r, signed; faults on 0'],
  ['DIVU', 'd r r', 'd = r / r, unsigned; faults on 0'],
  ['MOD', 'd r r', 'd = r % r, signed; faults on 0'],
  ['MODU', 'd r r', 'd = r % r, unsigned; faults on 0'],
  ['AND', 'd r r', 'd = r & r'],
  ['OR', 'd r r', 'd = r | r'],
  ['XOR', 'd r r', 'd = r ^ r'],
  ['SHL', 'd r r', 'd = r << (r & 31)'],
  ['SHR', 'd r r', 'd = r >> (r & 31), signed'],
  ['SHRU', 'd r r', 'd = r >> (r & 31), unsigned'],
  ['NEG', 'd r', 'd = -r'],
  ['NOT', 'd r', 'd = ~r'],
  ['ADDI', 'd r i', 'd = r + i'],
  ['MULI', 'd r i', 'd = r * i'],
  ['ANDI', 'd r i', 'd = r & i'],
  ['SHLI', 'd r i', 'd = r << i'],
  ['SHRI', 'd r i', 'd = r >> i, signed'],
  ['SHRUI', 'd r i', 'd = r >> i, unsigned'],
  // 64-bit arithmetic.
  ['ADD64', 'd r r', 'd = r + r'],
  ['SUB64', 'd r r', 'd = r - r'],
  ['MUL64', 'd r r', 'd = r * r'],
  ['DIV64', 'd r r', 'd = r / r, signed; faults on 0'],
  ['DIVU64', 'd r r', 'd = r / r, unsigned; faults on 0'],
  ['MOD64', 'd r r', 'd = r % r, signed; faults on 0'],
  ['MODU64', 'd r r', 'd = r % r, unsigned; faults on 0'],
  ['AND64', 'd r r', 'd = r & r'],
  ['OR64', 'd r r', 'd = r | r'],
  ['XOR64', 'd r r', 'd = r ^ r'],
  ['SHL64', 'd r r', 'd = r << (r & 63)'],
  ['SHR64', 'd r r', 'd = r >> (r & 63), signed'],
  ['SHRU64', 'd r r', 'd = r >> (r & 63), unsigned'],
  ['NEG64', 'd r', 'd = -r'],
  ['NOT64', 'd r', 'd = ~r'],
  ['ADDI64', 'd r i', 'd = r + i, the immediate sign-extended'],
  // Doubles.
  ['ADDF', 'd r r', 'd = r + r'],
  ['SUBF', 'd r r', 'd = r - r'],
  ['MULF', 'd r r', 'd = r * r'],
  ['DIVF', 'd r r', 'd = r / r'],
  ['NEGF', 'd r', 'd = -r'],
  // Comparisons: d = 1 or 0.
  ['EQ', 'd r r', 'd = r == r'],
  ['NE', 'd r r', 'd = r != r'],
  ['LT', 'd r r', 'd = r < r, signed'],
  ['LE', 'd r r', 'd = r <= r, signed'],
  ['LTU', 'd r r', 'd = r < r, unsigned'],
  ['LEU', 'd r r', 'd = r <= r, unsigned'],
  ['EQ64', 'd r r', 'd = r == r'],
  ['NE64', 'd r r', 'd = r != r'],
  ['LT64', 'd r r', 'd = r < r, signed'],
  ['LE64', 'd r r', 'd = r <= r, signed'],
  ['LTU64', 'd r r', 'd = r < r, unsigned'],
  ['LEU64', 'd r r', 'd = r <= r, unsigned'],
  ['EQF', 'd r r', 'd = r == r'],
  ['NEF', 'd r r', 'd = r != r'],
  ['LTF', 'd r r', 'd = r < r'],
  ['LEF', 'd r r', 'd = r <= r'],
  // Jumps. One that goes backwards pays for the loop it closes with fuel.
  ['JMP', 'j', 'go to j'],
  ['JZ', 'r j', 'if r == 0'],
  ['JNZ', 'r j', 'if r != 0'],
  ['JZ64', 'r j', 'if r (64) == 0'],
  ['JNZ64', 'r j', 'if r (64) != 0'],
  ['JEQ', 'r r j', 'if r == r'],
  ['JNE', 'r r j', 'if r != r'],
  ['JLT', 'r r j', 'if r < r, signed'],
  ['JLE', 'r r j', 'if r <= r, signed'],
  ['JLTU', 'r r j', 'if r < r, unsigned'],
  ['JLEU', 'r r j', 'if r <= r, unsigned'],
  ['JEQI', 'r i j', 'if r == i'],
  ['JNEI', 'r i j', 'if r != i'],
  ['JLTI', 'r i j', 'if r < i, signed'],
  ['JLEI', 'r i j', 'if r <= i, signed'],
  ['JGTI', 'r i j', 'if r > i, signed'],
  ['JGEI', 'r i j', 'if r >= i, signed'],
  ['JEQ64', 'r r j', 'if r == r'],
  ['JNE64', 'r r j', 'if r != r'],
  ['JLT64', 'r r j', 'if r < r, signed'],
  ['JLE64', 'r r j', 'if r <= r, signed'],
  ['JLTU64', 'r r j', 'if r < r, unsigned'],
  ['JLEU64', 'r r j', 'if r <= r, unsigned'],
  // Addresses.
  ['ADDP', 'd r i', 'd = r + i bytes'],
  ['LEA1', 'd r r', 'd = r + r'],
  ['LEA2', 'd r r', 'd = r + 2 * r'],
  ['LEA4', 'd r r', 'd = r + 4 * r'],
  ['LEA8', 'd r r', 'd = r + 8 * r'],
  // Memory. Loads: d = what lies at r + i; stores: the first register goes to r + i.
  ['LD8S', 'd r i', 'd = signed char'],
  ['LD8U', 'd r i', 'd = unsigned char'],
  ['LD16S', 'd r i', 'd = short'],
  ['LD16U', 'd r i', 'd = unsigned short'],
  ['LD32', 'd r i', 'd = int'],
  ['LD64', 'd r i', 'd = long, pointer or double'],
  ['LDF', 'd r i', 'd = float, as a double'],
  ['ST8', 'r r i', 'store 1 byte'],
  ['ST16', 'r r i', 'store 2 bytes'],
  ['ST32', 'r r i', 'store 4 bytes'],
  ['ST64', 'r r i', 'store 8 bytes'],
  ['STF', 'r r i', 'store a double as a float'],
  ['LDX8S', 'd r r', 'd = signed char at r + r'],
  ['LDX8U', 'd r r', 'd = unsigned char at r + r'],
  ['LDX32', 'd r r', 'd = int at r + 4 * r'],
  ['LDX64', 'd r r', 'd = 8 bytes at r + 8 * r'],
  ['STX8', 'r r r', 'store 1 byte at r + r'],
  ['STX32', 'r r r', 'store 4 bytes at r + 4 * r'],
  ['STX64', 'r r r', 'store 8 bytes at r + 8 * r'],
  ['COPY', 'r r i', 'copy i bytes to address r from address r, their shadow too'],
  ['ZERO', 'r i', 'set i bytes at address r to 0'],
  ['FRESH', 'r i', 'a variable begins to live: its i bytes at address r were never set'],
  // Calls.
  ['CALL', 'f w', 'call function f'],
  ['CALLR', 'r w i', 'call the function whose address is r as one of type i'],
  ['NATIVE', 'n w i', 'call native n; i is the number of its arguments'],
  ['SYSCALL', 'w i', 'stop with a system call: number and arguments in i registers from w'],
  ['RET', '', 'return; the value is in the first register'],
  ['EXIT', 'r', 'end the process with status r'],
  ['TP', 'd', 'd = the thread pointer'],
  ['UNSET', 'd', 'd was never given a value: a function has ended without return'],
  ['LDBITS', 'd r i', 'd (64) = a bit-field at r; i as bitsOperand packs it'],
  ['STBITS', 'r r i', 'store the low bits of the first r to a bit-field at the second'],
  ['ALLOCA', 'd r', 'the stack grows by r (64) bytes; d = their address'],
  ['SETSP', 'r', 'the stack is cut back to r, which FRAME gave'],
  ['CHECK', 'r i i', 'faults unless 0 <= r < i: an index of the array that bound i describes'],
  ['LIMIT', 'r i i', 'until UNLIMIT, of the i bytes at r (bound i) the library may use no more'],
  ['UNLIMIT', 'i', 'the last i limits are no more'],
  ['ENTER', '', 'a compiled place; never emitted, put over an instruction by the second tier'],
  // Signed arithmetic that warns, once each, where the result does not fit and wraps around.
  ['ADDS', 'd r r', 'd = r + r'],
  ['SUBS', 'd r r', 'd = r - r'],
  ['MULS', 'd r r', 'd = r * r'],
  ['NEGS', 'd r', 'd = -r'],
  ['ADDIS', 'd r i', 'd = r + i'],
  ['MULIS', 'd r i', 'd = r * i'],
  ['ADD64S', 'd r r', 'd = r + r'],
  ['SUB64S', 'd r r', 'd = r - r'],
  ['MUL64S', 'd r r', 'd = r * r'],
  ['NEG64S', 'd r', 'd = -r'],
  ['ADDI64S', 'd r i', 'd = r + i, the immediate sign-extended'],
  ['GONE', 'r i', 'a variable lives no longer: its i bytes at address r are nobody’s'],
  // By way of a double, a long would be rounded twice.
  ['LTOS', 'd r', 'd (double) = (float)(long)r'],
  ['ULTOS', 'd r', 'd (double) = (float)(unsigned long)r'],
] as const;

export type OpName = (typeof TABLE)[number][0];

/** Opcode numbers by name. */
export const OP = Object.fromEntries(TABLE.map(([name], i) => [name, i])) as Record<OpName, number>;

/** Packs where a bit-field lies: byte offset, sign, width and shift. */
export function bitsOperand(offset: number, signed: boolean, width: number, shift: number): number {
  return (offset << 11) | (signed ? 1 << 10 : 0) | (width << 3) | shift;
}

/** The first byte offset that bitsOperand has no room for. */
export const MAX_BITS_OFFSET = 1 << 20;

/** Words of one instruction. */
export const WIDTH = 4;

/** Writes one instruction as a line of text: `ADDI r2, r2, 1`. */
export function disassemble(code: Int32Array, pc: number): string {
  const entry = TABLE[code[pc]];
  if (!entry) return `?? ${code[pc]}`;
  const [name, operands] = entry;
  const parts = operands.split(' ').filter(Boolean);
  const shown = parts.map((letter, i) => {
    const value = code[pc + 1 + i];
    if (letter === 'd' || letter === 'r' || letter === 'w') return `r${value / 2}`;
    if (letter === 'j') return `@${value / WIDTH}`;
    return letter === 'i' ? String(value) : letter + value;
  });
  return `${name} ${shown.join(', ')}`.trimEnd();
}
