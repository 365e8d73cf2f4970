// Lint of values and calls: results that nobody uses, arguments that cannot be meant.
//
// Source: gcc 12, -Wunused-value, -Wunused-result (glibc's warn_unused_result), -Wnonnull,
// -Wsizeof-pointer-memaccess, -Wmemset-transposed-args, -Wfree-nonheap-object.
// Departs: a cast to void silences -Wunused-result; reading and sending functions are looked at for
// the size of a pointer, too.

import { checkFormat } from './format-check.ts';
import { lintBounds } from './lint-bounds.ts';
import { fromLibrary } from './lint-expression.ts';
import { lintSentinel } from './lint-sentinel.ts';
import { parenBefore } from './lint-syntax.ts';
import { lintUnset } from './lint-unset.ts';
import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { Expr, TypeName } from './tree.ts';
import type { TExpr } from './typed.ts';

/** What glibc declares with warn_unused_result. */
const MUST_USE = new Set([
  ...['read', 'write', 'pread', 'pwrite', 'pipe', 'pipe2', 'dup', 'getcwd', 'chdir', 'system'],
  ...['fgets', 'fread', 'scanf', 'fscanf', 'vscanf', 'vfscanf', 'getline', 'getdelim', 'popen'],
  ...['malloc', 'calloc', 'realloc', 'fopen', 'freopen', 'fdopen', 'tmpfile', 'realpath'],
  ...['ftruncate', 'truncate', 'nice', 'symlink', 'link', 'chown', 'setuid', 'setgid', 'daemon'],
  ...['readv', 'writev', 'seteuid', 'setegid', 'fchown', 'fchdir', 'lockf'],
  ...['asprintf', 'vasprintf', 'mkstemp', 'readlink', 'posix_memalign', 'aligned_alloc'],
]);

/** Warns about an expression statement. */
export function lintIgnored(c: Checker, e: Expr, value: TExpr, whole = e): void {
  if (fromLibrary(c, e.span)) return;
  if (value.kind === 'comma' && e.kind === 'comma') {
    const { right } = value;
    if (right.kind !== 'comma' && !pure(value) && pure(right)) {
      if (right.type.kind === 'void' || right.kind === 'cast') return;
      const message = 'right-hand operand of comma expression has no effect';
      warning(c.ctx, e.span, message, { option: 'unused-value' });
      return;
    }
    lintIgnored(c, e.right, value.right, whole);
    return;
  }
  const name = calledName(value);
  if (name !== undefined && MUST_USE.has(name)) {
    const message = `ignoring return value of '${name}' declared with attribute 'warn_unused_result'`;
    warning(c.ctx, e.span, message, { option: 'unused-result' });
  }
  if (value.type.kind === 'void') return;
  if (pure(value)) {
    const equal = e.kind === 'binary' && e.op === '==';
    const called = value.type.kind === 'pointer' && value.type.to.kind === 'function';
    const hint = equal
      ? "'==' compares; use '=' to assign"
      : called || value.type.kind === 'function'
        ? 'a call needs parentheses: f()'
        : undefined;
    // A name alone has no place of its own in gcc: it is that of the statement.
    const { span } = /^(name|number|string|char)$/.test(e.kind) ? whole : e;
    const start = whole === e ? span : { ...span, ...span.start, length: 1 };
    warning(
      c.ctx,
      whole.parens || whole !== e ? parenBefore(c.ctx, start) : span,
      'statement with no effect',
      {
        option: 'unused-value',
        ...(hint && { hint }),
      },
    );
  } else if (/^(deref|binary|compare|unary|offset|logical)$/.test(value.kind)) {
    if (value.kind === 'logical') return;
    warning(c.ctx, e.span, 'value computed is not used', { option: 'unused-value' });
  }
}

