// Lint of syntax: what can be seen without knowing a type, on the tree as it was written.
//
// Source: gcc 12, -Wparentheses, -Wempty-body, -Wdangling-else,
// -Wimplicit-fallthrough, -Wunused-label.

import { misleading } from './lint-indent.ts';
import { lintOrder } from './lint-order.ts';
import { nameOf } from './parse-declaration.ts';
import { type Context, type Marks, type Span, warning } from './source.ts';
import type { BlockItem, Declaration, Expr, FunctionSyntax, Stmt, TopLevel } from './tree.ts';

/** Warns about the shape of a file. */
export function lintSyntax(ctx: Context, tree: readonly TopLevel[]): void {
  const marks: Marks = {
    addressOnly: new Set(),
    quiet: new Set(),
    noReturn: new Set(),
    weak: new Set(),
  };
  ctx.marks = marks;
  for (const item of tree) {
    if (item.kind !== 'static-assert') markNames(marks, item);
    if (item.kind !== 'function' || ctx.files[item.span.file].library) continue;
    ctx.within = functionName(item.declarator);
    walk(item.body, (node) => visit(ctx, node));
    unusedLabels(ctx, item.body);
    ctx.within = undefined;
  }
}

function functionName(d: { kind: string; name?: string; inner?: unknown }): string | undefined {
  return d.kind === 'name' ? d.name : functionName(d.inner as { kind: string });
}

/** Attributes of functions and variables that need not be used by name. */
const CALLED_UNSEEN = ['unused', 'used', 'constructor', 'destructor'];

function markNames(marks: Marks, item: Declaration | FunctionSyntax): void {
  const { specifiers } = item;
  const list = item.kind === 'function' ? [item] : item.declarators;
  for (const one of list) {
    const name = functionName(one.declarator);
    if (name === undefined) continue;
    const has = (word: string): boolean =>
      hasAttribute(specifiers, word) || hasAttribute(one, word);
    if (specifiers.noreturn || has('noreturn')) marks.noReturn.add(name);
    const { inline } = specifiers as { inline?: boolean };
    if (inline || CALLED_UNSEEN.some(has)) marks.quiet.add(name);
    if (has('weak')) marks.weak.add(name);
  }
}

function hasAttribute(of: object, word: string): boolean {
  return !!(of as { attributes?: ReadonlyMap<string, unknown> }).attributes?.has(word);
}

type Node = { kind: string; span: Span };

/** Calls `see` for every statement and expression below a node, outer ones first, however deep. */
export function walk(
  root: unknown,
  see: (node: Node) => void,
  opens: (node: Node) => boolean = () => true,
): void {
  const waiting = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== 'object' || node === null) continue;
    if (!Array.isArray(node) && 'kind' in node && 'span' in node) {
      see(node as Node);
      if (!opens(node as Node)) continue;
    }
    const below = Array.isArray(node) ? node : partsOf(node);
    for (let i = below.length - 1; i >= 0; i--) waiting.push(below[i]);
  }
}

function partsOf(node: object): unknown[] {
  return Object.entries(node)
    .filter(([key, value]) =>
      key === 'type' ? value && 'specifiers' in value : !/[sS]pan$|^end$/.test(key),
    )
    .map(([, value]) => value);
}

function visit(ctx: Context, node: Node): void {
  const n = node as Expr | Stmt;
  switch (n.kind) {
    case 'unary':
    case 'sizeof':
      if (n.kind === 'sizeof' || n.op === '&') ctx.marks?.addressOnly.add(n.operand);
      return;
    case 'binary':
      parentheses(ctx, n);
      return;
    case 'expr':
      ordered(ctx, n.expr);
      return;
    case 'return':
      if (n.value) ordered(ctx, n.value);
      return;
    case 'block':
      n.items.forEach((item, i) => {
        misleading(ctx, item, n.items[i + 1]);
      });
      return;
    case 'if':
      emptyBody(ctx, n);
      if (n.yes.kind === 'if' && n.yes.no && !n.no) {
        warning(
          ctx,
          parenBefore(ctx, n.test.span),
          "suggest explicit braces to avoid ambiguous 'else'",
          {
            option: 'dangling-else',
          },
        );
      }
      testOf(ctx, n.test);
      ordered(ctx, n.test);
      return;
    case 'while':
    case 'do':
      testOf(ctx, n.test);
      ordered(ctx, n.test);
      return;
    case 'for':
      if (n.test) testOf(ctx, n.test);
      for (const e of [n.init, n.test, n.step]) if (e && e.kind !== 'declaration') ordered(ctx, e);
      return;
    case 'conditional':
      testOf(ctx, n.test);
      return;
    case 'switch':
      ordered(ctx, n.value);
      fallthrough(ctx, n.body);
  }
}

