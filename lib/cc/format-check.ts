// Format check: the strings of printf and scanf against the arguments that follow.
//
// One idea: a format is read once into conversions with their places; each says what type it wants,
// and gcc's tolerance decides: signed and unsigned of one size are the same to it, a `void *` takes
// every pointer.
//
// Source: ISO C17 7.21.6; gcc 12 -Wformat; wording of gcc 12.
// Departs: positional arguments (`%1$d`) are not checked.

import { type Conversion, readFormat } from './format-read.ts';
import { literalPlace } from './literal-place.ts';
import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';
import { type CType, fullName, quoted, sizeOf, unqualified } from './types.ts';

/** By function: its family, the index of the format, that of the first argument (or none). */
const FUNCTIONS: Record<string, readonly ['printf' | 'scanf', number, number]> = {
  printf: ['printf', 0, 1],
  fprintf: ['printf', 1, 2],
  dprintf: ['printf', 1, 2],
  sprintf: ['printf', 1, 2],
  snprintf: ['printf', 2, 3],
  asprintf: ['printf', 1, 2],
  syslog: ['printf', 1, 2],
  warn: ['printf', 0, 1],
  warnx: ['printf', 0, 1],
  err: ['printf', 1, 2],
  errx: ['printf', 1, 2],
  vprintf: ['printf', 0, 0],
  vfprintf: ['printf', 1, 0],
  vdprintf: ['printf', 1, 0],
  vsprintf: ['printf', 1, 0],
  vsnprintf: ['printf', 2, 0],
  scanf: ['scanf', 0, 1],
  fscanf: ['scanf', 1, 2],
  sscanf: ['scanf', 1, 2],
  vscanf: ['scanf', 0, 0],
  vsscanf: ['scanf', 1, 0],
  vfscanf: ['scanf', 1, 0],
};

/** What a `format` attribute says, counted from 1 as there. */
export interface FormatAttribute {
  family: 'printf' | 'scanf';
  format: number;
  first: number;
}

interface Check {
  c: Checker;
  scanf: boolean;
  /** The literal's first token, and the function's arguments. */
  literal: Span;
  args: readonly TExpr[];
  /** The next argument. */
  at: number;
}

/** Warns about a call of printf, scanf and their kin. */
export function checkFormat(
  c: Checker,
  name: string,
  args: readonly TExpr[],
  given?: FormatAttribute,
): void {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known && !given) return;
  const [family, index, first] = given
    ? [given.family, given.format - 1, given.first - 1]
    : (known ?? ['printf', 0, 0]);
  if (!args[index]) return;
  const texts = choices(args[index]);
  if (texts.some((text) => !literalBytes(c, text))) {
    unknownFormat(c, args[index], first > 0 && args.length <= first);
  }
  // An argument too many for one of several texts may be there for another one.
  for (const text of texts) checkText(c, family, text, args, first, texts.length > 1);
}

/** What a condition may choose: `wide ? "%5d" : "%d"` is two texts. */
function choices(e: TExpr): TExpr[] {
  if (e.kind === 'cast') return choices(e.operand);
  return e.kind === 'conditional' ? [...choices(e.yes), ...choices(e.no)] : [e];
}

/** Checks the arguments against a text, if it is one. */
function checkText(
  c: Checker,
  family: 'printf' | 'scanf',
  format: TExpr,
  args: readonly TExpr[],
  first: number,
  oneOfSeveral: boolean,
): void {
  const bytes = literalBytes(c, format);
  if (!bytes) return;
  const check: Check = { c, scanf: family === 'scanf', literal: format.span, args, at: first };
  const end = bytes.indexOf(0);
  if (end === 0 && bytes.length === 1) {
    if (family === 'printf') {
      const message = 'zero-length gnu_printf format string';
      warning(c.ctx, format.span, message, { option: 'format-zero-length' });
    }
    return;
  }
  if (end < bytes.length - 1) {
    const at = literalPlace(c.ctx, format.span, end, 1);
    warning(c.ctx, at, "embedded '\\0' in format", { option: 'format-contains-nul' });
    return;
  }
  const list = readFormat(String.fromCharCode(...bytes.slice(0, -1)), check.scanf);
  if (list === 'positional' || first <= 0) return;
  for (const conversion of list) checkConversion(check, conversion);
  if (oneOfSeveral) return;
  if (check.at < args.length && list.every((one) => !one.wrong || one.letter !== '')) {
    warning(c.ctx, format.span, 'too many arguments for format', { option: 'format-extra-args' });
  }
}

/** The bytes of a string literal with its zero; undefined for anything else. */
export function literalBytes(c: Checker, e: TExpr): Uint8Array | undefined {
  if (e.kind === 'cast') return literalBytes(c, e.operand);
  if (e.kind !== 'address' || e.of.kind !== 'global') return undefined;
  const def = c.unit.defs.get(e.of.symbol);
  return def?.kind === 'object' && def.anonymous && sizeOf(def.type) === def.bytes.length
    ? def.bytes
    : undefined;
}

function unknownFormat(c: Checker, format: TExpr, alone: boolean): void {
  if (!alone || format.kind === 'int') return;
  warning(c.ctx, format.span, 'format not a string literal and no format arguments', {
    option: 'format-security',
    hint: 'a % in the text would be obeyed; print it with "%s"',
  });
}

