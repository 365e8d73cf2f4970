// Encode: WebAssembly's binary format, as much of it as the second tier needs.
//
// One idea: code is a growing list of bytes, and every function here appends one instruction to it. A
// module is sections of such lists, each with its length in front.
//
// Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).

export type Bytes = number[];

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;

/** Instructions without operands, and the memory accesses, by their names in the specification. */
export const W = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  return: 0x0f,
  unreachable: 0x00,
  select: 0x1b,
  'i32.load': 0x28,
  'i64.load': 0x29,
  'i32.load8_u': 0x2d,
  'i32.load16_u': 0x2f,
  'i64.load8_s': 0x30,
  'i64.load8_u': 0x31,
  'i64.load16_s': 0x32,
  'i64.load16_u': 0x33,
  'i64.load32_u': 0x35,
  'f32.load': 0x2a,
  'i32.store': 0x36,
  'i64.store': 0x37,
  'f32.store': 0x38,
  'i32.store8': 0x3a,
  'i32.store16': 0x3b,
  'i64.store8': 0x3c,
  'i64.store16': 0x3d,
  'i64.store32': 0x3e,
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ne': 0x47,
  'i32.lt_s': 0x48,
  'i32.lt_u': 0x49,
  'i32.gt_s': 0x4a,
  'i32.le_s': 0x4c,
  'i32.le_u': 0x4d,
  'i32.ge_s': 0x4e,
  'i32.ge_u': 0x4f,
  'i64.eqz': 0x50,
  'i64.eq': 0x51,
  'i64.ne': 0x52,
  'i64.lt_s': 0x53,
  'i64.lt_u': 0x54,
  'i64.le_s': 0x57,
  'i64.le_u': 0x58,
  'f64.eq': 0x61,
  'f64.ne': 0x62,
  'f64.lt': 0x63,
  'f64.le': 0x65,
  'f64.ge': 0x66,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_s': 0x6d,
  'i32.div_u': 0x6e,
  'i32.rem_s': 0x6f,
  'i32.rem_u': 0x70,
  'i32.and': 0x71,
  'i32.or': 0x72,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.div_s': 0x7f,
  'i64.div_u': 0x80,
  'i64.rem_s': 0x81,
  'i64.rem_u': 0x82,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_s': 0x87,
  'i64.shr_u': 0x88,
  'f64.neg': 0x9a,
  'f64.trunc': 0x9d,
  'f64.add': 0xa0,
  'f64.sub': 0xa1,
  'f64.mul': 0xa2,
  'f64.div': 0xa3,
  'i32.wrap_i64': 0xa7,
  'i64.extend_i32_s': 0xac,
  'i64.extend_i32_u': 0xad,
  'f32.convert_i64_s': 0xb4,
  'f32.convert_i64_u': 0xb5,
  'f32.demote_f64': 0xb6,
  'f64.convert_i32_s': 0xb7,
  'f64.convert_i32_u': 0xb8,
  'f64.convert_i64_s': 0xb9,
  'f64.convert_i64_u': 0xba,
  'f64.promote_f32': 0xbb,
  'i64.reinterpret_f64': 0xbd,
  'f64.reinterpret_i64': 0xbf,
  'i32.extend8_s': 0xc0,
  'i32.extend16_s': 0xc1,
} as const;

export type WName = keyof typeof W;

export function u32(c: Bytes, n: number): void {
  let rest = n >>> 0;
  while (rest >= 128) {
    c.push((rest & 127) | 128);
    rest >>>= 7;
  }
  c.push(rest);
}

function s64(c: Bytes, n: bigint): void {
  let rest = n;
  for (;;) {
    const low = Number(rest & 127n);
    rest >>= 7n;
    if ((rest === 0n && !(low & 64)) || (rest === -1n && low & 64)) {
      c.push(low);
      return;
    }
    c.push(low | 128);
  }
}

function s32(c: Bytes, n: number): void {
  let rest = n | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && !(low & 64)) || (rest === -1 && low & 64)) {
      c.push(low);
      return;
    }
    c.push(low | 128);
  }
}

/** Appends instructions that have no operand, in this order. */
export function op(c: Bytes, ...names: WName[]): void {
  for (const name of names) c.push(W[name]);
}

export function i32(c: Bytes, n: number): void {
  c.push(0x41);
  s32(c, n);
}

export function i64(c: Bytes, n: bigint): void {
  c.push(0x42);
  s64(c, BigInt.asIntN(64, n));
}

