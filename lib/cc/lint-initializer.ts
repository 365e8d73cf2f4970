// Lint of initializers: fields and braces that were left out, fields that have two values.
//
// Source: gcc 12, -Wmissing-field-initializers, -Wmissing-braces, -Woverride-init (c/c-typeck.cc).

import type { SubObject } from './check-initializer.ts';
import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { Init, InitItem } from './tree.ts';
import type { InitPart } from './typed.ts';
import { type Bits, type CType, quoted } from './types.ts';

/** `{0}` is how everything is set to 0. */
function isZero(items: readonly InitItem[]): boolean {
  const [only] = items;
  if (items.length !== 1 || only.designators.length > 0) return false;
  const { init } = only;
  if (init.kind === 'list') return isZero(init.items);
  return init.expr.kind === 'number' && /^0+$/.test(init.expr.text);
}

/** Warns about a struct of which only the first fields have a value. */
export function lintFilled(
  c: Checker,
  type: CType,
  init: Init & { kind: 'list' },
  count: number,
): void {
  if (type.kind !== 'record' || type.record.union || init.items.length === 0) return;
  if (isZero(init.items) || init.items.some((item) => item.designators.length > 0)) return;
  const field = type.record.fields?.slice(count).find(({ name }) => name !== undefined);
  // A flexible array at the end has no elements.
  if (!field || (field.type.kind === 'array' && field.type.length === undefined)) return;
  const message = `missing initializer for field '${field.name}' of ${quoted(type)}`;
  // gcc's caret is at the type of the declaration.
  const base = c.specified?.base;
  const at = base && 'span' in base ? base.span : init.span;
  warning(c.ctx, at, message, { option: 'missing-field-initializers' });
}

/** Warns about values that go on into an array or a struct without braces of its own. */
export function lintUnbraced(c: Checker, braces: Span, items: readonly InitItem[]): void {
  if (isZero(items)) return;
  warning(c.ctx, braces, 'missing braces around initializer', { option: 'missing-braces' });
}

/** Where the values of an initializer lie, kept up as it grows. */
const places = new WeakMap<readonly InitPart[], { known: Set<number>; count: number }>();

/** Bit-fields that share their bytes differ in their first bit. */
const placeOf = (offset: number, bits: Bits | undefined): number =>
  64 * offset + (bits?.shift ?? 0);

/** Warns about a value that takes the place of one before it. */
export function lintOverwritten(
  c: Checker,
  parts: readonly InitPart[],
  { offset, bits }: SubObject,
  span: Span,
): void {
  const seen = places.get(parts) ?? { known: new Set(), count: 0 };
  places.set(parts, seen);
  for (; seen.count < parts.length; seen.count++) {
    const part = parts[seen.count];
    if (part.kind === 'value') seen.known.add(placeOf(part.offset, part.bits));
  }
  if (!seen.known.has(placeOf(offset, bits))) return;
  warning(c.ctx, span, 'initialized field overwritten', { option: 'override-init' });
}