/** Looks closer where an expression changes a variable inside that it names elsewhere too: rarely. */
function ordered(ctx: Context, e: Expr): void {
  const names: string[] = [];
  const changed: string[] = [];
  walk(e, (node) => {
    const n = node as Expr;
    if ('name' in n) names.push(n.name);
    const place = n.kind === 'step' ? n.operand : n.kind === 'assign' && n !== e && n.target;
    const root = place && place.kind === 'unary' ? place.operand : place;
    if (root && 'name' in root) changed.push(root.name);
  });
  if (changed.some((name) => names.indexOf(name) !== names.lastIndexOf(name))) lintOrder(ctx, e);
}

/** The place of the parenthesis before an expression; of the expression where there is none. */
export function parenBefore(ctx: Context, span: Span): Span {
  const { line, column } = span.start ?? span;
  const text = linesOf(ctx, span.file)[line - 1] ?? '';
  const { start: _from, end: _to, ...at } = span;
  if (span.macro) return span;
  if (text[column - 1] === '(') return { ...at, line, column };
  return text[column - 2] === '(' ? { ...at, line, column: column - 1 } : span;
}

/** The first character of a line. */
export function lineStart(ctx: Context, span: Span): Span {
  const text = linesOf(ctx, span.file)[span.line - 1] ?? '';
  return { ...span, column: text.length - text.trimStart().length + 1, length: 1 };
}

function testOf(ctx: Context, e: Expr): void {
  if (e.kind === 'assign' && e.op === undefined && !e.parens) {
    // gcc's caret is where the expression begins.
    const { start = e.span, end: _to, ...rest } = e.span;
    const { line, column } = start;
    const [word = ' '] =
      /^\w+/.exec((linesOf(ctx, rest.file)[line - 1] ?? '').slice(column - 1)) ?? [];
    warning(
      ctx,
      { ...rest, line, column, length: word.length, start },
      'suggest parentheses around assignment used as truth value',
      {
        option: 'parentheses',
        hint: "'=' assigns; use '==' to compare",
      },
    );
  } else if (e.kind === 'binary' && (e.op === '&&' || e.op === '||') && !e.parens) {
    for (const side of [e.left, e.right]) testOf(ctx, side);
  }
}

const COMPARES = new Set(['<', '>', '<=', '>=', '==', '!=']);

function isNumber(e: Expr): boolean {
  return e.kind === 'number' || e.kind === 'char';
}

function parentheses(ctx: Context, e: Expr & { kind: 'binary' }): void {
  const { op } = e;
  const say = (span: Span, message: string): void =>
    warning(ctx, span, message, { option: 'parentheses' });
  const sides = [e.left, e.right].filter((s) => !s.parens && s.kind === 'binary');
  // What gcc has worked out already has no place of its own: the caret is at the outer operator.
  const { start: _from, end: _to, ...caret } = e.span;
  for (const side of sides) {
    if (side.kind !== 'binary' || side.span.macro) continue;
    const inner = side.op;
    const at = isNumber(side.left) && isNumber(side.right) ? caret : side.span;
    if (op === '||' && inner === '&&') say(at, "suggest parentheses around '&&' within '||'");
    else if ((op === '<<' || op === '>>') && (inner === '+' || inner === '-')) {
      say(at, `suggest parentheses around '${inner}' inside '${op}'`);
    } else if (
      (op === '|' || op === '^') &&
      (inner === '&' || inner === '^' || inner === '+' || inner === '-') &&
      inner !== op
    ) {
      say(at, `suggest parentheses around arithmetic in operand of '${op}'`);
    } else if (op === '&' && (inner === '+' || inner === '-')) {
      say(at, `suggest parentheses around '${inner}' in operand of '&'`);
    } else if ((op === '&' || op === '|' || op === '^') && COMPARES.has(inner)) {
      say(at, `suggest parentheses around comparison in operand of '${op}'`);
      break;
    }
  }
  if (op === '&' || op === '|') notBesideBits(e, say);
  if (!COMPARES.has(op)) return;
  const left = e.left.kind === 'binary' && !e.left.parens ? e.left.op : '';
  if (op !== '==' && op !== '!=' && COMPARES.has(left) && left !== '==' && left !== '!=') {
    say(e.left.span, "comparisons like 'X<=Y<=Z' do not have their mathematical meaning");
  }
}

