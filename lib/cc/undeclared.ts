// Undeclared names: what is said about one, and what the checker goes on with.
//
// One idea: a name that was told once becomes a poisoned entry, so that the function's other uses of
// it say nothing. A function that is called without a declaration gets the one of its header, or
// that of C90: it takes anything and returns int.
//
// Source: gcc 12, which warns of an implicit declaration and goes on.

import { POISON } from './recover.ts';
import { type Checker, type Entry, lookUp } from './scope.ts';
import { fail, giveUp, type More, type Span, unsupported, warning } from './source.ts';
import { headerOf, includeNote, isReserved, nearest, typeAdvice } from './suggest.ts';
import { type CType, INT } from './types.ts';

/** Names in scope, the latest first, then those of macros, if `macros`. */
function* visible(
  c: Checker,
  kinds: readonly Entry['kind'][],
  name: string,
  macros = true,
): Generator<string> {
  const meant = (one: string): boolean => name.startsWith('_') || !isReserved(one);
  for (let i = c.scopes.length - 1; i >= 0; i--) {
    for (const [one, entry] of [...c.scopes[i].names].reverse()) {
      if (kinds.includes(entry.kind) && meant(one)) yield one;
    }
  }
  if (macros) yield* [...c.macros].filter(meant);
}

/** Makes a name one about which all has been said. */
export function poison(c: Checker, name: string | undefined, span: Span): void {
  if (name !== undefined) c.scopes[c.scopes.length - 1].names.set(name, { kind: 'poison', span });
}

/** Says that a variable is not declared; what it may be, or where it is. */
export function undeclared(c: Checker, name: string, place: Span): never {
  if (name === POISON) giveUp();
  // Parentheses around it are no part of a name.
  const { start: _from, end: _to, ...span } = place;
  const outer = c.scopes[c.fn ? 1 : 0] ?? c.scopes[0];
  outer.names.set(name, { kind: 'poison', span });
  if (c.ctx.skipped?.has(name)) giveUp();
  const where = c.fn ? '(first use in this function)' : 'here (not in a function)';
  const message = `'${name}' undeclared ${where}`;
  const header = headerOf(c.headers, c.included, name);
  if (header) fail(c.ctx, span, message, { notes: [includeNote(name, header, c.file)] });
  const similar = nearest(name, visible(c, ['local', 'global', 'constant', 'typedef'], name));
  if (similar === undefined) fail(c.ctx, span, message);
  fail(c.ctx, span, `${message}; did you mean '${similar}'?`, { fix: { text: similar } });
}

const NOTHING: ReadonlySet<string> = new Set();

/** Declares a function that is called undeclared, with a warning. */
export function implicitFunction(c: Checker, name: string, span: Span): void {
  if (name === POISON) giveUp();
  if (name.startsWith('__builtin_')) unsupported(c.ctx, span, `'${name}' is`);
  const header = headerOf(c.headers, c.included, name, ['function']);
  const message = `implicit declaration of function '${name}'`;
  const more: More = { option: 'implicit-function-declaration' };
  let said = message;
  if (header) more.notes = [includeNote(name, header, c.file)];
  else {
    // The function that C11 took away has a successor.
    const similar = name === 'gets' ? 'fgets' : nearest(name, functions(c, name));
    if (similar !== undefined) {
      said = `${message}; did you mean '${similar}'?`;
      more.fix = { text: similar };
    }
  }
  if (!c.ctx.skipped?.has(name)) warning(c.ctx, span, said, more);
  if (header) lintBuiltIn(c, name, header, span);
  // A header that is included may keep it for those who ask for more: asprintf without _GNU_SOURCE.
  const from = header ?? headerOf(c.headers, NOTHING, name, ['function']);
  const known = from === undefined ? undefined : c.prototypeOf(from, name);
  const type: CType = known ?? {
    ...{ kind: 'function', returns: INT, params: [], variadic: false, oldStyle: true },
  };
  c.scopes[0].names.set(name, {
    ...{ kind: 'global', symbol: name, type, span, static: false },
    ...(known ? { assumed: !BUILT_IN.has(name) } : { implicit: true }),
  });
}

function* functions(c: Checker, name: string): Generator<string> {
  for (const one of visible(c, ['global'], name, false)) {
    const entry = lookUp(c, one);
    if (entry?.kind === 'global' && entry.type.kind === 'function' && !entry.implicit) yield one;
  }
  yield* visible(c, [], name);
}

/** Functions that gcc knows without a header and that are no `int f()`. */
const BUILT_IN = new Set([
  ...['malloc', 'calloc', 'realloc', 'free', 'alloca', 'exit', '_exit', '_Exit', 'abort'],
  ...['memcpy', 'memmove', 'memset', 'memchr', 'bzero', 'bcopy', 'index', 'rindex', 'strlen'],
  ...['strcpy', 'strncpy', 'strcat', 'strncat', 'strchr', 'strrchr', 'strstr', 'strdup', 'strndup'],
  ...['stpcpy', 'strcspn', 'strspn', 'strpbrk', 'strnlen', 'printf', 'fprintf', 'sprintf'],
  ...['snprintf', 'scanf', 'fscanf', 'sscanf', 'vprintf', 'vsnprintf', 'vfprintf', 'vsprintf'],
  ...['fwrite', 'strftime', 'labs', 'fabs', 'sqrt', 'pow', 'sin', 'cos', 'tan', 'exp', 'log'],
  ...['log10', 'floor', 'ceil', 'round', 'fmod', 'execl', 'execlp', 'execle', 'execv', 'execvp'],
  'execve',
]);

/** What is called undeclared may be one of gcc's own functions: then it is not what it is taken for. */
function lintBuiltIn(c: Checker, name: string, header: string, span: Span): void {
  if (!BUILT_IN.has(name)) return;
  const message = `incompatible implicit declaration of built-in function '${name}'`;
  const note = { span, message: `include '<${header}>' or provide a declaration of '${name}'` };
  warning(c.ctx, span, message, { option: 'builtin-declaration-mismatch', notes: [note] });
}

/** Says that a type is not known; gcc goes on as if it were int. */
export function unknownType(c: Checker, name: string, span: Span): CType {
  if (c.ctx.skipped?.has(name)) return INT;
  const types = visible(c, ['typedef'], name);
  const { rest, more } = typeAdvice(name, types, c.headers, c.included, c.file);
  fail(c.ctx, span, `unknown type name '${name}'${rest}`, more);
}

/** A struct that the parameters of a function name first is known to nobody else. */
export function inParameters(c: Checker, name: string, span: Span): void {
  const what = name.endsWith(' ') ? `anonymous ${name.trim()}` : `'${name}'`;
  const message = `${what} declared inside parameter list will not be visible outside of this definition or declaration`;
  const tag = name.slice(name.indexOf(' ') + 1);
  const header = tag && headerOf(c.headers, c.included, tag, ['tag']);
  const notes = header ? [includeNote(name, header, c.file)] : [];
  warning(c.ctx, span, message, { notes });
}

/** What a function takes that nobody declared is a guess: what has been said about arguments is not. */
export function unsaid(c: Checker, name: string, from: number): void {
  const entry = lookUp(c, name);
  if (entry?.kind !== 'global' || !entry.assumed) return;
  const doubts = /^(incompatible-pointer-types|int-conversion|pointer-sign|discarded-qualifiers)$/;
  const said = c.ctx.diagnostics.splice(from);
  c.ctx.diagnostics.push(...said.filter(({ option }) => !doubts.test(option ?? '')));
}
