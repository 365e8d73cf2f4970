// Layout: where objects lie: constants, then variables, then what the first thread has of its own.
//
// One idea: a variable of threads has an offset instead of an address. The linked program keeps the
// bytes that each thread's block begins with; the first thread's block is part of the data.
//
// Units: addresses and offsets are bytes.

import {
  NULL_PAGE_BYTES,
  SHADOW_CONST,
  SHADOW_DATA_GAP,
  SHADOW_SET,
  type TlsTemplate,
} from './image.ts';
import type { ObjectDef } from './typed.ts';
import { alignOf, alignUp } from './types.ts';

const GAP = 16;

export interface Layout {
  objects: ObjectDef[];
  /** By symbol: addresses, and of variables of threads offsets. */
  addresses: Map<string, number>;
  /** The addresses alone. */
  symbols: Map<string, number>;
  data: Uint8Array;
  shadow: Uint8Array;
  constBytes: number;
  tls: TlsTemplate | undefined;
}

/** Gives each object its place, from `start` on; returns the first byte behind them. */
function assign(objects: ObjectDef[], start: number, places: Map<string, number>): number {
  let at = start;
  for (const def of objects) {
    at = alignUp(at, Math.max(8, def.align ?? alignOf(def.type)));
    places.set(def.symbol, at);
    at += Math.max(1, def.bytes.length) + GAP;
  }
  return at;
}

function fill(
  objects: ObjectDef[],
  places: Map<string, number>,
  base: number,
  bytes: Uint8Array,
  shadow: Uint8Array,
): void {
  for (const def of objects) {
    const offset = places.get(def.symbol)! - base;
    bytes.set(def.bytes, offset);
    const mark = def.constant ? SHADOW_CONST : SHADOW_SET;
    shadow.fill(mark, offset, offset + def.bytes.length);
  }
}

export function layOut(objects: ObjectDef[]): Layout {
  const ofThreads = objects.filter((o) => o.thread);
  const shared = objects.filter((o) => !o.thread);
  const symbols = new Map<string, number>();
  const constants = shared.filter((o) => o.constant);
  const variables = shared.filter((o) => !o.constant);
  const constEnd = alignUp(assign(constants, NULL_PAGE_BYTES, symbols), 16);
  const end = assign(variables, constEnd, symbols);
  const offsets = new Map<string, number>();
  const align = Math.max(16, ...ofThreads.map((o) => o.align ?? alignOf(o.type)));
  const tlsBytes = alignUp(assign(ofThreads, 0, offsets), align);
  const address = alignUp(end, align);
  const size = address + tlsBytes - NULL_PAGE_BYTES;
  const data = new Uint8Array(size);
  const shadow = new Uint8Array(size).fill(SHADOW_DATA_GAP);
  fill(shared, symbols, NULL_PAGE_BYTES, data, shadow);
  let tls: TlsTemplate | undefined;
  if (ofThreads.length > 0) {
    const bytes = new Uint8Array(tlsBytes);
    const marks = new Uint8Array(tlsBytes).fill(SHADOW_DATA_GAP);
    fill(ofThreads, offsets, 0, bytes, marks);
    tls = { bytes, shadow: marks, align, address, symbols: Object.fromEntries(offsets) };
    shadow.set(marks, address - NULL_PAGE_BYTES);
  }
  const addresses = new Map([...symbols, ...offsets]);
  return { objects, addresses, symbols, data, shadow, constBytes: constEnd - NULL_PAGE_BYTES, tls };
}

/** Puts addresses into the data, and the first thread's block behind it. */
export function relocate(layout: Layout, code: Map<string, number>): void {
  const { tls, data } = layout;
  const shared = new DataView(data.buffer);
  for (const def of layout.objects) {
    const own = def.thread && tls;
    const view = own ? new DataView(tls.bytes.buffer) : shared;
    const offset = layout.addresses.get(def.symbol)! - (own ? 0 : NULL_PAGE_BYTES);
    for (const r of def.relocations) {
      const target = layout.symbols.get(r.symbol) ?? code.get(r.symbol);
      if (target === undefined) throw new Error(`relocation to unplaced symbol ${r.symbol}`);
      view.setInt32(offset + r.offset, target + r.addend, true);
      view.setInt32(offset + r.offset + 4, 0, true);
    }
  }
  if (tls) data.set(tls.bytes, tls.address - NULL_PAGE_BYTES);
}
