// Lint of names: variables, parameters and functions that nothing uses.
//
// Source: gcc 12, -Wunused-variable, -Wunused-but-set-variable, -Wunused-parameter,
// -Wunused-function.

import { brokenIn, namedInBroken } from './broken.ts';
import { rootLocal } from './lint-flow.ts';
import type { Checker } from './scope.ts';
import { around, warning } from './source.ts';
import type { Local, TExpr, TStmt } from './typed.ts';
import { type CType, isComplete } from './types.ts';

/** A struct that nobody declared; of an array only the size is unknown. */
const isUnknown = (type: CType): boolean => type.kind !== 'array' && !isComplete(type);

/** Warns about the variables of a function that has been checked. */
export function lintLocals(c: Checker): void {
  const { def, locals, mentions } = c.fn!;
  const stores = new Map<Local, number>();
  countStores(def.body, stores);
  const broken = brokenIn(c.ctx);
  for (const local of [...def.params, ...locals]) {
    if (local.name === '' || local.name.startsWith('(') || local.unused) continue;
    const wrong = broken.wrong.has(local) || isUnknown(local.type);
    if (!wrong && broken.read.has(local.name)) continue;
    const failed = broken.stored.get(local.name) ?? 0;
    const count = wrong ? 0 : Math.max(mentions.get(local) ?? 0, failed);
    const set = count > 0 && count <= (stores.get(local) ?? 0) + failed;
    if (count > 0 && !set) continue;
    const what = local.param ? 'parameter' : 'variable';
    const option = `unused-${set ? 'but-set-' : ''}${what}`;
    const message = set
      ? `${what} '${local.name}' set but not used`
      : `unused ${what} '${local.name}'`;
    const { from, span } = local;
    warning(c.ctx, from ? around(span, from, span) : span, message, { option });
  }
  for (const { name, entry } of c.fn!.typedefs) {
    if (entry.used || broken.read.has(name)) continue;
    const message = `typedef '${name}' locally defined but not used`;
    warning(c.ctx, entry.span, message, { option: 'unused-local-typedefs' });
  }
  for (const { name, symbol, span } of c.fn!.statics) {
    if (!c.unit.wanted.has(symbol) && !broken.read.has(name)) {
      warning(c.ctx, span, `unused variable '${name}'`, { option: 'unused-variable' });
    }
  }
}

/**
 * How often a variable, or a member of it, is the target of a plain assignment whose own value nobody
 * asks for: `while ((n = read(...)) > 0)` uses n.
 */
function countStores(root: unknown, found: Map<Local, number>): void {
  const waiting = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const value of valuesDropped(node as TExpr | TStmt)) {
      const local = value.kind === 'assign' && storedIn(value.target);
      if (local) found.set(local, (found.get(local) ?? 0) + 1);
    }
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'type' && key !== 'span' && key !== 'local') waiting.push(value);
    }
  }
}

/** The variable that a place is, or is an element or a member of. */
function storedIn(e: TExpr): Local | undefined {
  if (e.kind === 'field') return storedIn(e.base);
  if (e.kind !== 'deref') return rootLocal(e);
  let place = e.pointer;
  while (place.kind === 'offset') place = place.pointer;
  return place.kind === 'address' && place.of.type.kind === 'array'
    ? storedIn(place.of)
    : undefined;
}

/** The parts of a node that are worked out for their effect only. */
function valuesDropped(node: TExpr | TStmt): TExpr[] {
  switch (node.kind) {
    case 'expr':
      return [node.expr];
    case 'loop':
      return node.step ? [node.step] : [];
    case 'comma':
      return [node.left];
    default:
      return [];
  }
}

/** Warns about the static names of a file. */
export function lintFile(c: Checker): void {
  for (const [name, entry] of c.scopes[0].names) {
    if (entry.kind !== 'global' || !entry.static || c.unit.wanted.has(entry.symbol)) continue;
    if (c.ctx.marks?.quiet.has(name) || namedInBroken(c.ctx, name)) continue;
    const def = c.unit.defs.get(entry.symbol);
    if (def?.kind === 'function') {
      warning(c.ctx, entry.span, `'${name}' defined but not used`, { option: 'unused-function' });
    } else if (def) {
      const option = def.constant ? 'unused-const-variable' : 'unused-variable';
      // A header's constants are for whoever wants them.
      if (def.constant && c.ctx.files[entry.span.file].name.endsWith('.h')) continue;
      warning(c.ctx, entry.span, `'${name}' defined but not used`, { option });
    } else if (entry.type.kind === 'function') {
      const message = `'${name}' declared 'static' but never defined`;
      warning(c.ctx, entry.span, message, { option: 'unused-function' });
    }
  }
}