/** Warns about what is worked out before a comma for nothing. */
export function lintDropped(c: Checker, e: Expr & { kind: 'comma' }, left: TExpr): void {
  if (fromLibrary(c, e.span) || !pure(left) || left.type.kind === 'void') return;
  if (left.kind === 'cast' && left.operand.kind !== 'cast') return;
  const message = 'left-hand operand of comma expression has no effect';
  warning(c.ctx, e.span, message, { option: 'unused-value' });
}

function calledName(e: TExpr): string | undefined {
  if (e.kind !== 'call' || e.callee.kind !== 'address' || e.callee.of.kind !== 'global')
    return undefined;
  return e.callee.of.name;
}

const EFFECTS = /^(assign|update|advance|call|syscall|va-|statements|alloca|builtin|atomic)/;

/** Tells whether evaluating an expression changes nothing. */
function pure(e: TExpr): boolean {
  if (EFFECTS.test(e.kind) || e.type.volatile) return false;
  if (e.kind === 'compound') return false;
  for (const [key, value] of Object.entries(e)) {
    if (key === 'type' || key === 'span' || key === 'local') continue;
    if (typeof value === 'object' && value !== null && 'kind' in value && 'type' in value) {
      if (!pure(value as TExpr)) return false;
    }
  }
  return true;
}

/** By function: the arguments that must not be NULL, counted from 1. */
const NON_NULL: Record<string, readonly number[]> = {
  ...Object.fromEntries(
    [
      'strcpy',
      'strcat',
      'strcmp',
      'strncmp',
      'strncpy',
      'strncat',
      'strstr',
      'memcpy',
      'memmove',
      ...['execl', 'execlp', 'execle', 'execv', 'execvp', 'execve'],
    ].map((name) => [name, [1, 2]]),
  ),
  memcmp: [1, 2],
  ...Object.fromEntries(
    ['strlen', 'strdup', 'strchr', 'strrchr', 'memset', 'atoi', 'atol', 'atof', 'strtol'].map(
      (name) => [name, [1]],
    ),
  ),
  ...Object.fromEntries(
    ['printf', 'puts', 'fclose', 'perror_', 'getenv', 'opendir'].map((name) => [name, [1]]),
  ),
  sprintf: [1, 2],
  fputs: [1, 2],
  fprintf: [1, 2],
  fgets: [1, 3],
  pipe: [1],
};

/** Where the buffer is and where its size, counted from 0. */
const SIZED: Record<string, readonly (readonly [number, number])[]> = {
  memset: [[0, 2]],
  memcpy: [
    [0, 2],
    [1, 2],
  ],
  memmove: [
    [0, 2],
    [1, 2],
  ],
  memcmp: [
    [0, 2],
    [1, 2],
  ],
  bzero: [[0, 1]],
  strncpy: [
    [0, 2],
    [1, 2],
  ],
  strncat: [
    [0, 2],
    [1, 2],
  ],
  snprintf: [[0, 1]],
  read: [[1, 2]],
  write: [[1, 2]],
  recv: [[1, 2]],
  send: [[1, 2]],
  recvfrom: [[1, 2]],
  sendto: [[1, 2]],
  fgets: [[0, 1]],
  getcwd: [[0, 1]],
  gethostname: [[0, 1]],
};