function place(check: Check, { at, length }: Conversion): Span {
  return literalPlace(check.c.ctx, check.literal, at, length);
}

function checkConversion(check: Check, one: Conversion): void {
  const { c } = check;
  if (one.wrong) {
    const shown = /[ -~]/.test(one.letter)
      ? one.letter
      : `\\x${one.letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const message =
      one.letter === ''
        ? "spurious trailing '%' in format"
        : `unknown conversion type character '${shown}' in format`;
    const hint = one.letter === '' || /\W/.test(one.letter) ? 'a percent sign is written %%' : '';
    // The letter alone.
    const { start: _from, ...at } = place(check, one);
    warning(c.ctx, at, message, { option: 'format', ...(hint && { hint }) });
    return;
  }
  for (const star of one.stars) {
    const arg = check.args[check.at++];
    const what = star === 'width' ? "width specifier '*'" : "precision specifier '.*'";
    const behind = star === 'width' ? one.flags.indexOf('*') : one.flags.lastIndexOf('*');
    const at = literalPlace(c.ctx, check.literal, one.at + 1 + behind, 1);
    if (!arg) {
      const message = `field ${what} expects a matching 'int' argument`;
      warning(c.ctx, at, message, { option: 'format' });
    } else if (arg.type.kind !== 'int' || sizeOf(arg.type) !== 4) {
      const message = `field ${what} expects argument of type 'int', but argument ${check.at} has type ${quoted(arg.type)}`;
      warning(c.ctx, at, message, { option: 'format', also: [arg.span] });
    }
  }
  if (one.wants === undefined) return;
  const arg = check.args[check.at++];
  const spec = `'%${one.spelling}'`;
  const labels = [one.wants.name];
  if (!arg) {
    const message = `format ${spec} expects a matching '${one.wants.name}' argument`;
    warning(c.ctx, place(check, one), message, { option: 'format', labels });
    return;
  }
  if (fits(check, one, arg)) return;
  const message = `format ${spec} expects argument of type '${one.wants.name}', but argument ${check.at} has type ${quoted(arg.type)}`;
  const text = suggestion(check, one, arg.type);
  warning(c.ctx, place(check, one), message, {
    option: 'format',
    // What a macro made is not shown.
    also: arg.span.macro ? [] : [arg.span],
    labels: arg.span.macro ? labels : [...labels, fullName(arg.type)],
    ...(text !== undefined && { fix: { text } }),
    ...(check.scanf && arg.type.kind !== 'pointer' && { hint: missingAddress(arg) }),
  });
}

function missingAddress(arg: TExpr): string {
  const name = arg.kind === 'local' ? arg.local.name : undefined;
  return `scanf stores through a pointer${name ? `; write '&${name}'` : ''}`;
}

function fits(check: Check, one: Conversion, arg: TExpr): boolean {
  const { type } = arg;
  const wants = one.wants!.type;
  if (!check.scanf) return accepts(wants, type, one.letter);
  if (type.kind !== 'pointer' || wants.kind !== 'pointer') return false;
  if (type.to.const) return false;
  return accepts(wants.to, unqualified(type.to), one.letter, true);
}

function accepts(wants: CType, has: CType, letter: string, exact = false): boolean {
  if (wants.kind === 'pointer') {
    if (has.kind !== 'pointer') return false;
    if (wants.to.kind === 'void') return true;
    if (has.to.kind === 'void') return false;
    return accepts(unqualified(wants.to), unqualified(has.to), letter, true);
  }
  if (wants.kind === 'float') return has.kind === 'float' && has.float === wants.float;
  if (wants.kind !== 'int' || has.kind !== 'int') return false;
  if (!exact && sizeOf(wants) < 4) return sizeOf(has) <= 4;
  // `long` and `long long` are of one size and two types.
  const long = (k: string): boolean => /long$/.test(k) && !/llong$/.test(k);
  return sizeOf(wants) === sizeOf(has) && long(wants.int) === long(has.int);
}

/** The conversion that would fit the argument, if there is a usual one. */
function suggestion(check: Check, one: Conversion, given: CType): string | undefined {
  const lead = `%${one.flags}`;
  if (check.scanf && given.kind !== 'pointer') return undefined;
  const type = check.scanf && given.kind === 'pointer' ? given.to : given;
  switch (type.kind) {
    case 'int': {
      const size = sizeOf(type);
      if (check.scanf && size === 1) return undefined;
      const length = size === 8 ? (/llong$/.test(type.int) ? 'll' : 'l') : size === 2 ? 'h' : '';
      const letter = /[diuxXo]/.test(one.letter) ? one.letter : /^u/.test(type.int) ? 'u' : 'd';
      return `${lead}${length}${letter}`;
    }
    case 'float': {
      const long =
        type.float === 'float' ? '' : type.float === 'double' ? (check.scanf ? 'l' : '') : 'L';
      return `${lead}${long}${/[efgEFGaA]/.test(one.letter) ? one.letter : 'f'}`;
    }
    case 'pointer':
      if (check.scanf) return undefined;
      return type.to.kind === 'int' && sizeOf(type.to) === 1 ? `${lead}s` : `${lead}p`;
    default:
      return undefined;
  }
}
