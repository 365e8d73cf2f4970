// Lint of what is wrong: what is left to say about a statement that was given up.
//
// One idea: gcc reads on behind an error. Names in what is wrong are used, those that nobody declared
// are told, and what is doubtful besides is not.

import { brokenIn } from './broken.ts';
import { walk } from './lint-syntax.ts';
import { functionOf, nameOf } from './parse-declaration.ts';
import { type Checker, hiddenLocal, innermost, lookUp } from './scope.ts';
import { caught } from './source.ts';
import type { BlockItem, Declaration, Declarator, Expr, Stmt, TopLevel } from './tree.ts';
import { INT } from './types.ts';
import { implicitFunction, undeclared } from './undeclared.ts';

/** Remembers what a broken statement names; the variable that it would have set is not read. */
export function lintGaveUp(c: Checker, item: TopLevel | BlockItem | Expr): void {
  const { read, stored } = brokenIn(c.ctx);
  const e = item.kind === 'expr' ? item.expr : undefined;
  const plain = e?.kind === 'assign' && !e.op && e.target.kind === 'name' ? e : undefined;
  if (plain?.target.kind === 'name') {
    stored.set(plain.target.name, (stored.get(plain.target.name) ?? 0) + 1);
  }
  if (item.kind === 'declaration' && c.fn) declareBroken(c, item);
  if (item.kind !== 'function') {
    unread(c, item);
    otherUndeclared(c, item);
  }
  const declared = new Set<unknown>();
  walk(plain ? plain.value : item, (node) => {
    if (node.kind === 'return') brokenIn(c.ctx).returned = true;
    if (node.kind === 'declaration') {
      for (const { declarator } of (node as Declaration).declarators)
        declared.add(nameOf(declarator));
    } else if (node.kind === 'name' && !declared.has(node)) {
      mention(c, (node as Expr & { kind: 'name' }).name, read);
    }
  });
}

/** Counts a use of what a name means here. */
function mention(c: Checker, name: string, read: Set<string>): void {
  const entry = lookUp(c, name);
  if (entry?.kind !== 'local') read.add(name);
  else c.fn?.mentions.set(entry.local, (c.fn.mentions.get(entry.local) ?? 0) + 1);
}

/** What is wrong altogether is not suspected of anything else. */
function unread(c: Checker, item: BlockItem | Expr): void {
  const wrong = new Set<string>();
  walk(item, ({ kind, span }) => {
    if (kind !== 'assign' && kind !== 'binary') return;
    const { line, column } = span.start ?? span;
    wrong.add(`${line}:${column}`).add(`${span.line}:${span.column}`);
  });
  const { diagnostics } = c.ctx;
  for (let i = diagnostics.length - 1; i >= 0; i--) {
    const { option, line, column } = diagnostics[i];
    if (option === 'parentheses' && wrong.has(`${line}:${column}`)) diagnostics.splice(i, 1);
  }
}

function isNumbered(d: Declarator): boolean {
  if (d.kind === 'name') return false;
  let named = false;
  if (d.kind === 'array') {
    walk(d.length, ({ kind }) => {
      named ||= kind === 'name';
    });
  }
  return (d.kind === 'array' && d.length !== undefined && !named) || isNumbered(d.inner);
}

/** What is of a wrong type is a variable nevertheless, which something should use. */
function declareBroken(c: Checker, { specifiers, declarators }: Declaration): void {
  if (specifiers.storage !== undefined) return;
  for (const { declarator } of declarators) {
    const { name, span } = nameOf(declarator);
    if (name === undefined || functionOf(declarator)) continue;
    const known = c.fn!.locals.some((local) => local.span === span);
    if (known || innermost(c).names.get(name)?.kind === 'local') continue;
    const local = { ...hiddenLocal(INT, span), name };
    // A size that is a wrong number makes an array all the same.
    if (!isNumbered(declarator)) brokenIn(c.ctx).wrong.add(local);
    c.fn!.locals.push(local);
  }
}

/** Looks for undeclared names behind the first one of an expression or a declaration. */
function otherUndeclared(c: Checker, item: BlockItem | Expr): void {
  const called = new Set<unknown>();
  const declared = new Set<unknown>();
  const names = new Set<string | undefined>();
  let blocks = 0;
  walk(item, (node) => {
    const n = node as Expr | Stmt | Declaration;
    if (n.kind === 'block') blocks++;
    // What blocks declare is not in scope here.
    if (blocks > 0) return;
    if (n.kind === 'call') called.add(n.callee);
    if (n.kind === 'declaration')
      for (const { declarator } of n.declarators) {
        declared.add(nameOf(declarator));
        names.add(nameOf(declarator).name);
      }
    // The name of an abstract declarator is none.
    if (n.kind !== 'name' || n.name === undefined || declared.has(n)) return;
    if (names.has(n.name) || lookUp(c, n.name) || n.name.startsWith('__')) return;
    try {
      if (called.has(n)) implicitFunction(c, n.name, n.span);
      else undeclared(c, n.name, n.span);
    } catch (thrown) {
      caught(c.ctx, thrown);
    }
  });
}