/** Warns about a call of a known function. */
export function lintCall(
  c: Checker,
  e: Expr & { kind: 'call' },
  name: string,
  args: readonly TExpr[],
): void {
  if (fromLibrary(c, e.span)) return;
  checkFormat(c, name, args);
  lintBounds(c, name, args, e.span);
  // A loop or a jump may lead back here from where an array is filled; how the names begin keeps most calls away.
  const once = c.fn?.loops === 0 && c.fn.labels.size === 0;
  if (once && /^(str|f?puts|ato)/.test(name)) lintUnset(c.fn!, c.ctx, name, args, e.span);
  for (const i of Object.hasOwn(NON_NULL, name) ? NON_NULL[name] : []) {
    const arg = args[i - 1];
    if (arg?.kind !== 'int' || arg.value !== 0n) continue;
    const message = `argument ${i} null where non-null expected`;
    warning(c.ctx, e.callee.span, message, { option: 'nonnull' });
  }
  for (const [buffer, size] of Object.hasOwn(SIZED, name) ? SIZED[name] : []) {
    pointerSize(c, name, e.args[buffer], args[buffer], e.args[size], buffer);
  }
  if (name === 'memset' && args.length === 3) {
    const [, value, size] = args.map(stripped);
    if (size.kind === 'int' && size.value === 0n && !(value.kind === 'int' && value.value === 0n)) {
      const message =
        "'memset' used with constant zero length parameter; this could be due to transposed parameters";
      warning(c.ctx, e.callee.span, message, { option: 'memset-transposed-args' });
    }
  }
  if (name.startsWith('execl')) lintSentinel(c, name, args, e.callee.span);
  if (name === 'free' && args[0]) freeOf(c, stripped(args[0]), e.callee.span);
}

function stripped(e: TExpr): TExpr {
  return e.kind === 'cast' ? stripped(e.operand) : e;
}

/** `memset(p, 0, sizeof p)` of a pointer: the size of the pointer, not of what it points to. */
function pointerSize(
  c: Checker,
  name: string,
  buffer: Expr | undefined,
  value: TExpr | undefined,
  size: Expr | undefined,
  at: number,
): void {
  if (!value || size?.kind !== 'sizeof') return;
  if (addressSize(c, name, buffer, size, at)) return;
  if (buffer?.kind !== 'name') return;
  if (size.operand.kind !== 'name' || size.operand.name !== buffer.name) return;
  const plain = stripped(value);
  if (plain.type.kind !== 'pointer' || (plain.kind !== 'local' && plain.kind !== 'global')) return;
  const record = plain.type.to.kind === 'record';
  const source = name === 'memcmp' ? `${at === 1 ? 'second' : 'first'} source` : 'source';
  const role = at === 1 || /^(memcmp|write|send|sendto)$/.test(name) ? source : 'destination';
  const end = record
    ? 'did you mean to dereference it?'
    : 'did you mean to provide an explicit length?';
  const shown = /^(read|recv|recvfrom)$/.test(name) ? 'destination' : role;
  const message = `argument to 'sizeof' in '${name}' call is the same expression as the ${shown}; ${end}`;
  warning(c.ctx, parenBefore(c.ctx, size.operand.span), message, {
    option: 'sizeof-pointer-memaccess',
  });
}

/** `memset(&x, 0, sizeof(&x))`: the size of the address, not of what is there. */
function addressSize(
  c: Checker,
  name: string,
  buffer: Expr | undefined,
  { operand }: Expr & { kind: 'sizeof' },
  at: number,
): boolean {
  const nameOf = (e: Expr | TypeName | undefined): string | undefined =>
    e && 'kind' in e && e.kind === 'unary' && e.op === '&' && e.operand.kind === 'name'
      ? e.operand.name
      : undefined;
  if (!nameOf(operand) || nameOf(operand) !== nameOf(buffer)) return false;
  const role = at === 1 || /^(write|send)/.test(name) ? 'source' : 'destination';
  const message = `argument to 'sizeof' in '${name}' call is the same expression as the ${role}; did you mean to remove the addressof?`;
  const span = parenBefore(c.ctx, operand.span);
  warning(c.ctx, span, message, { option: 'sizeof-pointer-memaccess' });
  return true;
}

function freeOf(c: Checker, e: TExpr, span: Span): void {
  if (e.kind !== 'address') return;
  const { of } = e;
  if (of.kind !== 'local' && of.kind !== 'global') return;
  const name = of.kind === 'local' ? of.local.name : of.name;
  const what = name.includes(' ') ? name : `unallocated object '${name}'`;
  const notes = of.kind === 'local' ? [{ span: of.local.span, message: 'declared here' }] : [];
  warning(c.ctx, span, `'free' called on ${what}`, { option: 'free-nonheap-object', notes });
}
