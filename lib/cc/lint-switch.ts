// Lint of switch: labels that the value cannot have, and values of an enum that no label has.

import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { SwitchCase, TExpr } from './typed.ts';
import { type CType, isUnsigned, quoted, sizeOf, unqualified } from './types.ts';

export function lintSwitch(
  c: Checker,
  value: TExpr,
  cases: readonly SwitchCase[],
  hasDefault: boolean,
  span: Span,
): void {
  for (const one of cases) lintCase(c, value.type, one);
  if (isBoolean(value)) lintBoolSwitch(c, cases, hasDefault, span);
  const info = value.type.kind === 'int' ? value.type.enumTag : undefined;
  if (!info) return;
  const known = info.names.map(({ name, value: v }) => ({ name, v: BigInt(v) }));
  const values = new Set(known.map(({ v }) => v));
  if (!hasDefault) {
    const single = new Set(cases.map(({ first }) => first));
    const ranges = cases.filter(({ first, last }) => first !== last);
    for (const { name, v } of known) {
      if (single.has(v) || ranges.some(({ first, last }) => first <= v && v <= last)) continue;
      const message = `enumeration value '${name}' not handled in switch`;
      warning(c.ctx, span, message, { option: 'switch' });
    }
  }
  for (const one of cases) {
    if (one.first !== one.last || values.has(one.first)) continue;
    const message = `case value '${one.first}' not in enumerated type ${quoted(unqualified(value.type))}`;
    warning(c.ctx, one.span, message, { option: 'switch' });
  }
}

function isBoolean(e: TExpr): boolean {
  if (e.kind === 'compare' || e.kind === 'logical' || (e.kind === 'unary' && e.op === '!'))
    return true;
  return e.type.kind === 'int' && e.type.int === 'bool';
}

/** A truth that is compared with other values, or with both and then has others left. */
function lintBoolSwitch(
  c: Checker,
  cases: readonly SwitchCase[],
  hasDefault: boolean,
  span: Span,
): void {
  const other = cases.some(({ first, last }) => first < 0n || last > 1n);
  const both = cases.some(({ first }) => first === 0n) && cases.some(({ last }) => last === 1n);
  if (!other && !(both && hasDefault)) return;
  warning(c.ctx, span, 'switch condition has boolean value', { option: 'switch-bool' });
}

/** A label that the value's own type, which is narrower than int, cannot have. */
function lintCase(c: Checker, type: CType, { first, last, span }: SwitchCase): void {
  if (type.kind !== 'int' || sizeOf(type) >= 4) return;
  const bits = type.int === 'bool' ? 1 : 8 * sizeOf(type);
  const count = 1n << BigInt(bits);
  const low = isUnsigned(type) || type.int === 'bool' ? 0n : -count / 2n;
  const high = low + count - 1n;
  const tell = (message: string): void =>
    warning(c.ctx, span, message, { option: 'switch-outside-range' });
  if (last < low) tell('case label value is less than minimum value for type');
  else if (first > high) tell('case label value exceeds maximum value for type');
  else {
    if (first < low) tell('lower value in case label range less than minimum value for type');
    if (last > high) tell('upper value in case label range exceeds maximum value for type');
  }
}