/** `!a & b` looks at one bit of what `!` gives. */
function notBesideBits(
  e: Expr & { kind: 'binary' },
  say: (span: Span, message: string) => void,
): void {
  const { left, right, op } = e;
  // Of anything else it cannot be seen here whether it is a truth value.
  if (left.kind !== 'unary' || left.op !== '!' || left.parens || right.kind !== 'number') return;
  if (/^0?[xb]?0*1[ul]*$/i.test(right.text) || isZero(right)) return;
  say(
    left.span,
    `suggest parentheses around operand of '!' or change '${op}' to '${op}${op}' or '!' to '~'`,
  );
}

function isZero(e: Expr): boolean {
  return e.kind === 'number' && /^0[x0]*[ul]*$/i.test(e.text);
}

function emptyBody(ctx: Context, s: Stmt & { kind: 'if' }): void {
  if (s.yes.kind === 'empty' && !s.no && !s.yes.span.macro) {
    warning(ctx, s.yes.span, "suggest braces around empty body in an 'if' statement", {
      option: 'empty-body',
      hint: "this ';' is the whole of what the 'if' guards",
    });
  }
  if (s.no?.kind === 'empty' && !s.no.span.macro) {
    warning(ctx, s.no.span, "suggest braces around empty body in an 'else' statement", {
      option: 'empty-body',
    });
  }
}

const lines = new WeakMap<object, string[]>();

export function linesOf(ctx: Context, file: number): string[] {
  const source = ctx.files[file];
  let list = lines.get(source);
  if (!list) {
    list = source.text.split('\n');
    lines.set(source, list);
  }
  return list;
}

// ---- switch -----------------------------------------------------------------------------------

const FALLS =
  /fall[\s-]*thr(ough|u)|FALL[\s-]*THR(OUGH|U)|Fall[\s-]*[tT]hr(ough|u)|@fallthrough@|lint -fallthrough/;

/** A case whose last statement goes on into the next label. */
function fallthrough(ctx: Context, body: Stmt): void {
  if (body.kind !== 'block') return;
  const flat: Stmt[] = [];
  // What stands behind the labels, as one list of statements with labels between them.
  const marks = new Map<number, Span>();
  for (const item of body.items) {
    let s: BlockItem = item;
    while (s.kind === 'case' || s.kind === 'default' || s.kind === 'label') {
      if (s.kind !== 'label' && !marks.has(flat.length)) marks.set(flat.length, s.span);
      s = s.body;
    }
    // A label before another label has no statement.
    if (s.kind === 'empty' && s !== item) continue;
    if (s.kind !== 'declaration' && s.kind !== 'static-assert') flat.push(s);
  }
  const [begin = 0] = marks.keys();
  unreachable(
    ctx,
    body,
    flat.slice(0, begin).find((s) => s.kind !== 'empty'),
  );
  for (const [at, label] of marks) {
    const last = flat[at - 1];
    // What only leaves the switch may as well be come to from above.
    const leaves = !flat[at] || leavesAtOnce(flat[at]);
    if (at === begin || leaves || said(ctx, last, label)) continue;
    const span = fallsAt(ctx, last);
    if (!span) continue;
    warning(ctx, span, 'this statement may fall through', {
      option: 'implicit-fallthrough',
      notes: [{ span: label, message: 'here' }],
    });
  }
}

/** What stands in a switch before its first label: a statement, or the value of a variable. */
function unreachable(ctx: Context, body: Stmt & { kind: 'block' }, first: Stmt | undefined): void {
  const [item] = body.items;
  if (!item || item.kind === 'label' || item.kind === 'case' || item.kind === 'default') return;
  const set =
    item.kind === 'declaration' && !item.specifiers.storage ? item.declarators[0] : undefined;
  // A label may stand inside of anything else.
  const said = first?.kind === 'expr' ? stepOf(first.expr).span : undefined;
  const plain = first?.kind === 'return' ? first.span : said;
  const at = set?.init ? nameOf(set.declarator).span : plain;
  if (!at) return;
  const message = 'statement will never be executed';
  warning(ctx, at, message, { option: 'switch-unreachable' });
}

/** What gcc sees of `x = f();` is the call. */
function stepOf(e: Expr): Expr {
  return e.kind === 'assign' && e.value.kind === 'call' ? e.value : e;
}

/** Tells whether a statement begins with a jump, as a loop does that asks before its first turn. */
function leavesAtOnce(s: Stmt): boolean {
  if (s.kind === 'while') return s.test.kind !== 'number';
  if (s.kind === 'for') return !s.init && s.test !== undefined;
  return /^(break|goto|continue)$/.test(s.kind);
}

