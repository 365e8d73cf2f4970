// Inspect: a program's variables as trees that open where the reader wants, and memory by its owners.
//
// One idea: every part of a value has a path, which is the C expression that means it; what is open
// is a set of paths, so a tree can be folded again from any state of the program.
//
// Units: bytes.

import type { Image } from '../cc/image.ts';
import { NULL_PAGE_BYTES, SHADOW_FREED } from '../cc/image.ts';
import { arrayOf, type CType, sizeOf, typeName } from '../cc/types.ts';
import {
  blockText,
  freedBlock,
  freedText,
  nearestBlock,
  ownerOf,
  pathOf,
  siteText,
} from '../vm/places.ts';
import { stackFrames, type VmState } from '../vm/state.ts';
import { addressOf } from '../vm/variables.ts';
import { inScope, instructionOf, registerBits } from './debugger.ts';
import { formatScalar, formatValue } from './values.ts';

/** A value, and those of its parts that are open. */
export interface Tree {
  path: string;
  name: string;
  type: string;
  text: string;
  place?: { addr: number; bytes: number };
  opens: boolean;
  parts?: Tree[];
}

/** Most elements of an array that are shown one by one. */
const MAX_PARTS = 64;
const GLOBAL_FRAME = { fn: 0, sp: 0, frame: 0 };

/** Lists the variables of a frame, parameters first. */
export function localTrees(
  s: VmState,
  image: Image,
  index: number,
  open: ReadonlySet<string>,
): Tree[] {
  const frame = stackFrames(s)[index];
  if (!frame) return [];
  const info = image.functions[frame.fn];
  return inScope(info, instructionOf(s, frame.pc, index)).map((v) => {
    const place = addressOf(s, image, frame, v);
    if (place) return memoryTree(s, image, { name: v.name, path: v.name }, place, open);
    return registerTree(s, image, v, frame.frame + 2 * v.at, open);
  });
}

/** Lists the program's global variables. */
export function globalTrees(s: VmState, image: Image, open: ReadonlySet<string>): Tree[] {
  return image.globals.map((v) => {
    const place = addressOf(s, image, GLOBAL_FRAME, v)!;
    // A local of the same name may be open, so a global has a path of its own.
    return memoryTree(s, image, { name: v.name, path: `::${v.name}` }, place, open);
  });
}

function registerTree(
  s: VmState,
  image: Image,
  v: { name: string; type: CType },
  at: number,
  open: ReadonlySet<string>,
): Tree {
  const bits = registerBits(s, v.type, at);
  const { name, type } = v;
  const text = formatScalar(s, image, type, bits);
  const tree: Tree = { path: name, name, type: typeName(type), text, opens: false };
  return withTarget(s, image, tree, type, Number(BigInt.asUintN(64, bits)), open);
}

interface Named {
  name: string;
  path: string;
}

function memoryTree(
  s: VmState,
  image: Image,
  { name, path }: Named,
  { type, addr }: { type: CType; addr: number },
  open: ReadonlySet<string>,
): Tree {
  const bytes = sizeOf(type);
  const tree: Tree = {
    ...{ path, name, type: typeName(type) },
    text: formatValue(s, image, type, addr),
    place: { addr, bytes },
    opens: type.kind === 'record' || type.kind === 'array',
  };
  if (type.kind === 'pointer') {
    return withTarget(s, image, tree, type, pointerAt(s, addr), open);
  }
  if (!tree.opens || !open.has(path)) return tree;
  return { ...tree, parts: partsOf(s, image, path, { type, addr }, open) };
}

function pointerAt(s: VmState, addr: number): number {
  const { memory } = s.space;
  if (addr < 0 || addr + 8 > memory.length) return 0;
  return Number(new DataView(memory.buffer, memory.byteOffset + addr, 8).getBigUint64(0, true));
}

/** A pointer opens into what it points at, where that can be read. */
function withTarget(
  s: VmState,
  image: Image,
  tree: Tree,
  type: CType,
  to: number,
  open: ReadonlySet<string>,
): Tree {
  if (type.kind !== 'pointer' || type.to.kind === 'void' || type.to.kind === 'function')
    return tree;
  const bytes = sizeOf(type.to);
  const readable = bytes > 0 && to >= NULL_PAGE_BYTES && to + bytes <= s.space.memory.length;
  if (!readable) return tree;
  const path = `*${tree.path}`;
  if (!open.has(tree.path)) return { ...tree, opens: true };
  const target = memoryTree(s, image, { name: path, path }, { type: type.to, addr: to }, open);
  return { ...tree, opens: true, parts: [target] };
}