export function f64(c: Bytes, n: number): void {
  c.push(0x44, ...new Uint8Array(Float64Array.of(n).buffer));
}

export function get(c: Bytes, local: number): void {
  c.push(0x20);
  u32(c, local);
}

export function set(c: Bytes, local: number): void {
  c.push(0x21);
  u32(c, local);
}

export function tee(c: Bytes, local: number): void {
  c.push(0x22);
  u32(c, local);
}

/** A load or store at the address on the stack and this offset; alignment is never promised. */
export function access(c: Bytes, name: WName, offset: number): void {
  c.push(W[name], 0);
  u32(c, offset);
}

/** Opens a block, loop or if that leaves nothing on the stack. */
export function open(c: Bytes, name: 'block' | 'loop' | 'if'): void {
  c.push(W[name], 0x40);
}

export function br(c: Bytes, depth: number): void {
  c.push(0x0c);
  u32(c, depth);
}

export function call(c: Bytes, fn: number): void {
  c.push(0x10);
  u32(c, fn);
}

export function callIndirect(c: Bytes, type: number): void {
  c.push(0x11);
  u32(c, type);
  c.push(0);
}

/** Fills memory: address, byte and length are on the stack. */
export function fill(c: Bytes): void {
  c.push(0xfc, 11, 0);
}

/** Truncates a double to i64 without a trap. */
export function truncateSat(c: Bytes, to: 'i32' | 'i64' | 'u64'): void {
  c.push(0xfc, to === 'i32' ? 2 : to === 'i64' ? 6 : 7);
}

// ---- modules ------------------------------------------------------------------------------------

export interface FunctionType {
  params: number[];
  results: number[];
}

export interface ModuleFunction {
  type: number;
  /** Types of the locals behind the parameters. */
  locals: number[];
  code: Bytes;
  exportAs?: string;
}

export interface ModuleSpec {
  types: FunctionType[];
  /** Imported functions from module `v`: name and type; they have the first numbers. */
  imports: { name: string; type: number }[];
  functions: ModuleFunction[];
}

function name(c: Bytes, text: string): void {
  u32(c, text.length);
  for (const letter of text) c.push(letter.charCodeAt(0));
}

function section(out: Bytes, id: number, count: number, body: Bytes): void {
  const counted: Bytes = [];
  u32(counted, count);
  out.push(id);
  u32(out, counted.length + body.length);
  for (const b of counted) out.push(b);
  for (const b of body) out.push(b);
}

/** Writes a module that imports memory `v.m` and table `v.t`. */
export function encodeModule(spec: ModuleSpec): Uint8Array {
  const out: Bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types: Bytes = [];
  for (const { params, results } of spec.types) {
    types.push(0x60);
    u32(types, params.length);
    types.push(...params);
    u32(types, results.length);
    types.push(...results);
  }
  section(out, 1, spec.types.length, types);
  const imports: Bytes = [];
  name(imports, 'v');
  name(imports, 'm');
  imports.push(2, 0, 1);
  name(imports, 'v');
  name(imports, 't');
  imports.push(1, 0x70, 0, 0);
  for (const { name: what, type } of spec.imports) {
    name(imports, 'v');
    name(imports, what);
    imports.push(0);
    u32(imports, type);
  }
  section(out, 2, spec.imports.length + 2, imports);
  const declared: Bytes = [];
  const exported: Bytes = [];
  const bodies: Bytes = [];
  let exports = 0;
  spec.functions.forEach((f, i) => {
    u32(declared, f.type);
    if (f.exportAs !== undefined) {
      name(exported, f.exportAs);
      exported.push(0);
      u32(exported, spec.imports.length + i);
      exports++;
    }
    functionBody(bodies, f);
  });
  section(out, 3, spec.functions.length, declared);
  section(out, 7, exports, exported);
  section(out, 10, spec.functions.length, bodies);
  return Uint8Array.from(out);
}

function functionBody(out: Bytes, f: ModuleFunction): void {
  const groups: Bytes = [];
  let count = 0;
  for (let i = 0; i < f.locals.length; ) {
    let n = 1;
    while (f.locals[i + n] === f.locals[i]) n++;
    u32(groups, n);
    groups.push(f.locals[i]);
    i += n;
    count++;
  }
  const head: Bytes = [];
  u32(head, count);
  u32(out, head.length + groups.length + f.code.length + 1);
  for (const part of [head, groups, f.code]) for (const b of part) out.push(b);
  out.push(W.end);
}