/** The place from where a statement goes on into what stands behind it, if it does. */
function fallsAt(ctx: Context, s: Stmt): Span | undefined {
  switch (s.kind) {
    case 'break':
    case 'continue':
    case 'return':
    case 'goto':
    case 'goto-computed':
    case 'empty':
      return undefined;
    case 'case':
    case 'default':
    case 'label':
      return fallsAt(ctx, s.body);
    case 'block':
      return endFallsAt(ctx, s.items);
    case 'if':
      if (s.no && !fallsAt(ctx, s.yes)) return fallsAt(ctx, s.no);
      return parenBefore(ctx, s.test.span);
    case 'for':
      return s.test && (s.init?.kind === 'declaration' ? s.span : s.test.span);
    case 'do':
      if (s.test.kind !== 'number') return s.test.span;
      return s.test.text === '0' ? fallsAt(ctx, s.body) : undefined;
    case 'while':
      return s.test.kind === 'number' && s.test.text !== '0' ? undefined : s.test.span;
    case 'switch':
      return fallsOut(ctx, s.body) ? s.span : undefined;
    case 'expr':
      return comesBack(ctx, s.expr);
  }
}

/** The place from where the last of several statements goes on. */
function endFallsAt(ctx: Context, items: readonly BlockItem[]): Span | undefined {
  const last = items.at(-1);
  if (!last || last.kind === 'declaration' || last.kind === 'static-assert') return undefined;
  return fallsAt(ctx, last);
}

/** Tells whether a switch is left at its end: by a value without a label, by `break`, or by its last statement. */
function fallsOut(ctx: Context, body: Stmt): boolean {
  let leaves = false;
  let all = false;
  // Of a loop or a switch inside of it the words are that one's own.
  const breaks = (node: Node): void => {
    if (node.kind === 'break') leaves = true;
  };
  walk(body, breaks, ({ kind }) => !/^(for|while|do|switch)$/.test(kind));
  const rest = (node: Node): void => {
    if (node.kind === 'default') all = true;
  };
  walk(body, rest, ({ kind }) => kind !== 'switch');
  if (leaves || !all || body.kind !== 'block') return true;
  let last: BlockItem | undefined = body.items.at(-1);
  while (last && (last.kind === 'case' || last.kind === 'default')) last = last.body;
  if (!last || last.kind === 'declaration' || last.kind === 'static-assert') return true;
  return fallsAt(ctx, last) !== undefined;
}

/** The place of an expression that comes to its end: a function may say of itself that it never does. */
function comesBack(ctx: Context, e: Expr): Span | undefined {
  if (e.kind === 'comma') return comesBack(ctx, e.left) && comesBack(ctx, e.right);
  if (e.kind === 'statements') return endFallsAt(ctx, e.body.items);
  if (e.kind === 'cast') return comesBack(ctx, e.operand);
  if (e.kind === 'conditional' && e.yes) {
    const yes = comesBack(ctx, e.yes);
    const no = comesBack(ctx, e.no);
    return yes && no ? e.span : (yes ?? no);
  }
  const name = e.kind === 'call' && e.callee.kind === 'name' ? e.callee.name : '';
  if (isNoReturn(name) || ctx.marks?.noReturn.has(name)) return undefined;
  return stepOf(e).span;
}

const NO_RETURN =
  /^(_?exit|_Exit|abort|v?errx?|(sig)?longjmp|(pthread|thrd|quick)_exit|__builtin_(unreachable|trap|abort|exit)|__assert_fail)$/;

/** Tells whether a function of the C library does not come back. */
export function isNoReturn(name: string): boolean {
  return NO_RETURN.test(name);
}

/** Tells whether a comment or attribute between them says that it is meant. */
function said(ctx: Context, last: Stmt, label: Span): boolean {
  if (last.span.file !== label.file) return true;
  const between = linesOf(ctx, label.file).slice(last.span.line - 1, label.line);
  return between.some((text) => FALLS.test(text));
}

// ---- labels -----------------------------------------------------------------------------------

function unusedLabels(ctx: Context, body: Stmt): void {
  const labels: { name: string; span: Span }[] = [];
  const used = new Set<string>();
  walk(body, (node) => {
    const n = node as { kind: string; span: Span; name?: string; label?: string };
    if (n.kind === 'label' && n.name !== undefined) labels.push({ name: n.name, span: n.span });
    else if (n.label !== undefined) used.add(n.label);
  });
  for (const { name, span } of labels) {
    if (used.has(name)) continue;
    warning(ctx, span, `label '${name}' defined but not used`, { option: 'unused-label' });
  }
}