function partsOf(
  s: VmState,
  image: Image,
  path: string,
  { type, addr }: { type: CType; addr: number },
  open: ReadonlySet<string>,
): Tree[] {
  const base = path.startsWith('*') ? `(${path})` : path;
  if (type.kind === 'array') {
    const size = sizeOf(type.of);
    const shown = Math.min(type.length ?? 0, MAX_PARTS);
    const parts = Array.from({ length: shown }, (_, i) => {
      const named = { name: `[${i}]`, path: `${base}[${i}]` };
      return memoryTree(s, image, named, { type: type.of, addr: addr + i * size }, open);
    });
    const rest = (type.length ?? 0) - shown;
    return rest > 0
      ? [...parts, restTree(s, image, base, type.of, addr + shown * size, shown, rest)]
      : parts;
  }
  if (type.kind !== 'record') return [];
  return (type.record.fields ?? []).map((field, i) => {
    const name = field.name ?? `(unnamed ${i})`;
    const named = { name, path: `${base}.${name}` };
    if (!field.bits) {
      return memoryTree(s, image, named, { type: field.type, addr: addr + field.offset }, open);
    }
    // As gdb shows it inside the whole struct.
    const only: CType = { kind: 'record', record: { ...type.record, fields: [field] } };
    const text = formatValue(s, image, only, addr).replace(/^\{[^=]*= |\}$/g, '');
    return { ...named, type: `${typeName(field.type)} : ${field.bits.width}`, text, opens: false };
  });
}

function restTree(
  s: VmState,
  image: Image,
  base: string,
  of: CType,
  addr: number,
  from: number,
  count: number,
): Tree {
  const type = arrayOf(of, count);
  return {
    ...{ path: `${base}[${from}...]`, name: `[${from}…]`, type: typeName(type), opens: false },
    text: formatValue(s, image, type, addr),
    place: { addr, bytes: sizeOf(type) },
  };
}

/** Bytes that belong together: a member of a variable, part of a block, or nothing. */
export interface Span {
  addr: number;
  bytes: Uint8Array;
  /** One letter a byte: `s` set, `u` never set, `f` given back, `-` nobody's. */
  marks: string;
  /** The member that they are, as C writes it. */
  label: string;
  type?: string;
  kind: 'stack' | 'heap' | 'global' | 'freed' | 'gap' | 'other';
  owner: string;
}

/** Divides memory by its owners. */
export function memorySpans(s: VmState, image: Image, from: number, count: number): Span[] {
  const first = Math.max(0, from);
  const end = Math.min(first + count, s.space.memory.length);
  const spans: Span[] = [];
  let last: Omit<Span, 'bytes' | 'marks' | 'addr'> | undefined;
  for (let addr = first; addr < end; addr++) {
    const here = spanAt(s, image, addr);
    const same = last && here.label === last.label && here.owner === last.owner;
    const mark = markOf(s.space.shadow[addr]);
    const span = spans.at(-1);
    if (same && span) {
      span.marks += mark;
      continue;
    }
    spans.push({ ...here, addr, bytes: new Uint8Array(0), marks: mark });
    last = here;
  }
  for (const span of spans) {
    span.bytes = s.space.memory.slice(span.addr, span.addr + span.marks.length);
  }
  return spans;
}

/** The lowest bits of the shadow: may be read, has been set (cc/image.ts). */
function markOf(shadow: number): string {
  if (shadow === SHADOW_FREED) return 'f';
  if (!(shadow & 1)) return '-';
  return shadow & 2 ? 's' : 'u';
}

function spanAt(s: VmState, image: Image, addr: number): Omit<Span, 'addr' | 'bytes' | 'marks'> {
  const shadow = s.space.shadow[addr];
  if (shadow === SHADOW_FREED) {
    const block = freedBlock(s, addr);
    const label = block ? `byte ${addr - block.addr}` : '';
    return { label: label && 'given back', kind: 'freed', owner: freedText(s, image, addr) };
  }
  const owner = shadow & 1 ? ownerOf(s, image, addr) : undefined;
  if (owner?.inside) {
    const { variable, at, fn } = owner;
    const { label, type } = memberAt(variable.type, variable.name, addr - at);
    const kind = fn ? ('stack' as const) : ('global' as const);
    return { label, type, kind, owner: fn ? `local of ${fn.name}` : 'global' };
  }
  if (!(shadow & 1)) return { label: '', kind: 'gap', owner: 'belongs to nobody' };
  if (addr >= s.space.heap.base) {
    const block = nearestBlock(s, addr);
    if (block && addr >= block.addr && addr < block.addr + block.size) {
      const by = block.site ? siteText(image, block.site) : 'the C library';
      return { label: `from ${by}`, kind: 'heap', owner: blockText(image, block) };
    }
  }
  const stack = addr >= s.stackLow && addr < s.stackHigh;
  if (stack) return { label: '', kind: 'stack', owner: 'stack of the C library' };
  return { label: '', kind: 'other', owner: 'constants and library data' };
}

/** The innermost member at an offset, with its type; the elements of a text are one. */
function memberAt(type: CType, name: string, offset: number): { label: string; type: string } {
  if (type.kind === 'array' && sizeOf(type.of) > 1) {
    const size = sizeOf(type.of);
    const i = Math.floor(offset / size);
    return memberAt(type.of, `${name}[${i}]`, offset % size);
  }
  if (type.kind !== 'record') return { label: name, type: typeName(type) };
  const field = (type.record.fields ?? []).find(
    (f) => offset >= f.offset && offset < f.offset + sizeOf(f.type),
  );
  if (!field) return { label: pathOf(type, name, offset), type: 'padding' };
  const inner = field.name === undefined ? name : `${name}.${field.name}`;
  return memberAt(field.type, inner, offset - field.offset);
}
